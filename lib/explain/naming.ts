import { normalRange } from "@/lib/case/age-bands";
import { VITAL_KEYS, type VitalKey } from "@/lib/case/features";
import type { Contribution, Explanation } from "./explanation";

/** In levels. Below it an effect is not worth a word. */
export const NEGLIGIBLE = 0.02;

/** How a vital sign is said when it lies below, within or above what is normal for the age (lib/case/age-bands.ts). */
const VITAL_WORDS: Readonly<Record<Exclude<VitalKey, "pain">, Readonly<Record<Standing | "plain", string>>>> =
  {
    heartRate: {
      plain: "heart rate",
      low: "slow heart rate",
      normal: "normal heart rate",
      high: "fast heart rate",
    },
    respiratoryRate: {
      plain: "breathing rate",
      low: "slow breathing",
      normal: "normal breathing",
      high: "fast breathing",
    },
    systolic: withStanding("systolic blood pressure"),
    diastolic: withStanding("diastolic blood pressure"),
    temperature: { ...withStanding("temperature"), high: "fever" },
    spo2: withStanding("oxygen saturation"),
    gcs: {
      ...withStanding("Glasgow Coma Scale"),
      low: "reduced Glasgow Coma Scale",
      normal: "full Glasgow Coma Scale",
    },
  };
function withStanding(name: string): Readonly<Record<Standing | "plain", string>> {
  return { plain: name, low: `low ${name}`, normal: `normal ${name}`, high: `high ${name}` };
}
/** Up to the band's end (38.0 °C) nobody raises an alarm, but above this nobody says "normal" either. */
const PLAINLY_NORMAL_TEMPERATURE = 37.5;

const CONSCIOUSNESS_WORDS: Readonly<Record<string, string>> = {
  alert: "being alert",
  voice: "responding only to voice",
  pain: "responding only to pain",
  unresponsive: "being unresponsive",
};
const ARRIVAL_WORDS: Readonly<Record<string, string>> = {
  ambulance: "arrival by ambulance",
  "walk-in": "walking in",
};

/** The patient's age, years; null when the explanation has no such player. */
export function ageOf(explanation: Pick<Explanation, "contributions">): number | null {
  const value = explanation.contributions.find((c) => c.feature === "ageYears")?.value;
  return typeof value === "number" ? value : null;
}

export type Standing = "low" | "normal" | "high";

/** Where a vital sign lies for the age; null: not a vital sign, no band, or in between. */
export function standingOf(
  { feature, value }: Pick<Contribution, "feature" | "value">,
  ageYears: number | null,
): Standing | null {
  const key = vitalKeyOf(feature);
  if (!key || typeof value !== "number") return null;
  const band = normalRange(key, ageYears);
  if (!band) return null;
  if (value < band[0]) return "low";
  if (value > band[1]) return "high";
  if (key === "temperature") return value > PLAINLY_NORMAL_TEMPERATURE ? null : "normal";
  // A newborn's 205 /min on the very edge of the band is neither fast nor what a nurse would call normal.
  const scaled = key === "spo2" || key === "gcs" || key === "pain";
  return !scaled && (value === band[0] || value === band[1]) ? null : "normal";
}

/**
 * A finding as a nurse would say it, fit to follow "because of": "fast breathing 31 /min", "“chest pain”", "diabetes
 * (history)", "age 71 years". The patient's age decides what is fast or low; without it that is not said.
 */
export function nameContribution(
  c: Contribution,
  { ageYears = null }: { readonly ageYears?: number | null } = {},
): string {
  switch (c.group) {
    case "complaint":
    case "note":
      return `“${c.label}”`;
    case "history":
      return typeof c.value === "string" ? `${lowerFirst(c.label)} (history)` : c.label;
    default:
      return nameFact(c, ageYears);
  }
}

function nameFact(c: Contribution, ageYears: number | null): string {
  // A value and its unit stay on one line.
  const value = c.display?.replaceAll(" ", "\u00a0") ?? "";
  const plain = `${lowerFirst(c.label)} ${value}`.trim();
  switch (c.feature) {
    case "injury":
      return c.value ? "an injury" : "no injury";
    case "arrivalMode":
      return ARRIVAL_WORDS[String(c.value)] ?? "the way of arrival";
    case "sex":
      return c.value === "female" || c.value === "male" ? `being ${c.value}` : "sex";
    case "vitals.consciousness":
      return CONSCIOUSNESS_WORDS[String(c.value)] ?? plain;
    case "vitals.pain":
      return c.value === 0
        ? `no pain (${value})`
        : typeof c.value === "number"
          ? `${painWord(c.value)} ${value}`.trim()
          : plain;
    default: {
      const key = vitalKeyOf(c.feature);
      if (!key || key === "pain") return plain;
      const words = VITAL_WORDS[key];
      return `${words[standingOf(c, ageYears) ?? "plain"]} ${value}`.trim();
    }
  }
}

/** The usual cuts of the numeric rating scale: 1-3 mild, 7-10 severe. */
const painWord = (score: number): string => (score <= 3 ? "mild pain" : score >= 7 ? "severe pain" : "pain");

function vitalKeyOf(feature: string): VitalKey | null {
  const key = feature.startsWith("vitals.") ? feature.slice("vitals.".length) : "";
  return VITAL_KEYS.find((k) => k === key) ?? null;
}

/** "a, b and c". */
export function joined(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "Heart rate" -> "heart rate", but "COPD", "Glasgow Coma Scale" and "Crohn" stay: only a plain first word is lowered. */
export function lowerFirst(text: string): string {
  const first = text.split(" ")[0] ?? "";
  const plain = /^[A-Z][a-z]+(-[a-z]+)*$/.test(first) && !PROPER.has(first.replace(/['’]s$/, ""));
  return plain ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
const PROPER = new Set([
  "Glasgow",
  "Crohn",
  "Parkinson",
  "Alzheimer",
  "Down",
  "Addison",
  "Cushing",
  "Graves",
  "Hodgkin",
]);
