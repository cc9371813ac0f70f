import { LEVELS, type Level } from "@/lib/case/level";
import { type Random, random } from "@/lib/core/random";
import { type Answer, readersConsistency } from "../reader-consistency";

/** A case as it stands before a reader, and the level it truly has. */
export type Shown = Pick<Answer, "shown" | "modelLevel" | "probabilities"> & { readonly truth: Level };

/** How an emergency department's patients are spread over the levels, about (NHAMCS). */
const SHARES = [0.03, 0.17, 0.45, 0.28, 0.07];

/** A calibrated model that is right about as often as people agree, and now and then a safety rule above it. */
export function drawShown(r: Random): Shown {
  const truth = drawLevel(SHARES, r);
  const at = truth + 0.8 * r.normal();
  const weights = LEVELS.map((l, i) => Math.exp(-((l - at) ** 2) / (2 * 0.8 ** 2)) * (SHARES[i] as number));
  const total = weights.reduce((a, b) => a + b, 0);
  const probabilities = weights.map((w) => w / total);
  const modelLevel = level(probabilities.indexOf(Math.max(...probabilities)) + 1);
  const shown = r.chance(0.08) ? level(Math.min(modelLevel, 2)) : modelLevel;
  return { truth, shown, modelLevel, probabilities };
}

export type Habit = (c: Shown, r: Random, n: number) => Level;

/** Sees for themselves with this probability, else takes over what is shown; errs by a level one time in ten. */
const sees =
  (own: number, lean = 0): Habit =>
  (c, r) => {
    const seen = r.chance(own) ? c.truth : c.shown;
    const erred = r.chance(0.1) ? seen + (r.chance(0.5) ? 1 : -1) : seen;
    return level(erred + (r.chance(Math.abs(lean)) ? Math.sign(lean) : 0));
  };

/** People who answer for the case, each in their own way. */
export const HONEST_HABITS = {
  usual: sees(0.5),
  "takes over": (c) => c.shown,
  independent: sees(1),
  strict: sees(0.5, -0.35),
  "very strict": sees(0.6, -0.7),
  lenient: sees(0.5, 0.35),
  "very lenient": sees(0.6, 0.7),
  careless: (c, r, n) => (r.chance(0.12) ? drawLevel(SHARES, r) : sees(0.5)(c, r, n)),
} as const satisfies Record<string, Habit>;

export const WRONG_HABITS = {
  "turns round": (c, r, n) => level(6 - sees(0.5)(c, r, n)),
  "always 3": () => 3,
  "always 4": () => 4,
  "at random": (_, r) => level(1 + r.below(5)),
  "at random, as common": (_, r) => drawLevel(SHARES, r),
  "urgent to 4": (c, r, n) => (c.shown <= 2 ? 4 : sees(0.5)(c, r, n)),
} as const satisfies Record<string, Habit>;

export const answersOf = (reader: string, habit: Habit, count: number, r: Random): Answer[] =>
  Array.from({ length: count }, (_, n) => {
    const c = drawShown(r);
    const { shown, modelLevel, probabilities } = c;
    return { reader, shown, modelLevel, probabilities, level: habit(c, r, n) };
  });

/** After how many of their labels each reader is held back; null: not. `share` of all labels come from readers who turn them round. */
export function poisonedWard(seed: number, share: number, people = 20, labels = 200) {
  const r = random(seed, "ward");
  const wrong = Math.round(share * people);
  const habits = Object.entries(HONEST_HABITS);
  const ward = Array.from({ length: people }, (_, i) => {
    const [, habit] = habits[i % habits.length] as (typeof habits)[number];
    const poisoned = i < wrong;
    const turned: Habit = (c, rr, n) => level(6 - habit(c, rr, n));
    const reader = `reader ${i}`;
    return { reader, poisoned, answers: answersOf(reader, poisoned ? turned : habit, labels, r) };
  });
  const read = readersConsistency(ward.flatMap((w) => w.answers));
  return ward.map(({ reader, poisoned }) => ({ poisoned, heldAt: read.get(reader)?.heldAt ?? null }));
}

export function drawLevel(shares: readonly number[], r: Random): Level {
  let u = r.next();
  for (const [i, share] of shares.entries()) {
    u -= share;
    if (u < 0) return level(i + 1);
  }
  return 5;
}

const level = (n: number): Level => Math.min(5, Math.max(1, Math.round(n))) as Level;
