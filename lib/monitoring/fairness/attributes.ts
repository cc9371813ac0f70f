import type { TriageCase } from "@/lib/case/triage-case";
import type { Payer } from "@/lib/fhir/outcomes/payer";
import type { PatientSummary } from "@/lib/fhir/patient-context";
import { GROUPS } from "../charts/filter";
import { groupsOf } from "../watch/visit";

/** What patients are told apart by. */
export const ATTRIBUTES = ["sex", "age", "race", "language", "arrival", "insurance"] as const;
export type Attribute = (typeof ATTRIBUTES)[number];

type About = {
  readonly title: string;
  /** Where it comes from, and what of it is not known. */
  readonly source: string;
};
export const ABOUT_ATTRIBUTE: Readonly<Record<Attribute, About>> = {
  sex: {
    title: "Sex",
    source: "administrative gender, as the EHR says it; other and unknown are not compared",
  },
  age: { title: "Age", source: "birth date" },
  race: {
    title: "Race and ethnicity",
    source: "US Core race and ethnicity of the patient, in coarse groups; never read by the model",
  },
  language: {
    title: "Language",
    source: "the preferred one (Patient.communication); never read by the model",
  },
  arrival: { title: "Arrival", source: "how the patient came, as the visit in the EHR says" },
  insurance: {
    title: "Insurance",
    source:
      "Coverage that held on the day, in coarse groups, asked for with outcomes in the product's own name where the EHR lets it; nobody is counted as uninsured for want of one; never read by the model",
  },
};

/** Said on the page: nobody shall take silence for fairness. */
export const NOT_READ =
  "Housing, disability and gender identity are not read from the EHR, so that nothing can be said of them.";

export type GroupsOf = Readonly<Partial<Record<Attribute, string>>>;

/** The groups one patient belongs to, as people read them; what is not known is absent. */
export function attributesOf(
  c: TriageCase | null,
  patient: Pick<PatientSummary, "raceEthnicity" | "language"> | null,
  payer?: Payer | undefined,
): GroupsOf {
  const charted: GroupsOf = Object.fromEntries(
    c
      ? groupsOf({ case: c, firstSeenAt: new Date(0) })
          .filter((g) => g.dimension !== "shift")
          .map((g) => [
            g.dimension,
            GROUPS.find((x) => x.dimension === g.dimension && x.value === g.value)?.label ?? g.value,
          ])
      : [],
  );
  return {
    ...charted,
    ...(patient?.raceEthnicity ? { race: patient.raceEthnicity } : {}),
    ...(patient?.language ? { language: sayLanguage(patient.language) } : {}),
    ...(payer ? { insurance: PAYER_WORDS[payer] } : {}),
  };
}

const PAYER_WORDS: Readonly<Record<Payer, string>> = {
  medicaid: "Medicaid",
  medicare: "Medicare",
  "other-public": "Other public insurance",
  private: "Private insurance",
  other: "Other insurance",
  "self-pay": "Pays by themselves, or nobody does",
};

const NAMES = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

/** "es" -> "Spanish". */
function sayLanguage(code: string): string {
  try {
    return NAMES.of(code) ?? code;
  } catch {
    return code;
  }
}

/** Every single attribute, then every two of them. */
export const ATTRIBUTE_SETS: readonly (readonly Attribute[])[] = [
  ...ATTRIBUTES.map((a) => [a]),
  ...ATTRIBUTES.flatMap((a, i) => ATTRIBUTES.slice(i + 1).map((b) => [a, b])),
];

/** "Female, 65 years and older"; null where one of them is not known. */
export function groupIn(groups: GroupsOf, set: readonly Attribute[]): string | null {
  const values = set.map((a) => groups[a]);
  return values.every((v) => v !== undefined) ? values.join(", ") : null;
}
