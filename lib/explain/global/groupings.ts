import { ageBand } from "@/lib/case/age-bands";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Grouping } from "./result";

export type Group = {
  readonly grouping: Grouping;
  readonly key: string;
  readonly label: string;
  has(c: TriageCase): boolean;
};

/**
 * Who results are told apart by. Children by what counts as normal at their age (lib/case/age-bands.ts), gathered so
 * that a sample of some hundred visits can fill a group; adults, whose norms are one band, by whether they are old.
 */
export const GROUPS: readonly Group[] = [
  { grouping: "sex", key: "female", label: "Female", has: (c) => c.sex === "female" },
  { grouping: "sex", key: "male", label: "Male", has: (c) => c.sex === "male" },
  { grouping: "age", key: "infants", label: "Under 3 years", has: (c) => isInfant(c.ageYears) },
  {
    grouping: "age",
    key: "children",
    label: "3 to 15 years",
    has: (c) => !isInfant(c.ageYears) && !isAdult(c.ageYears),
  },
  {
    grouping: "age",
    key: "adults",
    label: "16 to 64 years",
    has: (c) => isAdult(c.ageYears) && c.ageYears < OLD,
  },
  { grouping: "age", key: "old", label: "65 years and older", has: (c) => c.ageYears >= OLD },
  {
    grouping: "arrival",
    key: "ambulance",
    label: "By ambulance",
    has: (c) => c.arrivalMode === "ambulance",
  },
  { grouping: "arrival", key: "walk-in", label: "Walked in", has: (c) => c.arrivalMode === "walk-in" },
  { grouping: "arrival", key: "other", label: "Other arrival", has: (c) => c.arrivalMode === "other" },
];

const OLD = 65;
const isAdult = (ageYears: number): boolean => ageBand(ageYears).name === "adult";
const isInfant = (ageYears: number): boolean =>
  ["newborn", "infant", "toddler"].includes(ageBand(ageYears).name);
