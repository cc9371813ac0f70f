import type { Evaluation, GroupResult } from "@/lib/evaluation/evaluation";
import { type FigureSet, figure } from "@/lib/measures/figures";
import type { Facts } from "./facts";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const whole = (n: number): string => n.toLocaleString("en-GB");

/** What of a figure set is told in a document. */
const TOLD: readonly (readonly [name: string, words: string, unit: "share" | "score"])[] = [
  ["Accuracy", "same level", "share"],
  ["Quadratic-weighted kappa", "kappa", "score"],
  ["Sensitivity, levels 1-2", "found of level 1 and 2", "share"],
  ["Under-triage", "shown too low", "share"],
  ["Severe under-triage", "shown far too low", "share"],
  ["AUROC, levels 1-2", "AUROC of level 1-2", "score"],
];

/** "NHAMCS ED 2019, balanced policy, 13,595 cases: same level 56.9 % [56.2 to 57.8 %], …"; null: no figure is there. */
export function sayFigures(set: FigureSet): string | null {
  const said = TOLD.flatMap(([name, words, unit]) => {
    const f = figure(set, name);
    if (typeof f?.value !== "number") return [];
    const say = unit === "share" ? percent : (x: number) => x.toFixed(3);
    const between = f.low === undefined || f.high === undefined ? "" : ` [${say(f.low)} to ${say(f.high)}]`;
    return [`${words} ${say(f.value)}${between}`];
  });
  return said.length === 0 ? null : `${set.dataset}, ${whole(set.cases)} cases: ${said.join(", ")}`;
}

/** Under the policy that the version is served with, where the evaluation has it; else the first. */
export function surveyFigures(facts: Facts): FigureSet | null {
  const policies = facts.model?.evaluation?.survey?.policies ?? [];
  return (policies.find((p) => p.policy === facts.model?.policy) ?? policies[0])?.figures ?? null;
}

/** Lowest and highest of one figure over the groups of each grouping. */
export function sayGroups(groups: readonly GroupResult[], name: string): string | null {
  const byGrouping = new Map<string, { group: string; value: number; cases: number }[]>();
  for (const { grouping, group, figures } of groups) {
    const value = figure(figures, name)?.value;
    if (typeof value !== "number") continue;
    byGrouping.set(grouping, [...(byGrouping.get(grouping) ?? []), { group, value, cases: figures.cases }]);
  }
  const said = [...byGrouping].flatMap(([grouping, all]) => {
    const sorted = [...all].sort((a, b) => a.value - b.value);
    const [low, high] = [sorted[0], sorted.at(-1)];
    if (!low || !high) return [];
    const at = (x: typeof low) => `${percent(x.value)} (${x.group}, ${whole(x.cases)} cases)`;
    return [`by ${grouping.toLowerCase()} from ${at(low)} to ${at(high)}`];
  });
  return said.length === 0 ? null : `${name}: ${said.join("; ")}`;
}

/** "5,608 visits, AUROC of death within 30 days 0.805 [0.781 to 0.828] (model, expected severity)". */
export function sayExternal({ external }: Evaluation): string | null {
  if (!external) return null;
  const said = external.outcomes.flatMap(({ outcome, visits, contenders }) =>
    contenders
      .filter((c) => c.name.startsWith("model"))
      .flatMap(({ name, figures }) => {
        const f = figure(figures, `AUROC, ${outcome}`);
        if (typeof f?.value !== "number") return [];
        const between =
          f.low === undefined || f.high === undefined ? "" : ` [${f.low.toFixed(3)} to ${f.high.toFixed(3)}]`;
        return [`AUROC of ${outcome} ${f.value.toFixed(3)}${between} over ${whole(visits)} visits (${name})`];
      }),
  );
  return said.length === 0 ? null : `${external.dataset}: ${said.join("; ")}`;
}

export const saySources = (sources: Readonly<Record<string, number>>): string | null => {
  const said = Object.entries(sources).map(([name, n]) => `${name}: ${whole(n)} visits`);
  return said.length === 0 ? null : said.join("; ");
};

/** What the site's own checks measured of the version in use. */
export const siteFigures = (facts: Facts): string | null => {
  const own = facts.model?.metrics.find((m) => m.dataset.startsWith("Held-out decisions of this site"));
  return own ? sayFigures(own) : null;
};
