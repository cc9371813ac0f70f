import { type Level, moreUrgent } from "@/lib/case/level";
import type { TriageCase, Vitals } from "@/lib/case/triage-case";
import { caseFindings } from "@/lib/findings/case-findings";
import { firedAsTold } from "./as-told";
import { findingRule } from "./finding-rule";
import type { FiredRule, Floor } from "./floor";
import { ABDOMINAL_ROWS } from "./rows/abdominal";
import { AIRWAY_ROWS } from "./rows/airway";
import { CARDIAC_ROWS } from "./rows/cardiac";
import { ENVIRONMENT_ROWS } from "./rows/environment";
import { FAILING_ROWS } from "./rows/failing";
import { MENTAL_HEALTH_ROWS } from "./rows/mental-health";
import { NEUROLOGICAL_ROWS } from "./rows/neurological";
import { SHOCK_RULES } from "./rows/shock";
import { SYSTEMIC_ROWS } from "./rows/systemic";
import { TRAUMA_ROWS } from "./rows/trauma";
import type { SafetyInput, SafetyRule } from "./rule";
import { SCORE_RULES } from "./rules-scores";
import { VITAL_RULES } from "./rules-vitals";

const COMPLAINT_ROWS = [
  ...AIRWAY_ROWS,
  ...NEUROLOGICAL_ROWS,
  ...CARDIAC_ROWS,
  ...ABDOMINAL_ROWS,
  ...SYSTEMIC_ROWS,
  ...MENTAL_HEALTH_ROWS,
  ...TRAUMA_ROWS,
  ...ENVIRONMENT_ROWS,
  ...FAILING_ROWS,
];

/** Every rule of the floor, for the console and the documentation. */
export const SAFETY_RULES: readonly SafetyRule[] = [
  ...VITAL_RULES,
  ...SCORE_RULES,
  ...COMPLAINT_ROWS.map(findingRule),
  ...SHOCK_RULES,
];

/**
 * The deterministic floor under the model's level: the most urgent level any rule demands, with every rule that fired,
 * most urgent first. null when none did. Pure; needs no model.
 */
export const assessFloor = (
  triageCase: TriageCase,
  rules: readonly SafetyRule[] = SAFETY_RULES,
): Floor | null => floorOf(readForSafety(triageCase), rules);

/** The floor of one case under other vital signs, its words read once: for asking "what if" many times. */
export function floorUnder(triageCase: TriageCase): (vitals: Vitals) => Floor | null {
  const read = readForSafety(triageCase);
  return (vitals) => floorOf({ ...read, case: { ...triageCase, vitals }, vitals }, SAFETY_RULES);
}

function floorOf(input: SafetyInput, rules: readonly SafetyRule[]): Floor | null {
  const measured = rules.map((rule) => rule.applies(input)).filter((f): f is FiredRule => f !== null);
  const told = firedAsTold(input, rules, measured);
  const raised = new Set(told.map((fired) => fired.id));
  const fired = [...measured.filter(({ id }) => !raised.has(id)), ...told].sort((a, b) => a.level - b.level);
  const first = fired[0];
  return first ? { level: first.level, rules: fired } : null;
}

/** The level shown: the model's, or the floor's where that is more urgent. Never less urgent than the model's. */
export const applyFloor = (modelLevel: Level, floor: Floor | null): Level =>
  floor ? moreUrgent(modelLevel, floor.level) : modelLevel;

export const readForSafety = (triageCase: TriageCase): SafetyInput => ({
  case: triageCase,
  vitals: triageCase.vitals ?? {},
  found: caseFindings(triageCase),
});
