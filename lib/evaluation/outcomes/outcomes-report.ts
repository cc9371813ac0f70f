import type { Figure } from "@/lib/measures/figures";
import { number3, table } from "@/lib/measures/tables";
import type { ExternalEvaluation } from "../external/evaluate-external";
import { withInterval } from "../figures-table";
import { aurocOf, type OutcomeEvaluation, type OutcomesEvaluation } from "./evaluate-outcomes";
import type { Found, FoundTable } from "./found-table";

/** What happened to the patients of 2019, as Markdown: for the terminal, the model card and the report. */
export function outcomesSection({ outcomes, found }: OutcomesEvaluation): string {
  const abouts = new Map(outcomes.flatMap((o) => o.contenders.map((c) => [c.name, c.about] as const)));
  return `## What happened to the patients (NHAMCS ED 2019)

Area under the ROC curve. The charted level is the department's own, so that it is compared on the visits that have one; the
others are given on every visit whose course is known. A difference whose interval holds 0 is none.

${table(
  ["What happened", "Visits", "Had it", ...names(outcomes)],
  outcomes.map((o) => [
    o.name,
    String(o.figures.cases),
    percent(share(o)),
    ...names(outcomes).map((n) => withInterval(area(o.contenders, n))),
  ]),
)}

On the visits with a charted level:

${table(
  ["What happened", "Visits", "charted level", ...names(outcomes)],
  outcomes.map((o) => [
    o.name,
    String(o.charted[0]?.figures.cases ?? 0),
    ...["charted level", ...names(outcomes)].map((n) => withInterval(area(o.charted, n))),
  ]),
)}

The model less the others, AUROC, the same patients drawn for both:

${table(
  ["What happened", ...againsts(outcomes).map((n) => `less ${n}`)],
  outcomes.map((o) => [
    o.name,
    ...againsts(outcomes).map((n) =>
      withInterval(o.differences.find((d) => d.against === n)?.figures.figures[0]),
    ),
  ]),
)}

Precision and calibration (all visits whose course is known):

${table(
  ["What happened", "By", "AUPRC", "Brier score", "Calibration error"],
  outcomes.flatMap((o) =>
    o.contenders.map((c) => [
      o.name,
      c.name,
      ...["AUPRC", "Brier score", "Calibration error"].map((n) =>
        withInterval(c.figures.figures.find((f) => f.name.startsWith(n))),
      ),
    ]),
  ),
)}

The strict definition (CPR, intubation, BiPAP or CPAP, central line, death) is ranked by the risk of the wider one, which counts
rescue drugs as well: its Brier score and calibration say little.

${[...abouts].map(([name, about]) => `- **${name}**: ${about}`).join("\n")}${found ? `\n\n${foundSection(found)}` : ""}`;
}

const names = (outcomes: readonly OutcomeEvaluation[]): string[] => [
  ...new Set(outcomes.flatMap((o) => o.contenders.map((c) => c.name))),
];
const againsts = (outcomes: readonly OutcomeEvaluation[]): string[] => [
  ...new Set(outcomes.flatMap((o) => o.differences.map((d) => d.against))),
];
const area = (of: OutcomeEvaluation["contenders"], name: string): Figure | undefined =>
  of.find((c) => c.name === name)?.figures.figures.find((f) => f.name.startsWith("AUROC"));
const share = ({ figures }: OutcomeEvaluation): number | null =>
  figures.figures.find((f) => f.name === "Share that had it")?.value ?? null;
const percent = (x: number | null): string => (x === null ? "-" : `${(100 * x).toFixed(1)} %`);

/** By group, AUROC of the model. */
export const outcomeGroupsTable = ({ outcomes }: OutcomesEvaluation): string => {
  const [first] = outcomes;
  const groups = first?.groups ?? [];
  return table(
    ["Group", ...outcomes.map((o) => o.name)],
    groups.map(({ grouping, group }) => [
      `${grouping}: ${group}`,
      ...outcomes.map((o) => {
        const own = o.groups.find((g) => g.grouping === grouping && g.group === group);
        return own ? `${withInterval(own.figures.figures[0])}, ${own.positives}` : "-";
      }),
    ]),
  );
};

