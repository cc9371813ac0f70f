import { describe, expect, it } from "vitest";
import { assessFloor } from "@/lib/safety/rules";
import { questionOf } from "./practice-case";
import { readPracticeFolder } from "./read-folder";

const cases = await readPracticeFolder("bench/words");

describe("dangers and look-alikes in few words", () => {
  it.each(
    cases.filter((c) => c.half === "dev").map((c) => [c.chiefComplaint, c.note ?? "", c.why, c] as const),
  )("%s / %s: %s", (_complaint, _note, _why, c) => {
    const floor = assessFloor(questionOf(c));
    const shown = floor?.level ?? 5;
    const why = JSON.stringify(floor?.rules);
    if (c.level <= 2) expect(shown, why).toBeLessThanOrEqual(c.level);
    else expect(shown, why).toBeGreaterThanOrEqual(3);
  });

  it("keeps cases that were never mended on", () => {
    expect(cases.filter((c) => c.half === "unseen").length).toBeGreaterThanOrEqual(50);
  });
});
