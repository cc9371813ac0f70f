import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { type Random, random, shuffled } from "@/lib/core/random";
import { LEAD_REVIEW_DISTANCE } from "@/lib/decision/decision";
import { eligibility } from "@/lib/feedback/eligibility";
import type { Voice } from "@/lib/feedback/influence";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import { measuresOn } from "@/lib/feedback/split";
import { ktasFolds } from "@/lib/training/sources/splits";
import type { SourceVisit } from "@/lib/training/sources/visit";

/** A hospital that is new to the model: patients who come one by one, the people who triage them, and those it is judged on. */
export type Hospital = {
  readonly seed: number;
  /** Never learned from, calibrated on or shown to anybody who labels. */
  readonly reported: readonly LabelledCase[];
  readonly arrivals: readonly Arrival[];
};
export type Arrival = LabelledCase & {
  /** Whoever triages the patient: 0 is the first who gave a label. */
  readonly clinician: number;
};

/** Of so many parts that the patients are dealt to, one is reported. */
export const PARTS = 5;
const CLINICIANS = 10;

/**
 * The patients of one part are reported; the others arrive in an order of chance. The parts are those of the cross-validation's
 * first repeat: dealt by a hash of the patient, each level in turn.
 * @param part which part is reported, from 0
 */
export function openHospital(visits: readonly SourceVisit[], part: number): Hospital {
  const parts = ktasFolds(
    visits.filter((v) => v.level),
    PARTS,
  );
  const known = (of: readonly SourceVisit[]): LabelledCase[] =>
    of.map((v) => ({ case: v.case, level: v.level?.value as Level }));
  const reported = parts[part];
  if (!reported || reported.length === 0)
    throw new RangeError(`there is no part ${part} of ${PARTS} to report on`);
  const r = random("arrivals", part);
  const coming = shuffled(known(parts.filter((_, i) => i !== part).flat()), r);
  const places = new Map<number, number>();
  return {
    seed: part + 1,
    reported: known(reported),
    arrivals: coming.map((patient) => {
      const person = r.below(CLINICIANS);
      const clinician = places.get(person) ?? places.size;
      places.set(person, clinician);
      return { ...patient, clinician };
    }),
  };
}

/** How people decide. */
export type Ward = {
  /** How often a level shown that is not the clinician's own is saved all the same. */
  readonly follows: number;
  /** Clinicians who save a wrong level, any of the other four, whatever they see. */
  readonly wrong: readonly number[];
  /** Share of the decisions that are read again, blind, by lot. */
  readonly readAgain: number;
};
export const OPEN_WARD: Ward = { follows: 0, wrong: [], readAgain: 0.1 };

/** Two of ten people, neither of those whose labels are kept for measuring: about a fifth of the labels. */
export const WRONG_PEOPLE = [0, 4] as const;

/** A decision as the loop gets it. */
export type Decided = Voice & {
  readonly case: TriageCase;
  /** Kept for measuring: the label of a person whose labels are never learned from. */
  readonly heldOut: boolean;
  /** What a second reader said without seeing the suggestion, by lot or because it was far from it; null where nobody read again. */
  readonly second: { readonly level: Level; readonly byLot: boolean } | null;
};

/** What becomes of a patient whom the model shows a level. The same arrival is decided alike whenever it is asked. */
export function decide(
  hospital: Pick<Hospital, "seed">,
  { case: c, level: truth, clinician }: Arrival,
  shown: Level,
  ward: Ward,
): Decided {
  const r = random(hospital.seed, "decide", c.id);
  const [follows, byLot] = [r.next() < ward.follows, r.next() < ward.readAgain];
  const level = ward.wrong.includes(clinician) ? otherThan(truth, r) : follows ? shown : truth;
  return {
    case: c,
    level,
    assessedLevel: shown,
    author: `clinician ${clinician}`,
    weight: askedWeight(c, level, shown),
    heldOut: measuresOn(clinician),
    second: byLot || Math.abs(level - shown) >= LEAD_REVIEW_DISTANCE ? { level: truth, byLot } : null,
  };
}

const otherThan = (truth: Level, r: Random): Level =>
  r.pick(([1, 2, 3, 4, 5] as const).filter((l) => l !== truth));

/** As much as the decision asks to count (lib/feedback/eligibility.ts); large disagreements were seen by a lead. */
function askedWeight(c: TriageCase, level: Level, shown: Level): number {
  const at = "2026-01-01T12:00:00Z";
  const e = eligibility({
    kind: level === shown ? "accept" : "override",
    level,
    shownLevel: shown,
    reason: level === shown ? null : "other",
    decidedAt: at,
    assessedAt: at,
    case: c,
    contextChanged: false,
    fromSnapshot: false,
    superseded: false,
    leadReviewed: true,
    ordinaryVisit: true,
  });
  return e.eligible ? e.weight : 0;
}
