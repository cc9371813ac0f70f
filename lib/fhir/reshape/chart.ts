import type { z } from "zod";
import type { CodedText } from "../patient-context";
import type { ProblemList } from "../problems";
import { type Told, TRIAGE_NOTE } from "./observations";
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

const codes = (concept: Concept | undefined): string[] => concept?.coding.map((c) => c.code ?? "") ?? [];

/** "No known problems", "no information about problems" (IPS), "no current problems or disability" (SNOMED CT): no entries. */
const SAYS_NONE = /^no-(known|problem|medication)-?[a-z-]*(problems|medications|info)$/;
const NO_PROBLEMS = "160245001";
const saysNone = (r: ForeignCoded): boolean =>
  r.resourceType !== "AllergyIntolerance" &&
  codes(conceptOf(r)).some((c) => SAYS_NONE.test(c) || c === NO_PROBLEMS);

/** What has ended is over, also where no status says so. */
const isCurrent = (r: ForeignCoded): boolean =>
  !saysNone(r) &&
  !whyUnanswered(conceptOf(r)) &&
  !(r.abatementDateTime || r.abatementPeriod?.end) &&
  !NOT_ORDERED.includes(r.intent ?? "") &&
  ![r.status ?? "", ...codes(r.clinicalStatus), ...codes(r.verificationStatus)].some((s) =>
    INACTIVE.includes(s),
  );

const categories = (r: ForeignCoded): string[] =>
  (r.category ?? []).flatMap((c: Concept | string) => (typeof c === "string" ? [c] : codes(c)));

/** A medicine may be named in the resource, in one it contains, or only in the words beside a reference. */
function conceptOf(r: ForeignCoded): Concept | undefined {
  const { reference } = r.medicationReference ?? r.medication?.reference ?? {};
  const contained = reference?.startsWith("#")
    ? r.contained.find((c) => `#${c.id}` === reference)
    : undefined;
  return r.code ?? r.medicationCodeableConcept ?? r.medication?.concept ?? contained?.code;
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
 * the EHR says that it is still active; one that names no visit could be any visit's.
 * @param reasons ids of conditions that the visit itself refers to as its reasons.
 */
export function splitConditions(
  conditions: readonly ForeignCoded[],
  family: VisitFamily,
  reasons: ReadonlySet<string>,
  problems: ProblemList,
): { history: CodedText[]; ofVisit: string[] } {
  const isDiagnosis = (r: ForeignCoded) => categories(r).includes(ENCOUNTER_DIAGNOSIS);
  const ofVisit = (r: ForeignCoded) =>
    belonging(r.encounter, family) === "yes" && (isDiagnosis(r) || !categories(r).includes(PROBLEM_LIST));
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
 * document; a note kept elsewhere or in another format is reported.
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
        problems.add(
          "unreadable-resource",
          "A triage note is not kept as plain text in the EHR and was left out.",
        );
      return text ? [{ text, at: when(d.date, timeZone)?.at ?? null }] : [];
    });
}

/** Everything written as plain text; null when there is content, but none of it plain text at hand. */
function plainText(d: ForeignDocument): string | null {
  const texts = d.content.flatMap(({ attachment: a }) =>
    a?.data && /^text\/plain\b/i.test(a.contentType ?? "")
      ? [Buffer.from(a.data, "base64").toString("utf8").trim()]
      : [],
  );
  if (texts.length > 0) return texts.join("\n\n");
  return d.content.length > 0 ? null : "";
}
