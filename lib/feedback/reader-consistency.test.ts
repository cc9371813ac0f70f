import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import {
  type Answer,
  LEAST_ANSWERS,
  pooledTable,
  readConsistency,
  readersConsistency,
} from "./reader-consistency";
import { answersOf, HONEST_HABITS, poisonedWard, WRONG_HABITS } from "./testing/simulated-readers";

const people = pooledTable(
  Array.from({ length: 8 }, (_, i) =>
    answersOf(`${i}`, HONEST_HABITS.usual, 100, random(i, "people")),
  ).flat(),
);
const heldAt = (answers: readonly Answer[]) => readConsistency(answers, people).heldAt;

describe("a poisoned ward", () => {
  it.each([
    { share: 0.1, found: 0.97 },
    { share: 0.2, found: 0.92 },
    { share: 0.4, found: 0.88 },
  ])(
    "with $share of all labels turned round has those who do held back within 30 labels",
    ({ share, found }) => {
      const readers = Array.from({ length: 12 }, (_, seed) => poisonedWard(seed, share, 20, 60)).flat();
      const wrong = readers.filter((r) => r.poisoned);
      const soon = wrong.filter((r) => r.heldAt !== null && r.heldAt <= 30);
      expect(soon.length / wrong.length).toBeGreaterThanOrEqual(found);
      // Strict, lenient and careless ones among them: 216, 192 and 144.
      const alarms = readers.filter((r) => !r.poisoned && r.heldAt !== null).length;
      expect(alarms / readers.length).toBeLessThan(0.01);
    },
  );
});

describe("one reader, looked at after every answer", () => {
  it("is hardly ever held back while honest, whether strict, lenient, careless or taking over what is shown", () => {
    const honest = Object.entries(HONEST_HABITS).flatMap(([name, habit]) =>
      Array.from({ length: 40 }, (_, i) => heldAt(answersOf("x", habit, 200, random(i, name)))),
    );
    expect(honest).toHaveLength(320);
    expect(honest.filter((n) => n !== null).length).toBeLessThanOrEqual(2);
  });

  it.each(Object.entries(WRONG_HABITS))("is held back in the end: %s", (name, habit) => {
    const held = Array.from({ length: 20 }, (_, i) => heldAt(answersOf("x", habit, 250, random(i, name))));
    expect(held.every((n) => n !== null && n >= LEAST_ANSWERS)).toBe(true);
  });

  it("is told by what the answers look like", () => {
    const why = (habit: keyof typeof WRONG_HABITS) =>
      readConsistency(answersOf("x", WRONG_HABITS[habit], 250, random(1, habit)), people).why;
    expect(why("turns round")).toBe("turned-round");
    expect(why("always 4")).toBe("always-one-level");
    expect(why("at random")).toBe("unlike-case");
    expect(why("urgent to 4")).toBe("urgent-lowered");
  });

  it("gathers no evidence from labels that only take over what a safety rule shows", () => {
    const ruled: Answer[] = Array.from({ length: 100 }, () => ({
      reader: "x",
      shown: 1,
      modelLevel: 4,
      probabilities: [0.01, 0.04, 0.25, 0.6, 0.1],
      level: 1,
    }));
    expect(readConsistency(ruled, people)).toMatchObject({ heldAt: null });
    expect(readConsistency([], people)).toEqual({ answers: 0, evidence: 0, heldAt: null, why: null });
  });
});

describe("how people answer", () => {
  const same = (reader: string, level: Level, n: number): Answer[] =>
    Array.from({ length: n }, () => ({ reader, shown: 2, modelLevel: 2, probabilities: null, level }));

  it("is what the middle of them does, however much one of them answers", () => {
    const row = pooledTable([
      ...same("a", 2, 20),
      ...same("b", 2, 20),
      ...same("c", 5, 2_000),
    ])[1] as number[];
    expect(row[1]).toBeGreaterThan(0.8);
    expect(row.reduce((x, y) => x + y, 0)).toBeCloseTo(1, 9);
  });

  it("is believed beforehand where too few have answered, and not learned from the doubted", () => {
    expect(pooledTable(same("a", 5, 100))).toEqual(pooledTable([]));
    const doubted = readersConsistency(["a", "b", "c"].flatMap((r) => same(r, 5, 100)));
    for (const { heldAt: at } of doubted.values()) expect(at).not.toBeNull();
  });
});
