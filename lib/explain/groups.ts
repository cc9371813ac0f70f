import type { Contribution, Explanation } from "./explanation";

export const GROUP_LABELS: Readonly<Record<Contribution["group"], string>> = {
  vitals: "Vital signs",
  patient: "Patient and arrival",
  history: "History",
  complaint: "Chief complaint",
  note: "Triage note",
};

export type GroupTotal = {
  readonly group: Contribution["group"];
  readonly label: string;
  /** Sum of the members' SHAP values, levels; negative = more urgent. */
  readonly shap: number;
  readonly members: number;
};

/** What each group of players adds; groups without players are left out. The totals add up like the parts do. */
export function groupTotals({ contributions }: Explanation): GroupTotal[] {
  return (Object.keys(GROUP_LABELS) as Contribution["group"][]).flatMap((group) => {
    const members = contributions.filter((c) => c.group === group);
    if (members.length === 0) return [];
    const shap = members.reduce((sum, c) => sum + c.shap, 0);
    return { group, label: GROUP_LABELS[group], shap, members: members.length };
  });
}

/** Largest effect first, whatever its direction. */
export const byEffect = (contributions: readonly Contribution[]): Contribution[] =>
  [...contributions].sort((a, b) => Math.abs(b.shap) - Math.abs(a.shap));
