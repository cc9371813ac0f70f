import type { TriageCase } from "@/lib/case/triage-case";
import { DEFAULT_MAX_EVALUATIONS } from "./budget";
import { remembered } from "./coalition";
import type { Contribution, Explanation, Group, GroupContribution } from "./explanation";
import { type Game, type GameOptions, gameOf, type Predictor } from "./game";
import { GROUPS, groupContribution, groupTotals } from "./groups";
import { lime, limeSamples, topAgreement } from "./lime";
import { type Groups, owenValues, quotientShapley } from "./owen";
import type { Player } from "./players";
import { doubtsOf } from "./ranking";
import { exactShapley, MAX_EXACT_PLAYERS, permutationShapley, type ShapleyResult } from "./shapley";

export type ShapOptions = {
  /** Same seed, same case, same model: same numbers. */
  readonly seed: number;
  /** "owen" by default; "shapley" leaves the groups out of it (docs/decisions). */
  readonly scheme?: "owen" | "shapley";
  /** Most model answers to spend where sampling, LIME's included (the game's budget by default); a case of 12 players or fewer is enumerated whatever it says. */
  readonly maxEvaluations?: number;
  /** Orders to walk inside each group instead of as many as it takes: `samplesByGroup` of an explanation to repeat. */
  readonly samplesByGroup?: Explanation["samplesByGroup"];
  /** False: SHAP alone, with the whole budget. */
  readonly secondOpinion?: boolean;
};

export type ExplainOptions = GameOptions & ShapOptions;

/** Whether a second look may settle what the first left open. */
export const isRefinable = (explanation: Explanation): boolean =>
  !explanation.settled && explanation.evaluations <= DEFAULT_MAX_EVALUATIONS;

/** {@link explainGame} of the case's own game. Throws what the engine throws. */
export const explainCase = (
  triageCase: TriageCase,
  engine: Predictor,
  options: ExplainOptions,
): Promise<Explanation> => explainGame(gameOf(triageCase, engine, options), options);

/**
 * SHAP values (Lundberg & Lee 2017) of the expected severity and of each level's probability, before thresholds and
 * floor, over the case's vitals, patient facts, history and words: Owen values over the five groups of a triage form.
 * What the groups add is exact, and so is what each player adds where the budget allows (always up to 12 players).
 * LIME gives a second opinion from a sample of its own.
 */
export async function explainGame(game: Game, options: ShapOptions): Promise<Explanation> {
  const started = performance.now();
  const { players } = game;
  // Counted afresh, whatever a shared game was asked before.
  const { value, evaluations } = remembered(game.value);
  const { seed, secondOpinion = true } = options;
  const share = secondOpinion ? limeSamples(players.length) : 0;
  const maxEvaluations = (options.maxEvaluations ?? game.budget) - share;
  const result = await (options.scheme === "shapley" ? ungrouped : grouped)(
    { players, value },
    { ...options, maxEvaluations },
  );
  const contributions: Contribution[] = players.map(({ target: _, ...player }, i) => {
    const { shap, levelShap, outlookShap } = partsOf(result.values[i] ?? []);
    const standardError = result.standardErrors[i]?.[0] ?? 0;
    return { ...player, shap, standardError, levelShap, ...(outlookShap ? { outlookShap } : {}) };
  });
  const second = secondOpinion ? await lime(players.length, value, { seed }) : null;
  const { shap: baseValue, levelShap: baseProbabilities } = partsOf(result.base);
  const { shap: outputValue, levelShap: outputProbabilities } = partsOf(result.full);
  return {
    method: result.method,
    baseValue,
    outputValue,
    baseProbabilities,
    outputProbabilities,
    contributions,
    groups: result.groupsOf(contributions),
    additivityResidual: residualOf(result),
    samples: result.samples,
    samplesByGroup: result.samplesByGroup,
    settled: result.settled,
    seed,
    evaluations: evaluations(),
    durationMs: Math.round((performance.now() - started) * 10) / 10,
    by: game.by,
    lime: second && {
      ...second,
      seed,
      topThreeAgreement: topAgreement(
        contributions.map((c) => c.shap),
        second.coefficients,
      ),
    },
  };
}

