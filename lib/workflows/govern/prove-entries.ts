import { auditEventsAfter } from "@/db/queries/audit";
import { listSigningKeys, signed } from "@/db/signing";
import { leafHash, MerkleTree } from "@/lib/audit/proof/merkle";
import { leafOf, type ProofFile, treeStatement } from "@/lib/audit/proof/proof-file";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import type { Runtime } from "../service/runtime";
import { appendAudit } from "./append-audit";
import { verifyAuditLog } from "./verify-audit";

/** Most entries one file holds, and entries read at a time. */
export const MOST_PROVEN = 5_000;
const PAGE = 1_000;

/**
 * Entries of the audit log as a file that anybody can check without this database: each with its place in a Merkle tree over
 * the whole log, whose root the installation signs. The log is verified first; what does not verify is not signed. That it
 * was taken, and the root, is an entry itself, so that a later file can be held against an earlier one.
 * @throws AppError("invalid-input" | "conflict")
 */
export async function proveEntries(
  rt: Runtime,
  auth: Authorized,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<string> {
  if (to < from || to - from >= MOST_PROVEN)
    throw new AppError("invalid-input", "not a range", {
      userMessage: `Name a first and a last entry, at most ${MOST_PROVEN.toLocaleString("en-US")} of them.`,
      detail: { fields: ["to"] },
    });
  await rt.anchors.anchorNow();
  const report = await verifyAuditLog(rt.db, { anchorFile: rt.anchorFile });
  if (!report.ok || !report.head)
    throw new AppError("conflict", "the log does not verify", {
      userMessage:
        "The audit log does not verify, so nothing in it can be proven. Verify it to see what is wrong.",
    });
  const size = report.checked;
  if (to > size)
    throw new AppError("invalid-input", "past the end", {
      userMessage: `The newest entry is ${size}.`,
      detail: { fields: ["to"] },
    });
  const { leaves, wanted } = await readLog(rt, size, from, to);
  const tree = new MerkleTree(leaves);
  const head = { size, root: tree.root(), head: report.head, at: rt.clock().toISOString() };
  const by = await signed(rt.db, treeStatement(head));
  const key = by && (await listSigningKeys(rt.db)).find((k) => k.id === by.signedWith);
  if (!by || !key || !("publicKey" in key))
    throw new AppError("conflict", "no signing key", {
      userMessage: "The signing key is gone, so nothing can be proven (npm run signing:renew).",
    });
  const file: ProofFile = {
    format: "openacuity-audit-proof/1",
    tree: head,
    signature: by.signature,
    key: { id: by.signedWith, publicKey: key.publicKey },
    entries: wanted.map((entry) => ({
      entry: { ...entry, detail: { ...entry.detail }, digests: entry.digests && { ...entry.digests } },
      path: tree.path(entry.seq - 1),
    })),
  };
  await rt.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        event: "audit.proven",
        actor: auth.principal,
        requestId: auth.requestId,
        detail: { from, to, size, root: head.root },
      },
      rt.clock(),
    ),
  );
  return `${JSON.stringify(file, null, 2)}\n`;
}

async function readLog(rt: Runtime, size: number, from: number, to: number) {
  const leaves: Buffer[] = [];
  const wanted: Awaited<ReturnType<typeof auditEventsAfter>> = [];
  while (leaves.length < size) {
    const page = await auditEventsAfter(rt.db, leaves.length, size, PAGE);
    if (page.length === 0) throw new AppError("conflict", "the log ends before its end");
    for (const entry of page) {
      leaves.push(leafHash(leafOf(entry)));
      if (entry.seq >= from && entry.seq <= to) wanted.push(entry);
    }
  }
  return { leaves, wanted };
}
