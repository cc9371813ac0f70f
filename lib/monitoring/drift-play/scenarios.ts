import type { TriageCase } from "@/lib/case/triage-case";
import type { Random } from "@/lib/core/random";
import type { Cause } from "@/lib/monitoring/drift/causes";

/** Something that goes wrong, or changes, in what reaches the model: how a visit looks with it, and what should be said of it. */
export type Scenario = {
  readonly name: string;
  /** The case as it comes, impossible values and all; `share` of the patients have it (1 unless it creeps). */
  readonly change: (c: TriageCase, r: Random) => TriageCase;
  readonly isCause: (cause: Cause) => boolean;
  /** The aim in patients; absent: there is none. */
  readonly aim?: number;
};

const about =
  (...features: string[]) =>
  (cause: Cause) =>
    features.includes(cause.feature);

const withVitals = (c: TriageCase, change: Readonly<Record<string, number | undefined>>): TriageCase => {
  const vitals = Object.fromEntries(
    Object.entries({ ...c.vitals, ...change }).filter(([, v]) => v !== undefined),
  );
  return { ...c, vitals };
};
const tenth = (x: number) => Math.round(10 * x) / 10;
const inFahrenheit = (c: TriageCase): TriageCase => {
  const t = c.vitals?.temperature;
  return t === undefined ? c : withVitals(c, { temperature: tenth(t * 1.8 + 32) });
};

/** As a department's own list would have it: every word cut to its first consonants. */
export const renamed = (c: TriageCase): TriageCase => {
  if (!c.chiefComplaint) return c;
  const short = (w: string) =>
    w[0] +
    w
      .slice(1)
      .replace(/[aeiouy]/gi, "")
      .slice(0, 2) +
    "x";
  return { ...c, chiefComplaint: c.chiefComplaint.replace(/\p{L}{3,}/gu, short) };
};

/** What a slow change of the chart does to one patient: the new list of complaints, and two vital signs no longer asked for. */
export const newTemplate = (c: TriageCase): TriageCase =>
  withVitals(renamed(c), { spo2: undefined, pain: undefined });

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "Every thermometer in Fahrenheit",
    change: inFahrenheit,
    isCause: (c) => c.feature === "temperature" && c.kind === "unit",
    aim: 50,
  },
  {
    name: "One thermometer of five in Fahrenheit",
    change: (c, r) => (r.chance(0.2) ? inFahrenheit(c) : c),
    isCause: (c) => c.feature === "temperature" && c.kind === "unit",
    aim: 50,
  },
  {
    name: "Blood pressure in kPa",
    change: (c) => {
      const { systolic, diastolic } = c.vitals ?? {};
      return withVitals(c, {
        systolic: systolic && tenth(systolic / 7.500_62),
        diastolic: diastolic && tenth(diastolic / 7.500_62),
      });
    },
    isCause: (c) => about("systolic", "diastolic")(c) && c.kind === "unit",
    aim: 50,
  },
  {
    name: "SpO2 as a share of one",
    change: (c) => withVitals(c, { spo2: c.vitals?.spo2 && c.vitals.spo2 / 100 }),
    isCause: (c) => c.feature === "spo2" && c.kind === "unit",
    aim: 50,
  },
  { name: "No SpO2 feed", change: (c) => withVitals(c, { spo2: undefined }), isCause: about("spo2") },
  {
    name: "A renamed list of complaints",
    change: renamed,
    isCause: (c) => about("words", "rarity")(c) && c.kind === "words",
  },
];

const FLU = /\b(fever|cough|flu|influenza|sore throat|throat|chills|congestion)\b/i;
export const isFlu = (c: TriageCase): boolean => FLU.test(c.chiefComplaint ?? "");
/** Times as many of such visits as before. */
export const WAVE = 3;
export const isFluCause = (cause: Cause): boolean =>
  (cause.feature === "words" && /fever|cough|throat|chills|congestion/.test(cause.words)) ||
  (cause.feature === "temperature" && cause.kind === "value");

/** Another hospital without what anybody would notice: nobody's consciousness is in the survey, nobody's conditions in KTAS. */
export const asSurveyed = (c: TriageCase, surveyed: TriageCase): TriageCase => {
  const { consciousness: _never, ...vitals } = c.vitals ?? {};
  return { ...c, vitals, ...(surveyed.history ? { history: surveyed.history } : {}) };
};
export const isElsewhere = about("many", "words", "rarity", "consciousness");
