import { random } from "@/lib/core/random";
import type { DecisionObservation, Observation } from "../observation";

const WORDS = [
  "chest",
  "pain",
  "fever",
  "cough",
  "abdominal",
  "headache",
  "fall",
  "injury",
  "dizziness",
  "rash",
];

/** Patients of no place and no time, always the same for a seed. */
export function madeUpPatients(
  n: number,
  seed: string,
  change: (p: Observation, i: number) => Observation = (p) => p,
): Observation[] {
  const r = random("made-up patients", seed);
  return Array.from({ length: n }, (_, i) => {
    const level = String(1 + Math.min(4, Math.floor(r.next() * 3 + r.next() * 2.2)));
    return change(
      {
        numbers: {
          ageYears: Math.floor(r.next() * 90),
          heartRate: Math.round(85 + 15 * r.normal()),
          respiratoryRate: Math.round(18 + 3 * r.normal()),
          systolic: Math.round(130 + 20 * r.normal()),
          temperature: Math.round(10 * (36.8 + 0.5 * r.normal())) / 10,
          ...(r.chance(0.9) ? { spo2: Math.min(100, Math.round(97 + 2 * r.normal())) } : {}),
          historyCount: r.below(5),
        },
        categories: {
          sex: r.chance(0.5) ? "female" : "male",
          arrivalMode: r.chance(0.2) ? "ambulance" : "walk-in",
          complaint: "written",
          level,
        },
        words: [r.pick(WORDS), r.pick(WORDS)],
      },
      i,
    );
  });
}

export function madeUpDecisions(n: number, seed: string, overridden: number): DecisionObservation[] {
  const r = random("made-up decisions", seed);
  return Array.from({ length: n }, () => {
    const urgent = r.next() * 0.4;
    const decided = r.chance(urgent) ? 2 : 3 + r.below(3);
    return {
      decided,
      shown: r.chance(overridden) ? Math.max(1, decided - 1) : decided,
      urgent,
      expected: 4 - 2 * urgent,
    };
  });
}
