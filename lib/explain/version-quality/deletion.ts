import type { TriageCase } from "@/lib/case/triage-case";
import { byEffect } from "../groups";
import { maskCase } from "../masker";
import { playersOf } from "../players";
import { randomOrder, seededRandom } from "../random";
import type { ExplainedCase, Model, Tick } from "./explained";
import { type Estimate, estimate, mean } from "./statistics";

/**
 * Deletion and insertion curves (Petsiuk et al. 2018, "RISE"): players are taken away, or put back, the most important by
 * |SHAP| first. If the explanation follows the model, the answer leaves its place (or finds it) sooner than in random order.
 * The distance is that of the expected severity from the full case's, in levels.
 */
export type Curve = {
  /** Shares of the players taken away or put back, 0..1. */
  readonly shares: readonly number[];
  /** Mean distance at each share, levels. */
  readonly explained: readonly number[];
  readonly random: readonly number[];
  /** Mean area under a case's own curve, levels. */
  readonly explainedArea: Estimate | null;
  readonly randomArea: Estimate | null;
  /** How much better than random order a case is, levels, paired by case: above 0 the explanation follows the model. */
  readonly gain: Estimate | null;
};

export type DeletionInsertion = {
  readonly cases: number;
  /** Random orders a case. */
  readonly orders: number;
  readonly deletion: Curve;
  readonly insertion: Curve;
  /** Mean distance after the first three players are taken away, levels. */
  readonly withoutThree: { readonly explained: Estimate | null; readonly random: Estimate | null };
};

export type DeletionOptions = {
  readonly seed: number;
  /** Random orders a case. */
  readonly orders?: number;
  readonly tick?: Tick;
};

const GRID = Array.from({ length: 21 }, (_, i) => i / 20);

export async function deletionInsertion(
  explained: readonly ExplainedCase[],
  model: Model,
  { seed, orders = 10, tick }: DeletionOptions,
): Promise<DeletionInsertion> {
  const random = seededRandom(seed);
  const measured: CaseCurves[] = [];
  for (const e of explained) {
    const curves = await curvesOf(e, model, orders, random);
    if (curves) measured.push(curves);
    tick?.();
  }
  const pick = (f: (c: CaseCurves) => number) => estimate(measured.map(f), seed);
  return {
    cases: measured.length,
    orders,
    deletion: summarize(
      measured.map((m) => ({ explained: m.deletion, random: m.randomDeletion })),
      1,
      seed,
    ),
    insertion: summarize(
      measured.map((m) => ({ explained: m.insertion, random: m.randomInsertion })),
      -1,
      seed,
    ),
    withoutThree: {
      explained: pick((c) => at(c.deletion, 3)),
      random: pick((c) => mean(c.randomDeletion.map((w) => at(w, 3)))),
    },
  };
}

/** Distances from the full answer after 0, 1, ... n players: length n + 1. */
type Walk = readonly number[];
type CaseCurves = {
  readonly deletion: Walk;
  readonly insertion: Walk;
  readonly randomDeletion: readonly Walk[];
  readonly randomInsertion: readonly Walk[];
};

const at = (walk: Walk, players: number): number => walk[Math.min(players, walk.length - 1)] as number;

/** null for a case with fewer than two players: there is nothing to order. */
async function curvesOf(
  { case: c, explanation }: ExplainedCase,
  model: Model,
  orders: number,
  random: () => number,
): Promise<CaseCurves | null> {
  const players = playersOf(c);
  const n = players.length;
  if (n < 2) return null;
  const place = new Map(players.map((p, i) => [p.feature, i]));
  const important = byEffect(explanation.contributions).flatMap((x) => place.get(x.feature) ?? []);
  if (important.length !== n || explanation.contributions.length !== n)
    throw new Error("the explanation has other players than the case");
  const randoms = Array.from({ length: orders }, () => randomOrder(n, random));

  const asked: TriageCase[] = [];
  const walk = (order: readonly number[], start: boolean): number => {
    const present = players.map(() => start);
    const first = asked.length;
    asked.push(maskCase(c, players, present));
    for (const player of order) {
      present[player] = !start;
      asked.push(maskCase(c, players, present));
    }
    return first;
  };
  const deletion = walk(important, true);
  const insertion = walk(important, false);
  // Taking away in one random order is putting back in its reverse: both are had from one walk.
  const walks = randoms.map((order) => walk(order, true));

  const answers = await model.predict(asked);
  const full = answers[deletion]?.expectedSeverity ?? Number.NaN;
  const distances = (first: number): number[] =>
    answers.slice(first, first + n + 1).map((a) => Math.abs(a.expectedSeverity - full));
  const randomDeletion = walks.map(distances);
  return {
    deletion: distances(deletion),
    insertion: distances(insertion),
    randomDeletion,
    randomInsertion: randomDeletion.map((w) => [...w].reverse()),
  };
}

/** @param better 1 where a larger area is better (deletion), -1 where a smaller is (insertion) */
function summarize(
  cases: readonly { readonly explained: Walk; readonly random: readonly Walk[] }[],
  better: 1 | -1,
  seed: number,
): Curve {
  const explainedArea = cases.map((c) => area(c.explained));
  const randomArea = cases.map((c) => mean(c.random.map(area)));
  const onGrid = (of: (c: (typeof cases)[number]) => readonly Walk[]) =>
    cases.length === 0
      ? []
      : GRID.map((share) => mean(cases.map((c) => mean(of(c).map((walk) => valueAt(walk, share))))));
  return {
    shares: GRID,
    explained: onGrid((c) => [c.explained]),
    random: onGrid((c) => c.random),
    explainedArea: estimate(explainedArea, seed),
    randomArea: estimate(randomArea, seed),
    gain: estimate(
      explainedArea.map((a, i) => better * (a - (randomArea[i] as number))),
      seed,
    ),
  };
}

/** Mean height by the trapezoidal rule: the area when all players together are 1 wide. */
function area(walk: Walk): number {
  let sum = 0;
  for (let i = 1; i < walk.length; i++) sum += ((walk[i - 1] as number) + (walk[i] as number)) / 2;
  return sum / (walk.length - 1);
}

function valueAt(walk: Walk, share: number): number {
  const x = share * (walk.length - 1);
  const low = Math.floor(x);
  const high = Math.min(walk.length - 1, low + 1);
  return (walk[low] as number) * (1 - (x - low)) + (walk[high] as number) * (x - low);
}
