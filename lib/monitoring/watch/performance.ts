import { startOf } from "../charts/buckets";
import {
  bucketOf,
  comparedFilter,
  DIMENSION_LABELS,
  GROUP_DIMENSIONS,
  GROUPS,
  RULES_ONLY,
} from "../charts/filter";
import type { Band, ChartEvent, FunnelPicture, Measured, RowsPicture, TimePicture } from "../charts/picture";
import { shareSequence } from "./confidence-sequence";
import type { GroupCount, KeyCount, LevelCount, UsageCount } from "./counts";
import { aboutMeasure, countOf, LEAST_WATCHED, type LevelTable, type MeasureName, measure } from "./measures";
import { aboutOf, byBucket, type Frame, isUnderWay, measureLine, SEQUENCES, tableOf } from "./pictures";
import { ABOUT_REFERENCE, labelOf, REFERENCES, type Reference } from "./references";
import { type ContenderRow, HOURS_BANDS } from "./roll-up";

/** How the levels shown hold against those that are known to be right, or taken for it. All of it pure. */
export type PerformanceInput = Frame & {
  readonly against: Reference;
  readonly levels: readonly LevelCount[];
  /** Of what is compared with, laid over this window; null: nothing is. */
  readonly compared: readonly LevelCount[] | null;
  /** The same length of time just before the window, for the band of what was usual; null: something else is compared. */
  readonly before: readonly LevelCount[] | null;
  readonly events: readonly ChartEvent[];
  readonly usage: readonly UsageCount[];
  readonly groups: readonly GroupCount[];
  readonly keys: readonly KeyCount[];
  readonly contenders: readonly Omit<ContenderRow, "version" | "policy" | "unit">[];
  readonly unitName: (issuer: string) => string;
};

const against =
  (by: Reference) =>
  (rows: readonly LevelCount[]): LevelTable =>
    tableOf(
      rows,
      (r) => labelOf(r, by),
      (r) => r.shown,
    );

const quantityOf = (name: MeasureName) => (name === "kappa" ? ("kappa" as const) : ("percent" as const));

/** A measure over time: a line for each reference there is, or this and what it is compared with. */
export function measureOverTime(i: PerformanceInput, name: MeasureName): TimePicture {
  const about = aboutMeasure(name);
  const bucket = bucketOf(i.filter);
  const compare = comparedFilter(i.filter);
  const isOpen = openBuckets(i);
  const references =
    compare && i.compared ? [i.against] : REFERENCES.filter((by) => by === "decided" || hasAny(i.levels, by));
  const line = (title: string, rows: readonly LevelCount[], by: Reference, past = false) =>
    measureLine(title, rows, {
      measure: name,
      table: against(by),
      bucket,
      open: (start) => !past && isOpen(start, by),
    });
  const lines = references.map((by) =>
    line(compare && i.compared ? ownName(i) : ABOUT_REFERENCE[by].name, i.levels, by),
  );
  if (compare && i.compared) lines.push(line(compare.name, i.compared, i.against, true));
  const reference = ABOUT_REFERENCE[i.against];
  return {
    kind: "time",
    id: name,
    title: about.title,
    quantity: quantityOf(name),
    lines,
    bands: usualBand(i, name),
    events: i.events,
    about: aboutOf(
      i,
      {
        definition: `${about.definition(references.length === 1 ? reference.inWords : "the level that the line names")} A hollow point may still change: answers to its visits are outstanding.`,
        measuredOn: references.map((by) => ABOUT_REFERENCE[by].measuredOn).join(". "),
        n: countOf(against(references[0] as Reference)(i.levels)),
        intervals: SEQUENCES,
      },
      true,
    ),
  };
}

/** Where the measure lay before this window, with its interval: what a point is to be held against. None on too few. */
function usualBand(i: PerformanceInput, name: MeasureName): readonly Band[] {
  const { low, high } = i.before ? measure(against(i.against)(i.before), name) : {};
  if (low === undefined || high === undefined) return [];
  return [
    { from: low, to: high, label: `The period before, ${ABOUT_REFERENCE[i.against].name.toLowerCase()}` },
  ];
}

/** What the line is called that something is held beside. */
function ownName({ filter }: Frame): string {
  if (filter.compare?.kind === "before") return "This period";
  return filter.version ? `Version ${filter.version}` : "All versions";
}

