import { AppError } from "@/lib/core/errors";
import { percent, table } from "@/lib/measures/tables";
import type { AnsweredPractice } from "./answer";
import type { PracticeFigure, PracticeReport, PracticeScore } from "./measure";
import { isUnseen } from "./read-folder";

/** The tables that a chief nurse reads, as Markdown. */
export function practiceTables(report: PracticeReport): string {
  const groups = [...report.byAge, ...report.byTopic];
  return [
    `## ${report.half === "all" ? "All cases" : `Half: ${report.half}`} (${report.all.cases} cases)`,
    table(
      ["", "Share", "95 % interval", "Cases"],
      report.all.figures.map((f) => [f.name, shareOf(f), intervalOf(f), countOf(f)]),
    ),
    table(
      ["Group", "Cases", ...GROUP_COLUMNS.map(([title]) => title)],
      groups.map((g) => [g.group, `${g.cases}`, ...GROUP_COLUMNS.map(([, name]) => cell(g, name))]),
    ),
    table(
      ["Argued \\ shown", "1", "2", "3", "4", "5"],
      report.confusion.map((row, i) => [`**${i + 1}**`, ...row.map((n) => (n === 0 ? "." : `${n}`))]),
    ),
  ].join("\n\n");
}

const GROUP_COLUMNS: readonly (readonly [title: string, figure: string])[] = [
  ["As argued", "Level as argued"],
  ["1-2 found", "Levels 1-2 shown as 1-2"],
  ["1 found", "Level 1 shown as 1"],
  ["Under", "Under-triage: less urgent than argued"],
  ["Over", "Over-triage: more urgent than argued"],
  ["In the set", "Argued level in the prediction set"],
];

/** A share of cases in percent, a kappa as a number. */
const shown = (f: PracticeFigure, x: number): string => (f.total === undefined ? x.toFixed(3) : percent(x));
const shareOf = (f: PracticeFigure): string => (f.value === null ? "-" : shown(f, f.value));
const intervalOf = (f: PracticeFigure): string =>
  f.low === undefined || f.high === undefined ? "-" : `${shown(f, f.low)} to ${shown(f, f.high)}`;
const countOf = (f: PracticeFigure): string => (f.total === undefined ? "" : `${f.count} of ${f.total}`);

function cell(score: PracticeScore, name: string): string {
  const f = score.figures.find((x) => x.name === name);
  return f?.total ? `${f.count}/${f.total}` : "-";
}

/**
 * The cases that were missed, worst first, a line each.
 * @throws where one of them is of the unseen half: whoever reads its cases has no unseen half any more
 */
export function listMisses(answered: readonly AnsweredPractice[]): string[] {
  const closed = answered.filter((a) => isUnseen(a.case.half)).length;
  if (closed > 0)
    throw new AppError(
      "invalid-input",
      `the unseen half is there to be counted: its ${closed} cases are not listed (list --half dev, or a folder of your own)`,
    );
  return answered
    .filter((a) => a.shown !== a.case.level)
    .sort((a, b) => b.shown - b.case.level - (a.shown - a.case.level))
    .map(({ case: c, shown: level, prediction, floor }) => {
      const rules = floor ? `, rules ${floor.level} (${floor.rules.join(", ")})` : "";
      const words = [c.chiefComplaint, c.note].filter(Boolean).join(" | ");
      return `${c.level} shown ${level} (model ${prediction.level}${rules}) | ${c.id} | ${c.ageYears} y | ${words} | ${c.why ?? ""}`;
    });
}
