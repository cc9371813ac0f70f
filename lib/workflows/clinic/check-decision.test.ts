import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { AppError } from "@/lib/core/errors";
import type { DecisionInput } from "../views";
import {
  assertConsistent,
  assertMayReplace,
  assertStillInForce,
  type InForce,
  MAX_COMMENT,
} from "./check-decision";

type Gesture = Pick<DecisionInput, "kind" | "level" | "reason" | "comment">;
const refusal = (check: () => void): string | null => {
  try {
    check();
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === "invalid-input" ? String((error.detail.fields as string[])[0]) : error.code;
  }
};

describe("what was chosen fits what was shown", () => {
  const long = "x".repeat(MAX_COMMENT);
  const rows: [string, Gesture, Level | null, string | null][] = [
    ["accept the level shown", { kind: "accept", level: 3 }, 3, null],
    ["accept another", { kind: "accept", level: 2 }, 3, "level"],
    ["accept where none was shown", { kind: "accept", level: 2 }, null, "level"],
    ["override with a reason", { kind: "override", level: 2, reason: "looks-sicker" }, 3, null],
    ["override without", { kind: "override", level: 2 }, 3, "reason"],
    ["override to the same", { kind: "override", level: 3, reason: "resources" }, 3, "level"],
    ["override nothing", { kind: "override", level: 3, reason: "resources" }, null, "level"],
    ["other with a comment", { kind: "override", level: 2, reason: "other", comment: "grey" }, 3, null],
    ["other with blanks", { kind: "override", level: 2, reason: "other", comment: " " }, 3, "comment"],
    ["assign where none was shown", { kind: "assign", level: 2 }, null, null],
    ["assign where one was", { kind: "assign", level: 2 }, 3, "kind"],
    ["a long comment", { kind: "accept", level: 3, comment: long }, 3, null],
    ["a longer one", { kind: "accept", level: 3, comment: `${long}x` }, 3, "comment"],
  ];
  it.each(rows)("%s", (_what, gesture, shown, field) => {
    expect(refusal(() => assertConsistent(gesture, shown))).toBe(field);
  });
});

describe("a decision in force", () => {
  const first: InForce = { id: "d1", decidedBy: "ann", assessmentId: "a1", level: 3, byName: "Ann" };
  it.each([
    ["none, as the page showed", null, null, null],
    ["the one the page showed", first, "d1", null],
    ["one since the page was shown", first, null, "already-decided"],
    ["another than the page showed", first, "d0", "already-decided"],
    ["none where the page showed one", null, "d1", "already-decided"],
  ] as const)("is %s", (_what, inForce, shown, code) => {
    expect(refusal(() => assertStillInForce(inForce, shown))).toBe(code);
  });

  it("of one's own is told apart from a colleague's", () => {
    for (const userId of ["ann", "bob"])
      expect(() => assertStillInForce(first, null, userId)).toThrow(
        expect.objectContaining({ detail: expect.objectContaining({ own: userId === "ann" }) }),
      );
  });

  it.each([
    ["nobody's", null, "bob", "clinician", "a1", null],
    ["by its author", first, "ann", "clinician", "a1", null],
    ["by a lead", first, "lea", "lead", "a1", null],
    ["by a colleague on the same data", first, "bob", "clinician", "a1", "forbidden"],
    ["by a colleague on new data", first, "bob", "clinician", "a2", null],
  ] as const)("may be replaced %s", (_what, inForce, userId, role, assessmentId, code) => {
    expect(refusal(() => assertMayReplace(inForce, { userId, role }, assessmentId))).toBe(code);
  });
});