const hasAny = (rows: readonly LevelCount[], by: Reference): boolean =>
  rows.some((r) => labelOf(r, by) > 0 && r.shown > 0);

/** Buckets with answers outstanding. Decisions come within the day; a reading that was asked for may come weeks later. */
function openBuckets(i: PerformanceInput): (start: string, by: Reference) => boolean {
  const bucket = bucketOf(i.filter);
  const unread = new Set(i.usage.filter((u) => u.name === "reading-open").map((u) => startOf(bucket, u.day)));
  return (start, by) => isUnderWay(start, bucket, i.today) || (by === "read" && unread.has(start));
}

const BAND_WORDS: readonly (readonly [hours: number, words: string])[] = [
  [1, "Within an hour"],
  [4, "Within 4 hours"],
  [24, "Within a day"],
  [72, "Within 3 days"],
  [168, "Within a week"],
  [720, "Within 30 days"],
];

/** How soon labels come: shares that have come by then, and that have not come at all. */
export function arrivalOfLabels(i: PerformanceInput): RowsPicture {
  const count = (name: string) => i.usage.filter((u) => u.name === name).reduce((s, u) => s + u.n, 0);
  const within = (prefix: string, hours: number) =>
    HOURS_BANDS.filter((end) => end <= hours).reduce((s, end) => s + count(`${prefix}:${end}`), 0);
  const read = within("reading-hours", Number.POSITIVE_INFINITY);
  const kinds = [
    { prefix: "decision-hours", of: count("visits"), open: count("visits") - count("decided") },
    { prefix: "reading-hours", of: read + count("reading-open"), open: count("reading-open") },
  ];
  const share = (hits: number, of: number): Measured => ({ value: of === 0 ? null : hits / of, n: of });
  return {
    kind: "rows",
    id: "arrival",
    title: "How soon labels come",
    quantity: "percent",
    scale: [0, 1],
    columns: ["Decisions", "Second readings"],
    rows: [
      ...BAND_WORDS.map(([hours, words]) => ({
        name: words,
        values: kinds.map(({ prefix, of }) => share(within(prefix, hours), of)),
      })),
      { name: "Not yet", values: kinds.map(({ open, of }) => share(open, of)) },
    ],
    about: aboutOf(i, {
      definition:
        "Time from the assessment to the decision that stands, and from asking for a second reading to its level. What has not come yet is counted as such and not guessed at.",
      measuredOn: "All visits that were assessed, and all second readings that were asked for",
      n: count("visits"),
    }),
  };
}

/** Of patients who became critical: whether they had been shown and decided urgent, summed up from the start of the window. */
export function criticalFound(i: PerformanceInput): TimePicture | null {
  const count = (rows: readonly UsageCount[], name: string) =>
    rows.reduce((s, u) => s + (u.name === name ? u.n : 0), 0);
  if (count(i.usage, "critical") === 0) return null;
  const bucket = bucketOf(i.filter);
  const line = (name: string, by: "shown" | "decided") => {
    let [urgent, all] = [0, 0];
    const points = [...byBucket(i.usage, bucket)].map(([day, own]) => {
      urgent += count(own, `critical-${by}-urgent`);
      all += count(own, `critical-${by}-urgent`) + count(own, `critical-${by}-later`);
      const told =
        all < LEAST_WATCHED ? { value: null } : { value: urgent / all, ...shareSequence(urgent, all) };
      return { day, n: all, ...told, ...(isUnderWay(day, bucket, i.today) ? { open: true } : {}) };
    });
    return { name, points };
  };
  return {
    kind: "time",
    id: "critical",
    title: "Patients who became critical, found urgent",
    quantity: "percent",
    lines: [line("Shown level 1 or 2", "shown"), line("Decided level 1 or 2", "decided")],
    events: i.events,
    about: aboutOf(
      i,
      {
        definition:
          "Of patients who came into critical care or died within the days a visit is followed, the share shown, and decided, level 1 or 2. Each point sums up everything from the start of the window to then; outcomes come days after the visit, so the last points still grow. What the EHR does not say counts as neither.",
        measuredOn: `Visits whose outcome the EHR told (${count(i.usage, "outcome-known")})${i.filter.group && i.filter.group.dimension !== "shift" ? "; of everybody, outcomes are not told apart by this group" : ""}`,
        n: count(i.usage, "critical"),
        intervals: SEQUENCES,
      },
      true,
    ),
  };
}

