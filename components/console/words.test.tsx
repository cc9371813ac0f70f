import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { detailInWords } from "./audit-table";
import { changeInWords } from "./decision-table";
import { descentInWords } from "./run-card";
import { Verdict } from "./verify-chain";

describe("console words", () => {
  it.each([
    [3, 2, "▲ 1 more urgent"],
    [2, 4, "▼ 2 less urgent"],
    [3, 3, "Accepted"],
    [null, 3, "Set without a suggestion"],
  ] as const)("from %s to %s: %s", (shown, level, words) => {
    expect(changeInWords(shown, level)).toBe(words);
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
    expect(descentInWords({ ...run, trigger: "label-count" })).toBe(
      "From 0.1.0 with 1 new label, started by itself; attempt 2, because a worker stopped",
    );
    expect(descentInWords({ ...run, attempt: 1, trigger: "manual" })).toContain("started by Sam Steward");
  });

  it("names the broken entry, and says intact only of a whole chain", () => {
    const at = "2026-11-24T02:00:00Z";
    const broken = renderToStaticMarkup(
      <Verdict verdict={{ ok: false, checked: 6, brokenAt: 7, why: "Hash differs.", at }} />,
    );
    expect(broken).toContain("broken at entry 7");
    expect(broken).not.toContain("intact");
    const whole = renderToStaticMarkup(<Verdict verdict={{ ok: true, checked: 9, head: "ab12", at }} />);
    expect(whole).toContain("intact: 9 entries checked");
  });
});
