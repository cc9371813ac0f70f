import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appendAnchor, eachAnchorLine, lastAnchor } from "./anchor-file";
import { type Anchor, AnchorComparer, AnchorReader, anchorRef, makeAnchor } from "./anchors";
import { deriveAuditKey } from "./keys";

const key = deriveAuditKey({ master: Buffer.alloc(32, 1).toString("base64"), since: 1, prevHash: "" });
const stranger = deriveAuditKey({ master: Buffer.alloc(32, 2).toString("base64"), since: 1, prevHash: "" });
const hashAt = (seq: number) => `hash of ${seq}`;
const at = new Date("2026-11-29T10:00:00Z");

/** Anchors of entries 10, 20, 30 … */
function lines(count: number): Anchor[] {
  const made: Anchor[] = [];
  for (let n = 1; n <= count; n++) {
    const head = { seq: 10 * n, hash: hashAt(10 * n) };
    made.push(makeAnchor(key, made.at(-1) ?? null, n === 1 ? "begin" : "head", head, at));
  }
  return made;
}
const read = (texts: readonly string[]) => {
  const reader = new AnchorReader([key]);
  for (const text of texts) reader.read(text);
  return reader;
};
const asText = (anchors: readonly Anchor[]) => anchors.map((a) => JSON.stringify(a));
const codes = (findings: readonly { code: string; place: string }[]) =>
  findings.map(({ code, place }) => `${code}, ${place}`);

describe("the lines of an anchor file", () => {
  it("are whole when nobody touched them, also with a torn line among them", () => {
    const texts = asText(lines(4));
    expect(read(texts)).toMatchObject({ findings: [], anchors: { length: 4 } });
    expect(read(texts.toSpliced(2, 0, texts[2]?.slice(0, 90) ?? "", "")).findings).toEqual([]);
  });

  it.each<[string, (a: Anchor[]) => Anchor[], string[]]>([
    ["removed from the middle", (a) => a.toSpliced(1, 1), ["anchor-lines-missing, anchor 3"]],
    ["removed from the front", (a) => a.slice(2), ["anchor-lines-missing, anchor 3"]],
    ["changed", (a) => a.with(1, { ...(a[1] as Anchor), hash: "another" }), ["anchor-forged, anchor 2"]],
    [
      "added without the key",
      (a) => [
        ...a,
        makeAnchor({ ...stranger, id: key.id }, a[3] as Anchor, "head", { seq: 50, hash: "x" }, at),
      ],
      ["anchor-forged, anchor 5"],
    ],
    [
      "of another database",
      (a) => [...a, makeAnchor(stranger, a[3] as Anchor, "head", { seq: 50, hash: "x" }, at)],
      ["anchor-unknown-key, anchor 5"],
    ],
    [
      "begun anew",
      () => [makeAnchor(key, null, "anew", { seq: 50, hash: "x" }, at)],
      ["anchor-file-begun-anew, anchor 1"],
    ],
    [
      "that noted a mismatch",
      (a) => [...a, makeAnchor(key, a[3] as Anchor, "mismatch", { seq: 5, hash: "x" }, at)],
      ["anchor-noted-mismatch, anchor 5"],
    ],
  ])("%s are found", (_what, change, expected) => {
    expect(codes(read(asText(change(lines(4)))).findings)).toEqual(expected);
  });
});

describe("anchors beside the chain", () => {
  /** A log of this length that refers to these anchors. */
  const compare = (
    anchors: readonly Anchor[],
    length: number,
    change?: (seq: number) => Partial<{ hash: string; anchor: string }>,
    exists = true,
  ) => {
    const comparer = new AnchorComparer(anchors);
    const all = lines(4);
    for (let seq = 1; seq <= length; seq++) {
      const newest = all[Math.floor(seq / 10) - 1];
      comparer.see({ seq, hash: hashAt(seq), anchor: newest ? anchorRef(newest) : null, ...change?.(seq) });
    }
    return codes(
      comparer.finish(
        anchors.filter((a) => a.seq > length),
        length,
        exists,
      ),
    );
  };

  it("agree with a log that nobody touched", () => {
    expect(compare(lines(4), 45)).toEqual([]);
  });

  it("show a log that was cut, and how far", () => {
    expect(compare(lines(4), 29)).toEqual(["cut-off, anchor 3 to 4"]);
    expect(compare(lines(4), 0)).toEqual(["cut-off, anchor 1 to 4"]);
  });

  it("show a log that was rewritten, even if it is whole in itself", () => {
    expect(compare(lines(4), 45, (seq) => (seq >= 15 ? { hash: "rewritten" } : {}))).toEqual([
      "anchored-otherwise, anchor 2 to 4",
    ]);
  });

  it("show a file that is older than the log, or gone", () => {
    expect(compare(lines(2), 45)).toEqual(["anchor-file-older, 30 to 45"]);
    expect(compare([], 45, undefined, false)).toEqual(["anchor-file-missing, file"]);
    // Nothing refers to an anchor yet: it has not begun.
    expect(compare([], 9, undefined, false)).toEqual([]);
  });
});

describe("the anchor file", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "openacuity-anchors-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("grows by whole lines, whatever a crash left at its end", async () => {
    const file = join(folder, "deep", "anchors.jsonl");
    expect(await lastAnchor(file)).toBeNull();
    const [first, second, third] = lines(3) as [Anchor, Anchor, Anchor];
    await appendAnchor(file, first);
    await appendAnchor(file, second);
    writeFileSync(file, JSON.stringify(third).slice(0, 80), { flag: "a" });
    expect(await lastAnchor(file)).toEqual(second);
    await appendAnchor(file, third);
    expect(await lastAnchor(file)).toEqual(third);
    const reader = new AnchorReader([key]);
    await eachAnchorLine(file, (line) => reader.read(line));
    expect(reader).toMatchObject({ findings: [], anchors: [first, second, third] });
    expect(readFileSync(file, "utf8").endsWith("\n")).toBe(true);
  });
});
