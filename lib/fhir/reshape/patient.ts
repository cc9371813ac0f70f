import type { z } from "zod";
import { sha256 } from "@/lib/core/crypto";
import type { PatientSummary } from "../patient-context";
import type { ProblemList } from "../problems";
import { conceptText, type patientSchema } from "./schemas";

type ForeignPatient = z.output<typeof patientSchema>;

const RACE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race";
const ETHNICITY = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity";
const HISPANIC = "2135-2";
/** CDC race codes (OMB categories) -> the groups that fairness is monitored over, as in NHAMCS' RACERETH. */
const RACE_GROUPS: Readonly<Record<string, string>> = {
  "2106-3": "White",
  "2054-5": "Black or African American",
  "2028-9": "Asian",
  "1002-5": "Other",
  "2076-8": "Other",
  "2131-1": "Other",
};
/** "Asked but unknown" and "unknown" are no group. */
const UNKNOWN = ["ASKU", "UNK", "NI"];

/** `ofVisit`: identifiers of the visit and names of its people, which notes quote too. */
export function reshapePatient(
  p: ForeignPatient,
  ofVisit: readonly string[],
  problems: ProblemList,
  now: Date,
): PatientSummary {
  const birthDate = birthDateOf(p.birthDate);
  if (!birthDate) problems.add("missing-birth-date", "The EHR gives no birth date: the age is unknown.");
  if (p.link.some((l) => l.type === "replaced-by") || p.active === false)
    problems.add(
      "merged-patient",
      "The EHR marks this patient record as replaced or inactive. Check that it is the right one.",
    );
  if (p.deceasedBoolean === true || p.deceasedDateTime)
    problems.add("deceased", "The EHR says that this patient has died. Check that it is the right one.");
  if (p.modifierExtension.length > 0)
    problems.add(
      "unreadable-resource",
      "The EHR marks this patient record in a way that OpenAcuity does not know. Look at it there.",
    );
  const gender = GENDERS[p.gender?.trim().toLowerCase() ?? ""] ?? "unknown";
  return {
    id: p.id,
    name: displayName(p, now),
    identifyingTexts: identifyingTexts(p, ofVisit),
    identifiers: p.identifier.flatMap((i) =>
      i.value ? [{ label: conceptText(i.type) ?? "ID", value: i.value }] : [],
    ),
    birthDate,
    sex: gender,
    raceEthnicity: raceEthnicity(p),
    ...languageOf(p),
    deceased: p.deceasedBoolean === true || Boolean(p.deceasedDateTime),
  };
}

/** FHIR's words, and the letters of HL7 version 2 that some servers pass on. */
const GENDERS: Readonly<Record<string, PatientSummary["sex"]>> = {
  female: "female",
  f: "female",
  male: "male",
  m: "male",
  other: "other",
  o: "other",
};

/**
 * A FHIR date, also where it came with a time behind it. Of a date in another order only the year is certain: 05/04 is April
 * or May.
 */
function birthDateOf(text: string | undefined): string | null {
  const clean = text?.trim() ?? "";
  const date = /^(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:T.*)?$/.exec(clean)?.[1];
  return date ?? /^\d{1,2}[/.-]\d{1,2}[/.-](\d{4})$/.exec(clean)?.[1] ?? null;
}

/** Best first; a name of the past is shown only where there is no other. */
const NAMES = ["official", "usual", "", "temp", "nickname", "anonymous", "maiden", "old"];
function displayName(p: ForeignPatient, now: Date): string {
  const rank = (n: ForeignPatient["name"][number]) => {
    const ended = n.period?.end ? Date.parse(n.period.end) < now.getTime() : false;
    return (ended ? NAMES.length : 0) + NAMES.indexOf(n.use && NAMES.includes(n.use) ? n.use : "");
  };
  const said = p.name.filter((n) => n.family || n.given.length > 0 || n.text);
  const [name] = [...said].sort((a, b) => rank(a) - rank(b));
  const composed = [name?.given.join(" "), name?.family].filter(Boolean).join(" ");
  // Two unnamed patients must not look like the same one.
  return composed || name?.text || `Unnamed patient ${sha256(p.id).slice(0, 4).toUpperCase()}`;
}

/** Everything that points at this person, for removing it from text exactly. */
function identifyingTexts(p: ForeignPatient, ofVisit: readonly string[]): string[] {
  const names = [...p.name, ...p.contact.flatMap((c) => (c.name ? [c.name] : []))];
  const texts = [
    ...names.flatMap((n) => [n.text, n.family, ...n.given, [...n.given, n.family].join(" ")]),
    ...p.identifier.map((i) => i.value),
    ...ofVisit,
    ...p.telecom.map((t) => t.value),
    ...p.contact.flatMap((c) => c.telecom.map((t) => t.value)),
    ...p.address.flatMap((a) => [a.text, ...a.line, a.city, a.postalCode]),
    p.birthDate,
    p.id,
  ];
  return [
    ...new Set(
      texts.filter((t): t is string => typeof t === "string" && t.trim().length >= 2).map((t) => t.trim()),
    ),
  ];
}

function raceEthnicity(p: ForeignPatient): string | null {
  const codes = (url: string) =>
    p.extension
      .filter((e) => e.url === url)
      .flatMap((e) => e.extension)
      .filter((e) => e.url === "ombCategory")
      .map((e) => e.valueCoding?.code ?? "");
  if (codes(ETHNICITY).includes(HISPANIC)) return "Hispanic or Latino";
  const groups = new Set(
    codes(RACE)
      .filter((code) => !UNKNOWN.includes(code))
      .map((code) => RACE_GROUPS[code] ?? "Other"),
  );
  return groups.size === 0 ? null : groups.size > 1 ? "Other" : ([...groups][0] ?? null);
}

/** The one language a patient prefers, or the only one said, without its region (BCP 47): "es-MX" is "es". */
function languageOf({ communication }: ForeignPatient): { language?: string } {
  const preferred = communication.filter((c) => c.preferred);
  const chosen = preferred.length > 0 ? preferred : communication;
  const [said, another] = new Set(
    chosen
      .flatMap((c) => c.language?.coding.find((x) => x.code && BCP47.test(x.code))?.code ?? [])
      .map(subtag),
  );
  return said && another === undefined ? { language: said } : {};
}
const BCP47 = /^[a-z]{2,3}(?:-[a-z0-9]+)*$/i;
const subtag = (code: string): string => code.split("-")[0]?.toLowerCase() ?? code;
