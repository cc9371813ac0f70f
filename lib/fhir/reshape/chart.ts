import type { z } from "zod";
import type { CodedText, DataProblem } from "../patient-context";
import { instant } from "./encounter";
import { LOINC, TRIAGE_NOTE } from "./observations";
import { type Concept, codesOf, conceptText, type documentSchema, type ForeignCoded } from "./schemas";

/** Statuses that take an entry out of what is true of the patient now. */
const INACTIVE = [
  "inactive",
  "resolved",
  "remission",
  "entered-in-error",
  "refuted",
  "stopped",
  "completed",
  "cancelled",
  "not-taken",
  "draft",
];
/** Prescriptions nobody has ordered yet. */
const NOT_ORDERED = ["proposal", "plan", "option"];
const ENCOUNTER_DIAGNOSIS = "encounter-diagnosis";

const codes = (concept: Concept | undefined): string[] => concept?.coding.map((c) => c.code ?? "") ?? [];

const isCurrent = (r: ForeignCoded): boolean =>
  !NOT_ORDERED.includes(r.intent ?? "") &&
  ![r.status ?? "", ...codes(r.clinicalStatus), ...codes(r.verificationStatus)].some((s) =>
    INACTIVE.includes(s),
  );

const categories = (r: ForeignCoded): string[] =>
  (r.category ?? []).flatMap((c: Concept | string) => (typeof c === "string" ? [c] : codes(c)));

/** A medicine may be named in the resource, in one it contains, or only in the words beside a reference. */
function conceptOf(r: ForeignCoded): Concept | undefined {
  const { reference } = r.medicationReference ?? {};
  const contained = reference?.startsWith("#")
    ? r.contained.find((c) => `#${c.id}` === reference)
    : undefined;
  return r.code ?? r.medicationCodeableConcept ?? contained?.code;
}

/** Active entries as coded text, each wording once. An active entry without a name is reported, not dropped in silence. */
export function reshapeCoded(resources: readonly ForeignCoded[], problems: DataProblem[] = []): CodedText[] {
  const seen = new Map<string, CodedText>();
  for (const r of resources.filter(isCurrent)) {
    const concept = conceptOf(r);
    const text = conceptText(concept) ?? r.medicationReference?.display?.trim() ?? null;
    if (!text)
      problems.push({
        code: "unreadable-resource",
        message: `One ${r.resourceType} from the EHR has no name and was left out.`,
      });
    else if (!seen.has(text.toLowerCase())) {
      const coding = concept?.coding[0];
      seen.set(text.toLowerCase(), { system: coding?.system ?? null, code: coding?.code ?? null, text });
    }
  }
  return [...seen.values()];
}

/**
 * Conditions split into history and this visit's reason: a diagnosis of this very visit is why somebody came, not what
 * they have had. One of another visit is history only where the EHR says that it is still active.
 */
export function splitConditions(
  conditions: readonly ForeignCoded[],
  encounterId: string,
  problems: DataProblem[] = [],
): { history: CodedText[]; reason: string | null } {
  const isDiagnosis = (r: ForeignCoded) => categories(r).includes(ENCOUNTER_DIAGNOSIS);
  const ofVisit = (r: ForeignCoded) => isDiagnosis(r) && isOfVisit(r.encounter?.reference, encounterId);
  const history = conditions.filter(
    (r) => !isDiagnosis(r) || (!ofVisit(r) && codes(r.clinicalStatus).includes("active")),
  );
  return {
    history: reshapeCoded(history, problems),
    reason: reshapeCoded(conditions.filter(ofVisit))[0]?.text ?? null,
  };
}

/** "Encounter/e1", relative, absolute or with a version. */
export function isOfVisit(reference: string | undefined, encounterId: string): boolean {
  return (
    /(?:^|\/)Encounter\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(reference ?? "")?.[1] ===
    encounterId
  );
}

type ForeignDocument = z.output<typeof documentSchema>;

/**
 * The newest triage note among documents of this visit, or of none in particular since it began (`since`). Plain text
 * that travels with the document; a note kept elsewhere or in another format is reported.
 */
export function noteFromDocuments(
  documents: readonly ForeignDocument[],
  encounterId: string,
  since: string,
  problems: DataProblem[] = [],
): { text: string; at: string | null } | null {
  const notes = documents
    .filter((d) => ![d.status, d.docStatus].some((s) => s === "entered-in-error" || s === "superseded"))
    .filter((d) => codesOf(d.type, LOINC).includes(TRIAGE_NOTE))
    .filter((d) => {
      const encounters = d.context?.encounter ?? [];
      return encounters.length === 0
        ? (instant(d.date) ?? "") >= since
        : encounters.some((e) => isOfVisit(e.reference, encounterId));
    })
    .flatMap((d) => {
      const text = plainText(d);
      if (text === null)
        problems.push({
          code: "unreadable-resource",
          message: "A triage note is not kept as plain text in the EHR and was left out.",
        });
      return text ? [{ text, at: instant(d.date) }] : [];
    });
  return notes.sort((a, b) => (b.at ?? "").localeCompare(a.at ?? ""))[0] ?? null;
}

/** null when there is content, but none of it plain text at hand. */
function plainText(d: ForeignDocument): string | null {
  const attachment = d.content.find(
    ({ attachment: a }) => a?.data && /^text\/plain\b/i.test(a.contentType ?? ""),
  )?.attachment;
  if (attachment?.data) return Buffer.from(attachment.data, "base64").toString("utf8").trim();
  return d.content.length > 0 ? null : "";
}
