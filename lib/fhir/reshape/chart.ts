import type { z } from "zod";
import type { CodedText } from "../patient-context";
import type { ProblemList } from "../problems";
import { COMPLAINT_SNOMED, type Told, TRIAGE_NOTE } from "./observations";
import { textOfHtml } from "./plain-text";
import {
  type Concept,
  codesOf,
  conceptText,
  conceptWords,
  type documentSchema,
  type ForeignCoded,
  whyUnanswered,
} from "./schemas";
import { when } from "./times";
import { belonging, inTime, type VisitFamily } from "./visit";

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
const PROBLEM_LIST = "problem-list-item";
/** As AKTIN's German emergency departments and Kenya's emergency care guide file a complaint: a condition of a category of its own. */
const CHIEF_COMPLAINT = [...COMPLAINT_SNOMED, "chief-complaint"];

const codes = (concept: Concept | undefined): string[] => concept?.coding.map((c) => c.code ?? "") ?? [];

/**
 * An entry that says there is none is no entry: of problems, medicines and allergies, by the codes of the International Patient
 * Summary (hl7.org/fhir/uv/ips, absent-unknown-uv-ips: "no known …", "no … information"), by SNOMED CT, or by words that say
 * nothing else.
 */
const SAYS_NONE = /^no-(?:(?:known|current)-[a-z-]+|(?:problem|medication|allergy)-info)$/;
/** No current problems or disability; no known allergy, of drugs, of the surroundings, of food. */
const NONE_SNOMED = ["160245001", "716186003", "409137002", "428607008", "429625007"];
const NONE_WORDS =
  /^(?:nka|nkda|nkfa|none|nil|no (?:relevant )?(?:past )?medical history|not on (?:any )?(?:medications?|medicines)|(?:no|nil|none) known|no (?:(?:known|current|active) )?(?:\w+ ){0,1}(?:problems?|conditions?|allerg(?:y|ies)|medications?|medicines|diagnos[ie]s)(?: or disabilit(?:y|ies))?|keine (?:bekannten )?(?:allergien|(?:vor)?erkrankungen|medikamente)(?: bekannt)?|geen bekende allergie(?:ën|en)|ingen kendte allergier|ingen kjente allergier|aucune allergie connue|sin alergias conocidas|nessuna allergia nota)\.?$/i;

/** In the EHR's words; null for everything else. */
function noneInWords(r: ForeignCoded): string | null {
  const concept = conceptOf(r);
  const text = conceptText(concept);
  const coded = (concept?.coding ?? []).some(
    (c) => SAYS_NONE.test(c.code ?? "") || NONE_SNOMED.includes(c.code ?? ""),
  );
  return text && (coded || NONE_WORDS.test(text.trim())) ? text : null;
}

/** What has ended is over, also where no status says so. */
const isCurrent = (r: ForeignCoded): boolean =>
  !whyUnanswered(conceptOf(r)) &&
  !(r.abatementDateTime || r.abatementPeriod?.end) &&
  !NOT_ORDERED.includes(r.intent ?? "") &&
  ![r.status ?? "", ...codes(r.clinicalStatus), ...codes(r.verificationStatus)].some((s) =>
    INACTIVE.includes(s),
  );

const categories = (r: ForeignCoded): string[] =>
  (r.category ?? []).flatMap((c: Concept | string) => (typeof c === "string" ? [c] : codes(c)));

/**
 * A medicine may be named in the resource, in one it contains, or only in the words beside a reference; an allergy by nothing but
 * the substance of a reaction.
 */
function conceptOf(r: ForeignCoded): Concept | undefined {
  const { reference } = r.medicationReference ?? r.medication?.reference ?? {};
  const contained = reference?.startsWith("#")
    ? r.contained.find((c) => `#${c.id}` === reference)
    : undefined;
  return (
    r.code ??
    r.medicationCodeableConcept ??
    r.medication?.concept ??
    contained?.code ??
    r.reaction.find((one) => one.substance)?.substance
  );
}

