import { describe, expect, it } from "vitest";
import { DEFAULT_GATE_POLICY } from "@/lib/registry/gates/default-policy";
import { type Bound, draftsOf, fromDraft, type GateDraft, toDraft } from "./gate-draft";

const { gates } = DEFAULT_GATE_POLICY;
const found = gates.find((g) => g.id === "urgent-found");
if (!found) throw new Error("no such gate");
const typed = (bounds: Partial<Record<Bound, string>>, over: Partial<GateDraft> = {}) => {
  const draft = toDraft(found);
  return fromDraft({ ...draft, ...over, bounds: { ...draft.bounds, ...bounds } });
};

describe("a gate in the form", () => {
  it("reads back as what it was, every one of the release", () => {
    for (const gate of gates) expect(fromDraft(toDraft(gate))).toEqual({ gate });
  });

  it.each([
    ["percent", { "limit.fail": "33" }, { warn: 0.4, fail: 0.33 }],
    ["a decimal comma", { "limit.fail": "32,5" }, { warn: 0.4, fail: 0.325 }],
    ["both empty", { "limit.warn": "", "limit.fail": " " }, undefined],
  ] as const)("takes %s", (_what, bounds, limit) => {
    expect(typed(bounds)).toMatchObject({ gate: limit ? { limit } : {} });
    const read = typed(bounds);
    expect("gate" in read && read.gate.limit).toEqual(limit);
  });

  it.each([
    ["one of two empty", { "limit.warn": "" }, {}],
    ["no number", { "worse.fail": "much" }, {}],
    ["less than nothing", { "worse.fail": "-1" }, {}],
    ["half a case", {}, { least: "1.5" }],
    ["no cases", {}, { least: "" }],
  ] as const)("says what is wrong with %s", (_what, bounds, over) => {
    expect(typed(bounds, over)).toMatchObject({ wrong: expect.stringContaining("Urgent patients found") });
  });

  it("that is left out stands there to be put back", () => {
    const drafts = draftsOf(gates.slice(1), gates);
    expect(drafts).toHaveLength(gates.length);
    expect(drafts.filter((d) => d.off).map((d) => d.gate.id)).toEqual([gates[0]?.id]);
  });
});
