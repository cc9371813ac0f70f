import type { z } from "zod";
import type { ProblemList } from "../problems";
import { ownId } from "../reference";
import { COMPLAINT_SNOMED, type Told } from "./observations";
import { reasonInWords } from "./reasons";
import {
  type Concept,
  conceptWords,
  type encounterSchema,
  type ForeignCoded,
  type ForeignObservation,
  whyUnanswered,
} from "./schemas";

type ForeignEncounter = z.output<typeof encounterSchema>;

/**
 * Why an encounter's diagnosis is listed: complaint first, then admission (terminology.hl7.org/CodeSystem/diagnosis-role; India's
 * ABDM says "chief complaint" in SNOMED CT).
 */
const USES = [["CC", ...COMPLAINT_SNOMED], ["AD"]];

/** What a visit's reasons may refer to. */
type Referred = {
  readonly all: readonly ForeignCoded[];
  readonly observations: readonly ForeignObservation[];
};
type ForeignReference = ForeignEncounter["reasonReference"][number];

/**
 * The chief complaint: everything that the EHR gives as the reason of this visit, in this order and each thing once.
 * Words written down about the visit (oldest first), the visit's coded reasons, what its reasons and diagnoses refer to
 * (chief complaint, admission, others, each by rank), and conditions recorded at this very visit.
 */
export function complaintOf(
  told: readonly Told[],
  encounter: ForeignEncounter,
  conditions: Referred & { readonly ofVisit: readonly string[] },
  issuer: string,
  problems: ProblemList,
): string | null {
  const byAge = [...told].sort((a, b) => (a.at ?? "").localeCompare(b.at ?? ""));
  const referred = (reference: ForeignReference | undefined) => {
    const concept = conceptAt(reference?.reference, encounter, conditions, issuer);
    if (concept === "withdrawn") return null;
    const words = inWords(concept, problems) ?? (reference?.display?.trim() || null);
    if (!words && !concept && reference?.reference)
      problems.add(
        "unreadable-resource",
        "A reason for the visit points to something that was not found in the EHR.",
      );
    return words;
  };
  const diagnoses = [...encounter.diagnosis]
    .map((d) => ({ ...d, order: orderOf(d.use) }))
    .sort(
      (a, b) =>
        a.order - b.order || (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER),
    );
  const reasons = [
    ...byAge.map((t) => t.text),
    ...encounter.reasonCode.map((c) => inWords(c, problems)),
    ...encounter.reasonReference.map(referred),
    ...diagnoses.flatMap((d) =>
      d.condition.flatMap((c) => [inWords(c.concept, problems), referred(c.reference)]),
    ),
    ...conditions.ofVisit,
  ];
  return onceEach(reasons).join("; ") || null;
}

function orderOf(use: Concept | undefined): number {
  const given = use?.coding.map((c) => c.code) ?? [];
  const at = USES.findIndex((codes) => codes.some((code) => given.includes(code)));
  return at < 0 ? USES.length : at;
}

/** The words of a reason; a code without words is translated where the table knows it, and named where it does not. */
function inWords(concept: Concept | undefined, problems: ProblemList): string | null {
  if (whyUnanswered(concept)) return null;
  const words = conceptWords(concept) ?? reasonInWords(concept);
  if (words) return words;
  const code = concept?.coding.find((c) => c.code)?.code;
  if (code)
    problems.add(
      "unreadable-resource",
      `A reason for the visit is given only as a code (${code.slice(0, 40)}), without words, and is not used.`,
    );
  return null;
}

const WITHDRAWN = ["entered-in-error", "refuted"];

function conceptAt(
  reference: string | undefined,
  encounter: ForeignEncounter,
  { all, observations }: Referred,
  issuer: string,
): Concept | undefined | "withdrawn" {
  if (reference?.startsWith("#")) return answerOf(encounter.contained.find((c) => `#${c.id}` === reference));
  const observed = ownId(reference, "Observation", issuer);
  if (observed) return answerOf(observations.find((o) => o.id === observed));
  const id = ownId(reference, "Condition", issuer);
  const condition = id ? all.find((c) => c.id === id) : undefined;
  const withdrawn = condition?.verificationStatus?.coding.some((c) => WITHDRAWN.includes(c.code ?? ""));
  return withdrawn ? "withdrawn" : condition?.code;
}

/** An observation's answer is the reason; what names none is a condition, or a finding that is its own answer. */
function answerOf(
  r: Pick<ForeignObservation, "code" | "valueString" | "valueCodeableConcept"> | undefined,
): Concept | undefined {
  if (r?.valueString?.trim()) return { text: r.valueString, coding: [] };
  return r?.valueCodeableConcept ?? r?.code;
}

/** Each thing once, whatever its case, punctuation or the tail that coding systems put behind it. */
function onceEach(texts: readonly (string | null)[]): string[] {
  const seen = new Map<string, string>();
  for (const text of texts) {
    const clean = text?.replace(/\s+/g, " ").trim() ?? "";
    const key = clean
      .toLowerCase()
      .replace(/\((finding|disorder|situation|event|procedure)\)|,? unspecified$/g, " ")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
    if (key && !seen.has(key)) seen.set(key, clean);
  }
  return [...seen.values()];
}
