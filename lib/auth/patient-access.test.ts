import { describe, expect, it } from "vitest";
import { type AccessRow, isConfirmedWithin, type Standing, standingOf } from "./patient-access";

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));
const row = (encounterId: string, over: Partial<AccessRow> = {}): AccessRow => ({
  encounterId,
  confirmedAt: null,
  readAt: null,
  refusedAt: null,
  refusal: null,
  withheld: [],
  ...over,
});
const refused = (encounterId: string, minute: number, refusal: AccessRow["refusal"] = "ehr-refused") =>
  row(encounterId, { refusedAt: at(minute), refusal });

describe("where a person stands with a visit", () => {
  it.each<[string, AccessRow[], Standing["state"]]>([
    ["never asked about", [], "unknown"],
    ["asked about another visit only", [row("b", { confirmedAt: at(1), readAt: at(1) })], "unknown"],
    ["shown in a list", [row("a", { confirmedAt: at(1) })], "confirmed"],
    ["refused", [refused("a", 1)], "refused"],
    [
      "refused, whatever was confirmed",
      [{ ...refused("a", 1), confirmedAt: at(2), readAt: at(2) }],
      "refused",
    ],
    ["another visit refused", [refused("b", 1)], "refused"],
    ["listed since another was refused", [refused("b", 1), row("a", { confirmedAt: at(2) })], "refused"],
    [
      "read since another was refused",
      [refused("b", 1), row("a", { confirmedAt: at(2), readAt: at(2) })],
      "confirmed",
    ],
    [
      "read before another was refused",
      [refused("b", 3), row("a", { confirmedAt: at(4), readAt: at(2) })],
      "refused",
    ],
    ["another visit deleted", [refused("b", 1, "not-found"), row("a", { confirmedAt: at(2) })], "refused"],
    [
      "another visit moved",
      [refused("b", 1, "wrong-patient"), row("a", { confirmedAt: at(2) })],
      "confirmed",
    ],
  ])("%s", (_what, rows, state) => {
    expect(standingOf(rows, "a").state).toBe(state);
  });

  it.each<[string, Standing, boolean]>([
    ["just now", { state: "confirmed", at: at(30), withheld: [] }, true],
    ["at the limit", { state: "confirmed", at: at(10), withheld: [] }, true],
    ["longer ago", { state: "confirmed", at: at(9), withheld: [] }, false],
    ["in the future", { state: "confirmed", at: at(32), withheld: [] }, false],
    ["never", { state: "unknown" }, false],
    ["refused", { state: "refused", refusal: "not-found" }, false],
  ])("confirmed %s within 20 minutes", (_what, standing, expected) => {
    expect(isConfirmedWithin(standing, 20 * 60_000, at(30))).toBe(expected);
  });
});
