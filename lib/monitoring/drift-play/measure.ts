import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { type Random, random, shuffled } from "@/lib/core/random";
import { quadraticKappa } from "@/lib/measures/metrics";
import type { Cause } from "@/lib/monitoring/drift/causes";
import { summarizeReference } from "@/lib/monitoring/drift/reference";
import { WATCH } from "@/lib/monitoring/drift/settings";
import { createWatch, type Watch } from "@/lib/monitoring/drift/watch";
import type { Answers, ModelAnswer } from "./answers";
import type { DatedVisit, DriftSources } from "./dated-visits";
import { listen, type Played, played } from "./play";
import { asSurveyed, isElsewhere, isFlu, isFluCause, newTemplate, SCENARIOS, WAVE } from "./scenarios";
import { csvOf } from "./streams";

/** The year that is the reference, and the one that is played. */
export const YEARS = {
  tune: [
    [2012, 2013],
    [2013, 2014],
  ],
  report: [
    [2016, 2017],
    [2017, 2018],
    [2018, 2019],
  ],
} as const;

const REPEATS = 20;
/** Patients played before anything is wrong, and how many with it at most. */
const RUN_IN = 300;
const POOL = 800;
/** Streams of each kind that are written for others to be measured on. */
const WRITTEN = 3;
/** A fortnight of a year of so many. */
const EPISODE = (patients: number) => patients / 26;
const REFERENCE_ROWS = 6_000;
const A_MONTH = 0.02;
const MONTHS = Array.from({ length: 12 }, (_, i) => i + 1);
const SLOW_REPEATS = 5;

export type Found = {
  readonly name: string;
  readonly aim: number | null;
  readonly runs: number;
  /** Runs in which it was heard at all, and before anything was wrong. */
  readonly heard: number;
  readonly early: number;
  /** Patients until it was, of those heard. */
  readonly median: number | null;
  readonly worst: number | null;
  readonly withinAim: number;
  readonly rightCause: number;
  /** What was said first, most often. */
  readonly said: string;
};
export type Quiet = {
  readonly year: number;
  readonly reference: number;
  readonly name: string;
  readonly patients: number;
  readonly alarms: readonly { readonly at: number; readonly words: string }[];
};
export type Slow = {
  readonly name: string;
  readonly runs: number;
  readonly heard: number;
  readonly rightCause: number;
  readonly patients: number | null;
  readonly share: number | null;
  /** Kappa lost at the share in force when it was heard: of the run that was slowest. */
  readonly kappaLost: number | null;
  readonly kappa: number;
  readonly wholeLoss: number;
};
export type DriftMeasured = {
  readonly years: readonly (readonly [number, number])[];
  readonly found: readonly Found[];
  readonly quiet: readonly Quiet[];
  readonly slow: readonly Slow[];
};
export type MeasureOptions = {
  readonly onNote?: (line: string) => void;
  readonly onStream?: (name: string, csv: string) => void;
};

type Answered = { readonly c: TriageCase; readonly answer: ModelAnswer; readonly decided: Level | null };
type Run = { readonly delay: number | null; readonly causes: readonly Cause[] };

