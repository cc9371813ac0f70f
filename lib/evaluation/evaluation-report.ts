import { setsSection } from "@/lib/measures/prediction-sets";
import { number3, table } from "@/lib/measures/tables";
import { type CrossValidation, crossValidationName } from "@/lib/training/ktas/cross-validation";
import { twinNote } from "@/lib/training/twin";
import type { Evaluation, SurveyEvaluation } from "./evaluation";
import { explanationSection } from "./explanation-report";
import { externalSection, outcomeGroupsTable, outcomesSection } from "./outcomes/outcomes-report";
import {
  confusionTable,
  contendersSection,
  differencesTable,
  groupTable,
  ktasTable,
  spreadNote,
} from "./report";
import { plotsOf, reliabilityFile } from "./report-plots";

/** An evaluation as a folder somebody can read: file name -> content. Every figure comes from the evaluation. */
export function reportFiles(e: Evaluation): Record<string, string> {
  return {
    "report.md": report(e),
    "evaluation.json": `${JSON.stringify(e, null, 1)}\n`,
    ...plotsOf(e),
  };
}

function report(e: Evaluation): string {
  return `${[
    `# Evaluation of ${e.model.name} ${e.model.version}`,
    ...(e.twin ? [twinNote(e.twin)] : []),
    measured(e),
    ...(e.survey ? [surveySection(e.survey)] : []),
    ...(e.ktas ? [ktasSection(e)] : []),
    ...(e.sets ? [setsSection(e.sets)] : []),
    ...(e.outcomes ? [happenedSection(e.outcomes)] : []),
    ...(e.external ? [externalSection(e.external)] : []),
    ...(e.explanations
      ? [
          explanationSection(e.explanations),
          "![Deletion curve](deletion.svg)\n![Insertion curve](insertion.svg)",
        ]
      : ["## Can the explanations be believed?\n\nNot measured this time; `--explanations` measures it."]),
    doubts(e),
  ].join("\n\n")}\n`;
}

function measured({ measured: m, precision, survey, outcomes, twin }: Evaluation): string {
  return `Written by \`npm run triage -- evaluate\`. What answered, and what it was measured on, by sha256: whoever has the same files gets
the same figures. 95 % intervals in brackets are percentile bootstraps over patients (${m.resamples} resamples, seeded).

${table(
  ["What", "sha256"],
  [
    ...Object.entries(m.files).map(([name, digest]) => [
      `${name} (${precision}${twin ? ", the twin's" : ""})`,
      `\`${digest.slice(0, 16)}\``,
    ]),
    [
      `NHAMCS ED 2019: ${survey?.policies[0]?.figures.cases ?? 0} visits with the level charted`,
      `\`${m.survey.slice(0, 16)}\``,
    ],
    [`NHAMCS ED 2019: ${followed(outcomes)} visits with what happened`, `\`${m.outcomes.slice(0, 16)}\``],
  ],
)}`;
}

function surveySection(s: SurveyEvaluation): string {
  const n = s.policies[0]?.figures.cases ?? 0;
  return `## Against the level charted (NHAMCS ED 2019: ${n} visits)

The label is the immediacy the department charted. "Severe under-triage": two or more levels too low, or a level 1-2 patient
shown 3-5.

${contendersSection(s.contenders)}

${
  s.differences.length === 0
    ? ""
    : `The model (balanced) less each baseline, the same patients drawn for both. A difference whose interval holds 0 is none:

${differencesTable(s)}

`
}### Are the probabilities right?

${s.curves
  .map(
    ({ name, reliability }) =>
      `Probability of level 1-2 in tenths of the patients, ${name}:\n\n${table(
        ["Predicted", "Observed", "95 % interval", "Visits"],
        reliability.map((b) => [
          number3(b.predicted),
          number3(b.observed),
          `${number3(b.low)}-${number3(b.high)}`,
          String(b.cases),
        ]),
      )}`,
  )
  .slice(0, 1)
  .join("\n\n")}

![Reliability](reliability.svg)

