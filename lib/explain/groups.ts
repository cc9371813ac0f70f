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

/** What each group of players adds; groups without players are left out. The totals add up like the parts do. */
export function groupTotals(contributions: readonly Contribution[]): GroupContribution[] {
  return GROUPS.flatMap((group) => {
    const members = contributions.filter((c) => c.group === group);
    if (members.length === 0) return [];
    return {
      group,
      label: GROUP_LABELS[group],
      members: members.length,
      shap: sum(members.map((c) => c.shap)),
      // Independent estimates: variances add.
      standardError: Math.sqrt(sum(members.map((c) => c.standardError ** 2))),
      levelShap: [0, 1, 2, 3, 4].map((k) => sum(members.map((c) => c.levelShap[k] ?? 0))),
    };
  });
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Largest effect first, whatever its direction. */
export const byEffect = (contributions: readonly Contribution[]): Contribution[] =>
  [...contributions].sort((a, b) => Math.abs(b.shap) - Math.abs(a.shap));