export async function measureDrift(
  sources: DriftSources,
  answers: Answers,
  years: readonly (readonly [number, number])[],
  o: MeasureOptions = {},
): Promise<DriftMeasured> {
  const runs = new Map<string, { readonly play: Play; readonly list: Run[] }>();
  const quiet: Quiet[] = [];
  let slow: Slow[] = [];
  for (const [before, year] of years) {
    o.onNote?.(`${year} against ${before}`);
    const r = random("drift bench", year);
    const reference = await answeredVisits(sources.survey, before, answers);
    const now = await answeredVisits(sources.survey, year, answers);
    const plain = now.map((v) => v.played);
    const mixed = shuffled(now, r);
    // Half a year against the other half: nothing has moved between them but what a scenario moves.
    const half = mixed.slice(0, Math.floor(mixed.length / 2));
    const other = mixed.slice(half.length);
    const watch = watchOf(
      half.map((v) => v.played),
      `half of ${year}`,
    );
    const yearOn = watchOf(
      reference.map((v) => v.played),
      String(before),
    );
    const others = other.map((v) => v.played);
    o.onStream?.(`${year}-half.csv`, csvOf(half.slice(0, REFERENCE_ROWS).map((v) => v.played)));
    // Drawn whether it is written or not: what is drawn after it is the same then.
    const rowsBefore = shuffled(reference, r).slice(0, REFERENCE_ROWS);
    o.onStream?.(`${year}-before.csv`, csvOf(rowsBefore.map((v) => v.played)));
    const calendar = MONTHS.flatMap((m) =>
      shuffled(
        now.filter((v) => v.month === m),
        r,
      ).map((v) => v.played),
    );
    for (const [name, against, stream] of [
      ["other half of the year, in no order, twice", watch, [...others, ...shuffled(others, r)]],
      ["the year after, in no order", yearOn, shuffled(plain, r)],
      ["the year after, month by month", yearOn, calendar],
    ] as const) {
      const alarms = listen(against, stream, { episode: EPISODE(stream.length) }).map(({ at, causes }) => ({
        at,
        words: causes[0]?.words ?? "",
      }));
      quiet.push({ year, reference: before, name, patients: stream.length, alarms });
      o.onNote?.(
        `  ${name}: ${alarms.length} alarms; ${alarms
          .slice(0, 4)
          .map((x) => x.words)
          .join(" | ")}`,
      );
      o.onStream?.(`${year}-quiet-${slug(name)}.csv`, csvOf(stream));
    }
    for (const play of await playsOf(sources, other, answers, year)) {
      const list: Run[] = runs.get(play.name)?.list ?? [];
      runs.set(play.name, { play, list });
      for (let k = 0; k < REPEATS; k++) {
        const rk = random("drift bench", year, play.name, k);
        const stream = [...sample(others, RUN_IN, rk), ...play.make(rk)];
        const [first] = listen(watch, stream, { most: 1 });
        list.push({ delay: first ? first.at - RUN_IN : null, causes: first?.causes ?? [] });
        if (k < WRITTEN) o.onStream?.(`${year}-${slug(play.name)}-${k}.csv`, csvOf(stream, RUN_IN));
      }
      const delays = list.slice(-REPEATS).map((x) => x.delay ?? "-");
      o.onNote?.(`  ${play.name}: ${delays.join(" ")}; ${sayCauses(list.at(-1)?.causes)}`);
    }
    if (year === years.at(-1)?.[1]) slow = await slowly(other, watch, answers, o);
  }
  const found = [...runs.values()].map(({ play, list }) => summarizeRuns(play, list));
  return { years, found, quiet, slow };
}

/** One thing that goes wrong, as the patients it reaches. */
type Play = {
  readonly name: string;
  readonly aim: number | null;
  readonly isCause: (c: Cause) => boolean;
  readonly make: (r: Random) => readonly Played[];
};

async function playsOf(
  sources: DriftSources,
  visits: readonly AnsweredVisit[],
  answers: Answers,
  year: number,
): Promise<Play[]> {
  const plays: Play[] = [];
  for (const { name, aim, isCause, change } of SCENARIOS) {
    const pool = await changedPool(visits, answers, year, name, change);
    plays.push({ name, aim: aim ?? null, isCause, make: (r) => shuffled(pool, r) });
  }
  const r = random("elsewhere", year);
  const there = sources.elsewhere.map((v) => v.case);
  for (const [name, cases] of [
    ["Another hospital (KTAS)", there],
    ["The same, of what the survey records too", there.map((c) => asSurveyed(c, r.pick(visits).c))],
  ] as const) {
    const given = await answers.of(cases);
    const pool = cases.map((c, i) => played(c, given[i] as ModelAnswer, null));
    plays.push({ name, aim: 150, isCause: isElsewhere, make: (rk) => shuffled(pool, rk) });
  }
  plays.push({
    name: `An influenza wave (${WAVE} times as many)`,
    aim: null,
    isCause: isFluCause,
    make: (rk) => wave(visits, rk),
  });
  return plays;
}

type AnsweredVisit = Answered & { readonly month: number; readonly played: Played };

async function answeredVisits(
  survey: readonly DatedVisit[],
  year: number,
  answers: Answers,
): Promise<AnsweredVisit[]> {
  const visits = survey.filter((v) => v.year === year);
  const given = await answers.of(visits.map((v) => v.visit.case));
  return visits.map(({ visit, month }, i) => {
    const answer = given[i] as ModelAnswer;
    const decided = visit.level?.value ?? null;
    return { c: visit.case, answer, decided, month, played: played(visit.case, answer, decided) };
  });
}

function watchOf(reference: readonly Played[], description: string): Watch {
  const { tally } = summarizeReference(
    reference.map((p) => p.patient),
    reference.flatMap((p) => p.decision ?? []),
    { description, model: null },
  );
  return createWatch(tally, WATCH);
}

async function changedPool(
  now: readonly AnsweredVisit[],
  answers: Answers,
  year: number,
  name: string,
  change: (c: TriageCase, r: Random) => TriageCase,
): Promise<Played[]> {
  const r = random("drift pool", year, name);
  const members = sample(now, POOL, r);
  const cases = members.map((m) => change(m.c, r));
  const given = await answers.of(cases);
  return members.map((m, i) => played(cases[i] as TriageCase, given[i] as ModelAnswer, m.decided));
}

