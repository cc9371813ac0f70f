import type { Contribution, Group, GroupContribution } from "./explanation";

/** In the order of a triage form. */
export const GROUP_LABELS: Readonly<Record<Group, string>> = {
  vitals: "Vital signs",
  patient: "Patient and arrival",
  history: "History",
  complaint: "Chief complaint",
  note: "Triage note",
};
export const GROUPS = Object.keys(GROUP_LABELS) as readonly Group[];

/**
 * @param outputs what the group adds to the expected severity and to the probabilities of levels 1 to 5
 * @param standardError of the first
 */
export function groupContribution(
  group: Group,
  members: number,
  [shap = 0, ...rest]: readonly number[],
  standardError = 0,
): GroupContribution {
  return { group, label: GROUP_LABELS[group], members, shap, standardError, levelShap: rest.slice(0, 5) };
}

/** What each group of players adds: the sum of its members; groups without players are left out. */
export function groupTotals(
  contributions: readonly Contribution[],
  standardErrorOf: (group: Group) => number = () => 0,
): GroupContribution[] {
  return GROUPS.flatMap((group) => {
    const members = contributions.filter((c) => c.group === group);
    if (members.length === 0) return [];
    const levels = [0, 1, 2, 3, 4].map((k) => sum(members.map((c) => c.levelShap[k] ?? 0)));
    const outputs = [sum(members.map((c) => c.shap)), ...levels];
    return groupContribution(group, members.length, outputs, standardErrorOf(group));
  });
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Largest effect first, whatever its direction. */
export const byEffect = (contributions: readonly Contribution[]): Contribution[] =>
  [...contributions].sort((a, b) => Math.abs(b.shap) - Math.abs(a.shap));
