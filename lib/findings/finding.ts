import type { FindingKey } from "./catalogue";

/**
 * What the text says about a finding. The classes are those of ConText (Harkema et al., J Biomed Inform 2009;42:839):
 * negation, experiencer, temporality; widened by what an emergency department writes besides: a patient's baseline, and
 * words that are about appointments and errands.
 */
export type Assertion =
  /** The patient has it now, or had it today. */
  | "present"
  /** It was there in this illness and has gone ("passed out, now back to normal"). */
  | "resolved"
  /** Somebody thinks of it ("r/o stroke", "possible fracture"). */
  | "uncertain"
  | "denied"
  /** An earlier illness, or so long ago that it is not what today is about. */
  | "past"
  /** How this patient always is ("unresponsive at baseline", "chronic left weakness"). */
  | "baseline"
  | "other-person"
  /** A condition or a warning ("return if chest pain"). */
  | "hypothetical"
  /** About an appointment, a class, a prescription ("dentist can't see him until Monday"). */
  | "logistics";

export type Severity = "mild" | "moderate" | "severe";
export type Side = "left" | "right" | "both";
export type TextField = "chiefComplaint" | "note" | "history";

export type Finding = {
  readonly key: FindingKey;
  readonly assertion: Assertion;
  /** How much an uncertain finding weighs: "suspected" ("possible stroke") as much as a present one. */
  readonly doubt: "suspected" | "considered" | null;
  readonly severity: Severity | null;
  readonly side: Side | null;
  /** Hours since it began or happened, as the text says; null when it does not. */
  readonly onsetHours: number | null;
  /** Said to have happened two days ago or earlier: too long for a mechanism of injury, not for a symptom. */
  readonly daysAgo: boolean;
  readonly sudden: boolean;
  readonly field: TextField;
  /** Which item of the history; 0 for complaint and note. */
  readonly item: number;
  /** Character span in its field, and the words as they were written. */
  readonly start: number;
  readonly end: number;
  readonly quote: string;
};

/** One row of the catalogue. */
export type FindingRow = {
  /** In a nurse's words: "Trouble breathing". */
  readonly label: string;
  /** How it is written; see pattern.ts. Adding a phrase is adding a string here. */
  readonly phrases: readonly string[];
  /** What says by itself that it is not so ("afebrile"). */
  readonly deniedBy?: readonly string[];
  /** Where these share a word with it, it is something else ("sleep apnea" is no apnea). */
  readonly not?: readonly string[];
  /** In a sentence with one of these it is something else ("teething, drooling"). */
  readonly notWith?: readonly string[];
  /** A state that outlasts the day it began: so many weeks later it still is what today is about. */
  readonly lastsWeeks?: number;
  /** SNOMED CT concept (International Edition, all within the free Global Patient Set). */
  readonly snomed?: string;
  /** Says that the patient is well: "baseline" beside it changes nothing. */
  readonly reassuring?: true;
  /** Means something only beside another finding ("on the ear", of a bruise), or says what another row says: for rules, not told. */
  readonly untold?: true;
  /** Counts for the patient although it is of somebody else by its very meaning ("the driver died"). */
  readonly ofOthers?: true;
  /** A treatment that was begun or is going on, not a complaint. */
  readonly intervention?: true;
};
