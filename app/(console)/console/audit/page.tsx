import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { AccessReport } from "@/components/console/access-report";
import { AuditFilter } from "@/components/console/audit-filter";
import { AuditProof } from "@/components/console/audit-proof";
import { AuditTable } from "@/components/console/audit-table";
import { queryWith } from "@/components/console/list-filter";
import { PageHead } from "@/components/console/page-head";
import { Pager } from "@/components/console/pager";
import { VerifyChain } from "@/components/console/verify-chain";
import { readNarrowed } from "@/lib/monitoring/listing";
import { listAudit } from "@/lib/workflows/govern/audit-log";
import { MOST_PROVEN } from "@/lib/workflows/govern/prove-entries";
import { one, type Search } from "../search-params";
import { verifyChain, whoLooked } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.audit"))("auditLog"),
});

export default async function AuditPage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.audit");
  const { rt, auth } = await requirePrincipal("audit:read");
  const search = await searchParams;
  const event = one(search.event);
  const cursor = one(search.cursor);
  const narrowed = readNarrowed((name) => one(search[name]));
  const { items, nextCursor } = await listAudit(rt, auth, { cursor, event, ...narrowed });
  const values = { from: one(search.from), to: one(search.to), who: one(search.who) };
  const query = queryWith({ event, ...values });
  const base = `/console/audit${query}`;
  return (
    <PageWords of={["audit"]}>
      <PageHead title={t("auditLog")}>{t("whoDidWhatAndWhen")}</PageHead>
      <VerifyChain verify={verifyChain} />
      <details className="mb-4">
        <summary className="font-medium text-accent">{t("saveEntriesWithProofOr")}</summary>
        <div className="mt-3">
          <AuditProof newest={cursor ? null : (items[0]?.seq ?? null)} most={MOST_PROVEN} />
          <AccessReport report={whoLooked} />
        </div>
      </details>
      <AuditFilter event={event} values={values} csv={`/console/audit/csv${query}`} />
      <AuditTable rows={items} />
      <Pager
        base={base}
        cursor={cursor}
        nextCursor={nextCursor}
        count={items.length}
        what={t("theAuditLog")}
      />
    </PageWords>
  );
}
