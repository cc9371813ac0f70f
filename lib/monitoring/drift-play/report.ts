import { percent, table } from "@/lib/measures/tables";
import { ALARMS_A_WEEK, WATCH } from "@/lib/monitoring/drift/settings";
import { type DriftMeasured, type Found, type Quiet, slug } from "./measure";

/** What bench/drift-beside.py found on the same streams. */
export type Beside = {
  readonly versions: Readonly<Record<string, string>>;
  readonly window: number;
  readonly step: number;
  /** For Evidently, where nothing goes wrong and where something creeps. */
  readonly quietStep: number;
  readonly rows: readonly (
    | ({ readonly kind: "change"; readonly name: string } & Readonly<Record<Tool, BesideRun>>)
    | ({ readonly kind: "quiet"; readonly name: string; readonly year: string } & Readonly<
        Record<Tool, { readonly alarms: number; readonly windows: number }>
      >)
    | ({ readonly kind: "slow"; readonly name: string } & Readonly<Record<Tool, number | null>>)
  )[];
};
type BesideRun = { readonly delay: number | null; readonly before: boolean };
const TOOLS = {
  evidentlyAny: "Evidently, any column",
  evidentlySet: "Evidently, data set",
  nannyml: "NannyML",
} as const;
type Tool = keyof typeof TOOLS;
const TOOL_KEYS = Object.keys(TOOLS) as Tool[];

type Options = {
  readonly model: { readonly name: string; readonly version: string };
  readonly beside: Beside | null;
};

/** docs/evaluation/drift.md: every figure is one that was just measured. */
export function driftReport(m: DriftMeasured, { model, beside }: Options): string {
  const { tolerances: t, patientsPerFalseAlarm } = WATCH;
  const years = m.years.map(([, year]) => year).join(", ");
  return `# Does the watch for drift hear what goes wrong?

\`npm run bench:drift\` plays visits of the NHAMCS surveys of ${years} (US emergency departments) to the watch, with the levels of
${model.name} ${model.version}. Its settings were chosen on the surveys of 2012-2014 and never changed after these were looked at;
2016-2018 are among the visits the model learned from, which matters for what is said of its levels and not for the rest.

## Something goes wrong

Half a year's visits, in no order, are the reference. ${RUN_IN} visits of the other half come first, then visits with the change;
${m.found[0]?.runs ?? 0} runs each (another draw each time). "Heard after" counts patients from the first with the change.

${table(
  [
    "What",
    "Aim",
    "Heard",
    "Heard after, median",
    "worst",
    "Within the aim",
    "Right cause among the first three",
    "Said first, most often",
  ],
  m.found.map(foundRow),
)}

Right cause: the unit for units, the feature for feeds, words for a renamed list, and for another hospital that many things moved, or
the words or the consciousness that only it records. "The same, of what the survey records too" is the other hospital without that.

## It creeps

Two patients of a hundred more each month, in a department of some 20,000 visits a year; ${m.slow[0]?.runs ?? 0} runs. "Share" and "kappa lost"
are of the run that was slowest. Aim: heard before kappa (quadratic-weighted, against the charted level) has lost 0.02.
${m.slow
  .filter((x) => x.kappaLost === null || x.kappaLost >= 0.02)
  .map((x) => `The aim is missed where this creeps: ${x.name.toLowerCase()}.`)
  .join("\n")}

${table(
  [
    "What creeps",
    "Heard",
    "Patients, median",
    "Share of patients by then",
    "Kappa lost by then",
    "Kappa before",
    "Right cause",
  ],
  m.slow.map((s) => [
    s.name,
    `${s.heard} of ${s.runs}`,
    sayNumber(s.patients),
    s.share === null ? "" : percent(s.share),
    s.kappaLost === null ? "" : s.kappaLost.toFixed(3),
    s.kappa.toFixed(3),
    `${s.rightCause} of ${s.heard}`,
  ]),
)}

## Nothing goes wrong

Alarms of a whole year. Where nothing has moved there is none to hear; from one year to the next, and from month to month, the survey's
patients, hospitals and forms do move, so that what is heard there is not all false: it is named. What goes on counts once.

${table(
  ["Year", "Played", "Patients", "Alarms", "What was said"],
  m.quiet.map((q) => [
    String(q.year),
    `${q.name}${q.name.startsWith("the year") ? ` (against ${q.reference})` : ""}`,
    q.patients.toLocaleString("en-GB"),
    String(q.alarms.length),
    sayAlarms(q),
  ]),
)}

${besideSection(m, beside)}

## How it was set

A share may move by Cohen's h of ${t.share}, a number by ${t.number} standard deviations of its place within the reference, complaints with
words not seen before by h of ${t.unlisted}, overrides by h of ${t.override}, decided levels by ${t.severity} of a level against what the model expects.
Within that the mean number of patients between two false alarms is at least ${patientsPerFalseAlarm.toLocaleString("en-GB")}, whatever the features have to do with each
other and however often one looks (e-detectors: Shin, Ramdas & Rinaldo 2024). At most ${ALARMS_A_WEEK} alerts in any seven days reach a person.
`;
}