const ABOUT_BASELINE =
  "XGBoost baseline: what an ordinary learner (gradient-boosted trees) makes of age, sex, arrival, vital signs, history and the complaint's words. It was fitted once, on visits of US emergency departments (NHAMCS 2012-2014 and 2016-2018), comes with the release, learns nothing here and is shown to nobody at the bedside: a yardstick that a model worth its place should beat.";

/** Everything that could have given a level, on the same patients. */
export function scoreboard(i: PerformanceInput, name: MeasureName): RowsPicture {
  const label = (r: ContenderCount) => (i.against === "read" ? r.read : r.decided);
  const labelled = i.contenders.filter((r) => label(r) > 0 && r.shown > 0 && r.model > 0 && r.rules > 0);
  const total = (rows: readonly ContenderCount[]) => rows.reduce((s, r) => s + r.n, 0);
  const newest = [...new Set(labelled.map((r) => r.candidateVersion))].filter(Boolean).sort().at(-1);
  const withCandidate = labelled.filter((r) => newest && r.candidateVersion === newest);
  const hasCandidate = total(withCandidate) >= LEAST_WATCHED;
  const answered = (hasCandidate ? withCandidate : labelled).filter((r) => r.news2 > 0);
  // Days whose patient data were gone before there was a baseline have no answer of it.
  const withBaseline = answered.filter((r) => r.xgboost > 0);
  const hasBaseline = total(withBaseline) >= LEAST_WATCHED;
  const patients = hasBaseline ? withBaseline : answered;
  const of = (level: (r: ContenderCount) => number): Measured =>
    measure(tableOf(patients, label, level), name);
  const about = aboutMeasure(name);
  const by = i.against === "read" ? ABOUT_REFERENCE.read : ABOUT_REFERENCE.decided;
  return {
    kind: "rows",
    id: `scoreboard-${name}`,
    title: `${about.title}, beside others`,
    quantity: quantityOf(name),
    columns: [by.name],
    rows: [
      { name: "Shown at the bedside", values: [of((r) => r.shown)] },
      { name: "Model without safety rules", values: [of((r) => r.model)] },
      ...(hasCandidate ? [{ name: `Candidate ${newest}, unseen`, values: [of((r) => r.candidate)] }] : []),
      { name: "Safety rules alone", values: [of((r) => r.rules)] },
      { name: "NEWS2 alone", values: [of((r) => r.news2)] },
      ...(hasBaseline ? [{ name: "XGBoost baseline", values: [of((r) => r.xgboost)] }] : []),
    ],
    about: aboutOf(i, {
      definition: `${about.definition(by.inWords)} Rules alone: the level of the most urgent rule, 3 where none spoke. NEWS2: 7 and more is level 2, 5 or 6 is 3, 1 to 4 is 4, nought is 5.${hasBaseline ? ` ${ABOUT_BASELINE}` : ""}`,
      measuredOn: `The same patients for all: adults with a label, a model's answer and three or more signs of NEWS2 measured${hasCandidate ? `, whom the candidate answered too` : ""}${hasBaseline ? ", and whom the baseline was asked about" : ""}. ${by.measuredOn}`,
      n: total(patients),
      intervals: SEQUENCES,
    }),
  };
}

/**
 * The nurse before seeing anything, the suggestion, and what was decided with it, held against second readings of the same
 * patients. Null: nobody gave a level first of whom a second reading has come.
 */
export function nurseAtTheDoor(i: PerformanceInput, name: MeasureName): RowsPicture | null {
  const rows = i.levels.filter((r) => r.first > 0 && r.read > 0 && r.shown > 0 && r.decided > 0);
  if (rows.length === 0) return null;
  const tableBy = (level: (r: LevelCount) => number): LevelTable => tableOf(rows, (r) => r.read, level);
  const of = (level: (r: LevelCount) => number): Measured => measure(tableBy(level), name);
  const about = aboutMeasure(name);
  return {
    kind: "rows",
    id: `door-${name}`,
    title: `${about.title}: nurse, suggestion and both`,
    quantity: quantityOf(name),
    columns: [ABOUT_REFERENCE.read.name],
    rows: [
      { name: "Nurse at the door, before the suggestion", values: [of((r) => r.first)] },
      { name: "Shown at the bedside", values: [of((r) => r.shown)] },
      { name: "Decided in the end", values: [of((r) => r.decided)] },
    ],
    about: aboutOf(i, {
      definition: about.definition(ABOUT_REFERENCE.read.inWords),
      measuredOn: `The same patients for all: those on whom a level was given before the suggestion was shown, or while it was held back. ${ABOUT_REFERENCE.read.measuredOn}`,
      n: countOf(tableBy((r) => r.first)),
      intervals: SEQUENCES,
    }),
  };
}

