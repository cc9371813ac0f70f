import { DAY, HOUR } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import { canonicalJson } from "@/lib/core/json";
import type { PatientContext, PatientSummary } from "./patient-context";
import { IN_DEPARTMENT } from "./reshape/encounter";

/**
 * Whether a visit is one that somebody can be triaged on: what forbids it, and what has to be looked at first. Fails closed:
 * a status nobody knows is a doubt, never an open visit.
 */
export type VisitBar = "finished" | "cancelled" | "entered-in-error" | "record-replaced";
export type VisitDoubt =
  | "not-emergency"
  | "began-long-ago"
  | "begins-later"
  | "has-ended"
  | "not-arrived"
  | "away"
  | "status-unknown"
  | "deceased";
export const VISIT_DOUBTS: readonly VisitDoubt[] = [
  "not-emergency",
  "began-long-ago",
  "begins-later",
  "has-ended",
  "not-arrived",
  "away",
  "status-unknown",
  "deceased",
];

export type VisitState = {
  /** Nobody can be triaged on this visit: why, and what to do instead. */
  readonly barred: { readonly why: VisitBar; readonly title: string; readonly advice: string } | null;
  /** Out of the ordinary: may be triaged, for a reason that is recorded. */
  readonly doubts: readonly { readonly code: VisitDoubt; readonly text: string }[];
};

/** A boarding patient may be seen anew for a day; after that somebody looks whether it is still this visit. */
const LONG_AGO = 1 * DAY;
/** Clocks of two systems differ. */
const LATER = 1 * HOUR;

const LAUNCH_AGAIN =
  "If the patient is here now, open their current visit in the EHR and launch OpenAcuity from there.";
const BARS: Readonly<Record<VisitBar, { title: string; advice: string }>> = {
  finished: { title: "This visit has ended in the EHR.", advice: LAUNCH_AGAIN },
  cancelled: { title: "This visit was cancelled in the EHR.", advice: LAUNCH_AGAIN },
  "entered-in-error": {
    title: "The EHR says this visit was entered by mistake.",
    advice: LAUNCH_AGAIN,
  },
  "record-replaced": {
    title: "The EHR has replaced or closed this patient record.",
    advice: "Find the patient's current record in the EHR and launch OpenAcuity from there.",
  },
};

/** hl7.org/fhir/R4/valueset-encounter-status.html, and the words R5 has for the same. */
const CLOSED: Readonly<Record<string, VisitBar>> = {
  finished: "finished",
  completed: "finished",
  discharged: "finished",
  cancelled: "cancelled",
  discontinued: "cancelled",
  "entered-in-error": "entered-in-error",
};
const NOT_HERE: Readonly<Record<string, VisitDoubt>> = {
  planned: "not-arrived",
  onleave: "away",
  "on-hold": "away",
};

/** terminology.hl7.org/CodeSystem-v3-ActCode, the codes of Encounter.class. */
const CLASSES: Readonly<Record<string, string>> = {
  AMB: "an outpatient visit",
  IMP: "an inpatient stay",
  ACUTE: "an inpatient stay",
  NONAC: "an inpatient stay",
  OBSENC: "an observation stay",
  SS: "a short stay",
  VR: "a virtual visit",
  HH: "a home visit",
  FLD: "a visit outside the hospital",
  PRENC: "a pre-admission visit",
};

type Judged = Pick<PatientContext, "patient" | "encounter" | "problems">;

export function judgeVisit(context: Judged, now: Date): VisitState {
  const { encounter, patient, problems } = context;
  const replaced = problems.some((p) => p.code === "merged-patient");
  const why: VisitBar | null = replaced ? "record-replaced" : (CLOSED[encounter.status] ?? null);
  if (why) return { barred: { why, ...BARS[why] }, doubts: [] };
  const began = encounter.arrivedAt ? now.getTime() - Date.parse(encounter.arrivedAt) : null;
  const ended = encounter.endedAt ? Date.parse(encounter.endedAt) <= now.getTime() : false;
  const status = IN_DEPARTMENT.includes(encounter.status)
    ? null
    : (NOT_HERE[encounter.status] ?? "status-unknown");
  const doubts: (VisitDoubt | null)[] = [
    patient.deceased === true ? "deceased" : null,
    encounter.classCode === "EMER" ? null : "not-emergency",
    began !== null && began >= LONG_AGO ? "began-long-ago" : null,
    began !== null && began < -LATER ? "begins-later" : null,
    ended ? "has-ended" : null,
    status,
  ];
  return {
    barred: null,
    doubts: doubts
      .filter((code) => code !== null)
      .map((code) => ({ code, text: inWords(code, encounter.classCode, began) })),
  };
}

function inWords(code: VisitDoubt, classCode: string, began: number | null): string {
  switch (code) {
    case "deceased":
      return "The EHR says this patient has died.";
    case "not-emergency":
      return classCode === ""
        ? "The EHR does not say what kind of visit this is."
        : `This is ${CLASSES[classCode] ?? "another kind of visit"}, not an emergency visit.`;
    case "began-long-ago":
      return `This visit began ${daysOrHours(began ?? 0)} ago.`;
    case "begins-later":
      return "The EHR says this visit begins later.";
    case "has-ended":
      return "The EHR gives an end for this visit that has passed.";
    case "not-arrived":
      return "The EHR says the patient has not arrived yet.";
    case "away":
      return "The EHR says the patient is away.";
    case "status-unknown":
      return "The EHR does not say whether this visit is open.";
  }
}

const daysOrHours = (ms: number): string =>
  ms < 2 * DAY ? `${Math.floor(ms / HOUR)} hours` : `${Math.floor(ms / DAY)} days`;

/** Equal while the record names the same person in the same way: what a nurse compares with the wristband. */
export function identityVersion(patient: PatientSummary): string {
  const { name, birthDate, sex, identifiers } = patient;
  const numbers = identifiers.map((i) => canonicalJson([i.label, i.value])).sort();
  return sha256(canonicalJson({ name, birthDate, sex, numbers })).slice(0, 32);
}