const RUN_IN = 300;

const foundRow = (f: Found): string[] => [
  f.name,
  f.aim === null ? "" : String(f.aim),
  `${f.heard} of ${f.runs}${f.early > 0 ? `, ${f.early} before it began` : ""}`,
  sayNumber(f.median),
  sayNumber(f.worst),
  f.aim === null ? "" : `${f.withinAim} of ${f.runs}`,
  `${f.rightCause} of ${f.heard}`,
  f.said,
];

function sayAlarms({ alarms }: Quiet): string {
  const counts = new Map<string, number>();
  for (const { words } of alarms) counts.set(words, (counts.get(words) ?? 0) + 1);
  return [...counts].map(([words, n]) => (n > 1 ? `${words} (${n} times)` : words)).join("; ");
}

function besideSection(m: DriftMeasured, beside: Beside | null): string {
  const title = "## Beside others on the same streams";
  if (!beside) return `${title}\n\nNot measured: bench/drift-beside.py was not run.`;
  const versions = Object.entries(beside.versions)
    .map(([name, v]) => `${name} ${v}`)
    .join(", ");
  const unmeasured: string[] = [];
  const changes = m.found.flatMap((f) => {
    const runs = beside.rows.flatMap((r) => (r.kind === "change" && r.name === slug(f.name) ? [r] : []));
    if (runs.length === 0) unmeasured.push(f.name);
    return runs.length === 0
      ? []
      : [
          [
            f.name,
            `${sayNumber(f.median)} (${f.heard} of ${f.runs})`,
            ...TOOL_KEYS.map((t) => sayRuns(runs.map((r) => r[t]))),
          ],
        ];
  });
  const quiet = m.quiet.flatMap((q) => {
    const row = beside.rows.find(
      (r) => r.kind === "quiet" && r.year === String(q.year) && r.name === slug(q.name),
    );
    if (row?.kind !== "quiet") return [];
    return [
      [
        `${q.year}, ${q.name}`,
        String(q.alarms.length),
        ...TOOL_KEYS.map((t) => `${row[t].alarms} (${percent(row[t].windows)})`),
      ],
    ];
  });
  const slow = m.slow.flatMap((s) => {
    const row = beside.rows.find((r) => r.kind === "slow" && r.name === slug(s.name));
    if (row?.kind !== "slow") {
      unmeasured.push(s.name);
      return [];
    }
    const own = s.patients === null ? "never" : `${sayNumber(s.patients)} (${s.heard} of ${s.runs})`;
    const first = TOOL_KEYS.map((t) => (row[t] === null ? "never" : sayNumber(row[t])));
    return [[s.name, own, ...first]];
  });
  if (quiet.length === 0) unmeasured.push("years in which nothing goes wrong");
  const rest = unmeasured.length === 0 ? "" : `\n\nNot measured beside them yet: ${unmeasured.join("; ")}.`;
  const heads = (first: string) => [first, "This watch", ...TOOL_KEYS.map((t) => TOOLS[t])];
  return `${title}

${versions}, as they come (bench/drift-beside.py), on the streams that \`npm run bench:drift -- --streams DIR\` writes: windows of ${beside.window} patients, for Evidently each
${beside.step} (each ${beside.quietStep} in the two lower tables); three runs a year of the years that were given to them. They are given no reference of levels decided,
and no complaint but its first word.

Something goes wrong: patients until the first alarm after the change, median, and in how many runs there was one; "(!)": how many
of them had alarmed before anything was wrong, so that nobody would have known.

${table(heads("What"), changes)}

It creeps: patients until the first alarm at all; of the others one run, and whatever they alarmed of.

${table(heads("What"), slow)}

Nothing goes wrong: alarms of a whole year; windows that alarm one after the other are one alarm. In brackets the share of windows
that do: a tool that never stops has one alarm, too.

${table(heads("Year"), quiet)}${rest}`;
}

function sayRuns(runs: readonly BesideRun[]): string {
  const delays = runs.flatMap((r) => r.delay ?? []).sort((a, b) => a - b);
  const before = runs.filter((r) => r.before).length;
  const middle = delays[Math.floor((delays.length - 1) / 2)];
  const found = middle === undefined ? "never" : `${middle} (${delays.length} of ${runs.length})`;
  return before > 0 ? `${found} (!) ${before}` : found;
}

const sayNumber = (x: number | null): string => (x === null ? "" : x.toLocaleString("en-GB"));
