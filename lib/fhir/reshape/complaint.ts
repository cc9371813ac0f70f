import type { z } from "zod";
import type { ProblemList } from "../problems";
import { ownId } from "../reference";
import type { Told } from "./observations";
import { reasonInWords } from "./reasons";
import { type Concept, conceptWords, type encounterSchema, type ForeignCoded } from "./schemas";

type ForeignEncounter = z.output<typeof encounterSchema>;

/** Why an encounter's diagnosis is listed (terminology.hl7.org/CodeSystem/diagnosis-role): complaint first, then admission. */
const USES = ["CC", "AD"];

/**
 * The chief complaint: everything that the EHR gives as the reason of this visit, in this order and each thing once.
 * Words written down about the visit (oldest first), the visit's coded reasons, what its reasons and diagnoses refer to
 * (chief complaint, admission, others, each by rank), and conditions recorded at this very visit.
 */
export function complaintOf(
  told: readonly Told[],
  encounter: ForeignEncounter,
  conditions: { readonly all: readonly ForeignCoded[]; readonly ofVisit: readonly string[] },
  issuer: string,
  problems: ProblemList,
): string | null {
  const byAge = [...told].sort((a, b) => (a.at ?? "").localeCompare(b.at ?? ""));
  const referred = (
    reference: { reference?: string | undefined; display?: string | undefined } | undefined,
  ) => {
    const concept = conceptAt(reference?.reference, encounter, conditions.all, issuer);
    return concept === "withdrawn"
      ? null
      : (inWords(concept, problems) ?? reference?.display?.trim() ?? null);
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
    ...diagnoses.map((d) => referred(d.condition)),
    ...conditions.ofVisit,
  ];
  return onceEach(reasons).join("; ") || null;
}

function orderOf(use: Concept | undefined): number {
  const given = use?.coding.map((c) => c.code) ?? [];
  const at = USES.findIndex((code) => given.includes(code));
  return at < 0 ? USES.length : at;
}

/** The words of a reason; a code without words is translated where the table knows it, and named where it does not. */
function inWords(concept: Concept | undefined, problems: ProblemList): string | null {
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
  conditions: readonly ForeignCoded[],
  issuer: string,
): Concept | undefined | "withdrawn" {
  if (reference?.startsWith("#")) return encounter.contained.find((c) => `#${c.id}` === reference)?.code;
  const id = ownId(reference, "Condition", issuer);
  const condition = id ? conditions.find((c) => c.id === id) : undefined;
  const withdrawn = condition?.verificationStatus?.coding.some((c) => WITHDRAWN.includes(c.code ?? ""));
  return withdrawn ? "withdrawn" : condition?.code;
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
