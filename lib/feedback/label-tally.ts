import type { Level } from "@/lib/case/level";
import type { DecisionKind } from "@/lib/decision/decision";
import { ELIGIBILITY_RULES, type Ineligible } from "./eligibility";

/** So many decisions of which the same is known. */
export type DecisionCount = {
  readonly kind: DecisionKind;
  readonly level: Level;
  readonly labelled: boolean;
  readonly superseded: boolean;
  /** What kept them from becoming labels when they were made; null: nothing did, or it was not kept. */
  readonly rule: Ineligible | null;
  readonly n: number;
};

export type LabelTally = {
  readonly decisions: number;
  readonly labels: number;
  readonly byLevel: readonly (Readonly<Record<DecisionKind, number>> & { readonly level: Level })[];
  /** Most first; a rule that kept nothing out is there with 0. */
  readonly notUsed: readonly {
    readonly code: Ineligible;
    readonly name: string;
    readonly words: string;
    readonly n: number;
  }[];
  /** Decided before it was kept why a decision did not become a label. */
  readonly notKnown: number;
};

const LEVELS = [1, 2, 3, 4, 5] as const;

/** What became of each decision, every one counted once: labels + not used + not known = decisions. Pure. */
export function tallyLabels(counts: readonly DecisionCount[]): LabelTally {
  const sum = (matches: (c: DecisionCount) => boolean) =>
    counts.filter(matches).reduce((total, c) => total + c.n, 0);
  const isLabel = (c: DecisionCount) => c.labelled && !c.superseded;
  const by = (c: DecisionCount): Ineligible | null => (c.superseded ? "superseded" : c.rule);
  const ofLevel = (level: Level, kind: DecisionKind) =>
    sum((c) => isLabel(c) && c.level === level && c.kind === kind);
  return {
    decisions: sum(() => true),
    labels: sum(isLabel),
    byLevel: LEVELS.map((level) => ({
      level,
      accept: ofLevel(level, "accept"),
      override: ofLevel(level, "override"),
      assign: ofLevel(level, "assign"),
    })),
    notUsed: ELIGIBILITY_RULES.map(({ code, name, words }) => ({
      code,
      name,
      words,
      n: sum((c) => !isLabel(c) && by(c) === code),
    })).sort((a, b) => b.n - a.n),
    notKnown: sum((c) => !isLabel(c) && by(c) === null),
  };
}