/** Severity, levels and outlook out of one row of outputs. */
const partsOf = ([shap = 0, ...rest]: readonly number[]) => ({
  shap,
  levelShap: rest.slice(0, 5),
  outlookShap: rest.length > 5 ? rest.slice(5) : null,
});

type Result = ShapleyResult &
  Pick<Explanation, "method" | "samplesByGroup" | "settled"> & {
    groupsOf(contributions: readonly Contribution[]): GroupContribution[];
  };
type Played = Pick<Game, "players" | "value">;
type Budgeted = ShapOptions & { readonly maxEvaluations: number };

async function grouped(game: Played, { samplesByGroup, ...options }: Budgeted): Promise<Result> {
  const { names, groups } = groupsOf(game.players);
  const result = await owenValues(groups, game.value, {
    ...options,
    ...(samplesByGroup ? { samplesByGroup: names.map((name) => samplesByGroup[name] ?? 0) } : {}),
  });
  return {
    ...result,
    method: result.samples === 0 ? "exact" : "owen",
    samplesByGroup: Object.fromEntries(names.map((name, g) => [name, result.samplesByGroup[g] ?? 0])),
    groupsOf: () =>
      names.map((name, g) => groupContribution(name, groups[g]?.length ?? 0, result.groups[g] ?? [])),
  };
}

async function ungrouped({ players, value }: Played, options: Budgeted): Promise<Result> {
  const n = players.length;
  if (n <= MAX_EXACT_PLAYERS) {
    const result = await exactShapley(n, value);
    return { ...result, method: "exact", samplesByGroup: {}, settled: true, groupsOf: groupTotals };
  }
  const result = await permutationShapley(n, value, options);
  const { estimates } = result;
  const errorOf = (group: Group) =>
    Math.sqrt(
      estimates.varianceOfMean((row) =>
        players.reduce((sum, p, i) => sum + (p.group === group ? (row[i]?.[0] as number) : 0), 0),
      ),
    );
  const severities = result.values.map(([severity]) => severity as number);
  const doubts = doubtsOf(severities, ({ larger, smaller }) =>
    estimates.varianceOfMean(
      (row) =>
        larger.sign * (row[larger.player]?.[0] as number) -
        smaller.sign * (row[smaller.player]?.[0] as number),
    ),
  );
  return {
    ...result,
    method: "permutation",
    samplesByGroup: {},
    settled: doubts.length === 0,
    groupsOf: (contributions) => groupTotals(contributions, errorOf),
  };
}

/** The first picture: what each group adds, exactly as the whole explanation will have it, in at most 32 evaluations. */
export async function explainGroups(game: Game): Promise<GroupContribution[]> {
  const { names, groups } = groupsOf(game.players);
  const { values } = await quotientShapley(groups, game.value);
  return names.map((name, g) => groupContribution(name, groups[g]?.length ?? 0, values[g] ?? []));
}

/** Groups that have players, in the order of a triage form, and whose players they are. */
export function groupsOf(players: readonly Pick<Player, "group">[]): { names: Group[]; groups: Groups } {
  const membersOf = (name: Group) => players.flatMap((p, i) => (p.group === name ? i : []));
  const names = GROUPS.filter((name) => membersOf(name).length > 0);
  return { names, groups: names.map(membersOf) };
}

/** Largest difference over the outputs between the whole and what its parts add up to. */
const residualOf = ({ base, full, values }: ShapleyResult): number =>
  Math.max(
    ...base.map((b, k) =>
      Math.abs(values.reduce((sum, row) => sum + (row[k] as number), b) - (full[k] as number)),
    ),
  );
