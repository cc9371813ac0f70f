import type { BoostedBaseline } from "@/lib/evaluation/baselines/boosted/baseline";
import { withRules } from "@/lib/evaluation/baselines/contenders";
import { differences } from "@/lib/measures/differences";
import { type Figure, type FigureSet, figure, levelFigures } from "@/lib/measures/figures";
import type { Answer } from "@/lib/measures/metrics";
import { number3, table } from "@/lib/measures/tables";
import type { Prediction } from "@/lib/model/prediction";
import { assessFloor } from "@/lib/safety/rules";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { news2LevelOf, rulesAloneOf } from "./visit";

type Measured = {
  /** With the level that was charted; nothing was fitted to or chosen on them. */
  readonly visits: readonly SourceVisit[];
  /** The model's, of the same visits. */
  readonly answers: readonly Prediction[];
  readonly model: { readonly name: string; readonly version: string };
  readonly baseline: BoostedBaseline;
  readonly provenance: Readonly<Record<string, unknown>>;
  /** Of the baseline's file. */
  readonly sha256: string;
};

const RESAMPLES = 200;
const FIGURES = [
  "Accuracy",
  "Within one level",
  "Quadratic-weighted kappa",
  "Under-triage",
  "Over-triage",
  "Severe under-triage",
  "Sensitivity, levels 1-2",
  "Specificity, levels 1-2",
];
const COMPARED = ["Quadratic-weighted kappa", "Sensitivity, levels 1-2", "Severe under-triage"];

/** docs/evaluation/xgboost-baseline.md: the scoreboard, on visits of a year nobody has learned from. Every figure was just measured. */
export function baselineReport(m: Measured): string {
  const { visits, model, provenance } = m;
  const contenders = contendersOf(m);
  const everybody = contenders.filter((c) => c.name !== NEWS2);
  const adults = visits.flatMap((v, i) => (news2LevelOf(v.case) === null ? [] : [i]));
  const part = <T>(xs: readonly T[]): T[] => adults.map((i) => xs[i] as T);
  return `# The scoreboard's XGBoost baseline

Written by \`npm run baseline:xgboost -- report\`: the levels that the scoreboard of the console compares, on NHAMCS ED 2019 (${visits.length.toLocaleString("en-GB")} visits of US
emergency departments, against the level charted), of which neither ${model.name} ${model.version} nor the baseline has learned anything and on
which nothing was chosen. 95 % intervals in brackets are percentile bootstraps over patients (${RESAMPLES} resamples, seeded).

${m.baseline.about}. It is small on purpose, so that it can travel with the product and answer every visit when a day is rolled up.
The level is the one that costs least by the table the model's balanced policy has. The XGBoost that is as large as it likes and reads
all the model reads is in [report.md](report.md) ("gradient boosting").

## Everybody

${figuresTable(everybody, visits)}

## Adults with three or more signs of NEWS2 measured: the scoreboard's patients (${adults.length.toLocaleString("en-GB")} visits)

${figuresTable(
  contenders.map(({ name, answers }) => ({ name, answers: part(answers) })),
  part(visits),
)}

## What the product has over it

Differences on the same visits, everybody, with paired intervals; for severe under-triage less is better.

${differencesTable(everybody, visits)}

Levels are those that nurses charted in other hospitals: a witness, not the truth. A baseline that imitates them agrees with them
often and may still find fewer of the patients who cannot wait; both are shown.

## How it was made

\`npm run baseline:xgboost -- fit\` (scripts/xgboost-baseline.ts, scripts/oracle/xgboost_baseline.py): depth and rounds were chosen on a tenth of the
training visits, temperature and bias on the visits that calibrate. Each training visit is learned twice, as the survey tells it and
as a nurse might have. models/xgboost-baseline.json, sha256 \`${m.sha256}\`:

${table(
  ["What", "Value"],
  Object.entries(provenance).map(([key, value]) => [key, `\`${JSON.stringify(value)}\``]),
)}
`;
}

type Contender = { readonly name: string; readonly answers: readonly Answer[] };
const NEWS2 = "NEWS2 alone";
const SHOWN = "Shown at the bedside";
const BASELINE = "XGBoost baseline";

function contendersOf({ visits, answers, baseline }: Measured): Contender[] {
  const cases = visits.map((v) => v.case);
  return [
    { name: SHOWN, answers: withRules(cases, answers) },
    { name: "Model without safety rules", answers },
    {
      name: "Safety rules alone",
      answers: cases.map((c) => {
        const floor = assessFloor(c);
        return sureOf(rulesAloneOf({ floor: floor && { level: floor.level, rules: [] } }));
      }),
    },
    { name: NEWS2, answers: cases.map((c) => sureOf(news2LevelOf(c) ?? 3)) },
    { name: BASELINE, answers: cases.map((c) => sureOf(baseline.levelOf(c))) },
  ];
}

/** A level without probabilities: only what is measured of levels is told of it. */
const sureOf = (level: number): Answer => ({
  level,
  probabilities: [1, 2, 3, 4, 5].map((l) => (l === level ? 1 : 0)),
  set: [level],
});

const actualOf = (visits: readonly SourceVisit[]): number[] =>
  visits.map((v) => v.level?.value ?? Number.NaN);

function figuresTable(contenders: readonly Contender[], visits: readonly SourceVisit[]): string {
  const sets = contenders.map((c) => levelFigures(c.name, c.answers, actualOf(visits), RESAMPLES));
  return table(
    ["Figure", ...contenders.map((c) => c.name)],
    FIGURES.map((name) => [name, ...sets.map((s) => say(figure(s, name)))]),
  );
}

function differencesTable(contenders: readonly Contender[], visits: readonly SourceVisit[]): string {
  const of = (name: string) => contenders.find((c) => c.name === name)?.answers ?? [];
  const less = (name: string): FigureSet =>
    differences(name, of(name), of(BASELINE), actualOf(visits), RESAMPLES);
  const sets = [SHOWN, "Model without safety rules"].map(less);
  return table(
    ["Figure", ...sets.map((s) => `${s.dataset}, less the baseline`)],
    COMPARED.map((name) => [name, ...sets.map((s) => say(figure(s, name)))]),
  );
}

const say = (f: Figure | null | undefined): string =>
  !f || f.value === null ? "-" : `${number3(f.value)} (${number3(f.low)} to ${number3(f.high)})`;
