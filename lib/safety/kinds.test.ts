import { describe, expect, it } from "vitest";
import { assessFloor } from "./rules";
import { KINDS } from "./testing/kinds";
import { TOLD_KINDS } from "./testing/kinds-told";

describe("the dangers of the handbook, kind by kind", () => {
  it.each([...KINDS, ...TOLD_KINDS].map((k) => [k.kind, k.said.filter(Boolean).join(" / "), k] as const))(
    "%s: %s",
    (_kind, _said, { said: [chiefComplaint, note], level, over }) => {
      const floor = assessFloor({
        id: "1",
        ageYears: 45,
        chiefComplaint,
        ...(note ? { note } : {}),
        ...over,
      });
      const shown = floor?.level ?? 5;
      if (level === null) expect(shown, JSON.stringify(floor?.rules)).toBeGreaterThanOrEqual(3);
      else expect(shown, JSON.stringify(floor?.rules)).toBeLessThanOrEqual(level);
    },
  );
});
