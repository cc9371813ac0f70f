import type { ScaleCalibration } from "@/lib/model/calibration";
import type { Scale } from "@/lib/model/config";
import { wilson } from "./plots-data";
import { number3, percent, table } from "./tables";

/** How a group's prediction sets came out; shares of its visits. */
export type SetQuality = {
  readonly group: string;
  readonly cases: number;
  /** Label within the set. */
  readonly coverage: number;
  /** Mean number of levels. */
  readonly size: number;
  /** Label more urgent than everything in the set, and less urgent; null where only the coverage was kept. */
  readonly moreUrgent: number | null;
  readonly lessUrgent: number | null;
};

export type SetsOfScale = {
  readonly scale: Scale;
  /** What the sets were built to: share of labels that may be beyond each end; null when no end has a share of its own. */
  readonly mayMiss: { readonly urgent: number; readonly lessUrgent: number } | null;
  readonly groups: readonly SetQuality[];
};

export type AnsweredSet = {
  readonly set: readonly number[];
  readonly level: number;
  readonly ageYears: number;
};

export const mayMissOf = (conformal: ScaleCalibration["conformal"]): SetsOfScale["mayMiss"] =>
  "mayMiss" in conformal ? conformal.mayMiss : null;

/**
 * All, and adults and children apart where there are both.
 * @param times answers to each visit: shares are over all of them, `cases` counts visits
 */
export function setQualities(
  answered: readonly AnsweredSet[],
  childBelowYears: number,
  times = 1,
): SetQuality[] {
  const isChild = (a: AnsweredSet) => a.ageYears < childBelowYears;
  const [adults, children] = [answered.filter((a) => !isChild(a)), answered.filter(isChild)];
  const both = adults.length > 0 && children.length > 0;
  const groups: readonly (readonly [string, readonly AnsweredSet[]])[] = [
    [children.length === 0 ? ADULTS_ONLY : "all", answered],
    ...(both ? ([["adults", adults]] as const) : []),
    ...(both ? ([[`children under ${childBelowYears}`, children]] as const) : []),
  ];
  return qualities(groups, times);
}

function qualities(groups: readonly (readonly [string, readonly AnsweredSet[]])[], times = 1): SetQuality[] {
  return groups.map(([group, members]) => {
    const share = (of: (a: AnsweredSet) => boolean) => members.filter(of).length / members.length;
    return {
      group,
      cases: members.length / times,
      coverage: share((a) => a.set.includes(a.level)),
      size: members.reduce((sum, a) => sum + a.set.length, 0) / members.length,
      moreUrgent: share((a) => a.level < Math.min(...a.set)),
      lessUrgent: share((a) => a.level > Math.max(...a.set)),
    };
  });
}

/** Ages by which the survey's sets are looked at: a baby and a child are not small adults, and the old are often sicker than they look. */
const AGES = [
  ["infants under 2", 0, 2],
  ["children of 2-15", 2, 16],
  ["adults of 16-64", 16, 65],
  ["65 years and older", 65, Number.POSITIVE_INFINITY],
] as const;

/** All, and by age. */
export function setQualitiesByAge(answered: readonly AnsweredSet[]): SetQuality[] {
  const groups = AGES.flatMap(([group, from, below]): (readonly [string, readonly AnsweredSet[]])[] => {
    const members = answered.filter((a) => a.ageYears >= from && a.ageYears < below);
    return members.length === 0 ? [] : [[group, members]];
  });
  return qualities([["all", answered], ...groups]);
}

const ADULTS_ONLY = "all (adults only)";

const SCALES: Readonly<Record<Scale, string>> = { esi: "ESI-like (NHAMCS)", ktas: "KTAS" };
/** Coverage that counts as kept. */
const HELD = { from: 0.88, to: 0.92 } as const;
const withInterval = (value: number | null, n: number): string => {
  if (value === null) return "-";
  const [low, high] = wilson(value, n);
  return `${percent(value)} (${percent(low)} - ${percent(high)})`;
};

/** Coverage, size and misses by scale and group. */
export function setsSection(scales: readonly SetsOfScale[]): string {
  const priced = scales.flatMap(({ scale, mayMiss }) =>
    mayMiss ? [`${SCALES[scale]} ${percent(mayMiss.urgent)} and ${percent(mayMiss.lessUrgent)}`] : [],
  );
  const budget =
    priced.length === 0
      ? ""
      : ` A label may be more urgent than all of the set in fewer visits than it may be less urgent, because that miss costs more:
${priced.join(", ")}.`;
  const adultsOnly = scales
    .filter(({ groups }) => groups.some((g) => g.group === ADULTS_ONLY))
    .map(({ scale }) => SCALES[scale]);
  const nobody =
    adultsOnly.length === 0
      ? ""
      : ` There is no child among the visits of ${adultsOnly.join(" and ")}: how its sets do in children is not known.`;
  const outside = scales.flatMap(({ scale, groups }) =>
    groups
      .filter(({ coverage }) => coverage < HELD.from || coverage > HELD.to)
      .map(({ group, coverage }) => `${SCALES[scale]}, ${group}: ${percent(coverage)}`),
  );
  const held =
    outside.length === 0
      ? "Every one of them holds the label in 88-92 % of the visits."
      : `**Not all hold what they promise.** Outside 88-92 %: ${outside.join("; ")}.`;
  return `## Prediction sets at 90 %

Balanced policy. Quantiles are fitted for each scale, and for adults and children apart.${budget}${nobody} Wilson intervals,
95 %, in brackets. ${held}

${table(
  [
    "Scale",
    "Group",
    "Visits",
    "Label in the set",
    "Mean size",
    "More urgent than the set",
    "Less urgent than the set",
  ],
  scales.flatMap(({ scale, groups }) =>
    groups.map((g) => [
      SCALES[scale],
      g.group,
      String(g.cases),
      withInterval(g.coverage, g.cases),
      number3(g.size),
      withInterval(g.moreUrgent, g.cases),
      withInterval(g.lessUrgent, g.cases),
    ]),
  ),
)}`;
}
