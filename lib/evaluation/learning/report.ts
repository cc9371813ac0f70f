import { number3, percent, table } from "@/lib/measures/tables";
import { OUTCOME_KEYS, QUESTIONS } from "../outcomes/questions";
import type { Spent } from "./play";
import { type Course, onResamples, pool, type Standing, shareOfWay, standing, type Take } from "./summary";

/** What was played, on what and where; lib/evaluation/learning/play.ts made the courses. */
export type LearningReport = {
  readonly model: { readonly name: string; readonly version: string; readonly digest: string };
  readonly machine: string;
  readonly surveyVisits: number;
  readonly xgboost: string | null;
  /** Of each part, the levels of its patients. */
  readonly reported: readonly (readonly number[])[];
  readonly parts: readonly number[];
  readonly counts: readonly number[];
  /** Labels of the runs that are compared by what clinicians do. */
  readonly oneRun: number;
  readonly courses: readonly Course[];
};

/** Ways to learn as the tables name them; `take` says whether a site calibration is on top. */
const WAYS: readonly { readonly name: string; readonly course: string; readonly take: Take }[] = [
  { name: "the loop", course: "loop", take: "answers" },
  { name: "the loop and site calibration", course: "loop", take: "calibrated" },
  { name: "the loop, labels counted alike", course: "loop, alike", take: "answers" },
  { name: "site calibration alone", course: "site calibration", take: "answers" },
  { name: "full retraining (all labels, from the release)", course: "all labels anew", take: "answers" },
  { name: "the loop without replay", course: "no replay", take: "answers" },
  { name: "XGBoost from scratch", course: "XGBoost", take: "answers" },
];

export const AIMS = { half: 0.5, kappa: 0.01, auroc: 0.005, seconds: 180, held: 0.8 } as const;

export type Line = { readonly name: string; readonly standings: readonly Standing[] };

const coursesOf = (r: LearningReport, name: string): Course[] => r.courses.filter((c) => c.name === name);
const levelsOf = (r: LearningReport): Map<number, readonly number[]> =>
  new Map(r.parts.map((part, i) => [part, r.reported[i] as readonly number[]]));

/** Each way to learn by the number of labels; before the first there is the deployed model for all but XGBoost. */
export function linesOf(r: LearningReport): Line[] {
  const start = pool(coursesOf(r, "loop"), levelsOf(r), 0);
  return WAYS.flatMap(({ name, course, take }) => {
    const courses = coursesOf(r, course);
    if (courses.length === 0) return [];
    const standings = r.counts.flatMap((labels) => {
      const pooled = pool(courses, levelsOf(r), labels, take);
      const runs = courses.flatMap((c) => c.points.find((p) => p.labels === labels)?.spent ?? []);
      return pooled ? [standing(labels, pooled, runs)] : [];
    });
    const first = start && course !== "XGBoost" ? [standing(0, start, [])] : [];
    return [{ name, standings: [...first, ...standings] }];
  });
}

const ranged = (f: { value: number | null; low?: number; high?: number }): string =>
  f.low === undefined || f.high === undefined
    ? number3(f.value)
    : `${number3(f.value)} (${number3(f.low)}-${number3(f.high)})`;

const seconds = (s: number | undefined): string => (s === undefined ? "-" : s < 1 ? "< 1" : s.toFixed(0));

const linesTable = (lines: readonly Line[]): string =>
  table(
    [
      "Way to learn",
      "Labels",
      "Kappa, quadratic",
      "Kappa, plain",
      "Accuracy",
      "Sensitivity, levels 1-2",
      "Under-triage",
      "Run, s",
      "Of the processor, s",
    ],
    lines.flatMap(({ name, standings }) =>
      standings.map((s) => [
        name,
        String(s.labels),
        ranged(s.kappa),
        number3(s.plainKappa),
        number3(s.accuracy.value),
        ranged(s.sensitivity),
        ranged(s.underTriage),
        seconds(s.spent?.seconds),
        seconds(s.spent?.processorSeconds),
      ]),
    ),
  );

export type Forgotten = {
  readonly name: string;
  readonly labels: number;
  /** Losses, the worst over the parts; negative: gained. */
  readonly kappa: number;
  readonly auroc: Readonly<Record<string, number>>;
  readonly worst: number;
};

