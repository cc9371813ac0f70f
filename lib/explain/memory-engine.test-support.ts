import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import type { Prediction } from "@/lib/model/prediction";

/**
 * A small hand-written ordinal model for tests: a score that is a sum of effects (and one interaction), cut into five
 * levels by a cumulative logit. Double precision, no artifact.
 */
export function scoreOf(c: TriageCase): number {
  const v = c.vitals ?? {};
  const text = `${c.chiefComplaint ?? ""} ${c.note ?? ""}`.toLowerCase();
  let score = 0;
  if (v.heartRate !== undefined) score += Math.abs(v.heartRate - 80) / 25;
  if (v.respiratoryRate !== undefined) score += Math.abs(v.respiratoryRate - 16) / 6;
  if (v.spo2 !== undefined) score += (97 - v.spo2) / 4;
  if (v.systolic !== undefined) score += Math.max(0, 110 - v.systolic) / 15;
  if (v.consciousness && v.consciousness !== "alert") score += 2;
  score += (c.ageYears - 40) / 40;
  if (c.arrivalMode === "ambulance") score += 0.5;
  if (/chest pain|\bcp\b/.test(text) && !/denies cp/.test(text)) score += 1.5;
  if (/diaphore/.test(text)) score += /chest/.test(text) ? 1 : 0.3;
  if (/refill/.test(text)) score -= 2;
  score += 0.3 * (c.history?.length ?? 0);
  return score;
}

const CUTS = [4, 2, 0.2, -1.2];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

export function predictOne(c: TriageCase): Prediction {
  const atLeast = CUTS.map((cut) => sigmoid(scoreOf(c) - cut));
  const [a, b, d, e] = atLeast as [number, number, number, number];
  const probabilities = [a, b - a, d - b, e - d, 1 - e] as const;
  const expectedSeverity = probabilities.reduce((sum, p, i) => sum + p * (i + 1), 0);
  const level = Math.min(5, Math.max(1, Math.round(expectedSeverity))) as Level;
  return { probabilities, expectedSeverity, level, set: [level], criticalRisk: null };
}

export type MemoryEngine = Pick<Engine, "predict"> & { readonly cases: TriageCase[]; calls: number };

/** Remembers what it was asked. */
export function memoryEngine(predict: (c: TriageCase) => Prediction = predictOne): MemoryEngine {
  const engine: MemoryEngine = {
    cases: [],
    calls: 0,
    async predict(cases) {
      engine.calls += 1;
      engine.cases.push(...cases);
      return cases.map(predict);
    },
  };
  return engine;
}
