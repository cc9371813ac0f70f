import type { VitalKey } from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Prediction } from "@/lib/model/prediction";
import type { Contribution, Explanation } from "../explanation";
import { maskCase } from "../masker";
import { playersOf } from "../players";
import { randomOrder, seededRandom } from "../random";
import { topThree } from "./compare";
import type { Explainer, Model, Tick } from "./explained";
import { type Estimate, estimate, mean } from "./statistics";

/**
 * Planted features: a known effect is added to the model's answers, hanging on one made-up word or one vital sign, and the
 * explainer, which is told nothing of it, must find it (as the synthetic ground truth of Guidotti 2021, "Evaluating local
 * explanation methods on ground truth").
 */
export type Plant = {
  /** In words: what was planted. */
  readonly name: string;
  /** Levels the answer moves where the plant is present: negative = more urgent. Within -1..1. */
  readonly effect: number;
  /** The case with the plant in it; null when this case cannot carry it. */
  prepare(c: TriageCase): TriageCase | null;
  /** Whether the plant is in a (masked) case. */
  isIn(c: TriageCase): boolean;
  /** The case as the model itself may see it: without the plant, where it is nothing the model knows. */
  strip(c: TriageCase): TriageCase;
  /** The player that carries the plant. */
  player(e: Explanation, c: TriageCase): Contribution | undefined;
};

/** A word that means nothing and is in no training text. */
export const PLANTED_WORD = "qwyzzat";

/** The made-up word at the end of the complaint. */
export function plantedWord(effect: number, word = PLANTED_WORD): Plant {
  const found = new RegExp(`[;,\\s]*\\b${word}\\b`, "g");
  return {
    name: `the made-up word "${word}"`,
    effect,
    prepare: (c) => ({ ...c, chiefComplaint: c.chiefComplaint ? `${c.chiefComplaint}; ${word}` : word }),
    isIn: (c) => c.chiefComplaint?.includes(word) ?? false,
    strip(c) {
      const { chiefComplaint, ...rest } = c;
      const left = chiefComplaint?.replace(found, "").trim();
      return left ? { ...rest, chiefComplaint: left } : rest;
    },
    player: (e, c) =>
      e.contributions.find(
        ({ group, span }) =>
          group === "complaint" && span && c.chiefComplaint?.slice(span[0], span[1]).includes(word),
      ),
  };
}

/** A rule on a vital sign, in cases where the rule holds. */
export function plantedVital(
  key: VitalKey,
  label: string,
  holds: (value: number) => boolean,
  effect: number,
): Plant {
  const isIn = (c: TriageCase) => {
    const value = c.vitals?.[key];
    return value !== undefined && holds(value);
  };
  return {
    name: `the rule "${label}"`,
    effect,
    prepare: (c) => (isIn(c) ? c : null),
    isIn,
    strip: (c) => c,
    player: (e) => e.contributions.find((c) => c.feature === `vitals.${key}`),
  };
}

/** The model with the plant's effect, `share` of it, in its answers. */
export function withPlant(model: Model, plant: Plant, share = 1): Model {
  return {
    async predict(cases) {
      const answers = await model.predict(cases.map((c) => plant.strip(c)));
      return answers.map((a, i) =>
        plant.isIn(cases[i] as TriageCase) ? shiftLevels(a, share * plant.effect) : a,
      );
    },
  };
}

/**
 * Moves this share of every level's probability to the next level, more urgent when negative; the end of the scale keeps
 * what it has. The expected severity moves by as much, less what the end of the scale held.
 */
export function shiftLevels(p: Prediction, by: number): Prediction {
  const share = Math.abs(by);
  if (!(share <= 1)) throw new RangeError("a plant moves the answer by at most one level");
  const end = by < 0 ? 0 : 4;
  const from = by < 0 ? 1 : -1;
  const probabilities = p.probabilities.map((own, k) => {
    const kept = k === end ? own : own * (1 - share);
    return kept + share * (p.probabilities[k + from] ?? 0);
  }) as unknown as Prediction["probabilities"];
  const expectedSeverity = probabilities.reduce((sum, x, k) => sum + x * (k + 1), 0);
  return { ...p, probabilities, expectedSeverity };
}

export type PlantResult = {
  readonly name: string;
  readonly effect: number;
  readonly cases: number;
  /** Share of cases in which the plant is among the three largest. */
  readonly inTopThree: Estimate | null;
  /** The same where nothing was planted but the feature is there: what would be found by chance. */
  readonly inTopThreeUnplanted: Estimate | null;
  /** Share of cases in which its SHAP value has the planted direction. */
  readonly signRight: Estimate | null;
  /** Mean difference between the SHAP value and what was planted, levels. */
  readonly magnitudeError: Estimate | null;
};

export async function findPlant(
  cases: readonly TriageCase[],
  plant: Plant,
  model: Model,
  explain: Explainer,
  { seed, tick }: { readonly seed: number; readonly tick?: Tick },
): Promise<PlantResult> {
  const planted = withPlant(model, plant);
  const bare = withPlant(model, plant, 0);
  const random = seededRandom(seed);
  const found: number[] = [];
  const chance: number[] = [];
  const signs: number[] = [];
  const errors: number[] = [];
  for (const original of cases) {
    const c = plant.prepare(original);
    if (c) {
      const before = await explain(c, bare, seed);
      const after = await explain(c, planted, seed);
      const [without, carrier] = [plant.player(before, c), plant.player(after, c)];
      const added = carrier ? await trueEffect(c, carrier.feature, plant, bare, random) : plant.effect;
      found.push(carrier && topThree(after.contributions).includes(carrier.feature) ? 1 : 0);
      chance.push(without && topThree(before.contributions).includes(without.feature) ? 1 : 0);
      const moved = (carrier?.shap ?? 0) - (without?.shap ?? 0);
      signs.push(Math.sign(moved) === Math.sign(plant.effect) ? 1 : 0);
      errors.push(Math.abs(moved - added));
    }
    tick?.();
  }
  return {
    name: plant.name,
    effect: plant.effect,
    cases: found.length,
    inTopThree: estimate(found, seed),
    inTopThreeUnplanted: estimate(chance, seed),
    signRight: estimate(signs, seed),
    magnitudeError: estimate(errors, seed),
  };
}

/** Random orders the truth is measured over, each with its reverse. */
const TRUTH_ORDERS = 64;

/**
 * What the plant adds to its player's SHAP value, measured apart from the explainer: over random coalitions of the others
 * (those before the carrier in a random order, as Shapley weighs them), the effect less what the end of the scale held.
 */
async function trueEffect(
  c: TriageCase,
  carrier: string,
  plant: Plant,
  bare: Model,
  random: () => number,
): Promise<number> {
  const players = playersOf(c);
  const own = players.findIndex((p) => p.feature === carrier);
  const asked = Array.from({ length: TRUTH_ORDERS }, () => {
    const order = randomOrder(players.length, random);
    const place = order.indexOf(own);
    const before = new Set(order.slice(0, place));
    return [before, new Set(order.slice(place + 1))];
  })
    .flat()
    .map((present) =>
      maskCase(
        c,
        players,
        players.map((_, i) => present.has(i)),
      ),
    );
  const answers = await bare.predict(asked);
  const end = plant.effect < 0 ? 0 : 4;
  return plant.effect * (1 - mean(answers.map((a) => a.probabilities[end])));
}
