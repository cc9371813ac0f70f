import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import type { Contribution, Explanation } from "./explanation";
import { groupTotals } from "./groups";
import { DEFAULT_BACKGROUND_AGE, maskCase } from "./masker";
import { type Player, playersOf } from "./players";
import {
  type Coalition,
  exactShapley,
  MAX_EXACT_PLAYERS,
  permutationShapley,
  type ShapleyResult,
  type ValueFunction,
} from "./shapley";

export type ExplainOptions = {
  /** Same seed, same case, same model: same numbers. */
  readonly seed: number;
  /** Most model answers to spend. The default takes about half a second at 2,000 cases a second. */
  readonly maxEvaluations?: number;
  /** Age that stands for "age not known", years. */
  readonly backgroundAge?: number;
  /** Cases a call of the engine. */
  readonly batchSize?: number;
  readonly onProgress?: (done: number, total: number) => void;
};

export const DEFAULT_MAX_EVALUATIONS = 1_100;
const DEFAULT_BATCH = 64;

/**
 * SHAP values of the expected severity and of each level's probability, before thresholds and floor, over the case's vitals, patient facts, history and
 * words. Exact while all coalitions fit the budget (10 players by default, 12 at most), else by antithetic permutations.
 * Throws what the engine throws.
 */
export async function explainCase(
  triageCase: TriageCase,
  engine: Pick<Engine, "predict">,
  options: ExplainOptions,
): Promise<Explanation> {
  const started = performance.now();
  const players = playersOf(triageCase);
  const maxEvaluations = options.maxEvaluations ?? DEFAULT_MAX_EVALUATIONS;
  const value = answersOf(triageCase, players, engine, options);

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
    lime: null,
  };
}

/** Largest difference over the outputs between the whole and what its parts add up to. */
const residualOf = ({ base, full, values }: ShapleyResult): number =>
  Math.max(
    ...base.map((b, k) =>
      Math.abs(values.reduce((sum, row) => sum + (row[k] as number), b) - (full[k] as number)),
    ),
  );

/** Expected severity and level probabilities of masked cases, asked in batches of similar length so that little padding is computed. */
function answersOf(
  c: TriageCase,
  players: readonly Player[],
  engine: Pick<Engine, "predict">,
  { backgroundAge = DEFAULT_BACKGROUND_AGE, batchSize = DEFAULT_BATCH }: ExplainOptions,
): ValueFunction {
  return async (coalitions: readonly Coalition[]) => {
    const masked = coalitions.map((coalition) => maskCase(c, players, coalition, backgroundAge));
    const length = (m: TriageCase) =>
      (m.chiefComplaint?.length ?? 0) + (m.note?.length ?? 0) + (m.history?.join(" ").length ?? 0);
    const byLength = masked.map((m, i) => ({ m, i, n: length(m) })).sort((a, b) => a.n - b.n);
    const values: number[][] = new Array(masked.length);
    for (let from = 0; from < byLength.length; from += batchSize) {
      const batch = byLength.slice(from, from + batchSize);
      const answers = await engine.predict(batch.map(({ m }) => m));
      batch.forEach(({ i }, k) => {
        const answer = answers[k];
        if (!answer) throw new Error("the engine answered fewer cases than it was asked");
        values[i] = [answer.expectedSeverity, ...answer.probabilities];
      });
    }
    return values;
  };
}
