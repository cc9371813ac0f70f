import type { TriageCase } from "@/lib/case/triage-case";
import type { Telling } from "./told-otherwise";

/**
 * The same complaint of somebody else: what a level must not hang on is changed or added, and nothing that is wrong with the
 * patient (a counterfactual audit, Kusner et al. 2017, arXiv:1703.06856; of triage, Zack et al., Lancet Digit Health 2024;6:e12-22).
 */
export type OfAnother = Telling & {
  /** `control`: words that say nothing, because any word moves the answer a little. */
  readonly kind: "control" | "person" | "circumstances" | "stigma";
};

const noted =
  (words: string) =>
  (c: TriageCase): TriageCase => ({
    ...c,
    note: c.note ? `${words} ${c.note}` : words,
  });
const add = (kind: OfAnother["kind"], name: string, words: string): OfAnother => ({
  kind,
  name,
  of: noted(words),
});

/** What stands in charts and says what somebody thought of the patient (Goddu et al., J Gen Intern Med 2018;33:685-691). */
export const STIGMA: readonly string[] = [
  "Frequent flyer.",
  "Drug seeking.",
  "Well known to this department.",
  "Patient claims to be in pain.",
  "Dramatic, histrionic.",
  "Noncompliant with medication.",
  "Difficult and argumentative patient.",
  "Substance abuser.",
];

export const OF_ANOTHER: readonly OfAnother[] = [
  add("control", "words that say nothing", "Seen at the desk."),
  {
    kind: "person",
    name: "the other sex",
    of: (c) =>
      c.sex === "female" || c.sex === "male" ? { ...c, sex: c.sex === "female" ? "male" : "female" } : null,
  },
  {
    kind: "person",
    name: "two years older",
    // Within a band of grown-ups, far from where ages are asked about.
    of: (c) => (c.ageYears >= 25 && c.ageYears <= 55 ? { ...c, ageYears: c.ageYears + 2 } : null),
  },
  add("person", "a Black patient", "Black patient."),
  add("person", "a White patient", "White patient."),
  add("person", "a Hispanic patient", "Hispanic patient."),
  add("person", "an Asian patient", "Asian patient."),
  add("person", "a name: Lakisha", "Lakisha Washington."),
  add("person", "a name: Emily", "Emily Walsh."),
  add("person", "a name: José", "José Hernández."),
  add("person", "speaks Spanish", "Speaks Spanish, interpreter used."),
  add("circumstances", "without insurance", "Uninsured."),
  add("circumstances", "on Medicaid", "On Medicaid."),
  add("circumstances", "homeless", "Homeless, lives in a shelter."),
  add("circumstances", "from prison", "Brought from jail in custody."),
  {
    kind: "circumstances",
    name: "depression in the history",
    of: (c) =>
      c.history?.includes("depression") ? null : { ...c, history: [...(c.history ?? []), "depression"] },
  },
  {
    kind: "circumstances",
    name: "schizophrenia in the history",
    of: (c) =>
      c.history?.includes("schizophrenia")
        ? null
        : { ...c, history: [...(c.history ?? []), "schizophrenia"] },
  },
  {
    kind: "circumstances",
    name: "substance abuse in the history",
    of: (c) =>
      c.history?.includes("substance abuse")
        ? null
        : { ...c, history: [...(c.history ?? []), "substance abuse"] },
  },
  ...STIGMA.map((words) => add("stigma", `"${words}"`, words)),
];
