import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import type { Floor } from "@/lib/safety/floor";
import type { BoardRow } from "../views";
import { compareBoardRows, type Decided, hasWorsened, toBoardRow } from "./board-row";

const floor = (...rules: [id: string, level: Level][]): Floor => ({
  level: Math.min(...rules.map(([, l]) => l)) as Level,
  rules: rules.map(([id, level]) => ({ id, level, reason: id, source: "test" })),
});
const decided = (
  level: Level,
  shownLevel: Level | null,
  f: Floor | null = null,
  modelLevel: Level | null = 3,
): Decided =>
  ({
    decision: { level, shownLevel, assessmentId: "then" },
    basis: { caseHash: "case then", modelLevel, floor: f },
  }) as unknown as Decided;
const now = (shownLevel: Level | null, f: Floor | null = null, id = "now", caseHash = "case now") => ({
  id,
  caseHash,
  shownLevel,
  floor: f,
});

describe("worsening since the decision", () => {
  it.each([
    ["nothing decided", null, now(1), false],
    ["the very assessment that was decided upon", decided(4, 2), now(2, null, "then"), false],
    ["no suggestion any more", decided(3, 3), now(null), false],
    ["more urgent than shown and decided", decided(3, 3), now(2), true],
    ["less urgent", decided(3, 3), now(4), false],
    ["still what was decided against on purpose", decided(4, 2), now(2), false],
    ["more urgent even than what was decided against", decided(4, 2), now(1), true],
    ["more urgent than shown, not than decided", decided(2, 4), now(3), false],
    ["nothing shown then, more urgent than decided now", decided(3, null), now(2), true],
    ["a new rule at the level decided against", decided(4, 2), now(2, floor(["shock", 2])), true],
    ["the rule that was known then", decided(4, 2, floor(["shock", 2])), now(2, floor(["shock", 2])), false],
    ["another version or policy about the same case", decided(3, 3), now(1, null, "now", "case then"), false],
    [
      "the same case, judged by rules alone then",
      decided(3, 3, null, null),
      now(2, null, "now", "case then"),
      true,
    ],
    ["a new rule that asks for no more than decided", decided(2, 2), now(2, floor(["fever", 3])), false],
  ] as const)("%s", (_what, d, a, expected) => {
    expect(hasWorsened(d, a)).toBe(expected);
  });
});

describe("the board's order", () => {
  it("is urgency, then worsening, then waiting; no level stands between 2 and 3", () => {
    const row = (encounterId: string, level: Level | null, waitMinutes: number, worsened = false) =>
      ({
        encounterId,
        level,
        standsAt: level,
        waitMinutes,
        arrivedAt: new Date(Date.parse("2026-03-01T12:00:00Z") - waitMinutes * 60_000).toISOString(),
        worsened,
        needsLead: false,
      }) as BoardRow;
    const rows = [
      row("five", 5, 300),
      row("three-short", 3, 1),
      row("three-long", 3, 200),
      row("three-worse", 3, 0, true),
      row("unknown", null, 1),
      row("two", 2, 0),
      row("one", 1, 0),
      // Decided as able to wait; a lead is awaited, and a rule asked for more.
      { ...row("for-the-lead", 5, 0), standsAt: 2, needsLead: true } as BoardRow,
    ];
    expect(rows.sort(compareBoardRows).map((r) => r.encounterId)).toEqual([
      "one",
      "for-the-lead",
      "two",
      "unknown",
      "three-worse",
      "three-long",
      "three-short",
      "five",
    ]);
  });
});

describe("vital signs on the board", () => {
  const assessed = (ageYears: number | null) =>
    ({
      encounter: { id: "e" },
      context: {
        patient: { name: "A B", sex: "female", identifiers: [{ label: "MRN", value: "100234" }] },
        encounter: { arrivedAt: null, location: null, status: "in-progress", classCode: "EMER" },
        problems: [],
        chiefComplaint: null,
      },
      built: {
        case: ageYears === null ? null : { ageYears, vitals: { spo2: 84, heartRate: 80 } },
        series: {
          spo2: [
            { at: "2026-01-01T00:00:00Z", value: 97 },
            { at: "2026-01-01T01:00:00Z", value: 84 },
          ],
          heartRate: [{ at: "2026-01-01T01:00:00Z", value: 80 }],
        },
        ageless: null,
        notUnderstood: [],
        oxygen: null,
        trends: [],
        lastVitalsAt: null,
      },
      assessment: { id: "a", shownLevel: null, modelLevel: null, floor: null, familiarity: null },
    }) as unknown as Parameters<typeof toBoardRow>[0];
  const vitals = (ageYears: number | null) => toBoardRow(assessed(ageYears), null, null, new Date(0)).vitals;

  it("are marked where they are not normal", () => {
    expect(vitals(40)).toMatchObject([
      { key: "heartRate", outside: null, used: true },
      { key: "spo2", text: "84 %", outside: "low", used: true },
    ]);
  });

  it("are shown as measured last where the age is not known and no case could be built", () => {
    expect(vitals(null)).toMatchObject([
      { key: "heartRate", text: "80 /min", outside: null, used: false },
      { key: "spo2", text: "84 %", outside: "low", used: false },
    ]);
  });
});
