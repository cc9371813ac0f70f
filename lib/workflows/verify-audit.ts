import type { DbOrTx } from "@/db/client";
import { type AuditRow, auditEventsAfter } from "@/db/queries/audit";
import { CHAIN_START, type ChainState, type ChainVerdict, verifyNext } from "@/lib/audit/chain";

const PAGE = 1_000;

/** Walks the whole audit log and checks every link. `onPage` sees each page that was found intact. */
export async function verifyAuditChain(
  db: DbOrTx,
  onPage?: (checked: number, entries: readonly AuditRow[]) => void,
): Promise<ChainVerdict> {
  let state: ChainState = CHAIN_START;
  for (;;) {
    const entries = await auditEventsAfter(db, state.lastSeq, PAGE);
    if (entries.length === 0)
      return { ok: true, checked: state.checked, head: state.checked > 0 ? state.head : null };
    const next = verifyNext(state, entries);
    if ("ok" in next) return next;
    state = next;
    onPage?.(state.checked, entries);
  }
}
