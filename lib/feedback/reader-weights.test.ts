import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import { type Judged, likeCaseBeliefs } from "./like-cases";
import type { Reading } from "./reader-fit";
import { expectedKappa, LEAST_WEIGHT, readerWeights } from "./reader-weights";

const near = (truth: number, u: number) => Math.min(5, Math.max(1, truth + (u < 0.1 ? -1 : u > 0.9 ? 1 : 0)));
const TRUTHS = [1, 2, 2, 3, 3, 3, 3, 4, 4, 5];

describe("how much a reader's labels count", () => {
  it("is less for one who guesses than for those who read alike, and whole for somebody new", () => {
    const r = random(3, "weights");
    const names = ["a", "b", "c", "d", "guesses"];
    const readings: Reading[] = Array.from({ length: 300 }, (_, i) => i).flatMap((i) => {
      const truth = r.pick(TRUTHS);
      return names
        .filter((_, n) => n === i % 4 || n === (i + 1) % 4 || n === 4)
        .map((reader) => ({
          item: `${i}`,
          reader,
          answer: reader === "guesses" ? 1 + r.below(5) : near(truth, r.next()),
        }));
    });
    readings.push({ item: "0", reader: "new", answer: readings[0]?.answer ?? 3 });
    const weights = readerWeights(readings);
    expect(weights.get("guesses")?.weight).toBe(LEAST_WEIGHT);
    for (const reader of ["a", "b", "c", "d", "new"])
      expect(weights.get(reader)?.weight, reader).toBeGreaterThan(0.85);
    for (const { weight } of weights.values()) expect(weight).toBeLessThanOrEqual(1);
  });

  it("says nothing of somebody whose cases nobody else read and no others are like", () => {
    expect(readerWeights([{ item: "1", reader: "alone", answer: 1 }]).size).toBe(0);
  });

  it("is a kappa of 1 for who is always right, 0 for who always says the same, and less than 0 for who flips", () => {
    const shares = [0.1, 0.2, 0.4, 0.2, 0.1];
    const table = (answer: (truth: number) => number) =>
      shares.map((_, t) => shares.map((_, a) => (a === answer(t) ? 1 : 0)));
    expect(
      expectedKappa(
        table((t) => t),
        shares,
      ),
    ).toBe(1);
    expect(
      expectedKappa(
        table(() => 2),
        shares,
      ),
    ).toBeCloseTo(0, 9);
    expect(
      expectedKappa(
        table((t) => 4 - t),
        shares,
      ),
    ).toBeCloseTo(-1, 9);
  });
});

describe("labels on like cases", () => {
  const COMPLAINTS = [
    "cardiac arrest",
    "crushing chest pain",
    "abdominal pain vomiting",
    "ankle sprain",
    "prescription refill",
  ];
  /** The complaint tells the level; each reader reads each kind of case often, and no case is read twice. */
  const judged = (answer: (reader: number, truth: Level) => Level): Judged[] =>
    Array.from({ length: 250 }, (_, i) => {
      const truth = ((Math.floor(i / 5) % 5) + 1) as Level;
      return {
        reader: `${i % 5}`,
        level: answer(i % 5, truth),
        case: {
          id: `${i}`,
          ageYears: 40 + (i % 7),
          chiefComplaint: COMPLAINTS[truth - 1],
          vitals: { heartRate: 120 - 10 * truth + (i % 3) },
        },
      } as Judged;
    });
  const weigh = async (cases: readonly Judged[]) => {
    const beliefs = await likeCaseBeliefs(cases);
    const known = new Map(beliefs.flatMap((b, i) => (b ? [[`${i}`, b] as const] : [])));
    return readerWeights(
      cases.map((j, i) => ({ item: `${i}`, reader: j.reader, answer: j.level })),
      known,
    );
  };

  it("tell of readers who were never read a second time", async () => {
    const weights = await weigh(judged((reader, truth) => (reader === 4 ? ((6 - truth) as Level) : truth)));
    expect(weights.get("4")?.weight).toBe(LEAST_WEIGHT);
    for (const reader of ["0", "1", "2", "3"]) expect(weights.get(reader)?.weight).toBeGreaterThan(0.9);
  });

  it("never use a reader's own labels, and say nothing where too few cases are alike", async () => {
    const own = judged(() => 1).map((j) => ({ ...j, reader: "one" }));
    expect((await likeCaseBeliefs(own)).every((b) => b === null)).toBe(true);
    for (const belief of await likeCaseBeliefs(judged((_, truth) => truth)))
      expect(belief?.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
  });
});
