import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import type { ComplaintPair, Negation, NoDenial } from "./sets";

/**
 * How far words move a model that mean nothing new.
 *
 * Pairs: the expected severity (1..5) of one complaint said two ways; steady when it moves by at most half a level.
 *
 * Negations: a denied flag does not count as present when the text with the denial is at most a quarter of a level more urgent
 * than the text that does not speak of it, or keeps less than half of what the affirmed flag adds. For the floor alone: the
 * flag's rules fire when it is affirmed and are silent when it is denied, and the rules of what is not denied still fire. Both
 * together: the criterion of the model on what a nurse sees, the more urgent of expected severity and floor, and the floor
 * right where it has a rule.
 */
export const STEADY_WITHIN = 0.5;
export const UNCHANGED_WITHIN = 0.25;

export type PairResult = ComplaintPair & {
  readonly severities: readonly [number, number];
  /** Levels, 0..4. */
  readonly moved: number;
  /** Whether the level shown (model and floor) is the same. */
  readonly sameLevel: boolean;
};
export type NegationResult = Negation & {
  readonly severities: { readonly affirmed: number; readonly denied: number; readonly unspoken: number };
  readonly model: boolean;
  /** Whether affirming the flag makes the model more urgent at all, by a tenth of a level or more. */
  readonly noticed: boolean;
  /** null where the floor has no rule for the flag. */
  readonly floor: boolean | null;
  readonly both: boolean;
};
export type Share = { readonly passed: number; readonly of: number };
export type RobustnessReport = {
  readonly model: {
    readonly name: string;
    readonly version: string;
    readonly digest: string;
    readonly precision: string;
  };
  readonly pairs: {
    readonly steady: Share;
    readonly sameLevel: Share;
    readonly meanMove: number;
    readonly worstMove: number;
    readonly byKind: Readonly<Record<string, Share & { readonly meanMove: number }>>;
    /** The ten that move most. */
    readonly worst: readonly PairResult[];
  };
  readonly negations: {
    readonly model: Share;
    readonly floor: Share;
    readonly both: Share;
    readonly noticed: Share;
    readonly byKind: Readonly<
      Record<string, { readonly model: Share; readonly floor: Share; readonly both: Share }>
    >;
    /** Where the model takes the denied flag for present, worst first. */
    readonly modelFails: readonly NegationResult[];
    readonly floorFails: readonly NegationResult[];
    /** Texts whose negative words deny nothing ("not breathing"): the floor's rules fire. */
    readonly heard: Share;
    readonly unheard: readonly string[];
  };
};

/** Whether the floor treats the flag right in the three texts; null where it has no rule for it. */
export function floorRight(n: Negation): boolean | null {
  if (n.rules.length === 0 && n.stillRules.length === 0) return null;
  const [affirmed, denied] = [fired(n.affirmed, n.who), fired(n.denied, n.who)];
  return (
    n.rules.every((rule) => affirmed.has(rule) && !denied.has(rule)) &&
    n.stillRules.every((rule) => denied.has(rule))
  );
}

const fired = (text: string, who: Omit<TriageCase, "id">): ReadonlySet<string> =>
  new Set(assessFloor({ id: "robustness", ...who, chiefComplaint: text })?.rules.map((rule) => rule.id));

/** Whether the floor hears the danger in a text whose negative words deny nothing. */
export const floorHears = (n: NoDenial): boolean => {
  const rules = fired(n.text, n.who);
  return n.rules.every((rule) => rules.has(rule));
};

/** Whether the denied flag counts as absent, from severities of the three texts (1 most urgent .. 5). */
export function countsAsAbsent(s: NegationResult["severities"]): boolean {
  if (s.denied >= s.unspoken - UNCHANGED_WITHIN) return true;
  const effect = s.unspoken - s.affirmed;
  return effect > 0 && s.unspoken - s.denied < effect / 2;
}

