import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { requirePrincipal } from "@/app/_server/guard";
import { DatasetCaseCard } from "@/components/console/datasets/case-card";
import { DatasetComparison } from "@/components/console/datasets/comparison";
import { DatasetList } from "@/components/console/datasets/list";
import { DatasetPage } from "@/components/console/datasets/one";
import { PageHead } from "@/components/console/page-head";
import { can } from "@/lib/auth/permissions";
import { LEVELS } from "@/lib/case/level";
import { toAppError } from "@/lib/core/errors";
import { AGE_GROUPS, type CaseFilter } from "@/lib/feedback/dataset";
import { OUTCOMES } from "@/lib/fhir/outcomes/visit-outcomes";
import {
  compareDatasets,
  listDatasets,
  viewDataset,
  viewDatasetCase,
} from "@/lib/workflows/learning/datasets";
import { one, type Search } from "../search-params";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.datasets"))("datasets"),
});

const KINDS = ["accept", "override", "assign"] as const;
const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** An address says which dataset, narrowed how, which case of it, or which other one it is compared with. */
export default async function DatasetsPage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.datasets");
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const digest = given(one(search.dataset), digestSchema);
  const other = given(one(search.with), digestSchema);
  const labelId = given(one(search.case), z.uuid());
  const filter = readFilter((name) => one(search[name]));
  const page = Number.parseInt(one(search.page) ?? "1", 10) || 1;
  return (
    <>
      <PageHead title={t("datasets")}>{t("whatEachModelVersionLearnedFrom")}</PageHead>
      {digest === null ? (
        <DatasetList datasets={await listDatasets(rt, auth)} />
      ) : other !== null ? (
        <DatasetComparison
          compared={await compareDatasets(rt, auth, { first: digest, second: other }).catch(orNotFound)}
        />
      ) : labelId !== null && can(auth.principal.role, "dataset:cases") ? (
        <DatasetCaseCard
          digest={digest}
          one={await viewDatasetCase(rt, auth, { digest, labelId }).catch(orNotFound)}
        />
      ) : (
        <DatasetPage
          dataset={await viewDataset(rt, auth, { digest, filter, page }).catch(orNotFound)}
          filter={filter}
          others={(await listDatasets(rt, auth)).filter((d) => d.digest !== digest)}
        />
      )}
    </>
  );
}

/** Null where it is not given. What is given and cannot be one is found nowhere. */
function given<T>(text: string | undefined, schema: z.ZodType<T>): T | null {
  if (text === undefined || text === "") return null;
  const parsed = schema.safeParse(text);
  return parsed.success ? parsed.data : notFound();
}

/** What is not understood narrows nothing. */
function readFilter(get: (name: string) => string | undefined): CaseFilter {
  const of = <T extends string>(name: string, known: readonly T[]): T | undefined =>
    known.find((k) => k === get(name));
  return {
    level: LEVELS.find((l) => String(l) === get("level")),
    source: of("source", KINDS),
    age: of("age", AGE_GROUPS),
    outcome: of("outcome", OUTCOMES),
  };
}

function orNotFound(error: unknown): never {
  if (toAppError(error).code === "not-found") notFound();
  throw error;
}
