import type { Level } from "@/lib/case/level";
import { type TriageCase, triageCaseSchema } from "@/lib/case/triage-case";
import type { DecisionKind, Exposure } from "@/lib/decision/decision";
import { deidentifier, withoutPhrases } from "./deidentification/deidentify";
import type { SitePhrase } from "./deidentification/site-phrases";

/** A decision the model may learn from: what it saw, without direct identifiers, and the level the clinician chose. */
export type Label = {
  /** Opaque; says nothing about patient, visit or decision. */
  readonly id: string;
  readonly case: TriageCase;
  readonly level: Level;
  /** accept: the level shown was right. override: another one. assign: none was shown. */
  readonly source: DecisionKind;
  readonly decidedAt: string;
  /** What model and rules said, shown or not (exposure tells which); null when neither said anything. */
  readonly assessedLevel: Level | null;
  readonly modelVersion: string | null;
  /** What stood before whoever decided; null where it is not known. */
  readonly exposure: Exposure | null;
  /** How much it counts in training, 0..1 (lib/feedback/eligibility.ts). */
  readonly weight: number;
};

export type LabelInput = {
  /** Fresh and random (newId()), never derived from the decision. */
  readonly labelId: string;
  readonly case: TriageCase;
  readonly decision: {
    readonly kind: DecisionKind;
    readonly level: Level;
    readonly shownLevel: Level | null;
    readonly decidedAt: string;
    readonly modelVersion: string | null;
  };
  readonly exposure: Exposure | null;
  /** PatientSummary.identifyingTexts: names, identifiers, phones, addresses and dates of this patient. */
  readonly identifyingTexts: readonly string[];
  /** What the site takes out of every text. */
  readonly sitePhrases?: readonly SitePhrase[];
  readonly weight: number;
};

/** Ages above this are one group (HIPAA safe harbour, 45 CFR 164.514(b)(2)(i)(C)). */
const OLDEST_AGE = 90;
const WEEK = 7 / 365.25;

/** Makes the label of an eligible decision. Pure. Throws when the level or weight is not one. */
export function toLabel({
  labelId,
  case: c,
  decision,
  exposure,
  identifyingTexts,
  sitePhrases,
  weight,
}: LabelInput): Label {
  if (!(weight > 0 && weight <= 1)) throw new RangeError(`a label's weight must be in (0, 1], not ${weight}`);
  return {
    id: labelId,
    case: deidentifyCase(c, labelId, identifyingTexts, sitePhrases),
    level: decision.level,
    source: decision.kind,
    decidedAt: decision.decidedAt,
    assessedLevel: decision.shownLevel,
    modelVersion: decision.modelVersion,
    exposure,
    weight,
  };
}

/** The case under another id, its texts scrubbed and its age too coarse to tell a birth date. */
export function deidentifyCase(
  c: TriageCase,
  id: string,
  identifyingTexts: readonly string[],
  phrases: readonly SitePhrase[] = [],
): TriageCase {
  const scrub = deidentifier(identifyingTexts, phrases);
  const ageYears = coarseAge(c.ageYears);
  const { names: _names, ...rest } = c;
  return triageCaseSchema.parse({ ...rest, id, ageYears, ...textsOf(c, (value) => scrub(value).text) });
}

/** A stored case without these phrases; null where none of them is in it. */
export function scrubCase(c: TriageCase, phrases: readonly SitePhrase[]): TriageCase | null {
  let changed = false;
  const texts = textsOf(c, (value) => {
    const left = withoutPhrases(value, phrases);
    changed ||= left !== value;
    return left;
  });
  return changed ? triageCaseSchema.parse({ ...c, ...texts }) : null;
}

/** A case's texts, made over. Tags can be longer than what they replace: kept within the schema's limits. */
function textsOf(c: TriageCase, over: (text: string) => string) {
  const text = (value: string, limit: number) => over(value).slice(0, limit);
  return {
    ...(c.chiefComplaint === undefined ? {} : { chiefComplaint: text(c.chiefComplaint, 2_000) }),
    ...(c.note === undefined ? {} : { note: text(c.note, 20_000) }),
    ...(c.history === undefined
      ? {}
      : { history: c.history.map((h) => text(h, 300)).filter((h) => h.trim() !== "") }),
  };
}

/**
 * With the date of the visit an age to the day is a birth date. Whole weeks under 3 months, whole months under 2 years,
 * whole years above, 90 for the oldest.
 */
export function coarseAge(ageYears: number): number {
  if (ageYears >= 2) return Math.min(OLDEST_AGE, Math.floor(ageYears + 1e-9));
  const step = ageYears < 0.25 ? WEEK : 1 / 12;
  return Math.round(Math.floor(ageYears / step + 1e-6) * step * 10_000) / 10_000;
}
