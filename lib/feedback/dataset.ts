import { LEVELS, type Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { sha256 } from "@/lib/core/crypto";
import { canonicalJson } from "@/lib/core/json";
import type { DecisionKind } from "@/lib/decision/decision";
import { OUTCOMES, type Outcome, type VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";

/**
 * What a training run learned from, as a thing of its own: its name is the digest of its content, so that it can be told whether what lies
 * there is what was learned from, and two runs that learned from the same have one dataset. It is never changed. A case that may not be
 * learned from any more is left out of whatever is taken from it, and its description says so.
 */
export type DatasetCase = {
  readonly id: string;
  readonly case: TriageCase;
  readonly level: Level;
  readonly weight: number;
  readonly outcomes?: VisitOutcomes;
  /** Its level was learned by an earlier version, before it was known what became of the patient. */
  readonly outcomesOnly?: true;
};

/** sha256 over the cases' ids, contents, levels, weights and outcomes, in order of their ids. */
export const contentDigest = (cases: readonly DatasetCase[]): string =>
  sha256(canonicalJson([...cases].sort((a, b) => (a.id < b.id ? -1 : 1))));

/** Age groups of a description, in years: [from, to). */
const AGES = [
  ["under 2", 0, 2],
  ["2 to 15", 2, 16],
  ["16 to 44", 16, 45],
  ["45 to 64", 45, 65],
  ["65 and older", 65, 200],
] as const;
export type AgeGroup = (typeof AGES)[number][0];
export const AGE_GROUPS: readonly AgeGroup[] = AGES.map(([name]) => name);
export const ageGroup = (ageYears: number): AgeGroup =>
  (AGES.find(([, , to]) => ageYears < to) ?? (AGES[AGES.length - 1] as (typeof AGES)[number]))[0];

type Counts = Readonly<Record<string, number>>;
/** How many cases of each kind. Kept with the dataset, so that it stays when cases are withdrawn. */
export type DatasetCounts = {
  readonly cases: number;
  /** Learned from for their outcome alone. */
  readonly outcomesOnly: number;
  readonly weight: number;
  readonly byLevel: Counts;
  readonly bySource: Counts;
  readonly byAge: Counts;
  readonly bySex: Counts;
  readonly byArrival: Counts;
  /** Of those whose outcomes an outcome head learns from. */
  readonly followed: number;
  readonly outcomes: Readonly<Record<Outcome, { readonly yes: number; readonly no: number }>>;
};

/** By which rules a dataset was drawn. */
export type DatasetRules = {
  /** Labels and outcomes up to this instant. */
  readonly until: string;
  /** Labels that this version and those it descends from had learned are left out, but for outcomes that came later. */
  readonly parent: string;
  /** Labels that were there to choose from, those kept apart for measuring, and those that could not be used by then or be read. */
  readonly given: number;
  readonly keptApart: number;
  readonly leftOut: number;
};

export function countDataset(
  cases: readonly DatasetCase[],
  sourceOf: (id: string) => DecisionKind | null,
): DatasetCounts {
  const by = (keyOf: (c: DatasetCase) => string): Counts => {
    const counts: Record<string, number> = {};
    for (const c of cases) counts[keyOf(c)] = (counts[keyOf(c)] ?? 0) + 1;
    return counts;
  };
  const told = (outcome: Outcome, answer: "yes" | "no") =>
    cases.filter((c) => c.outcomes?.answers[outcome] === answer).length;
  return {
    cases: cases.length,
    outcomesOnly: cases.filter((c) => c.outcomesOnly).length,
    weight: Math.round(1_000 * cases.reduce((sum, c) => sum + c.weight, 0)) / 1_000,
    byLevel: { ...Object.fromEntries(LEVELS.map((l) => [l, 0])), ...by((c) => String(c.level)) },
    bySource: by((c) => sourceOf(c.id) ?? "not-known"),
    byAge: by((c) => ageGroup(c.case.ageYears)),
    bySex: by((c) => c.case.sex ?? "unknown"),
    byArrival: by((c) => c.case.arrivalMode ?? "unknown"),
    followed: cases.filter((c) => c.outcomes).length,
    outcomes: Object.fromEntries(
      OUTCOMES.map((o) => [o, { yes: told(o, "yes"), no: told(o, "no") }]),
    ) as DatasetCounts["outcomes"],
  };
}

/** A case as far as two datasets are compared by it. */
type Compared = Pick<DatasetCase, "id" | "level" | "weight" | "outcomes" | "outcomesOnly">;
export type DatasetDiff = {
  /** Ids of cases that one of the two has alone. */
  readonly onlyFirst: readonly string[];
  readonly onlySecond: readonly string[];
  /** In both, and not alike. */
  readonly changed: readonly { readonly id: string; readonly what: readonly DatasetChange[] }[];
  readonly same: number;
};
export type DatasetChange = "weight" | "outcomes" | "use";

export function diffDatasets(first: readonly Compared[], second: readonly Compared[]): DatasetDiff {
  const [a, b] = [new Map(first.map((c) => [c.id, c])), new Map(second.map((c) => [c.id, c]))];
  const both = [...a.values()].flatMap((one) => {
    const other = b.get(one.id);
    return other ? [{ id: one.id, what: changesOf(one, other) }] : [];
  });
  const changed = both.filter((c) => c.what.length > 0);
  return {
    onlyFirst: [...a.keys()].filter((id) => !b.has(id)).sort(),
    onlySecond: [...b.keys()].filter((id) => !a.has(id)).sort(),
    changed: changed.sort((x, y) => (x.id < y.id ? -1 : 1)),
    same: both.length - changed.length,
  };
}

function changesOf(a: Compared, b: Compared): DatasetChange[] {
  return [
    ...(Math.abs(a.weight - b.weight) > 1e-9 ? (["weight"] as const) : []),
    ...(canonicalJson(a.outcomes ?? null) === canonicalJson(b.outcomes ?? null)
      ? []
      : (["outcomes"] as const)),
    ...(Boolean(a.outcomesOnly) === Boolean(b.outcomesOnly) ? [] : (["use"] as const)),
  ];
}

/** What a list of a dataset's cases is narrowed to. */
export type CaseFilter = {
  readonly level?: Level | undefined;
  readonly source?: DecisionKind | undefined;
  readonly age?: AgeGroup | undefined;
  /** Of those of whom it is known that this happened. */
  readonly outcome?: Outcome | undefined;
};

export const passes = (
  c: DatasetCase & { readonly source: DecisionKind | null },
  { level, source, age, outcome }: CaseFilter,
): boolean =>
  (level === undefined || c.level === level) &&
  (source === undefined || c.source === source) &&
  (age === undefined || ageGroup(c.case.ageYears) === age) &&
  (outcome === undefined || c.outcomes?.answers[outcome] === "yes");
