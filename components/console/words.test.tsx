import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { figuresIn } from "@/components/words/figures";
import { en } from "@/messages/en";
import { detailInWords } from "./audit-table";
import { changeInWords } from "./decision-table";
import { descentInWords, learnedInWords } from "./run-card";
import { Verdict } from "./verify-chain";

const decisions = createTranslator({ locale: "en", messages: en, namespace: "console.decisions" });

const runs = createTranslator({ locale: "en", messages: en, namespace: "console.runs" });
const { fixed } = figuresIn("en");

describe("console words", () => {
  it.each([
    [3, 2, "▲ 1 more urgent"],
    [2, 4, "▼ 2 less urgent"],
    [3, 3, "Accepted"],
    [null, 3, "Set without a suggestion"],
  ] as const)("from %s to %s: %s", (shown, level, words) => {
    expect(changeInWords(shown, level, decisions)).toBe(words);
  });

  it("writes an audit detail as words, leaving out what is empty", () => {
    expect(
      detailInWords({ shownLevel: 3, reason: null, ok: true, gates: ["a", "b"], at: { level: 2 } }),
    ).toBe("shown level 3, ok yes, gates a + b, at (level 2)");
  });

  it("keeps identifiers and long fractions short", () => {
    const id = "410fded1-6032-4009-9681-72e4d5fc751f";
    expect(detailInWords({ decision: id, residual: 8.881784197001252e-16, share: 0.12345 })).toBe(
      "decision 410fded1…, residual 8.88e-16, share 0.123",
    );
  });

  it("says where a run comes from and why it ran again", () => {
    const run = { parentVersion: "0.1.0", labelCount: 1, requestedBy: "Sam Steward", attempt: 2 };
    expect(descentInWords({ ...run, trigger: "label-count" }, runs)).toBe(
      "From 0.1.0 with 1 new label, started by itself; attempt 2, because a worker stopped",
    );
    expect(descentInWords({ ...run, attempt: 1, trigger: "manual" }, runs)).toContain(
      "started by Sam Steward",
    );
  });

  it("says of how many people a candidate learned, and whose labels counted less without naming anybody", () => {
    const learned = { labels: 1, digest: "", people: 1, lighter: [], outcomes: null };
    expect(learnedInWords(learned, runs, fixed)).toBe("Learned from 1 label of 1 person.");
    expect(learnedInWords({ ...learned, labels: 40, people: 5, lighter: [0.9, 0.25] }, runs, fixed)).toBe(
      "Learned from 40 labels of 5 people. The labels of 2 people counted less (× 0.25; 0.90), as their levels fit less well with those of others on the same or like cases.",
    );
  });

  it("names what is wrong, and says intact only of a whole log", () => {
    const at = "2026-11-24T10:00:00.000Z";
    const verdict = {
      ok: true,
      checked: 9,
      head: "ab12",
      anchors: { count: 3, seq: 9, at },
      records: 4,
      findings: [],
      total: 0,
      accepted: 0,
      notes: ["Entries 8 to 9 came after the last anchor."],
      anchoring: null,
      at,
    };
    const whole = renderToStaticMarkup(<Verdict verdict={verdict} />);
    expect(whole).toContain("The log is intact: 9 entries checked");
    expect(whole).toContain("Entries 8 to 9 came after the last anchor.");
    const findings = [{ code: "entry-changed", place: "7", text: "Entry 7 was changed." }];
    const broken = renderToStaticMarkup(<Verdict verdict={{ ...verdict, ok: false, findings, total: 3 }} />);
    expect(broken).toContain("The log is not intact: 3 things found wrong");
    expect(broken).toContain("Entry 7 was changed.");
    expect(broken).toContain("and 2 more");
    const unanchored = { ...verdict, anchoring: "The audit log is not anchored at the moment." };
    expect(renderToStaticMarkup(<Verdict verdict={unanchored} />)).toContain("not anchored at the moment");
  });
});
