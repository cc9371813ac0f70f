import type { SourceVisit } from "../sources/visit";

/**
 * What level a visit would have had, going by the index's own questions and by what happened: probabilities of the five levels,
 * or null where too little is known.
 *
 * A life-saving intervention or death in the department is level 1. Critical care or a time-critical diagnosis is level 2. Whom
 * the nurse took in before others stays there, for triage is not foresight: half in level 1 where that was charted
 * without an intervention after it, else in level 2. Everybody else is as many resources as were used, and as the nurse
 * charted, half each: either is a noisy witness.
 */
export function referenceLevel({ level, outcomes: o }: SourceVisit): number[] | null {
  if (!o || !level || level.scale !== "esi") return null;
  if (o.lifeSaving) return only(1);
  if (o.criticalCareOrDeath === true || o.emergencies.length > 0)
    return level.value === 1 ? halves(1, 2) : only(2);
  if (level.value === 1) return halves(1, 2);
  if (level.value === 2) return only(2);
  if (o.resources === null) return null;
  return halves(level.value, BY_RESOURCES[o.resources]);
}

/** None, one, two or more. */
const BY_RESOURCES = [5, 4, 3] as const;

const only = (level: number): number[] => [1, 2, 3, 4, 5].map((l) => Number(l === level));
const halves = (a: number, b: number): number[] =>
  [1, 2, 3, 4, 5].map((l) => (Number(l === a) + Number(l === b)) / 2);
