import { CLINICAL_STEPS } from "@/lib/case/clinical-steps";
import { type Consciousness, formatVital, type VitalKey, vital } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import type { AxisKey, AxisValue } from "./vital-axes";
import type { Direction } from "./what-if-trials";
import type { Change, Outcome, VitalChange, WhatWouldChange } from "./what-would-change";

/** One direction in words, for the screen. */
export type DirectionInWords = {
  /** Smallest change first; empty when there is none, and then `message` says why. */
  readonly changes: readonly ChangeInWords[];
  readonly message: string | null;
};
export type ChangeInWords = {
  readonly level: Level;
  /** "Would become level 2 if SpO₂ fell below 91 %". */
  readonly text: string;
  /** What else there is to know: the safety rule behind it, or that it is not what one would expect. */
  readonly note: string | null;
};
export type WhatWouldChangeInWords = {
  readonly level: Level;
  readonly moreUrgent: DirectionInWords;
  readonly lessUrgent: DirectionInWords;
};

export const changeInWords = (w: WhatWouldChange): WhatWouldChangeInWords => ({
  level: w.level,
  moreUrgent: directionInWords(w.moreUrgent, "more"),
  lessUrgent: directionInWords(w.lessUrgent, "less"),
});

function directionInWords(outcome: Outcome, direction: Direction): DirectionInWords {
  switch (outcome.state) {
    case "found":
      return {
        changes: outcome.changes.map((c, i) => ({
          level: c.level,
          text: describeChange(c),
          note: noteOn(c, direction, i === 0),
        })),
        message: null,
      };
    case "end":
      return none(direction === "more" ? "No level is more urgent." : "No level is less urgent.");
    case "held": {
      const names = outcome.rules.map((r) => quoted(r.id));
      const [which, hold] = names.length === 1 ? ["rule", "holds"] : ["rules", "hold"];
      return none(
        `The safety ${which} ${joined(names)} ${hold} the level; no change of a vital sign would make it less urgent.`,
      );
    }
    case "none":
      return none(
        `No change of a single vital sign would make it ${direction} urgent, and none of two together was found.`,
      );
  }
}

const none = (message: string): DirectionInWords => ({ changes: [], message });

/** "Would become level 4 if heart rate came down to 95 /min or less". Describes; never asks anybody to do anything. */
export const describeChange = ({ level, parts }: Change): string =>
  `Would become level ${level} if ${joined(parts.map(condition))}`;

function noteOn({ rule, parts, steps }: Change, direction: Direction, first: boolean): string | null {
  const against = direction === "more" ? "normal" : "abnormal";
  const unexpected = parts.some((p) => p.measured !== null && p.towards === against);
  return (
    [
      rule ? `By the safety rule ${quoted(rule.id)}.` : null,
      unexpected ? "Not what one would expect of this vital sign: judge the level with care." : null,
      first && steps === 1 && parts[0]?.measured !== null
        ? "One step away: the level lies close to a border."
        : null,
    ]
      .filter(Boolean)
      .join(" ") || null
  );
}

function condition(part: VitalChange): string {
  if (part.key === "consciousness") return consciousness(part);
  return part.measured === null ? finding(part.key, part) : movement(part.key, part);
}

/** "heart rate came down to 95 /min or less", "SpO₂ fell below 91 %". */
function movement(key: VitalKey, { measured, at, low, high, towards }: VitalChange): string {
  const value = at as number;
  const rises = value > (measured as number);
  const verb = towards === "normal" ? (rises ? "came up" : "came down") : rises ? "rose" : "fell";
  const start = `${NAMES[key].name} ${verb}`;
  const open = `${start} to ${formatVital(key, value)} or ${rises ? "more" : "less"}`;
  const far = rises ? high : low;
  if (low !== high && far !== null && (rises ? low : high) !== null)
    return `${open}, but not ${rises ? "above" : "below"} ${formatVital(key, far as number)}`;
  if (low === high || isScaleEnd(key, value, rises)) return `${start} to ${formatVital(key, value)}`;
  if (verb === "fell" && countsInOnes(key)) return `${start} below ${formatVital(key, value + 1)}`;
  if (verb === "rose" && countsInOnes(key)) return `${start} above ${formatVital(key, value - 1)}`;
  return open;
}

/** "an SpO₂ below 91 % were found". */
function finding(key: VitalKey, { low, high, at }: VitalChange): string {
  const { article, name } = NAMES[key];
  if (low === null && high === null) return `${article} ${name} were found, whatever its value`;
  const value = at as number;
  const rises = high === null;
  const what =
    low !== null && high !== null
      ? between(key, low, high)
      : isScaleEnd(key, value, rises)
        ? `of ${formatVital(key, value)}`
        : countsInOnes(key)
          ? rises
            ? `above ${formatVital(key, (low as number) - 1)}`
            : `below ${formatVital(key, (high as number) + 1)}`
          : `of ${formatVital(key, (low ?? high) as number)} or ${rises ? "more" : "less"}`;
  return `${article} ${name} ${what} were found`;
}

const between = (key: VitalKey, low: AxisValue, high: AxisValue): string =>
  `between ${(low as number).toFixed(vital(key).decimals)} and ${formatVital(key, high as number)}`;

const STATES: Readonly<Record<Consciousness, { readonly is: string; readonly found: string }>> = {
  alert: { is: "were alert", found: "be alert" },
  voice: { is: "responded only to voice", found: "respond only to voice" },
  pain: { is: "responded only to pain", found: "respond only to pain" },
  unresponsive: { is: "were unresponsive", found: "be unresponsive" },
};

/** The nearest of the states for which it holds: those beyond need no saying. */
function consciousness({ measured, at, low, high }: VitalChange): string {
  const state = STATES[at as Consciousness];
  if (measured !== null) return `the patient ${state.is}`;
  if (low === null && high === null) return "the level of consciousness were known, whatever it is";
  return `the patient were found to ${state.found}`;
}

const NAMES: Readonly<Record<VitalKey, { readonly article: "a" | "an"; readonly name: string }>> = {
  heartRate: { article: "a", name: "heart rate" },
  respiratoryRate: { article: "a", name: "breathing rate" },
  systolic: { article: "a", name: "systolic blood pressure" },
  diastolic: { article: "a", name: "diastolic blood pressure" },
  temperature: { article: "a", name: "temperature" },
  spo2: { article: "an", name: "SpO₂" },
  pain: { article: "a", name: "pain score" },
  gcs: { article: "a", name: "Glasgow Coma Scale" },
};

/** Between whole numbers in steps of one there is nothing: "below 91 %" is 90 % or less. Scores stay on their scale. */
const countsInOnes = (key: AxisKey): boolean =>
  key !== "consciousness" && CLINICAL_STEPS[key].step === 1 && !vital(key).unit.startsWith("/1");

/** Nothing lies beyond 10/10, 15/15 or 100 %. */
function isScaleEnd(key: VitalKey, value: number, rises: boolean): boolean {
  const { range, unit } = vital(key);
  return (unit.startsWith("/1") || unit === "%") && value === range[rises ? 1 : 0];
}

/** A rule's name as the list of safety rules writes it. */
const quoted = (id: string): string => `“${id.replaceAll("-", " ")}”`;

const joined = (items: readonly string[]): string =>
  items.length <= 1 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