/** Asks the engine for every text of the sets. `onProgress`: texts answered so far, and of how many. */
export async function measureRobustness(
  engine: Engine,
  pairs: readonly ComplaintPair[],
  negations: readonly Negation[],
  noDenials: readonly NoDenial[],
  onProgress: (done: number, total: number) => void = () => {},
): Promise<RobustnessReport> {
  const cases = [
    ...pairs.flatMap((pair) => pair.texts.map((text) => ({ who: pair.who, text }))),
    ...negations.flatMap((n) => [n.affirmed, n.denied, n.unspoken].map((text) => ({ who: n.who, text }))),
  ].map(({ who, text }, i): TriageCase => ({ id: `robustness-${i}`, ...who, chiefComplaint: text }));
  const answers: Seen[] = [];
  for (let at = 0; at < cases.length; at += 64) {
    const batch = cases.slice(at, at + 64);
    const predictions = await engine.predict(batch);
    predictions.forEach((prediction, i) => {
      const floor = assessFloor(batch[i] as TriageCase);
      answers.push({
        severity: prediction.expectedSeverity,
        withFloor: Math.min(prediction.expectedSeverity, floor?.level ?? 5),
        level: applyFloor(prediction.level, floor),
      });
    });
    onProgress(answers.length, cases.length);
  }
  const pairResults = pairs.map((pair, i) => pairResult(pair, answers.slice(2 * i, 2 * i + 2)));
  const offset = 2 * pairs.length;
  const negationResults = negations.map((n, i) =>
    negationResult(n, answers.slice(offset + 3 * i, offset + 3 * i + 3)),
  );
  return {
    model: { ...engine.model, digest: engine.artifactDigest, precision: engine.precision },
    pairs: sumPairs(pairResults),
    negations: {
      ...sumNegations(negationResults),
      heard: share(noDenials, floorHears),
      unheard: noDenials.filter((n) => !floorHears(n)).map((n) => n.text),
    },
  };
}

type Seen = { readonly severity: number; readonly withFloor: number; readonly level: number };

function pairResult(pair: ComplaintPair, seen: readonly Seen[]): PairResult {
  const [a, b] = seen as [Seen, Seen];
  return {
    ...pair,
    severities: [a.severity, b.severity],
    moved: Math.abs(a.severity - b.severity),
    sameLevel: a.level === b.level,
  };
}

function negationResult(n: Negation, seen: readonly Seen[]): NegationResult {
  const [affirmed, denied, unspoken] = seen as [Seen, Seen, Seen];
  const severities = { affirmed: affirmed.severity, denied: denied.severity, unspoken: unspoken.severity };
  const floor = floorRight(n);
  const shown = { affirmed: affirmed.withFloor, denied: denied.withFloor, unspoken: unspoken.withFloor };
  return {
    ...n,
    severities,
    model: countsAsAbsent(severities),
    noticed: severities.unspoken - severities.affirmed >= 0.1,
    floor,
    both: floor !== false && countsAsAbsent(shown),
  };
}

const share = <T>(items: readonly T[], passes: (item: T) => boolean): Share => ({
  passed: items.filter(passes).length,
  of: items.length,
});
const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
const kinds = <T extends { readonly kind: string }, R>(
  items: readonly T[],
  sum: (items: T[]) => R,
): Record<string, R> =>
  Object.fromEntries(
    [...new Set(items.map((item) => item.kind))].map((kind) => [
      kind,
      sum(items.filter((item) => item.kind === kind)),
    ]),
  );

function sumPairs(results: readonly PairResult[]): RobustnessReport["pairs"] {
  const steady = (r: PairResult) => r.moved <= STEADY_WITHIN;
  const byMove = [...results].sort((a, b) => b.moved - a.moved);
  return {
    steady: share(results, steady),
    sameLevel: share(results, (r) => r.sameLevel),
    meanMove: mean(results.map((r) => r.moved)),
    worstMove: byMove[0]?.moved ?? 0,
    byKind: kinds(results, (some) => ({ ...share(some, steady), meanMove: mean(some.map((r) => r.moved)) })),
    worst: byMove.slice(0, 10),
  };
}

function sumNegations(
  results: readonly NegationResult[],
): Omit<RobustnessReport["negations"], "heard" | "unheard"> {
  const shares = (some: readonly NegationResult[]) => ({
    model: share(some, (r) => r.model),
    floor: share(
      some.filter((r) => r.floor !== null),
      (r) => r.floor === true,
    ),
    both: share(some, (r) => r.both),
  });
  const excess = (r: NegationResult) => r.severities.unspoken - r.severities.denied;
  return {
    ...shares(results),
    noticed: share(
      results.filter((r) => r.kind === "denied"),
      (r) => r.noticed,
    ),
    byKind: kinds(results, shares),
    modelFails: results.filter((r) => !r.model).sort((a, b) => excess(b) - excess(a)),
    floorFails: results.filter((r) => r.floor === false),
  };
}
