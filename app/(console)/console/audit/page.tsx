import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { AuditFilter } from "@/components/console/audit-filter";
import { AuditTable } from "@/components/console/audit-table";
import { PageHead } from "@/components/console/page-head";
import { Pager } from "@/components/console/pager";
import { VerifyChain } from "@/components/console/verify-chain";
import { listAudit } from "@/lib/workflows/console/audit-log";
import { one, type Search } from "../search-params";
import { verifyChain } from "./actions";

export const metadata: Metadata = { title: "Audit log" };

export default async function AuditPage({ searchParams }: { searchParams: Search }) {
  const { rt, auth } = await requirePrincipal("audit:read");
  const search = await searchParams;
  const event = one(search.event);
  const cursor = one(search.cursor);
  const { items, nextCursor } = await listAudit(rt, auth, { cursor, event });
  const base = event ? `/console/audit?event=${encodeURIComponent(event)}` : "/console/audit";
  return (
    <>
      <PageHead title="Audit log">
        Who did what and when. Entries can only be added; each carries the hash of the one before it, so that
        a change would show.
      </PageHead>
      <VerifyChain verify={verifyChain} />
      <AuditFilter event={event} />
      <AuditTable rows={items} />
      <Pager base={base} cursor={cursor} nextCursor={nextCursor} count={items.length} what="the audit log" />
    </>
  );
}