/** What was lost on the survey against the deployed model. */
export function forgottenOf(r: LearningReport): Forgotten[] {
  return [
    { name: "the loop", course: "loop" },
    { name: "the loop, labels counted alike", course: "loop, alike" },
    { name: "full retraining (all labels, from the release)", course: "all labels anew" },
    { name: "the loop without replay", course: "no replay" },
  ].flatMap(({ name, course }) => {
    const courses = coursesOf(r, course);
    if (courses.length === 0) return [];
    return r.counts.flatMap((labels) => {
      const lost = courses.flatMap(({ points }) => {
        const [before, after] = [points[0]?.survey, points.find((p) => p.labels === labels)?.survey];
        return before && after ? [{ before, after }] : [];
      });
      if (lost.length === 0) return [];
      const most = (of: (x: (typeof lost)[number]) => number) => Math.max(...lost.map(of));
      const auroc = Object.fromEntries(
        OUTCOME_KEYS.map((key) => [key, most((x) => (x.before.auroc[key] ?? 0) - (x.after.auroc[key] ?? 0))]),
      );
      return [
        {
          name,
          labels,
          kappa: most((x) => (x.before.kappa ?? 0) - (x.after.kappa ?? 0)),
          auroc,
          worst: Math.max(...Object.values(auroc)),
        },
      ];
    });
  });
}

const SHOWN = ["criticalCare", "admission", "lifeSaving", "twoResources"] as const;

const forgottenTable = (rows: readonly Forgotten[]): string =>
  table(
    [
      "Way to learn",
      "Labels",
      "Kappa lost",
      ...SHOWN.map((k) => `AUROC lost, ${QUESTIONS[k].name}`),
      "AUROC lost, worst of all six",
    ],
    rows.map((f) => [
      f.name,
      String(f.labels),
      signed(f.kappa),
      ...SHOWN.map((k) => signed(f.auroc[k] ?? Number.NaN)),
      signed(f.worst),
    ]),
  );

const signed = (x: number): string => (x < 0 ? "-" : "") + Math.abs(x).toFixed(4);

/** The fifths of which every one of these was played: what is compared is measured on the same patients. */
const partsOfAll = (r: LearningReport, names: readonly string[]): number[] => {
  const played = names
    .map((name) => new Set(coursesOf(r, name).map((c) => c.part)))
    .filter((p) => p.size > 0);
  return r.parts.filter((part) => played.every((p) => p.has(part)));
};

/** One run by name, at the one count of labels, on the patients of these fifths. */
function runOf(r: LearningReport, name: string, parts: readonly number[]) {
  const courses = coursesOf(r, name).filter((c) => parts.includes(c.part));
  const pooled = pool(courses, levelsOf(r), r.oneRun);
  return pooled ? { ...standing(r.oneRun, pooled, []), pooled } : null;
}

const COUNTED: readonly (readonly [string, string, string])[] = [
  ["unled, alike", "nobody follows", "alike"],
  ["led, alike", "followed in 80 % of cases", "alike"],
  ["led, capped", "followed in 80 % of cases", "accepted half, nobody too loud"],
  ["led, following", "followed in 80 % of cases", "by how often suggestions are followed (exposure weights)"],
];

/** How much of what naive retraining loses to following is held by the exposure weights; null where it was not played. */
export function heldOf(r: LearningReport) {
  const names = ["unled, alike", "led, alike", "led, following"];
  const [free, led, weighed] = names.map((name) => runOf(r, name, partsOfAll(r, names)));
  if (!free || !led || !weighed) return null;
  return onResamples(
    [free, led, weighed].map((x) => x.pooled.answers),
    free.pooled.actual,
    ([f, l, w]) => shareOfWay(l as number, w as number, f as number),
  );
}

const namesOf = (rows: typeof COUNTED): string[] => rows.map(([name]) => name);

function countedTable(r: LearningReport, rows: typeof COUNTED): string {
  const parts = partsOfAll(r, namesOf(rows));
  return table(
    ["Clinicians", "Labels count", "Kappa, quadratic", "Accuracy", "Sensitivity, levels 1-2", "Under-triage"],
    rows.flatMap(([name, who, how]) => {
      const run = runOf(r, name, parts);
      if (!run) return [];
      const { kappa, accuracy, sensitivity, underTriage } = run;
      return [[who, how, ranged(kappa), number3(accuracy.value), ranged(sensitivity), ranged(underTriage)]];
    }),
  );
}

/** On how many patients a section's table rests, in words. */
function restsOn(r: LearningReport, rows: typeof COUNTED): string {
  const parts = partsOfAll(r, namesOf(rows));
  const count = parts.reduce((sum, part) => sum + (levelsOf(r).get(part)?.length ?? 0), 0);
  return `Measured on ${count} patients${parts.length > 1 ? ", each fifth by runs that never saw it" : ""}.`;
}

