import { describe, expect, it } from "vitest";
import { newSigningPair, signText } from "@/lib/core/ed25519";
import type { HashedEntry } from "../chain";
import { leafHash, MerkleTree } from "./merkle";
import { checkProof, leafOf, type ProofFile, treeStatement } from "./proof-file";

const entries = Array.from(
  { length: 11 },
  (_, i): HashedEntry => ({
    seq: i + 1,
    at: new Date(1e12 + i).toISOString(),
    actorId: null,
    actorName: "OpenAcuity",
    role: "system",
    event: "board.viewed",
    subjectType: null,
    subjectId: null,
    requestId: null,
    detail: { patients: i },
    prevHash: "0".repeat(64),
    keyId: "k",
    anchor: null,
    digests: null,
    hash: i.toString(16).padStart(64, "0"),
  }),
);
const pair = newSigningPair();

function proofOf(seqs: readonly number[], signer = pair): ProofFile {
  const tree = new MerkleTree(entries.map((e) => leafHash(leafOf(e))));
  const head = {
    size: 11,
    root: tree.root(),
    head: entries[10]?.hash ?? "",
    at: new Date(2e12).toISOString(),
  };
  return {
    format: "openacuity-audit-proof/1",
    tree: head,
    signature: signText(signer.privateKey, treeStatement(head)),
    key: { id: signer.id, publicKey: signer.publicKey },
    entries: seqs.map((seq) => ({ entry: entries[seq - 1] as never, path: tree.path(seq - 1) })),
  };
}
const check = (file: unknown, key = pair.id) => checkProof(JSON.stringify(file), key).wrong;

describe("a file of proven entries", () => {
  it("is proven where nothing was changed", () => {
    expect(check(proofOf([1, 5, 11]))).toEqual([]);
  });

  it("shows every word that was changed, and every stranger who signs", () => {
    const file = proofOf([5, 11]);
    const changed = structuredClone(file);
    Object.assign(changed.entries[0]?.entry.detail ?? {}, { patients: 99 });
    expect(check(changed)).toEqual(["Entry 5 is not what was in the log."]);
    const moved = structuredClone(file);
    if (moved.entries[0]) moved.entries[0].entry.seq = 6;
    expect(check(moved)).toEqual(["Entry 6 is not what was in the log."]);
    const cut = structuredClone(file);
    cut.tree.size = 5;
    expect(check(cut)).toContain("The signature is wrong.");

    const stranger = newSigningPair();
    expect(check(proofOf([5], stranger))).toEqual([
      `It is signed with the key ${stranger.id}, not with ${pair.id}.`,
    ]);
    const posing = proofOf([5], stranger);
    posing.key.id = pair.id;
    expect(check(posing)).toEqual(["The key in the file is not the one it is named after."]);
    for (const none of ["", "{}", JSON.stringify({ ...file, entries: [] })])
      expect(checkProof(none, pair.id).wrong).toEqual([
        "This is no file of audit entries with their proofs.",
      ]);
  });
});
