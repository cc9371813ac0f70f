import { describe, expect, it } from "vitest";
import { CHAIN_START, type ChainedEntry, GENESIS, hashEntry, verifyNext } from "./chain";

type Entry = ChainedEntry & { hash: string };

function chain(length: number): Entry[] {
  const entries: Entry[] = [];
  for (let seq = 1; seq <= length; seq++) {
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
      prevHash: entries.at(-1)?.hash ?? GENESIS,
    };
    entries.push({ ...entry, hash: hashEntry(entry) });
  }
  return entries;
}

describe("the audit chain", () => {
  it("verifies, also in parts", () => {
    const entries = chain(10);
    const half = verifyNext(CHAIN_START, entries.slice(0, 5));
    if ("ok" in half) throw new Error(half.why);
    expect(verifyNext(half, entries.slice(5))).toMatchObject({
      checked: 10,
      lastSeq: 10,
      head: entries[9]?.hash,
    });
  });

  const changes: [string, (e: Entry) => void][] = [
    ["at", (e) => Object.assign(e, { at: "2020-01-01T00:00:00.000Z" })],
    ["actorId", (e) => Object.assign(e, { actorId: null })],
    ["actorName", (e) => Object.assign(e, { actorName: "Somebody else" })],
    ["role", (e) => Object.assign(e, { role: "admin" })],
    ["event", (e) => Object.assign(e, { event: "model.promoted" })],
    ["subjectType", (e) => Object.assign(e, { subjectType: "run" })],
    ["subjectId", (e) => Object.assign(e, { subjectId: "d9" })],
    ["requestId", (e) => Object.assign(e, { requestId: "r" })],
    ["detail", (e) => Object.assign(e, { detail: { level: 3 } })],
    ["hash", (e) => Object.assign(e, { hash: GENESIS })],
    [
      "the hash, recomputed",
      (e) => Object.assign(e, { detail: {}, hash: hashEntry({ ...strip(e), detail: {} }) }),
    ],
  ];
  it.each(changes)("notices a changed %s", (_field, change) => {
    const entries = chain(6);
    const third = entries[2];
    if (third) change(third);
    expect(verifyNext(CHAIN_START, entries)).toMatchObject({ ok: false });
  });

  it("notices a removed, an added and a swapped entry", () => {
    const entries = chain(6);
    expect(verifyNext(CHAIN_START, entries.toSpliced(2, 1))).toMatchObject({
      ok: false,
      brokenAt: 4,
      why: "entry 3 is missing",
    });
    expect(verifyNext(CHAIN_START, entries.slice(1))).toMatchObject({ ok: false, brokenAt: 2 });
    expect(verifyNext(CHAIN_START, [...entries.slice(0, 3), ...entries.slice(2)])).toMatchObject({
      ok: false,
    });
  });
});

function strip({ hash: _hash, ...entry }: Entry): ChainedEntry {
  return entry;
}
