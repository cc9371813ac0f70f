import type { TriageCase } from "@/lib/case/triage-case";
import type { FindingKey } from "./catalogue";
import type { Finding } from "./finding";
import { findingsIn, textsOf } from "./read-findings";
import { type ToldVitals, toldVitals } from "./told-vitals";

/** The findings of one case with the questions that rules, screens and explanations ask of them. */
export type CaseFindings = {
  readonly all: readonly Finding[];
  /** Complaint and note as they were written, for numbers in words (heights, speeds, tablets). */
  readonly sources: readonly string[];
  /** The best mention of any of the keys that speaks of the patient's illness of today; null without one. */
  readonly now: (keys: readonly FindingKey[]) => Finding | null;
  /** As `now`, and what the patient has all the time. */
  readonly standing: (keys: readonly FindingKey[]) => Finding | null;
  /** Whether the patient has or had any of them: for what makes something else graver. */
  readonly ever: (keys: readonly FindingKey[]) => boolean;
  readonly denied: (keys: readonly FindingKey[]) => Finding | null;
  /** Vital signs that complaint and note tell in words. */
  readonly toldVitals: ToldVitals;
};

const NOW_RANK: Partial<Record<Finding["assertion"], number>> = { present: 0, resolved: 1, uncertain: 2 };
const rankOf = (f: Finding): number =>
  (NOW_RANK[f.assertion] ?? 9) + (f.daysAgo ? 0.5 : 0) + (f.doubt === "considered" ? 1 : 0);

export function caseFindings(c: TriageCase): CaseFindings {
  const texts = textsOf(c);
  const all = texts.flatMap(findingsIn);
  const byKey = new Map<FindingKey, Finding[]>();
  for (const f of all) byKey.set(f.key, [...(byKey.get(f.key) ?? []), f]);
  const of = (keys: readonly FindingKey[]) => keys.flatMap((key) => byKey.get(key) ?? []);
  return {
    all,
    sources: texts.filter((t) => t.field !== "history").map((t) => t.text.source),
    now: (keys) => best(of(keys)),
    standing: (keys) => best(of(keys)) ?? of(keys).find((f) => f.assertion === "baseline") ?? null,
    ever: (keys) =>
      of(keys).some((f) => rankOf(f) < 9 || f.assertion === "past" || f.assertion === "baseline"),
    denied: (keys) => of(keys).find((f) => f.assertion === "denied") ?? null,
    toldVitals: toldVitals(texts),
  };
}

const best = (findings: readonly Finding[]): Finding | null =>
  findings.reduce<Finding | null>((chosen, f) => {
    if (rankOf(f) >= 9) return chosen;
    return chosen && rankOf(chosen) <= rankOf(f) ? chosen : f;
  }, null);