### Which patients are taken for which?

${confusionTable(s.confusion)}

![Label against level shown](confusion.svg)

### Finding level 1-2 patients

![ROC](roc.svg)
![Precision and recall](precision-recall.svg)

What finding more of them costs, if the border between level 2 and 3 were moved:

${tradeOffTable(s)}

![Trade-off](trade-off.svg)

### By group

Balanced policy; race and ethnicity as NHAMCS imputes them. "Level 1-2" is how many patients the sensitivity rests on. The
reported year is one: those before it were learned from.

${groupTable(s)}`;
}

/** The border that finds each of these shares of level 1-2 patients, and how many of all it flags. */
function tradeOffTable({ tradeOff }: SurveyEvaluation): string {
  const rows = [0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95].flatMap((wanted) => {
    const p = tradeOff.find((q) => q.sensitivity >= wanted);
    return p
      ? [
          [
            number3(p.sensitivity),
            number3(p.flagged),
            number3(p.precision),
            number3(p.falseAlarms),
            number3(p.threshold),
          ],
        ]
      : [];
  });
  return table(
    [
      "Level 1-2 found",
      "Of all, shown 1-2",
      "Of those, right",
      "Level 3-5 shown 1-2",
      "Expected severity at most",
    ],
    rows,
  );
}

const ktasSection = ({ ktas, ktasBeside }: Evaluation): string => {
  const cv = ktas as CrossValidation["metrics"];
  return `## Against experts (KTAS, ${cv.balanced.count} visits, ${crossValidationName(cv)})

Recorded while training: every visit was answered by a model that had not seen it. The nurse at the door and whatever else
stands beside it are measured on the same visits and folds. Point estimates: the folds' answers are not kept.${spreadNote(cv)}

${ktasTable(cv, ktasBeside)}`;
};

const followed = (outcomes: Evaluation["outcomes"]): number =>
  Math.max(0, ...(outcomes?.outcomes.map((o) => o.figures.cases) ?? []));

const happenedSection = (outcomes: NonNullable<Evaluation["outcomes"]>): string =>
  `${outcomesSection(outcomes)}

### By group

The model's AUROC and how many had it:

${outcomeGroupsTable(outcomes)}

${outcomes.outcomes.map((o) => `![Reliability: ${o.name}](${reliabilityFile(o.key)})`).join("\n")}`;

/** Where the baseline that is hardest to beat is not shown, so that nobody takes its absence for a win. */
function unboosted({ survey, outcomes, ktas, ktasBeside }: Evaluation): string {
  const among = (named: readonly { readonly name: string }[] | null | undefined) =>
    named?.some(({ name }) => /boost/i.test(name)) ?? false;
  const missing = [
    ...(survey && !among(survey.contenders) ? ["the survey's figures"] : []),
    ...(outcomes && !outcomes.outcomes.some((o) => among(o.contenders))
      ? ["what happened to the patients"]
      : []),
    ...(ktas && !among(ktasBeside) ? ["the KTAS figures"] : []),
  ];
  return missing.length === 0
    ? ""
    : `\n- Gradient boosting is not beside ${missing.join(" and ")}: no results file for the same visits and folds was found (\`bench/xgboost-fit.py\` makes one).`;
}

function doubts(e: Evaluation): string {
  return `## What this does not show

- Labels are what departments charted. Agreeing with them is not being right, and nobody knows how well two nurses would agree
  on these very visits.
- What happened is what the survey wrote down: care that was given, not care that was needed. A department that admits whoever looks
  ill teaches that those who look ill are admitted.
- The levels of 2019 are known to nurses who saw the patient; the model read coded phrases and vital signs.
- Complaints here are the survey's coded phrases. How the model reads a nurse's own long note is not measured.
- A difference between groups has causes this table does not know. Groups with few level 1-2 patients have wide intervals: read
  those, not the figure.
- Deletion, insertion and SHAP take features away in the same manner. That they agree shows that the explanation follows the
  model, not that the model follows medicine.${unboosted(e)}`;
}