const POISONED: typeof COUNTED = [
  ["unled, alike", "all right", "alike"],
  ["right, readers", "all right", "nobody too loud, by reader: as a run of the product counts"],
  ["wrong, alike", "two of ten wrong", "alike"],
  ["wrong, capped", "two of ten wrong", "nobody too loud"],
  ["wrong, readers", "two of ten wrong", "nobody too loud, by reader: as a run of the product counts"],
];

const gatesTable = (r: LearningReport): string =>
  table(
    ["Clinicians", "Labels count", "Fifth", "Checks that failed", "May come into use"],
    POISONED.flatMap(([name, who, how]) =>
      coursesOf(r, name).flatMap(({ part, points }) => {
        const failed = points.at(-1)?.failed ?? null;
        if (failed === null) return [];
        const none = failed.length === 0;
        return [[who, how, String(part + 1), none ? "none" : failed.join(", "), none ? "yes" : "no"]];
      }),
    ),
  );

type Verdict = { readonly aim: string; readonly measured: string; readonly met: boolean | null };

const slowestOf = ({ standings }: Line, of: (s: Spent) => number): number =>
  Math.max(0, ...standings.map((s) => (s.spent ? of(s.spent) : 0)));

/** The aims of the loop as one way to learn meets them, and of the exposure weights. */
export function verdicts(r: LearningReport, way = "the loop"): Verdict[] {
  const loop = linesOf(r).find((l) => l.name === way);
  const at = (labels: number) => loop?.standings.find((s) => s.labels === labels)?.kappa.value ?? null;
  const last = r.counts.at(-1) as number;
  const [k0, k100, kEnd] = [at(0), at(100), at(last)];
  const half = k0 === null || k100 === null || kEnd === null ? null : shareOfWay(k0, k100, kEnd);
  const own = forgottenOf(r).filter((f) => f.name === way);
  const worst = (of: (f: Forgotten) => number) => (own.length === 0 ? null : Math.max(...own.map(of)));
  const [kappa, auroc] = [worst((f) => f.kappa), worst((f) => f.worst)];
  const slowest = loop ? slowestOf(loop, (s) => s.processorSeconds) : null;
  const held = heldOf(r);
  const row = (aim: string, value: number | null, text: string, ok: (v: number) => boolean): Verdict => ({
    aim,
    measured: value === null ? "not measured" : text,
    met: value === null ? null : ok(value),
  });
  return [
    row(
      `half of the final gain (${last} labels) after 100`,
      half,
      `${percent(half ?? 0)}: kappa ${number3(k0)}, ${number3(k100)}, ${number3(kEnd)}`,
      (v) => v >= AIMS.half,
    ),
    row(
      `at most ${AIMS.kappa} of kappa forgotten on NHAMCS, after any run`,
      kappa,
      signed(kappa ?? 0),
      (v) => v <= AIMS.kappa,
    ),
    row(
      `at most ${AIMS.auroc} of any outcome's AUROC forgotten, after any run`,
      auroc,
      signed(auroc ?? 0),
      (v) => v <= AIMS.auroc,
    ),
    row(
      "less than 3 minutes of one core a run",
      slowest,
      loop
        ? `${seconds(slowest ?? 0)} s, the slowest (${seconds(slowestOf(loop, (s) => s.seconds))} s by the clock)`
        : "",
      (v) => v < AIMS.seconds,
    ),
    row(
      "exposure weights hold 80 % of what naive retraining loses to following",
      held?.value ?? null,
      held ? percentRange(held) : "",
      (v) => v >= AIMS.held,
    ),
  ];
}

const percentRange = (f: { value: number | null; low?: number; high?: number }): string =>
  `${percent(f.value ?? 0)}${f.low === undefined || f.high === undefined ? "" : ` (${percent(f.low)} to ${percent(f.high)})`}`;

const ALIKE = "the loop, labels counted alike";
/** The first of them; the last is of the weights alone. */
const AIMS_OF_THE_LOOP = 4;
const said = (met: boolean | null): string => (met === null ? "-" : met ? "yes" : "**no**");

const allSeconds = (r: LearningReport): number =>
  r.courses
    .flatMap((c) => c.points.map((p) => p.spent?.processorSeconds ?? 0))
    .reduce((sum, s) => sum + s, 0);

