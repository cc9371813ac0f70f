import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { DAY, HOUR, MINUTE } from "@/lib/core/clock";
import { type Random, random } from "@/lib/core/random";
import type { OverrideReason } from "@/lib/decision/decision";
import { OVERRIDE_REASON_CODES } from "@/lib/decision/decision";

/**
 * Visits that nobody made: for a newcomer's charts and for measuring how fast pages are. Nothing of it is measured on a patient and
 * nothing is learned from it. The probabilities are right by construction, but for the last weeks, when patients are sicker than
 * they say.
 */
export type MadeUpVisit = {
  readonly at: Date;
  readonly unit: string;
  readonly version: string;
  readonly policy: "balanced" | "safety-first";
  readonly case: Omit<TriageCase, "id">;
  readonly probabilities: readonly number[];
  readonly modelLevel: Level;
  /** Of the candidate that answers unseen; null: none did. */
  readonly candidate: Level | null;
  /** What a careful reader would say, who has seen nothing. */
  readonly true: Level;
  readonly decision: {
    readonly by: number;
    readonly afterMs: number;
    /** What they would have given by themselves. */
    readonly own: Level;
    readonly blindFirst: boolean;
    readonly led: boolean;
    readonly reason: OverrideReason;
    readonly seenMs: number;
    readonly reasons: boolean;
    readonly lookTwice: boolean;
  } | null;
  readonly critical: boolean;
  readonly reading: { readonly afterMs: number | null; readonly level: Level } | null;
};

export const MADE_UP_UNITS = ["Made-up department, north", "Made-up department, south"] as const;
export const MADE_UP_PEOPLE = 14;
export const MADE_UP_VERSIONS = ["demo-1", "demo-2", "demo-3"] as const;

/** What happens in the history, as shares of its length from its start. */
export const MADE_UP_EVENTS = { promoted: 0.35, policy: 0.6, shadow: 0.75, sicker: 0.85 } as const;

type Span = { readonly from: Date; readonly days: number; readonly perDay: number; readonly seed: number };

/** One day after the other; within a day in order of time. The same span gives the same visits. */
export function* madeUpHistory({ from, days, perDay, seed }: Span): Generator<MadeUpVisit[]> {
  for (let day = 0; day < days; day++) {
    const r = random("made-up", seed, day);
    const count = Math.max(1, Math.round(perDay * (0.85 + 0.3 * r.next())));
    const start = from.getTime() + day * DAY;
    const times = Array.from({ length: count }, () => start + Math.floor(busyHour(r) * HOUR)).sort(
      (a, b) => a - b,
    );
    yield times.map((at) => visit(r, new Date(at), day / days));
  }
}

/** Few come at night. */
function busyHour(r: Random): number {
  const hour = r.next() * 24;
  return hour < 7 && r.chance(0.6) ? 8 + r.next() * 15 : hour;
}

const MIX = [-2.6, -0.6, 0.9, 0.3, -1.3];

function visit(r: Random, at: Date, progress: number): MadeUpVisit {
  const newer = progress >= MADE_UP_EVENTS.promoted;
  // The newer version tells levels apart a little better.
  const p = probabilities(r, newer ? 2.1 : 1.7);
  const sicker = progress >= MADE_UP_EVENTS.sicker && r.chance(0.25);
  const level = toLevel(draw(r, p) - (sicker ? 1 : 0));
  const policy = progress >= MADE_UP_EVENTS.policy ? ("safety-first" as const) : ("balanced" as const);
  return {
    at,
    unit: MADE_UP_UNITS[r.chance(0.65) ? 0 : 1],
    version: MADE_UP_VERSIONS[newer ? 1 : 0],
    policy,
    case: madeUpCase(r, level),
    probabilities: p,
    modelLevel: shownBy(p, policy === "safety-first" ? 0.75 : 0.5),
    candidate: progress >= MADE_UP_EVENTS.shadow ? (r.chance(0.8) ? level : shownBy(p, 0.5)) : null,
    true: level,
    decision: r.chance(0.97) ? decision(r, level) : null,
    critical: r.chance([0.5, 0.12, 0.015, 0.002, 0][level - 1] as number),
    reading: r.chance(0.1)
      ? { afterMs: r.chance(0.85) ? (2 + 90 * r.next() ** 2) * HOUR : null, level: near(r, level, 0.86) }
      : null,
  };
}

