import { createHash } from "node:crypto";

/**
 * The Merkle tree of RFC 9162, section 2.1 (the one of Certificate Transparency): who holds its root can be shown that an
 * entry is in the log with a few dozen hashes, and without a key. Hashes are lower-case hex at the door.
 */
const hash = (...parts: readonly Uint8Array[]): Buffer => {
  const h = createHash("sha256");
  for (const part of parts) h.update(part);
  return h.digest();
};
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

export const leafHash = (leaf: string | Uint8Array): Buffer =>
  hash(LEAF, typeof leaf === "string" ? Buffer.from(leaf, "utf8") : leaf);
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => hash(NODE, left, right);

/** Every level of the tree, leaves first; a node without a partner goes up as it is, which is the same tree. */
export class MerkleTree {
  private readonly levels: (readonly Buffer[])[];

  constructor(leaves: readonly Buffer[]) {
    this.levels = [leaves];
    for (let level = leaves; level.length > 1; ) {
      const up: Buffer[] = [];
      for (let i = 0; i < level.length; i += 2) {
        const [left, right] = [level[i] as Buffer, level[i + 1]];
        up.push(right ? nodeHash(left, right) : left);
      }
      this.levels.push(up);
      level = up;
    }
  }

  get size(): number {
    return this.levels[0]?.length ?? 0;
  }

  /** Of an empty tree: the hash of nothing. */
  root(): string {
    return (this.levels.at(-1)?.[0] ?? hash()).toString("hex");
  }

  /** The audit path of the leaf at this index, from 0: what is beside it on the way up. */
  path(index: number): string[] {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.size)
      throw new RangeError(`no leaf ${index}`);
    return this.levels.slice(0, -1).flatMap((level, height) => {
      const beside = level[(index >> height) ^ 1];
      return beside ? [beside.toString("hex")] : [];
    });
  }
}

/** Whether a leaf is at this index of the tree with this root (RFC 9162, section 2.1.3.2). */
export function isIncluded(
  leaf: string,
  { index, size, path, root }: { index: number; size: number; path: readonly string[]; root: string },
): boolean {
  if (![index, size].every(Number.isSafeInteger) || index < 0 || index >= size) return false;
  let [fn, sn, r] = [index, size - 1, leafHash(leaf)];
  for (const text of path) {
    if (sn === 0 || !/^[0-9a-f]{64}$/.test(text)) return false;
    const p = Buffer.from(text, "hex");
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else r = nodeHash(r, p);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && r.toString("hex") === root;
}