export function learningMarkdown(r: LearningReport): string {
  const reported = pool(coursesOf(r, "loop"), levelsOf(r), 0)?.actual ?? [];
  const urgent = reported.filter((l) => l <= 2).length;
  return `# The learning loop at a new hospital

Written by \`npm run bench:learning\` on ${r.machine}: ${r.model.name} ${r.model.version} (\`${r.model.digest.slice(0, 12)}\`)
without its KTAS head.

The model without KTAS is deployed where KTAS is charted: of 1,000 adults (Moon et al. 2019, the experts'
level) a fifth, dealt by a hash, is reported and nobody learns from it; the others come one by one. Clinicians are shown the level
of the model in use and give the expert's; those of one in five people are kept for measuring, as in the product. At each count of
labels a run starts with the product's own settings and its model comes into use. No setting was chosen on any KTAS patient.

Training fits the KTAS head alone on a body that stays as the surveys left it, so that without the head and its calibration
no KTAS level is left in the model. What is left is unlabelled: words counted for the vocabulary, edges of numbers, and cases for what is
ordinary. The scale shown is the model's ESI-like one, which is another one than KTAS: that is what has to be learned.

## Aims

${table(
  ["Aim", "The loop", "Met", "Labels counted alike", "Met"],
  verdicts(r).map((v, i) => {
    const alike = i < AIMS_OF_THE_LOOP ? verdicts(r, ALIKE)[i] : undefined;
    return [v.aim, v.measured, said(v.met), alike?.measured ?? "-", said(alike?.met ?? null)];
  }),
)}

## Patients it never saw

${reported.length} KTAS patients, ${urgent} of level 1-2; balanced policy, without rules. ${coursesOf(r, "loop").length > 1 ? "Answers to several fifths are measured together, each by runs that never saw it. " : ""}95 % intervals in brackets are bootstraps over patients (500, seeded); they say nothing of other orders of arrival. "Labels" counts those kept
for measuring, too. "Run": the slowest, by the clock of a machine that did other work beside, and of one processor core. All runs of
this page together took ${(allSeconds(r) / 60).toFixed(0)} minutes of one core.

${linesTable(linesOf(r))}

![Kappa by labels](learning-kappa.svg)
![Sensitivity by labels](learning-sensitivity.svg)

- **the loop**: each run learns the labels that came since the last, from the model in use, as the worker does it; decisions
  count as the product lets them count (an accepted level half; nobody too loud; labels that lower urgent patients at most 4 % of a run,
  lib/feedback/influence.ts). How well readers fit together is left out here, where everybody is right, and the checks are not
  asked: every candidate comes into use. Both are in the last section.
- **labels counted alike**: the same loop, every label whole. The difference is what the limits on loud and on lowering labels cost here.
- **site calibration**: a temperature and five biases over the model's probabilities (lib/training/site-calibration.ts). Alone: fitted on all
  labels so far, the model stays as it is. With the loop: fitted on the labels kept for measuring, from 30 on.
- **full retraining**: each time from the release, on all labels so far. Trained from nothing with the surveys it would take the better part of an hour
  a run, in which a few hundred labels are one in two hundred visits; that was not done.
- **without replay**: the loop without made-up visits that the model before answers.
${
  r.xgboost
    ? `- **XGBoost from scratch**: XGBoost ${r.xgboost} on the labels alone with the inputs of the model and character n-grams, parameters fixed beforehand
  (bench/learning-xgboost.py); softened on the labels kept for measuring, from 30 on.`
    : "- **XGBoost** was left out: no Python with it was named (`--python`)."
}

## What is forgotten

Against the deployed model, on NHAMCS ED 2019 (${r.surveyVisits} visits, those with a charted level for kappa), from which nothing was learned${coursesOf(r, "loop").length > 1 ? "; the worse of the fifths" : ""}.
Negative: better than before.

${forgottenTable(forgottenOf(r))}

![Kappa lost on NHAMCS](learning-forgotten.svg)

## Clinicians who follow the model

Where the model shows another level than the clinician's own, it is saved all the same in 80 % of cases. One run from the deployed model on ${r.oneRun}
labels. How often suggestions are followed is estimated from a tenth of the decisions, drawn by lot and read again by somebody who saw no
suggestion (lib/feedback/following.ts); nothing else is known to the weights. ${restsOn(r, COUNTED)}

${countedTable(r, COUNTED)}

## Labels that are wrong

Two of ten people, whose labels are learned from, save any of the four wrong levels whatever they see: a fifth of all labels. One run on ${r.oneRun} labels;
checks are those every installation begins with. ${restsOn(r, POISONED)}

${countedTable(r, POISONED)}

${gatesTable(r)}
`;
}