function wave(now: readonly AnsweredVisit[], r: Random): Played[] {
  const ill = now.filter((v) => isFlu(v.c));
  const others = now.filter((v) => !isFlu(v.c));
  const share = Math.min(0.9, (WAVE * ill.length) / now.length);
  return Array.from({ length: POOL }, () => r.pick(r.chance(share) ? ill : others).played);
}

/** A year in which two patients of a hundred more have it each month. */
async function slowly(
  now: readonly AnsweredVisit[],
  watch: Watch,
  answers: Answers,
  o: MeasureOptions,
): Promise<Slow[]> {
  const changed = now.map((v) => newTemplate(v.c));
  const given = await answers.of(changed);
  const charted = now.map((v, i) => played(changed[i] as TriageCase, given[i] as ModelAnswer, v.decided));
  const lower = now.map((v) => played(v.c, v.answer, v.decided && Math.min(5, v.decided + 1)));
  return [
    {
      name: "A new template: other names of complaints, two vital signs not asked",
      to: charted,
      isCause: (c: Cause) => ["words", "rarity", "spo2", "pain"].includes(c.feature),
    },
    {
      name: "Nurses' levels one less urgent",
      to: lower,
      isCause: (c: Cause) => ["override", "decided", "calibration", "severity"].includes(c.feature),
    },
  ].map(({ name, to, isCause }) => {
    const heard = Array.from({ length: SLOW_REPEATS }, (_, k) => {
      const r = random("slow drift", name, k);
      const once = now.map((_v, i) => i);
      const order = [...shuffled(once, r), ...shuffled(once, r)];
      const stream = order.map((i, at) => {
        const share = A_MONTH * (1 + Math.floor((12 * at) / order.length));
        return r.chance(share) ? (to[i] as Played) : (now[i] as AnsweredVisit).played;
      });
      if (k === 0) o.onStream?.(`2019-slow-${slug(name)}.csv`, csvOf(stream, 0));
      const [first] = listen(watch, stream, { most: 1 });
      return first
        ? { ...first, share: A_MONTH * (1 + Math.floor((12 * (first.at - 1)) / order.length)) }
        : null;
    });
    const those = heard.filter((h) => h !== null);
    const share = those.length > 0 ? Math.max(...those.map((h) => h.share)) : null;
    const loss = lossOf(now, to);
    o.onNote?.(
      `  ${name}: ${heard.map((h) => (h ? `${h.at} (${h.share})` : "-")).join(" ")}; ${those[0]?.causes.map((c) => c.words).join(" | ")}`,
    );
    return {
      name,
      runs: heard.length,
      heard: those.length,
      rightCause: those.filter((h) => h.causes.some(isCause)).length,
      patients: middle(those.map((h) => h.at)),
      share,
      kappaLost: share === null ? null : loss(share),
      kappa: loss(null),
      wholeLoss: loss(1),
    };
  });
}

/** Kappa against what was charted that is lost when a share of patients has it; of null, kappa itself. */
function lossOf(now: readonly AnsweredVisit[], to: readonly Played[]): (share: number | null) => number {
  const r = random("kappa lost");
  const labelled = now.flatMap((v, i) =>
    v.decided === null ? [] : [{ before: v.played, after: to[i] as Played, at: r.next() }],
  );
  const kappa = (share: number) => {
    const pairs = labelled.map(
      (v) => (v.at < share ? v.after : v.before).decision as { decided: number; shown: number },
    );
    return quadraticKappa(
      pairs.map((p) => p.decided),
      pairs.map((p) => p.shown),
    ) as number;
  };
  const whole = kappa(0);
  return (share) => (share === null ? whole : whole - kappa(share));
}

function summarizeRuns({ name, aim, isCause }: Play, runs: readonly Run[]): Found {
  const heard = runs.filter((x) => x.delay !== null && x.delay > 0);
  const delays = heard.map((x) => x.delay as number);
  const said = new Map<string, number>();
  for (const { causes } of heard) {
    const words = causes[0]?.words ?? "";
    said.set(words, (said.get(words) ?? 0) + 1);
  }
  return {
    name,
    aim,
    runs: runs.length,
    heard: heard.length,
    early: runs.filter((x) => x.delay !== null && x.delay <= 0).length,
    median: middle(delays),
    worst: delays.length > 0 ? Math.max(...delays) : null,
    withinAim: aim === null ? 0 : delays.filter((d) => d <= aim).length,
    rightCause: heard.filter((x) => x.causes.some(isCause)).length,
    said: [...said].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "",
  };
}

const sayCauses = (causes: readonly Cause[] = []): string => causes.map((c) => c.words).join(" | ");
const middle = (xs: readonly number[]): number | null =>
  xs.length === 0 ? null : ([...xs].sort((a, b) => a - b)[Math.floor((xs.length - 1) / 2)] as number);
const sample = <T>(items: readonly T[], n: number, r: Random): T[] => shuffled(items, r).slice(0, n);
/** A name as part of a file's. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/-$/, "");