/** Active entries as coded text, each wording once. An active entry without a name is reported, not dropped in silence. */
export function reshapeCoded(
  resources: readonly ForeignCoded[],
  problems: ProblemList,
  words: (concept: Concept | undefined) => string | null = conceptText,
): CodedText[] {
  const seen = new Map<string, CodedText>();
  for (const r of resources.filter(isCurrent)) {
    const concept = conceptOf(r);
    const none = noneInWords(r);
    if (none) {
      problems.leaveOut(none.slice(0, 80), "says the EHR, and is no entry of its own");
      continue;
    }
    const reference = r.medicationReference ?? r.medication?.reference;
    const text = words(concept) ?? reference?.display?.trim() ?? null;
    if (!text)
      problems.add("unreadable-resource", `One ${r.resourceType} from the EHR has no name and was left out.`);
    else if (!seen.has(text.toLowerCase())) {
      const coding = concept?.coding[0];
      seen.set(text.toLowerCase(), { system: coding?.system ?? null, code: coding?.code ?? null, text });
    }
  }
  return [...seen.values()];
}

/**
 * Conditions split into history and this visit's reasons: what was recorded at this very visit is why somebody came, not
 * what they have had, unless it was put on the problem list. An encounter diagnosis of another visit is history only where
 * the EHR says that it is still active; one that names no visit could be any visit's. A chief complaint that names none counts in
 * this visit's time.
 * @param reasons ids of conditions that the visit itself refers to as its reasons.
 */
export function splitConditions(
  conditions: readonly ForeignCoded[],
  family: VisitFamily,
  reasons: ReadonlySet<string>,
  problems: ProblemList,
): { history: CodedText[]; ofVisit: string[] } {
  const isComplaint = (r: ForeignCoded) => categories(r).some((c) => CHIEF_COMPLAINT.includes(c));
  const isDiagnosis = (r: ForeignCoded) => isComplaint(r) || categories(r).includes(ENCOUNTER_DIAGNOSIS);
  const ofVisit = (r: ForeignCoded) => {
    const belongs = belonging(r.encounter, family);
    if (belongs === "yes") return isDiagnosis(r) || !categories(r).includes(PROBLEM_LIST);
    return belongs !== "other" && isComplaint(r) && inTime(when(r.recordedDate ?? r.onsetDateTime), family);
  };
  const history = conditions.filter(
    (r) =>
      !reasons.has(r.id) && !ofVisit(r) && (!isDiagnosis(r) || codes(r.clinicalStatus).includes("active")),
  );
  return {
    history: reshapeCoded(history, problems),
    ofVisit: reshapeCoded(conditions.filter(ofVisit), problems, conceptWords).map((c) => c.text),
  };
}

type ForeignDocument = z.output<typeof documentSchema>;

/**
 * The triage notes among documents of this visit, or of none in particular in its time. Plain text that travels with the
 * document, or what HTML says; a note kept elsewhere or in another format is reported.
 */
export function notesFromDocuments(
  documents: readonly ForeignDocument[],
  family: VisitFamily,
  problems: ProblemList,
  timeZone?: string,
): Told[] {
  return documents
    .filter((d) => ![d.status, d.docStatus].some((s) => s === "entered-in-error" || s === "superseded"))
    .filter((d) => codesOf(d.type, "loinc").includes(TRIAGE_NOTE))
    .filter((d) => {
      const visits = (d.context?.encounter ?? []).map((e) => belonging(e, family));
      const said = visits.filter((b) => b !== "unsaid");
      if (said.length > 0 && !said.includes("stay")) return said.includes("yes");
      return said.includes("yes") || inTime(when(d.date, timeZone), family);
    })
    .flatMap((d) => {
      const text = plainText(d);
      if (text === null)
        problems.add("unreadable-resource", "A triage note is not kept as text in the EHR and was left out.");
      return text ? [{ text, at: when(d.date, timeZone)?.at ?? null }] : [];
    });
}

/** Everything written as plain text, else as HTML; null when there is content, but none of it text at hand. */
function plainText(d: ForeignDocument): string | null {
  const written = (type: RegExp) =>
    d.content.flatMap(({ attachment: a }) =>
      a?.data && type.test(a.contentType ?? "") ? [decoded(a.data, a.contentType ?? "")] : [],
    );
  // One note is often sent both ways.
  const plain = written(/^text\/plain\b/i);
  const texts =
    plain.length > 0 ? plain : written(/^(?:text\/html|application\/xhtml\+xml)\b/i).map(textOfHtml);
  if (texts.length > 0) return texts.join("\n\n").trim();
  return d.content.length > 0 ? null : "";
}

const WESTERN = /charset\s*=\s*"?(?:iso-?8859-1|latin-?1|windows-1252|cp1252)/i;
const decoded = (data: string, contentType: string): string =>
  Buffer.from(data, "base64")
    .toString(WESTERN.test(contentType) ? "latin1" : "utf8")
    .trim();