function probabilities(r: Random, sharpness: number): number[] {
  const lean = MIX.map((m) => Math.exp(m + sharpness * 0.8 * r.normal()));
  const total = lean.reduce((a, b) => a + b, 0);
  const rounded = lean.map((x) => Math.round((x / total) * 1e4) / 1e4);
  const rest = 1 - rounded.reduce((a, b) => a + b, 0);
  return rounded.map((x, i) => (i === 2 ? Math.max(0, x + rest) : x));
}

function draw(r: Random, p: readonly number[]): number {
  let left = r.next();
  for (const [i, chance] of p.entries()) {
    left -= chance;
    if (left < 0) return i + 1;
  }
  return 3;
}

/** The least urgent level below which no more than `beyond` of the chance lies. */
function shownBy(p: readonly number[], beyond: number): Level {
  let sum = 0;
  for (const [i, x] of p.entries()) {
    sum += x;
    if (sum >= 1 - beyond) return toLevel(i + 1);
  }
  return 5;
}

const toLevel = (x: number): Level => Math.min(5, Math.max(1, Math.round(x))) as Level;
const near = (r: Random, level: Level, right: number): Level =>
  r.chance(right) ? level : toLevel(level + (r.chance(0.5) ? 1 : -1));

function decision(r: Random, level: Level): NonNullable<MadeUpVisit["decision"]> {
  return {
    by: r.below(MADE_UP_PEOPLE),
    afterMs: (2 + 28 * r.next() ** 2) * MINUTE,
    own: near(r, level, 0.78),
    blindFirst: r.chance(0.25),
    led: r.chance(0.55),
    reason: r.pick(OVERRIDE_REASON_CODES),
    seenMs: Math.round(3_000 * Math.exp(1.4 * Math.abs(r.normal()))),
    reasons: r.chance(0.35),
    lookTwice: r.chance(0.08),
  };
}

const COMPLAINTS: Readonly<Record<Level, readonly string[]>> = {
  1: ["unresponsive", "cardiac arrest", "severe shortness of breath"],
  2: ["chest pain", "confusion and fever", "shortness of breath"],
  3: ["abdominal pain", "vomiting for two days", "headache"],
  4: ["ankle sprain", "laceration of finger", "sore throat"],
  5: ["medication refill", "suture removal", "rash"],
};

/** The sicker, the further from normal; nobody is like anybody real. */
function madeUpCase(r: Random, level: Level): Omit<TriageCase, "id"> {
  const ill = Math.max(0, 4 - level) / 3;
  const within = (low: number, high: number, x: number) => Math.min(high, Math.max(low, Math.round(x)));
  return {
    ageYears: within(0, 97, 8 + 80 * r.next()),
    sex: r.chance(0.53) ? "female" : "male",
    arrivalMode: r.chance(0.12 + 0.5 * ill) ? "ambulance" : "walk-in",
    chiefComplaint: r.pick(COMPLAINTS[level]),
    vitals: {
      heartRate: within(35, 190, 78 + 30 * ill + 12 * r.normal()),
      respiratoryRate: within(8, 45, 16 + 8 * ill + 2 * r.normal()),
      systolic: within(60, 230, 132 - 20 * ill + 17 * r.normal()),
      spo2: within(75, 100, 98 - 6 * ill + 1.3 * r.normal()),
      temperature: Math.round((36.9 + 0.8 * ill + 0.5 * r.normal()) * 10) / 10,
      ...(r.chance(0.6) ? { pain: within(0, 10, 4 + 3 * r.normal()) } : {}),
    },
  };
}
