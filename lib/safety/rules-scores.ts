import type { Vitals } from "@/lib/case/triage-case";
import { ADULT } from "./limits";
import { type SafetyInput, type SafetyRule, SOURCES } from "./rule";

/** Points of one NEWS2 row: the first band whose upper bound the value does not exceed. */
type Bands = readonly (readonly [upTo: number, points: number])[];
const NEWS2: Readonly<Record<"respiratoryRate" | "spo2" | "systolic" | "heartRate" | "temperature", Bands>> =
  {
    respiratoryRate: [
      [8, 3],
      [11, 1],
      [20, 0],
      [24, 2],
      [Number.POSITIVE_INFINITY, 3],
    ],
    spo2: [
      [91, 3],
      [93, 2],
      [95, 1],
      [100, 0],
    ],
    systolic: [
      [90, 3],
      [100, 2],
      [110, 1],
      [219, 0],
      [Number.POSITIVE_INFINITY, 3],
    ],
    heartRate: [
      [40, 3],
      [50, 1],
      [90, 0],
      [110, 1],
      [130, 2],
      [Number.POSITIVE_INFINITY, 3],
    ],
    temperature: [
      [35, 3],
      [36, 1],
      [38, 0],
      [39, 1],
      [Number.POSITIVE_INFINITY, 2],
    ],
  };

/** NEWS2 points of one vital sign; null: it has no row there. */
export function news2Points(key: string, value: number): number | null {
  const bands = Object.hasOwn(NEWS2, key) ? NEWS2[key as keyof typeof NEWS2] : undefined;
  return bands ? (bands.find(([upTo]) => value <= upTo)?.[1] ?? 0) : null;
}

/** NEWS2: any supplementary oxygen. */
const OXYGEN_POINTS = 2;

/**
 * NEWS2 (saturation scale 1) from what was measured. What was not measured counts 0, and oxygen that nobody wrote down counts
 * as air: the true score can only be higher, which suits a floor.
 */
export function news2(vitals: Vitals): number {
  let total = 0;
  for (const key of Object.keys(NEWS2)) {
    const value = vitals[key as keyof typeof NEWS2];
    if (value !== undefined) total += news2Points(key, value) ?? 0;
  }
  const asleep = vitals.consciousness !== undefined && vitals.consciousness !== "alert";
  return total + (asleep ? 3 : 0) + (vitals.onOxygen ? OXYGEN_POINTS : 0);
}

/** qSOFA: breathing 22 or more, systolic 100 or less, altered mentation. */
export function qsofa({ respiratoryRate, systolic, consciousness, gcs }: Vitals): number {
  return (
    Number(respiratoryRate !== undefined && respiratoryRate >= 22) +
    Number(systolic !== undefined && systolic <= 100) +
    Number((consciousness !== undefined && consciousness !== "alert") || (gcs !== undefined && gcs < 15))
  );
}

const adult = ({ case: c }: SafetyInput) => c.ageYears >= ADULT;

export const SCORE_RULES: readonly SafetyRule[] = [
  {
    id: "news2-high",
    level: 2,
    family: "scores",
    when: "NEWS2 of 7 or more from what was measured, from 16 years, not pregnant",
    source: SOURCES.news2,
    applies(input) {
      const score = news2(input.vitals);
      // NEWS2 is not made for pregnancy; its thresholds mislead there.
      if (!adult(input) || score < 7 || input.found.now(["pregnant"])) return null;
      return {
        id: "news2-high",
        level: 2,
        reason: `Vital signs together are critical (NEWS2 ${score}, 7 or more)`,
        source: SOURCES.news2,
      };
    },
  },
  {
    id: "news2-medium",
    level: 3,
    family: "scores",
    when: "NEWS2 of 5 or 6 from what was measured, from 16 years, not pregnant",
    source: SOURCES.news2,
    applies(input) {
      const score = news2(input.vitals);
      if (!adult(input) || score < 5 || score > 6 || input.found.now(["pregnant"])) return null;
      return {
        id: "news2-medium",
        level: 3,
        reason: `Several vital signs are abnormal together (NEWS2 ${score}, 5 or more)`,
        source: SOURCES.news2,
      };
    },
  },
  {
    id: "sepsis-suspected",
    level: 2,
    family: "scores",
    when: "Signs of infection with two of: fast breathing, low pressure, reduced consciousness (qSOFA), or NEWS2 5 or more",
    source: SOURCES.sepsis,
    applies(input) {
      if (!adult(input)) return null;
      const { temperature } = input.vitals;
      const feverish = temperature !== undefined && (temperature >= 38.3 || temperature < 36);
      const said = input.found.now(["infection"]);
      if (!feverish && !said) return null;
      const score = news2(input.vitals);
      const quick = qsofa(input.vitals);
      if (quick < 2 && score < 5) return null;
      const sign = said ? `"${said.quote}"` : `temperature ${temperature?.toFixed(1)} °C`;
      return {
        id: "sepsis-suspected",
        level: 2,
        reason: `Possible sepsis: ${sign} with ${quick >= 2 ? `${quick} qSOFA signs` : `NEWS2 ${score}`}`,
        source: SOURCES.sepsis,
      };
    },
  },
];
