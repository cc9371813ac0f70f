import { describe, expect, it } from "vitest";
import { wordsFor } from "@/components/testing/words";
import type { BoardRow } from "@/lib/workflows/views";
import {
  changeInWords,
  countByLevel,
  groupRows,
  heldLayout,
  isFiltered,
  matches,
  NO_FILTER,
  zoneOf,
  zonesOf,
} from "./board-model";
import { boardRow } from "./fixtures";

describe("order", () => {
  it("is most urgent first, then worsened, then longest wait; who has no level comes after level 2", () => {
    const rows = [
      boardRow({ encounterId: "a", level: 3, arrivedAt: "2026-03-01T11:50:00Z" }),
      boardRow({ encounterId: "b", level: 3, arrivedAt: "2026-03-01T11:30:00+01:00" }),
      boardRow({ encounterId: "c", level: 3, arrivedAt: "2026-03-01T11:55:00Z", worsened: true }),
      boardRow({ encounterId: "d", level: 1 }),
      boardRow({ encounterId: "e", level: null, levelSource: "none" }),
      boardRow({ encounterId: "f", level: 2, arrivedAt: null }),
    ];
    expect(groupRows(rows)).toEqual([
      { level: 1, ids: ["d"] },
      { level: 2, ids: ["f"] },
      { level: null, ids: ["e"] },
      { level: 3, ids: ["c", "b", "a"] },
    ]);
  });

  it("does not depend on the order rows come in", () => {
    const rows = Array.from({ length: 20 }, (_, i) =>
      boardRow({ encounterId: `e${i}`, level: ((i % 5) + 1) as 1 }),
    );
    expect(groupRows([...rows].reverse())).toEqual(groupRows(rows));
  });
});

describe("zones", () => {
  it.each([
    ["Resus, bay 2", "Resus"],
    ["Resus 3", "Resus"],
    ["Majors - Room 4b", "Majors"],
    ["Waiting room", "Waiting room"],
    ["Bed 7", "Bed 7"],
    ["Pod 2", "Pod 2"],
    ["ED/Fast track/Chair 2", "ED"],
    ["  ", null],
    [null, null],
  ])("of the place %j is %j", (location, zone) => {
    expect(zoneOf({ location })).toBe(zone);
  });

  it("are groups in the order of their names, the most urgent first in each, who has no place last", () => {
    const rows = [
      boardRow({ encounterId: "a", level: 4, location: "Zone 10, bed 1" }),
      boardRow({ encounterId: "b", level: 2, location: null }),
      boardRow({ encounterId: "c", level: 3, location: "Resus 2" }),
      boardRow({ encounterId: "d", level: 1, location: "Resus 1" }),
    ];
    expect(groupRows(rows, true)).toEqual([
      { level: null, zone: "Resus", ids: ["d", "c"] },
      { level: null, zone: "Zone 10", ids: ["a"] },
      { level: null, zone: null, ids: ["b"] },
    ]);
    expect(zonesOf(rows)).toEqual(["Resus", "Zone 10"]);
    expect(rows.filter((r) => matches(r, { ...NO_FILTER, zone: "Resus" })).map((r) => r.encounterId)).toEqual(
      ["c", "d"],
    );
  });

  it("hold still under the cursor: who is moved to another zone stays where they were, and is told as to move", () => {
    const before = groupRows([boardRow({ encounterId: "a", location: "Minors" })], true);
    const after = groupRows([boardRow({ encounterId: "a", location: "Resus" })], true);
    const { layout, change } = heldLayout(before, after);
    expect(layout).toEqual(before);
    expect(change).toEqual({ arrived: [], left: 0, moved: 1 });
  });
});

describe("held order", () => {
  const held = [
    { level: 2 as const, ids: ["a", "b"] },
    { level: 3 as const, ids: ["c", "d"] },
  ];

  it("keeps places, drops who left, announces who is new", () => {
    const fresh = [
      { level: 1 as const, ids: ["new"] },
      { level: 2 as const, ids: ["a", "b"] },
      { level: 3 as const, ids: ["d"] },
    ];
    expect(heldLayout(held, fresh)).toEqual({
      layout: [
        { level: 2, ids: ["a", "b"] },
        { level: 3, ids: ["d"] },
      ],
      change: { arrived: ["new"], left: 1, moved: 0 },
    });
  });

  it("counts who would move, also between levels without changing places", () => {
    const swapped = [
      { level: 2 as const, ids: ["b", "a"] },
      { level: 3 as const, ids: ["c", "d"] },
    ];
    expect(heldLayout(held, swapped).change.moved).toBe(2);
    const raised = [
      { level: 2 as const, ids: ["a", "b", "c"] },
      { level: 3 as const, ids: ["d"] },
    ];
    expect(heldLayout(held, raised).change.moved).toBe(1);
    expect(heldLayout(held, held).change).toEqual({ arrived: [], left: 0, moved: 0 });
  });
});

describe("filters", () => {
  const row = boardRow({
    encounterId: "a",
    patientName: "José Müller",
    complaint: "Chest pain x2h",
    recordNumbers: ["MRN-100234"],
    levelSource: "decided",
  });
  it.each([
    [{ search: "jose" }, true],
    [{ search: "MULLER chest" }, true],
    [{ search: "Müller, José" }, true],
    [{ search: "muller,jo" }, true],
    [{ search: "100234" }, true],
    [{ search: "mrn-1002" }, true],
    [{ search: "100235" }, false],
    [{ search: "muller fever" }, false],
    [{ level: 3 as const }, true],
    [{ level: 2 as const }, false],
    [{ level: "none" as const }, false],
    [{ undecidedOnly: true }, false],
    [{ needsLeadOnly: true }, false],
  ])("%j matches: %s", (over, expected) => {
    expect(matches(row, { ...NO_FILTER, ...over })).toBe(expected);
    expect(isFiltered({ ...NO_FILTER, ...over })).toBe(true);
  });
  it("lets everybody through when there is none", () => {
    expect(matches(row, NO_FILTER)).toBe(true);
    expect(isFiltered({ ...NO_FILTER, search: "  " })).toBe(false);
  });
});

const words = wordsFor("board");

it("says what changed, and not everything when much did", () => {
  const before = [boardRow({ encounterId: "a" }), boardRow({ encounterId: "b", level: 4 })];
  const after = [
    boardRow({ encounterId: "a", worsened: true }),
    boardRow({ encounterId: "b", level: 2 }),
    boardRow({ encounterId: "c", level: null }),
  ];
  expect(changeInWords(before, after, words)).toBe(
    "Patient a has worsened. Patient b is now level 2. New patient Patient c, no level yet.",
  );
  expect(changeInWords(before, before, words)).toBe("");
  expect(
    changeInWords(before, [boardRow({ encounterId: "a", needsLead: true }), before[1] as BoardRow], words),
  ).toBe("Patient a needs a lead.");
  const many = Array.from({ length: 9 }, (_, i) => boardRow({ encounterId: `n${i}` }));
  expect(changeInWords([], many, words)).toMatch(/And 6 more changes\.$/);
});

it("counts by level, and names those without one only when there are any", () => {
  const rows = [
    boardRow({ encounterId: "a", level: 2, waitMinutes: 12 }),
    boardRow({ encounterId: "b", level: 2, waitMinutes: 40, levelSource: "decided" }),
  ];
  expect(countByLevel(rows)[1]).toEqual({ level: 2, waiting: 2, undecided: 1, longestWait: 40 });
  expect(countByLevel(rows)).toHaveLength(5);
  expect(countByLevel([boardRow({ encounterId: "x", level: null })])).toHaveLength(6);
});