type ContenderCount = Omit<ContenderRow, "version" | "policy" | "unit">;

type Part = { readonly name: string; readonly rows: readonly (GroupCount | KeyCount)[] };

function partsOf(i: PerformanceInput): Part[] {
  const by = (of: (r: KeyCount) => string, say: (value: string) => string): Part[] => {
    const values = [...new Set(i.keys.map(of))].sort();
    return values.length < 2
      ? []
      : values.map((v) => ({ name: say(v), rows: i.keys.filter((r) => of(r) === v) }));
  };
  return [
    ...by(
      (r) => r.version,
      (v) => (v === RULES_ONLY ? "Rules only" : `Version ${v}`),
    ),
    ...by(
      (r) => r.policy,
      (p) => `Policy ${p}`,
    ),
    ...by((r) => r.unit, i.unitName),
    ...GROUP_DIMENSIONS.flatMap((d) =>
      GROUPS.filter((g) => g.dimension === d).map((g) => ({
        name: g.label,
        rows: i.groups.filter((r) => r.dimension === d && r.value === g.value),
      })),
    ),
  ].filter((p) => p.rows.length > 0);
}

const tableOfPart = (rows: Part["rows"], by: Reference) =>
  tableOf<GroupCount | KeyCount>(
    rows,
    (r) => r[by],
    (r) => r.shown,
  );

/** The measure in each version, policy, unit, shift and group. */
export function measureByGroup(i: PerformanceInput, name: MeasureName): RowsPicture {
  const about = aboutMeasure(name);
  const by = ABOUT_REFERENCE[i.against];
  return {
    kind: "rows",
    id: `groups-${name}`,
    title: `${about.title}, by version, unit and group`,
    quantity: quantityOf(name),
    columns: [by.name],
    rows: partsOf(i).map((p) => ({ name: p.name, values: [measure(tableOfPart(p.rows, i.against), name)] })),
    about: aboutOf(i, {
      definition: `${about.definition(by.inWords)} A patient is counted in every group they belong to.`,
      measuredOn: by.measuredOn,
      n: countOf(against(i.against)(i.levels)),
      intervals: SEQUENCES,
    }),
  };
}

/** Null where not even everybody together is enough. */
export function underTriageFunnel(i: PerformanceInput): FunnelPicture | null {
  const share = (t: LevelTable) => ({ n: countOf(t), of: countOf(t, (r, s) => s > r) });
  const all = share(against(i.against)(i.levels));
  if (all.n < LEAST_WATCHED) return null;
  const groups = partsOf(i)
    .map((p) => ({ name: p.name, ...share(tableOfPart(p.rows, i.against)) }))
    .filter((g) => g.n > 0);
  const by = ABOUT_REFERENCE[i.against];
  return {
    kind: "funnel",
    id: "funnel",
    title: "Under-triage of groups, and what chance allows",
    quantity: "percent",
    centre: all.of / all.n,
    points: groups
      .filter((g) => g.n >= LEAST_WATCHED)
      .map((g) => ({ name: g.name, n: g.n, value: g.of / g.n })),
    tooFew: groups.filter((g) => g.n < LEAST_WATCHED).map(({ name, n }) => ({ name, n })),
    about: aboutOf(i, {
      definition: `Share of each group shown a less urgent level than ${by.inWords}, by the group's size. The lines are within which 95 and 99.8 of 100 groups lie that differ from everybody by chance alone (Spiegelhalter 2005). ${DIMENSION_LABELS.sex}, age, arrival and shift overlap.`,
      measuredOn: by.measuredOn,
      n: all.n,
    }),
  };
}
