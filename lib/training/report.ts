import type { Evaluation } from "./evaluate";
import type { Figure, FigureSet } from "./figures";

/** Figures as Markdown tables: for the terminal and for the model card. */
export const number3 = (x: number | null | undefined): string =>
  x === null || x === undefined ? "-" : x.toFixed(3);

const withInterval = (f: Figure | undefined): string =>
  !f || f.value === null
    ? "-"
    : f.low === undefined || f.high === undefined
      ? number3(f.value)
      : `${number3(f.value)} (${number3(f.low)}-${number3(f.high)})`;

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Sets side by side, a column each. */
export function sideBySide(sets: readonly { readonly title: string; readonly set: FigureSet }[]): string {
  const names = [...new Set(sets.flatMap(({ set }) => set.figures.map((f) => f.name)))];
  return table(
    ["Figure", ...sets.map(({ title }) => title)],
    names.map((name) => [
      name,
      ...sets.map(({ set }) => withInterval(set.figures.find((f) => f.name === name))),
    ]),
  );
}

/** The figures a group is judged by. */
const GROUP_FIGURES = [
  ["Accuracy", "Accuracy"],
  ["Kappa", "Quadratic-weighted kappa"],
  ["Under-triage", "Under-triage"],
  ["Over-triage", "Over-triage"],
  ["Sensitivity 1-2", "Sensitivity, levels 1-2"],
  ["AUROC 1-2", "AUROC, levels 1-2"],
  ["Calibration error", "Calibration error"],
  ["Coverage", "Prediction set coverage"],
] as const;

export function groupTable(survey: NonNullable<Evaluation["survey"]>): string {
  return table(
    ["Group", "Visits", ...GROUP_FIGURES.map(([short]) => short)],
    survey.groups.map(({ grouping, group, figures }) => [
      `${grouping}: ${group}`,
      String(figures.cases),
      ...GROUP_FIGURES.map(([, name]) => number3(figures.figures.find((f) => f.name === name)?.value)),
    ]),
  );
}

export function confusionTable(confusion: readonly (readonly number[])[]): string {
  return table(
    ["Label", ...[1, 2, 3, 4, 5].map((l) => `shown ${l}`)],
    confusion.map((row, i) => [String(i + 1), ...row.map(String)]),
  );
}

export function evaluationTable(e: Evaluation): string {
  const parts = [`# ${e.model.name} ${e.model.version} (${e.precision})`];
  if (e.survey) {
    const [first] = e.survey.policies;
    parts.push(
      `## ${first?.figures.dataset.split(",").slice(0, 2).join(",") ?? ""}: ${first?.figures.cases ?? 0} visits`,
      sideBySide(e.survey.policies.map(({ policy, figures }) => ({ title: policy, set: figures }))),
      "## By group (balanced policy)",
      groupTable(e.survey),
      "## Labels and levels shown (balanced policy)",
      confusionTable(e.survey.confusion),
    );
  }
  if (e.critical)
    parts.push(
      `## ${e.critical.dataset}: ${e.critical.cases} visits`,
      sideBySide([{ title: "value", set: e.critical }]),
    );
  return parts.join("\n\n");
}
