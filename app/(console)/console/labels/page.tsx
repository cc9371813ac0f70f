import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { AgreementReport } from "@/components/console/agreement-report";
import { HeldReaders } from "@/components/console/held-readers";
import { LabelCard } from "@/components/console/label-card";
import { LabelReport } from "@/components/console/label-report";
import { ListFilter } from "@/components/console/list-filter";
import { PageHead } from "@/components/console/page-head";
import { WithdrawnLabels } from "@/components/console/withdrawn-labels";
import { can } from "@/lib/auth/permissions";
import { toAppError } from "@/lib/core/errors";
import { readNarrowed } from "@/lib/monitoring/listing";
import { listHeldReaders } from "@/lib/workflows/learning/hold-readers";
import { reportAgreement, reportLabels } from "@/lib/workflows/learning/label-report";
import { listWithdrawn, viewLabel } from "@/lib/workflows/learning/withdraw-labels";
import { one, type Search } from "../search-params";
import { letReaderIn, optOut, withdraw } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.labels"))("labels"),
});

export default async function LabelsPage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.labels");
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const values = { from: one(search.from), to: one(search.to) };
  const { from, to } = readNarrowed((name) => one(search[name]));
  const labelId = one(search.label);
  if (labelId !== undefined && !z.uuid().safeParse(labelId).success) notFound();
  const mayGovern = can(auth.principal.role, "label:govern");
  const [label, withdrawn, holds, tally, agreement] = [
    labelId ? await viewLabel(rt, auth, { labelId }).catch(orNotFound) : null,
    await listWithdrawn(rt, auth),
    await listHeldReaders(rt, auth),
    await told(await reportLabels(rt, auth, { from, to })),
    await reportAgreement(rt, auth, { from, to }),
  ];
  return (
    <PageWords of={["labels"]}>
      <PageHead title={t("labels")}>{t("aLabelIsADecision")}</PageHead>
      {label && (
        <LabelCard key={label.id} initial={label} actions={mayGovern ? { withdraw, optOut } : null} />
      )}
      <ListFilter action="/console/labels" values={values} />
      <LabelReport tally={tally} narrowed={Boolean(from || to)} />
      {tally.decisions > 0 && <AgreementReport agreement={agreement} />}
      <HeldReaders initial={holds} letIn={mayGovern ? letReaderIn : null} />
      <WithdrawnLabels rows={withdrawn} />
    </PageWords>
  );
}

function orNotFound(error: unknown): never {
  if (toAppError(error).code === "not-found") notFound();
  throw error;
}
