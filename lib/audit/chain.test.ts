import { describe, expect, it } from "vitest";
import { CHAIN_START, type ChainedEntry, GENESIS, type HashedEntry, hashEntry, verifyNext } from "./chain";
import { type AuditKey, deriveAuditKey } from "./keys";

const key = (byte: number, since: number, prevHash: string): AuditKey =>
  deriveAuditKey({ master: Buffer.alloc(32, byte).toString("base64"), since, prevHash });

/** `seam`: the first keyed entry; what comes before it has plain hashes. */
function chain(length: number, seam = 1): { entries: HashedEntry[]; keys: AuditKey[] } {
  const entries: HashedEntry[] = [];
  const keys: AuditKey[] = [];
  for (let seq = 1; seq <= length; seq++) {
    const prevHash = entries.at(-1)?.hash ?? GENESIS;
    if (seq === seam) keys.push(key(7, seam, prevHash));
    const entry: ChainedEntry = {
      seq,
      at: new Date(seq * 1000).toISOString(),
      actorId: "u",
      actorName: "Nurse One",
      role: "clinician",
      event: "decision.recorded",
      subjectType: "decision",
      subjectId: `d${seq}`,
      requestId: null,
      detail: { level: 2 },
      prevHash,
      keyId: keys[0]?.id ?? null,
      anchor: keys[0] ? "1:ab" : null,
      digests: keys[0] ? { [`decision:d${seq}`]: "ff" } : null,
    };
    entries.push({ ...entry, hash: hashEntry(entry, keys[0] ?? null) });
  }
  return { entries, keys };
}

const codes = (entries: readonly HashedEntry[], keys: readonly AuditKey[]) =>
  verifyNext(CHAIN_START, entries, keys).findings.map(({ code, place }) => `${code} ${place}`);

describe("the audit chain", () => {
  it.each([1, 4, 11])("verifies, also in parts, with a key from entry %i on", (seam) => {
    const { entries, keys } = chain(10, seam);
    const half = verifyNext(CHAIN_START, entries.slice(0, 5), keys);
    expect(half.findings).toEqual([]);
    expect(verifyNext(half.state, entries.slice(5), keys)).toEqual({
      state: { checked: 10, lastSeq: 10, head: entries[9]?.hash },
      findings: [],
    });
  });

  it("hashes entries without a key as it always did", () => {
    const [first] = chain(1, 2).entries;
    // Made by the version that had no keys.
    expect(first?.hash).toBe("502e39240ec1b675e3ccb27434feffd897d9212225323bcbe688476808458a85");
  });

  const changes: [string, (e: HashedEntry) => object][] = [
    ["at", () => ({ at: "2020-01-01T00:00:00.000Z" })],
    ["actorId", () => ({ actorId: null })],
    ["actorName", () => ({ actorName: "Somebody else" })],
    ["role", () => ({ role: "admin" })],
    ["event", () => ({ event: "model.promoted" })],
    ["subjectType", () => ({ subjectType: "run" })],
    ["subjectId", () => ({ subjectId: "d9" })],
    ["requestId", () => ({ requestId: "r" })],
    ["detail", () => ({ detail: { level: 3 } })],
    ["anchor", () => ({ anchor: "2:cd" })],
    ["digests", () => ({ digests: { "decision:d3": "00" } })],
    ["hash", () => ({ hash: GENESIS })],
    [
      "the hash, recomputed without the key",
      (e) => ({ detail: {}, hash: hashEntry({ ...strip(e), detail: {} }, null) }),
    ],
  ];
  it.each(changes)("notices a changed %s, with a key and from before it", (_field, change) => {
    for (const seam of [1, 6]) {
      const { entries, keys } = chain(8, seam);
      Object.assign(entries[2] as HashedEntry, change(entries[2] as HashedEntry));
      expect(codes(entries, keys)).not.toEqual([]);
    }
  });

  it("notices a removed, an added and a swapped entry, and goes on to the next", () => {
    const { entries, keys } = chain(9);
    expect(codes(entries.toSpliced(2, 1), keys)).toEqual(["entries-missing 3"]);
    expect(codes(entries.slice(3), keys)).toEqual(["entries-missing 1 to 3"]);
    expect(codes(entries.toSpliced(5, 2).toSpliced(2, 1), keys)).toEqual([
      "entries-missing 3",
      "entries-missing 6 to 7",
    ]);
    expect(codes([...entries.slice(0, 3), ...entries.slice(2)], keys)).not.toEqual([]);
    const [third, fourth] = [entries[2], entries[3]] as [HashedEntry, HashedEntry];
    entries[2] = { ...fourth, seq: 3 };
    entries[3] = { ...third, seq: 4 };
    expect(codes(entries, keys)).not.toEqual([]);
  });

  /** Hashes everything anew as anybody can who has no key. */
  function rehash(entries: readonly HashedEntry[], from: number, keyId: string | null): HashedEntry[] {
    const out: HashedEntry[] = [];
    for (const e of entries) {
      const prevHash = out.at(-1)?.hash ?? GENESIS;
      const plain = { ...strip(e), prevHash, detail: { level: 5 }, keyId, anchor: null, digests: null };
      out.push(e.seq < from ? e : { ...plain, hash: hashEntry(plain, null) });
    }
    return out;
  }

  it("is not made whole again without the key, from whichever entry on", () => {
    const { entries, keys } = chain(9, 4);
    // The entries before the seam lead up to another hash than the one the key was laid upon.
    expect(codes([...rehash(entries.slice(0, 3), 1, null), ...entries.slice(3)], keys)).toEqual([
      "entry-not-continued 4",
    ]);
    expect(codes(rehash(entries, 1, null), keys).filter((c) => c.startsWith("entry-unkeyed"))).toHaveLength(
      6,
    );
    expect(codes(rehash(entries, 6, keys[0]?.id ?? null), keys)).toContain("entry-changed 6");
    // Without the key at hand what was written with it does not pass for plain.
    expect(codes(entries, [])).toContain("key-missing 4");
  });

  it("does not let its seam be moved", () => {
    const { entries, keys } = chain(9, 4);
    const other = chain(9, 1).entries;
    // The same key claims to have begun elsewhere.
    expect(codes(entries, [key(7, 4, GENESIS)])).toEqual(["seam-moved 4"]);
    expect(codes(entries, [key(7, 6, entries[4]?.hash ?? "")])).toContain("key-missing 4");
    expect(codes(other, keys)).not.toEqual([]);
  });
});

function strip({ hash: _hash, ...entry }: HashedEntry): ChainedEntry {
  return entry;
}
