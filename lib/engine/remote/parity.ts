import type { TriageCase } from "@/lib/case/triage-case";
import type { Prediction } from "@/lib/model/prediction";
import { RemoteFailure } from "./client";

/** Furthest that two engines over one artifact may be apart, in probability, in levels and in the embedding's numbers. */
export const PARITY = 1e-4;

/**
 * Made up to reach every part of the graph: all ages, no and much text, every category, vital signs from none to alarming.
 * Nobody's data: a server may be asked them at any time.
 */
export const PROBES: readonly TriageCase[] = [
  { id: "probe-bare", ageYears: 40 },
  { id: "probe-newborn", ageYears: 0.02, sex: "male", vitals: { temperature: 38.6, heartRate: 178 } },
  {
    id: "probe-child",
    ageYears: 6,
    sex: "female",
    arrivalMode: "walk-in",
    chiefComplaint: "earache",
    vitals: { heartRate: 104, respiratoryRate: 22, temperature: 38.1, spo2: 99, pain: 4 },
  },
  {
    id: "probe-ankle",
    ageYears: 27,
    sex: "male",
    arrivalMode: "walk-in",
    injury: true,
    chiefComplaint: "twisted ankle playing football, swollen, can walk",
    vitals: {
      heartRate: 76,
      respiratoryRate: 16,
      systolic: 128,
      diastolic: 78,
      temperature: 36.7,
      spo2: 99,
      pain: 5,
    },
  },
  {
    id: "probe-chest",
    ageYears: 63,
    sex: "male",
    arrivalMode: "ambulance",
    chiefComplaint: "chest pain radiating to the left arm",
    note: "pressing pain since one hour, sweating, pale. Denies trauma. Took aspirin at home.",
    history: ["Essential hypertension", "Type 2 diabetes mellitus", "Hyperlipidaemia"],
    vitals: {
      heartRate: 112,
      respiratoryRate: 24,
      systolic: 96,
      diastolic: 58,
      temperature: 36.4,
      spo2: 92,
      pain: 8,
    },
  },
  {
    id: "probe-unresponsive",
    ageYears: 81,
    sex: "female",
    arrivalMode: "ambulance",
    chiefComplaint: "found unresponsive",
    history: ["Atrial fibrillation"],
    vitals: { heartRate: 42, respiratoryRate: 8, systolic: 74, diastolic: 40, temperature: 34.2, spo2: 81 },
  },
];

/** The furthest apart two answers to the same cases are; infinite when one says less than the other. */
export function furthestApart(a: readonly Prediction[], b: readonly Prediction[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Math.max(0, ...a.map((p, i) => apart(numbersOf(p), numbersOf(b[i] as Prediction))));
}

function apart(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const most = a.reduce((sum, x, i) => Math.max(sum, Math.abs(x - (b[i] as number))), 0);
  return Number.isNaN(most) ? Number.POSITIVE_INFINITY : most;
}

function numbersOf(p: Prediction): number[] {
  const { risks, resources } = p.outlook ?? {};
  return [
    p.expectedSeverity,
    ...p.probabilities,
    ...(p.charted ?? []),
    ...(p.criticalRisk === null ? [] : [p.criticalRisk]),
    ...(risks ? Object.values(risks) : []),
    ...(resources ?? []),
    ...(p.embedding ?? []),
  ];
}

/** @returns how far apart they are. @throws RemoteFailure("differs") beyond PARITY */
export function refuseOtherAnswers(ours: readonly Prediction[], theirs: readonly Prediction[]): number {
  const most = furthestApart(ours, theirs);
  if (most > PARITY)
    throw new RemoteFailure(
      "differs",
      `Probes are answered ${most.toPrecision(2)} apart; ${PARITY} is what two engines may be apart.`,
    );
  return most;
}
