import type { Profile } from "./profile";
import type { Random } from "./random";
import type { VitalsAim } from "./vignette";

/** One set of vital signs as measured; what was not measured is absent. Celsius, mmHg, per minute, percent. */
export type VitalsSet = {
  hr?: number;
  rr?: number;
  sbp?: number;
  dbp?: number;
  temp?: number;
  spo2?: number;
  pain?: number;
  gcs?: number;
  avpu?: NonNullable<VitalsAim["avpu"]>;
  o2?: number;
};

type Normal = { readonly hr: number; readonly rr: number; readonly sbp: number; readonly dbp: number };

/** Middle of the normal range by age (PALS Provider Manual, AHA 2020; adults: common textbook values). */
const NORMALS: readonly (readonly [upToYears: number, Normal])[] = [
  [0.08, { hr: 138, rr: 44, sbp: 72, dbp: 44 }],
  [0.25, { hr: 140, rr: 42, sbp: 82, dbp: 50 }],
  [1, { hr: 128, rr: 36, sbp: 90, dbp: 54 }],
  [3, { hr: 116, rr: 28, sbp: 95, dbp: 57 }],
  [6, { hr: 102, rr: 24, sbp: 100, dbp: 61 }],
  [12, { hr: 90, rr: 20, sbp: 106, dbp: 66 }],
  [16, { hr: 82, rr: 18, sbp: 114, dbp: 70 }],
  [65, { hr: 78, rr: 16, sbp: 123, dbp: 76 }],
  [200, { hr: 76, rr: 17, sbp: 134, dbp: 75 }],
];

export function normalFor(ageYears: number): Normal {
  const row = NORMALS.find(([upTo]) => ageYears < upTo) ?? NORMALS.at(-1);
  if (!row) throw new Error("no normal vitals");
  return row[1];
}

/** Growth in rough strokes, kg. */
export function weightFor(ageYears: number, r: Random): number {
  const typical =
    ageYears < 0.1
      ? 3.7
      : ageYears < 1
        ? 4 + 6 * ageYears
        : ageYears < 13
          ? 2.9 * ageYears + 8
          : ageYears < 18
            ? 58
            : 78;
  return Math.round(Math.max(2.5, r.around(typical, typical * 0.12)) * 10) / 10;
}

/**
 * How sick the patient looks at a point of the stay, 0 (well) to 1 (the vignette's worst), by the course. `progress`
 * runs from 0 at arrival to 1 now and may go beyond it while patients wait on.
 */
function severity(course: Profile["vignette"]["course"], progress: number): number {
  const p = Math.min(progress, 1.4);
  if (course === "worse") return 0.55 + 0.45 * p;
  if (course === "better") return 1 - 0.5 * Math.min(p, 1.2);
  return 1;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export function measure(p: Profile, progress: number, r: Random): VitalsSet {
  const aim = p.vignette.vitals;
  const normal = normalFor(p.ageYears);
  const s = severity(p.vignette.course, progress);
  const scaled = (factor: number | undefined) => 1 + ((factor ?? 1) - 1) * s;
  const towards = (healthy: number, worst: number | undefined) =>
    healthy + ((worst ?? healthy) - healthy) * s;
  const hr = Math.round(clamp(r.around(normal.hr * scaled(aim.hr), 3), 28, 225));
  const sbp = Math.round(clamp(r.around(normal.sbp * scaled(aim.sbp), 4), 40, 250));
  // Pulse pressure narrows as the systolic falls.
  const dbp = Math.round(clamp(r.around(normal.dbp * (1 + (scaled(aim.sbp) - 1) * 0.75), 3), 20, sbp - 8));
  const child = p.ageYears < 3;
  return {
    hr,
    rr: Math.round(clamp(r.around(normal.rr * scaled(aim.rr), 0.8), 3, 80)),
    // Few departments take a blood pressure from a small child who looks well.
    ...(child && p.vignette.level > 2 ? {} : { sbp, dbp }),
    temp: Math.round(clamp(r.around(towards(36.8, aim.temp), 0.1), 33, 41.5) * 10) / 10,
    spo2: Math.round(clamp(r.around(towards(98, aim.spo2), 0.6), 60, 100)),
    ...(aim.pain === undefined
      ? {}
      : { pain: clamp(Math.round(towards(aim.pain > 0 ? 2 : 0, aim.pain)), 0, 10) }),
    ...(aim.gcs === undefined ? {} : { gcs: Math.round(towards(15, aim.gcs)) }),
    ...(aim.avpu === undefined ? {} : { avpu: alertness(aim, s) }),
    ...(aim.o2 === undefined ? {} : { o2: aim.o2 }),
  };
}

/** Early in a worsening course, or late in an improving one, the patient is one step more awake; GCS and AVPU agree. */
function alertness(aim: VitalsAim, severityNow: number): NonNullable<VitalsAim["avpu"]> {
  const steps = ["alert", "voice", "pain", "unresponsive"] as const;
  const worst = steps.indexOf(aim.avpu ?? "alert");
  if (aim.gcs !== undefined) {
    const gcs = Math.round(15 + (aim.gcs - 15) * severityNow);
    const byGcs = gcs >= 14 ? 0 : gcs >= 11 ? 1 : gcs >= 7 ? 2 : 3;
    return steps[Math.min(worst, byGcs)] ?? "alert";
  }
  return steps[severityNow < 0.7 ? Math.max(0, worst - 1) : worst] ?? "alert";
}

/**
 * Minutes after arrival at which sets were taken: two to six, closer together for the sicker, at least two minutes
 * apart. Who came less than three minutes ago has not been measured yet.
 */
export function measuringTimes(p: Profile, waited: number, r: Random): number[] {
  if (waited < 3) return [];
  const first = Math.min(r.int(1, 5), waited - 2);
  const { level } = p.vignette;
  const wanted = level === 1 ? r.int(3, 6) : level === 2 ? r.int(3, 5) : r.int(2, 4);
  const span = waited - first;
  const sets = Math.max(1, Math.min(wanted, 1 + Math.floor(span / 2)));
  return Array.from({ length: sets }, (_, i) => {
    const share = sets === 1 ? 0 : i / (sets - 1);
    return Math.round((first + span * share * 0.97) * 10) / 10;
  });
}
