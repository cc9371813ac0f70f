import { type FigureSet, figure, LEVEL_FIGURES } from "@/lib/measures/figures";
import { setsSection } from "@/lib/measures/prediction-sets";
import { number3, table } from "@/lib/measures/tables";
import type { CrossValidation } from "@/lib/training/ktas/cross-validation";
import { twinNote } from "@/lib/training/twin";
import type { Contender, Evaluation, SurveyEvaluation } from "./evaluation";
import { explanationSection } from "./explanation-report";
import { withInterval } from "./figures-table";
import { externalSection, outcomeGroupsTable, outcomesSection } from "./outcomes/outcomes-report";

/** Figures as Markdown: for the terminal, the model card and the report. Sets side by side, a column each. */
function sideBySide(sets: readonly { readonly title: string; readonly set: FigureSet }[]): string {
  const names = [...new Set(sets.flatMap(({ set }) => set.figures.map((f) => f.name)))];
  return table(
    ["Figure", ...sets.map(({ title }) => title)],
    names.map((name) => [
      name,
      ...sets.map(({ set }) => withInterval(set.figures.find((f) => f.name === name))),
    ]),
  );
}

/** The figures a group is judged by, short name first; those that decide carry their interval. */
const GROUP_FIGURES = [
  ["Accuracy", "Accuracy", false],
  ["Kappa", "Quadratic-weighted kappa", false],
  ["Under-triage", "Under-triage", false],
  ["Over-triage", "Over-triage", false],
  ["Sensitivity 1-2", "Sensitivity, levels 1-2", true],
  ["AUROC 1-2", "AUROC, levels 1-2", true],
  ["Calibration error", "Calibration error", false],
  ["Coverage", "Prediction set coverage", false],
] as const;

export function groupTable(survey: SurveyEvaluation): string {
  return table(
    ["Group", "Visits", "Level 1-2", ...GROUP_FIGURES.map(([short]) => short)],
    survey.groups.map(({ grouping, group, positives, figures }) => [
      `${grouping}: ${group}`,
      String(figures.cases),
      String(positives),
      ...GROUP_FIGURES.map(([, name, interval]) => {
        const f = figure(figures, name);
        return interval ? withInterval(f) : number3(f?.value);
      }),
    ]),
  );
}

/** The model in its forms and what it must beat, a column each, and what each is. */
export function contendersSection(contenders: readonly Contender[]): string {
  // Sets of the same measure have the same names in the same order, whoever wrote them.
  const sets = contenders.map(({ name, figures }) => ({ title: name, set: figures }));
  return [sideBySide(sets), contenders.map(({ name, about }) => `- **${name}**: ${about}`).join("\n")].join(
    "\n\n",
  );
}

/** What the model has over each baseline, paired by patient. */
export function differencesTable({ differences }: SurveyEvaluation): string {
  return sideBySide(
    differences.map(({ against, figures }) => ({ title: `model less ${against}`, set: figures })),
  );
}

const NOT_FOR_NURSES = new Set([
  "AUROC, levels 1-2",
  "AUPRC, levels 1-2",
  "Calibration error",
  "Prediction set coverage",
  "Prediction set size",
]);

/** Cross-validated model, nurse, and what stands beside them on the same folds, a column each; and what those are. */
export function ktasTable(cv: CrossValidation["metrics"], beside: Evaluation["ktasBeside"]): string {
  const columns = [
    { name: "balanced", metrics: cv.balanced, spread: cv.spread?.balanced, nurse: false },
    { name: "safety-first", metrics: cv.safetyFirst, spread: cv.spread?.safetyFirst, nurse: false },
    { name: "nurse at triage", metrics: cv.nurse, spread: undefined, nurse: true },
    ...(beside ?? []).map(({ name, metrics, spread }) => ({ name, metrics, spread, nurse: false })),
  ];
  const figures = table(
    ["Figure", ...columns.map((c) => c.name)],
    LEVEL_FIGURES.map(([name, of]) => [
      name,
      // A nurse gives one level, no probabilities: what is made of those would be made up.
      ...columns.map((c) =>
        c.nurse && NOT_FOR_NURSES.has(name) ? "-" : withSpread(of(c.metrics), c.spread && of(c.spread)),
      ),
    ]),
  );
  const abouts = (beside ?? []).flatMap(({ name, about }) => (about ? [`- **${name}**: ${about}`] : []));
  return abouts.length > 0 ? `${figures}\n\n${abouts.join("\n")}` : figures;
}

const withSpread = (value: number | null, spread: number | null | undefined): string =>
  value === null || spread === null || spread === undefined
    ? number3(value)
    : `${number3(value)} ± ${number3(spread)}`;

/** What stands behind the ± of a repeated cross-validation; nothing where it was done once. */
export const spreadNote = ({ repeats = 1 }: CrossValidation["metrics"]): string =>
  repeats > 1
    ? ` Means over ${repeats} repeats, each over other folds; ± is the standard deviation between repeats. It says what the
dealing of the folds and the training add, and nothing of how other patients would have come out.`
    : "";

export function confusionTable(confusion: readonly (readonly number[])[]): string {
  return table(
    ["Label", ...[1, 2, 3, 4, 5].map((l) => `shown ${l}`)],
    confusion.map((row, i) => [String(i + 1), ...row.map(String)]),
  );
}

/** What a terminal shows. */
export function evaluationTable(e: Evaluation): string {
  const parts = [
    `# ${e.model.name} ${e.model.version} (${e.precision})`,
    ...(e.twin ? [twinNote(e.twin)] : []),
  ];
  if (e.survey) {
    const [first] = e.survey.policies;
    parts.push(
      `## ${first?.figures.dataset.split(",")[0] ?? ""}: ${first?.figures.cases ?? 0} visits`,
      contendersSection(e.survey.contenders),
      ...(e.survey.differences.length > 0 ? [differencesTable(e.survey)] : []),
      "## By group (balanced policy)",
      groupTable(e.survey),
      "## Labels and levels shown (balanced policy)",
      confusionTable(e.survey.confusion),
    );
  }
  if (e.outcomes)
    parts.push(
      outcomesSection(e.outcomes),
      "AUROC and how many had it, by group:",
      outcomeGroupsTable(e.outcomes),
    );
  if (e.external) parts.push(externalSection(e.external));
  if (e.ktas)
    parts.push(
      "## KTAS expert labels (recorded by cross-validation while training)",
      ktasTable(e.ktas as CrossValidation["metrics"], e.ktasBeside),
    );
  if (e.sets) parts.push(setsSection(e.sets));
  if (e.explanations) parts.push(explanationSection(e.explanations));
  return parts.join("\n\n");
}
