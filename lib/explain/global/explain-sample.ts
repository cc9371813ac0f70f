import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import type { Engine } from "@/lib/engine/engine";
import { explainCase } from "../explain-case";
import { isSound } from "../quality";
import { AXES, type Axis, stepOf } from "./axes";
import { dependence, type Point } from "./dependence";
import { GROUPS } from "./groupings";
import { importances, type Shares, sharesOf, typicalError, wordEffects } from "./importance";
import { LIMITS } from "./limits";
import type { GlobalExplanation } from "./result";
import { mean, round4 } from "./statistics";

export type SampleOptions = {
  /** Same seed, same cases, same model: same result. */
  readonly seed: number;
  /** Model answers to spend on the SHAP values of one case. */
  readonly maxEvaluations: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
};

type Explained = {
  readonly case: TriageCase;
  readonly severity: number;
  readonly shares: Shares;
  /** By axis, in the order of AXES; null where the case has no value. */
  readonly points: readonly (Point | null)[];
};

/**
 * Explains every case with a small budget and gathers what the model does over all of them, and over each group. The
 * single values are noisy, their means are not: the error of a mean over n cases is a case's error over the root of n.
 *
 * @throws AppError("insufficient-data") for fewer cases than a group needs, and what the engine throws.
 */
export async function explainSample(
  cases: readonly TriageCase[],
  engine: Pick<Engine, "predict">,
  options: SampleOptions,
): Promise<GlobalExplanation> {
  const { seed, maxEvaluations, signal, onProgress } = options;
  if (cases.length < LIMITS.group)
    throw new AppError("insufficient-data", `${cases.length} cases; at least ${LIMITS.group} are needed`);
  const explained: Explained[] = [];
  let exact = 0;
  let evaluations = 0;
  for (const [i, triageCase] of cases.entries()) {
    signal?.throwIfAborted();
    const explanation = await explainCase(triageCase, engine, { seed: seedOf(seed, i), maxEvaluations });
    const local = await localEffects(triageCase, engine);
    evaluations += explanation.evaluations + local.evaluations;
    if (isSound(explanation)) {
      if (explanation.method === "exact") exact += 1;
      explained.push({
        case: triageCase,
        severity: explanation.outputValue,
        shares: sharesOf(explanation),
        points: AXES.map((axis, k) => {
          const value = axis.valueOf(triageCase);
          const slope = local.slopes[k];
          const shap = explanation.contributions.find((c) => c.feature === axis.feature)?.shap;
          return value === undefined || slope === undefined || shap === undefined
            ? null
            : { value, slope, shap };
        }),
      });
    }
    onProgress?.(i + 1, cases.length);
  }
  const unsound = cases.length - explained.length;
  if (explained.length < LIMITS.group)
    throw new AppError("internal", `the parts of ${unsound} explanations did not add up to the whole`);
  return {
    format: 1,
    cases: explained.length,
    unsound,
    exact,
    seed,
    maxEvaluations,
    evaluations,
    standardError: typicalError(explained.map((e) => e.shares)),
    meanSeverity: round4(mean(explained.map((e) => e.severity))),
    words: wordEffects(
      explained.map((e) => e.shares),
      seed,
    ),
    ...gathered(explained, seed),
    groups: GROUPS.map(({ grouping, key, label, has }) => {
      const members = explained.filter((e) => has(e.case));
      return members.length < LIMITS.group
        ? { grouping, key, label, cases: null, importance: [], dependence: [] }
        : { grouping, key, label, cases: members.length, ...gathered(members, seed) };
    }),
  };
}

const gathered = (explained: readonly Explained[], seed: number) => ({
  importance: importances(
    explained.map((e) => e.shares),
    seed,
  ),
  dependence: AXES.map((axis, k) =>
    dependence(
      axis,
      explained.flatMap((e) => e.points[k] ?? []),
      seed,
    ),
  ),
});

/** Cases next to each other must not walk the same orders. */
const seedOf = (seed: number, index: number): number => (seed + Math.imul(index + 1, 0x9e3779b1)) >>> 0;

/** What one clinical step does to the case's expected severity, for every number it has; levels per unit. */
async function localEffects(
  c: TriageCase,
  engine: Pick<Engine, "predict">,
): Promise<{ slopes: readonly (number | undefined)[]; evaluations: number }> {
  const steps = AXES.map((axis) => stepAround(axis, c));
  const asked = steps.flatMap((s) => (s ? [s.below, s.above] : []));
  const answers = await engine.predict(asked);
  let at = 0;
  const slopes = steps.map((s) => {
    if (!s) return undefined;
    const below = answers[at++]?.expectedSeverity;
    const above = answers[at++]?.expectedSeverity;
    if (below === undefined || above === undefined)
      throw new AppError("internal", "the engine answered fewer cases than it was asked");
    return (above - below) / s.width;
  });
  return { slopes, evaluations: asked.length };
}

function stepAround(axis: Axis, c: TriageCase) {
  const value = axis.valueOf(c);
  if (value === undefined) return null;
  const i = stepOf(axis.edges, value);
  const [from, to] = [axis.edges[i] as number, axis.edges[i + 1] as number];
  return { below: axis.withValue(c, from), above: axis.withValue(c, to), width: to - from };
}
