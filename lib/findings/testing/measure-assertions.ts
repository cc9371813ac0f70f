import type { Assertion } from "../finding";
import { readFindings } from "../read-findings";
import { ASSERTION_CASES, type AssertionCase } from "./assertion-cases";

export type Outcome = AssertionCase & {
  readonly read: readonly Assertion[];
  readonly verdict: "right" | "other" | "not found";
};

export type Tally = {
  readonly total: number;
  readonly right: number;
  readonly notFound: number;
  /** Read as present although it is not: what would lift a level for nothing. */
  readonly raised: number;
};

/**
 * Right: some mention of the finding has the assertion meant, and none says "present" where it is not (rules look for
 * any present mention).
 */
export function measureAssertion(c: AssertionCase): Outcome {
  const found = readFindings({ id: "1", ageYears: 45, chiefComplaint: c.text }).filter(
    (f) => f.key === c.key,
  );
  const read = [...new Set(found.map((f) => f.assertion))];
  const right = read.includes(c.expected) && (c.expected === "present" || !read.includes("present"));
  return { ...c, read, verdict: read.length === 0 ? "not found" : right ? "right" : "other" };
}

export const measureAssertions = (half: AssertionCase["half"]): Outcome[] =>
  ASSERTION_CASES.filter((c) => c.half === half).map(measureAssertion);

export const tallyOf = (outcomes: readonly Outcome[]): Tally => ({
  total: outcomes.length,
  right: outcomes.filter((o) => o.verdict === "right").length,
  notFound: outcomes.filter((o) => o.verdict === "not found").length,
  raised: outcomes.filter((o) => o.expected !== "present" && o.read.includes("present")).length,
});
