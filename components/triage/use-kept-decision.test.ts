import { describe, expect, it } from "vitest";
import type { DecisionView } from "@/lib/decision/decision";
import { offerOf } from "./use-kept-decision";

const savedAt = "2026-03-10T14:03:00.000Z";
const begun = { level: 2, reason: "other", comment: "brought in by police" };
const kept = (content: unknown) => ({ content: JSON.stringify(content), savedAt });
const decidedAt = (at: string) => ({ decidedAt: at }) as DecisionView;

describe("what somebody had begun", () => {
  it("is offered as it was", () => {
    expect(offerOf(kept(begun), null)).toEqual({ draft: { step: "details", ...begun }, savedAt });
    expect(offerOf(kept({ ...begun, reason: null }), null)?.draft.reason).toBeNull();
  });

  it("is offered as a change of an older decision, and not once the visit was decided since", () => {
    expect(offerOf(kept(begun), decidedAt("2026-03-10T13:59:00.000Z"))).not.toBeNull();
    expect(offerOf(kept(begun), decidedAt("2026-03-10T14:05:00.000Z"))).toBeNull();
  });

  it.each([
    null,
    kept({ ...begun, level: 6 }),
    kept({ ...begun, reason: "no such reason" }),
    kept({ level: 2 }),
    { content: "{", savedAt },
  ])("is not offered when it cannot be read: %j", (nonsense) => {
    expect(offerOf(nonsense, null)).toBeNull();
  });
});
