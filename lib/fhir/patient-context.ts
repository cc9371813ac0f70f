/**
 * What the rest of the product knows of an EHR visit. Foreign FHIR shapes become these types in this room, once, at the
 * door; nothing past it sees raw FHIR. Everything is JSON-serialisable (it is stored encrypted as the last snapshot).
 */
export type CodedText = {
  readonly system: string | null;
  readonly code: string | null;
  readonly text: string;
};

/** One measured value, in the unit it was sent in. BP panels arrive flattened into their components. */
export type Reading = {
  /** "Observation/123" (for a panel component the panel's reference). */
  readonly reference: string;
  /** The measure's own LOINC code first (reshape/codes.ts), then others it was sent under. */
  readonly loinc: readonly string[];
  /** Exactly one of the two is not null. */
  readonly value: number | null;
  readonly valueText: string | null;
  /** UCUM code as sent; "" when none. */
  readonly ucum: string;
  /** ISO instant of measurement; of a day without a time, its midnight in UTC. */
  readonly at: string;
  /** It may have been at any time of that day. */
  readonly day?: true;
  /** The value is only a bound: "<" 90. */
  readonly comparator?: "<" | "<=" | ">" | ">=";
  /** What the monitor or wearable it came from is called, where the EHR says it came from one. */
  readonly device?: string;
  /** Nobody has confirmed it yet (Observation.status). */
  readonly preliminary?: true;
  /** Codes of an answer given as a concept, which count before its words. */
  readonly codes?: readonly string[];
};

/** A code or unit that nothing here knows: to be counted, and mapped in the site's settings file. */
export type Unknown = {
  readonly kind: "code" | "unit" | "class";
  /** The code's system; of a unit the LOINC code of the measure it was sent for. */
  readonly system: string;
  readonly code: string;
};

export type DataProblem = {
  readonly code:
    | "unreadable-resource"
    | "unknown-code"
    | "other-person"
    | "other-visit"
    | "partial"
    | "entered-in-error"
    | "future-timestamp"
    | "unknown-unit"
    | "implausible-value"
    | "contradiction"
    | "missing-birth-date"
    | "missing-complaint"
    | "merged-patient"
    | "deceased";
  /** For the screen; may name a measurement, never a person. */
  readonly message: string;
  /** How many readings of this visit it kept from being used. */
  readonly readings?: number;
  /** LOINC code of the measure they would have been, where that is known. */
  readonly about?: string;
  readonly unknown?: Unknown;
};

/** Found in the record of this visit or its time, and of no use to a triage level: counted, so that nothing goes unsaid. */
export type AlsoRecorded = { readonly what: string; readonly why: string; readonly count: number };

export type PatientSummary = {
  readonly id: string;
  readonly name: string;
  /** Every name part, identifier, phone, address line and date known to identify this patient; de-identification removes them from text exactly. */
  readonly identifyingTexts: readonly string[];
  readonly identifiers: readonly { readonly label: string; readonly value: string }[];
  readonly birthDate: string | null;
  readonly sex: "female" | "male" | "other" | "unknown";
  /** US Core race/ethnicity as one coarse group for fairness monitoring only; never a model input. */
  readonly raceEthnicity: string | null;
  /** Primary subtag of the preferred language ("es"), for fairness monitoring only; absent where the EHR does not say. */
  readonly language?: string;
  /** Absent in records stored before it was read. */
  readonly deceased?: boolean;
};

export type EncounterSummary = {
  readonly id: string;
  readonly patientId: string;
  readonly status: string;
  /** v3-ActCode of Encounter.class, e.g. "EMER". */
  readonly classCode: string;
  readonly arrivedAt: string | null;
  /** Absent in records stored before it was read. */
  readonly endedAt?: string | null;
  readonly arrivalMode: "ambulance" | "walk-in" | "other" | "unknown";
  readonly location: string | null;
};

export type PatientContext = {
  /** FHIR base URL of the EHR it comes from. */
  readonly issuer: string;
  readonly patient: PatientSummary;
  readonly encounter: EncounterSummary;
  readonly chiefComplaint: string | null;
  readonly triageNote: string | null;
  readonly readings: readonly Reading[];
  readonly conditions: readonly CodedText[];
  readonly medications: readonly CodedText[];
  readonly allergies: readonly CodedText[];
  readonly problems: readonly DataProblem[];
  /** Absent in snapshots of earlier versions. */
  readonly alsoRecorded?: readonly AlsoRecorded[];
  readonly fetchedAt: string;
  /** Hash over the clinical content (not fetchedAt): two contexts with equal versions say the same about the patient. */
  readonly version: string;
};
