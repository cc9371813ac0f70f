import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import type { ValueFunction } from "./coalition";
import type { Contribution, Explanation, LimeExplanation } from "./explanation";
import { type Game, type GameOptions, gameOf } from "./game";
import { groupTotals } from "./groups";
import { lime, topAgreement } from "./lime";
import { exactShapley, MAX_EXACT_PLAYERS, permutationShapley, type ShapleyResult } from "./shapley";

export type ShapOptions = {
  /** Same seed, same case, same model: same numbers. */
  readonly seed: number;
  /** Most model answers to spend. The default takes about half a second at 2,000 cases a second. */
  readonly maxEvaluations?: number;
  readonly onProgress?: (done: number, total: number) => void;
};

export type ExplainOptions = GameOptions & ShapOptions;

export const DEFAULT_MAX_EVALUATIONS = 1_100;

/** {@link explainGame} of the case's own game. Throws what the engine throws. */
export const explainCase = (
  triageCase: TriageCase,
  engine: Pick<Engine, "predict">,
  options: ExplainOptions,
): Promise<Explanation> => explainGame(gameOf(triageCase, engine, options), options);

/**
 * SHAP values of the expected severity and of each level's probability, before thresholds and floor, over the case's
 * vitals, patient facts, history and words. Exact while all coalitions fit the budget (10 players by default, 12 at most), else by antithetic permutations.
 * Throws what the engine throws.
 */
export async function explainGame({ players, value }: Game, options: ShapOptions): Promise<Explanation> {
  const started = performance.now();
  const maxEvaluations = options.maxEvaluations ?? DEFAULT_MAX_EVALUATIONS;

  const exact = players.length <= MAX_EXACT_PLAYERS && 2 ** players.length <= maxEvaluations;
  const result = exact
    ? await exactShapley(players.length, value)
    : await permutationShapley(players.length, value, {
        seed: options.seed,
        maxEvaluations,
        ...(options.onProgress ? { onProgress: options.onProgress } : {}),
      });
  if (exact) options.onProgress?.(1, 1);

  const contributions: Contribution[] = players.map(({ target: _, ...player }, i) => {
    const [shap = 0, ...levelShap] = result.values[i] ?? [];
    return { ...player, shap, standardError: result.standardErrors[i]?.[0] ?? 0, levelShap };
  });
  const second = await secondOpinion(value, contributions, result, options.seed, exact);
  const [baseValue = 0, ...baseProbabilities] = result.base;
  const [outputValue = 0, ...outputProbabilities] = result.full;
  return {
    method: exact ? "exact" : "permutation",
    baseValue,
    outputValue,
    baseProbabilities,
    outputProbabilities,
    contributions,
    groups: groupTotals(contributions),
    additivityResidual: residualOf(result),
    samples: result.samples,
    seed: options.seed,
    evaluations: result.evaluations,
    durationMs: Math.round((performance.now() - started) * 10) / 10,
    lime: second,
  };
}

/** LIME over the coalitions SHAP has just had answered (same seed, same orders), so at no further evaluation. */
async function secondOpinion(
  value: ValueFunction,
  contributions: readonly Contribution[],
  { samples }: ShapleyResult,
  seed: number,
  exact: boolean,
): Promise<LimeExplanation> {
  const fit = await lime(contributions.length, value, { seed, pairs: exact ? 0 : samples / 2, exact });
  return {
    ...fit,
    seed,
    topThreeAgreement: topAgreement(
      contributions.map((c) => c.shap),
      fit.coefficients,
    ),
  };
}

/** Largest difference over the outputs between the whole and what its parts add up to. */
const residualOf = ({ base, full, values }: ShapleyResult): number =>
  Math.max(
    ...base.map((b, k) =>
      Math.abs(values.reduce((sum, row) => sum + (row[k] as number), b) - (full[k] as number)),
    ),
  );
