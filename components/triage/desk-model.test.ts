import { describe, expect, it } from "vitest";
import { deskItems, reasonsOf } from "./desk-model";
import { boardRow } from "./fixtures";

describe("the lead's desk", () => {
  it("holds nobody who is where they should be", () => {
    expect(deskItems([boardRow({ encounterId: "a", level: 3, waitMinutes: 9, lookedMinutes: 3 })])).toEqual(
      [],
    );
  });

  it("has what needs a second pair of eyes in order", () => {
    const rows = [
      boardRow({ encounterId: "late", level: 3, lookedMinutes: 31 }),
      boardRow({ encounterId: "alone", level: 2, waitMinutes: 11, lookedMinutes: 2 }),
      boardRow({ encounterId: "unjudged", level: null, levelSource: "none" }),
      boardRow({ encounterId: "refused", level: 4, levelSource: "decided", writeBack: "failed" }),
      boardRow({ encounterId: "worse", level: 4, levelSource: "decided", worsened: true, standsAt: 2 }),
      boardRow({ encounterId: "second", level: 5, levelSource: "decided", needsLead: true, standsAt: 3 }),
      boardRow({ encounterId: "graver", level: 5, levelSource: "decided", needsLead: true, standsAt: 1 }),
      boardRow({ encounterId: "fine", level: 5, lookedMinutes: 300 }),
    ];
    expect(deskItems(rows).map((i) => i.row.encounterId)).toEqual([
      "graver",
      "second",
      "worse",
      "refused",
      "alone",
      "unjudged",
      "late",
    ]);
  });

  it("goes on counting between two readings of the board", () => {
    const row = boardRow({ encounterId: "a", level: 2, levelSource: "decided", lookedMinutes: 14 });
    expect(reasonsOf(row)).toEqual([]);
    expect(deskItems([row], 2).map((i) => i.reasons)).toEqual([["look-again"]]);
  });

  it("leaves closed visits alone", () => {
    const barred = { why: "finished" as const, title: "", advice: "" };
    const row = boardRow({ encounterId: "a", level: 1, visit: { barred, doubts: [] }, lookedMinutes: 1 });
    expect(reasonsOf(row)).toEqual([]);
  });
});