/** Of those who went to critical care, died or were admitted, who had been called 1-2. */
export function foundSection({ rows, shown }: FoundTable): string {
  const [all] = rows;
  if (!all) return "";
  return `### As many called urgent as the nurses called

The nurses charted level 1-2 for ${all.called} of ${all.visits} patients. The model is allowed as many, in every group, and takes them
by expected severity, of equals by the risk of critical care. How many of those who went to critical care or died, and who were
admitted, observed or transferred, were among them. "By risk": were the model to take them by its risk of critical care alone, as
gradient boosting takes them by its own. Differences are in
points of the share found, with 95 % intervals (patients drawn anew, the calls as they are). Who left before the end counts as not
having had it. "One border": how many the model would call if the border were the same for everybody.

${table(
  [
    "Group",
    "Called",
    "One border",
    "Outcome",
    "Patients",
    "Nurses",
    "Model",
    "Model by risk",
    "Boosting",
    "Model less nurses",
    "Model less boosting",
  ],
  rows.flatMap((r) =>
    r.found
      .filter((f) => f.outcome !== "any of these" || r.grouping === "All")
      .map((f) => [
        r.grouping === "All" ? "**Everybody**" : `${r.grouping}: ${r.group}`,
        String(r.called),
        String(r.calledByOneBorder),
        ...cells(f),
      ]),
  ),
)}

As the screen shows it, rules included: ${shown.called} of ${shown.visits} patients called 1-2, the nurses ${shown.calledByNurses}.

${table(
  ["Outcome", "Patients", "Nurses", "Model with rules", "Model with rules less nurses"],
  shown.found.map((f) => {
    const [outcome, patients, nurses, model, , , difference] = cells(f);
    return [outcome, patients, nurses, model, difference].map((c) => c ?? "-");
  }),
)}`;
}

function cells(f: Found): string[] {
  const of = (n: number | null): string =>
    n === null ? "-" : f.patients === 0 ? "0" : `${n} (${percent(n / f.patients)})`;
  return [
    f.outcome,
    String(f.patients),
    of(f.nurses),
    of(f.model),
    of(f.modelByRisk),
    of(f.boosted),
    points(f.overNurses),
    points(f.overBoosted),
  ];
}

function points(f: Figure | null): string {
  if (f === null || f.value === null) return "-";
  const signed = (x: number) => `${x >= 0 ? "+" : ""}${(100 * x).toFixed(1)}`;
  return f.low === undefined || f.high === undefined
    ? signed(f.value)
    : `${signed(f.value)} (${signed(f.low)} to ${signed(f.high)})`;
}

/** Visits of another country, to which nothing was fitted. */
export function externalSection({ dataset, outcomes }: ExternalEvaluation): string {
  const [first] = outcomes;
  if (!first) return "";
  return `## Elsewhere: ${dataset}, ${first.visits} visits

Adults of one Danish department, vital signs and age alone, no complaint. Nothing was fitted to them. AUROC beside the colour that
department triaged by, and beside NEWS2 with what was not measured counted as normal. The model knows the age, NEWS2 does not.

${table(
  ["Outcome", "Had it", ...first.contenders.map((c) => c.name)],
  outcomes.map((o) => [
    o.outcome,
    String(o.positives),
    ...o.contenders.map((c) => withInterval(c.figures.figures[0])),
  ]),
)}

The model less the others, the same patients drawn for both:

${table(
  ["Outcome", ...first.differences.map((d) => `${d.of} less ${d.against}`)],
  outcomes.map((o) => [o.outcome, ...o.differences.map((d) => withInterval(d.figures.figures[0]))]),
)}`;
}

/** One line for those who want no table. */
export const outcomesLine = ({ outcomes }: OutcomesEvaluation): string =>
  outcomes.map((o) => `${o.name} ${number3(aurocOf(o)?.value)}`).join(", ");
