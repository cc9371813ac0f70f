import { type Level, moreUrgent } from "@/lib/case/level";
import type { TriageCase, Vitals } from "@/lib/case/triage-case";
import { complaintRule, rowWords } from "./complaint-rule";
import type { FiredRule, Floor } from "./floor";
import { findPattern, type Pattern, type TextMatch } from "./pattern";
import { ABDOMINAL_ROWS } from "./rows/abdominal";
import { AIRWAY_ROWS } from "./rows/airway";
import { CARDIAC_ROWS } from "./rows/cardiac";
import { ENVIRONMENT_ROWS } from "./rows/environment";
import { MENTAL_HEALTH_ROWS } from "./rows/mental-health";
import { NEUROLOGICAL_ROWS } from "./rows/neurological";
import { SYSTEMIC_ROWS } from "./rows/systemic";
import { TRAUMA_ROWS } from "./rows/trauma";
import type { SafetyInput, SafetyRule } from "./rule";
import { SCORE_RULES } from "./rules-scores";
import { VITAL_RULES } from "./rules-vitals";
import { BASE_VOCABULARY } from "./spelling";
import { type ReadText, readText } from "./text";

const COMPLAINT_ROWS = [
  ...AIRWAY_ROWS,
  ...NEUROLOGICAL_ROWS,
  ...CARDIAC_ROWS,
  ...ABDOMINAL_ROWS,
  ...SYSTEMIC_ROWS,
  ...MENTAL_HEALTH_ROWS,
  ...TRAUMA_ROWS,
  ...ENVIRONMENT_ROWS,
];

/** Every rule of the floor, for the console and the documentation. */
export const SAFETY_RULES: readonly SafetyRule[] = [
  ...VITAL_RULES,
  ...SCORE_RULES,
  ...COMPLAINT_ROWS.map(complaintRule),
];

const VOCABULARY: ReadonlySet<string> = new Set([...BASE_VOCABULARY, ...COMPLAINT_ROWS.flatMap(rowWords)]);

/**
 * The deterministic floor under the model's level: the most urgent level any rule demands, with every rule that fired,
 * most urgent first. null when none did. Pure; needs no model.
 */
export const assessFloor = (
  triageCase: TriageCase,
  rules: readonly SafetyRule[] = SAFETY_RULES,
): Floor | null => floorOf(readForSafety(triageCase), rules);

/** The floor of one case under other vital signs, its texts read once: for asking "what if" many times. */
export function floorUnder(triageCase: TriageCase): (vitals: Vitals) => Floor | null {
  const input = readForSafety(triageCase);
  // What the texts say does not hang on the vital signs; rules ask with the same lists of patterns every time.
  const read = { ...input, says: once(input.says), hasHistory: once(input.hasHistory) };
  return (vitals) => floorOf({ ...read, case: { ...triageCase, vitals }, vitals }, SAFETY_RULES);
}

function once<K extends object, V>(ask: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly answer: V }>();
  return (key) => {
    const before = known.get(key);
    if (before) return before.answer;
    const answer = ask(key);
    known.set(key, { answer });
    return answer;
  };
}

function floorOf(input: SafetyInput, rules: readonly SafetyRule[]): Floor | null {
  const fired = rules
    .map((rule) => rule.applies(input))
    .filter((f): f is FiredRule => f !== null)
    .sort((a, b) => a.level - b.level);
  const first = fired[0];
  return first ? { level: first.level, rules: fired } : null;
}

/** The level shown: the model's, or the floor's where that is more urgent. Never less urgent than the model's. */
export const applyFloor = (modelLevel: Level, floor: Floor | null): Level =>
  floor ? moreUrgent(modelLevel, floor.level) : modelLevel;

const STANDING_RANK = { affirmed: 0, "days-ago": 1, considered: 2 } as const;

export function readForSafety(triageCase: TriageCase): SafetyInput {
  const texts = [triageCase.chiefComplaint, triageCase.note]
    .filter((t): t is string => Boolean(t?.trim()))
    .map((t) => readText(t, VOCABULARY));
  const history = (triageCase.history ?? []).map((t) => readText(t, VOCABULARY));

  const says = (patterns: readonly Pattern[]): TextMatch | null => {
    let best: TextMatch | null = null;
    for (const text of texts)
      for (const p of patterns) {
        const match = findPattern(text, p);
        if (match && (!best || STANDING_RANK[match.standing] < STANDING_RANK[best.standing])) best = match;
        if (best?.standing === "affirmed") return best;
      }
    return best;
  };
  // A past diagnosis counts as history wherever it is written; a denied or a relative's does not.
  const past = [...history, ...texts].map(asHistory);
  const hasHistory = (patterns: readonly Pattern[]) =>
    past.some((text) => patterns.some((p) => findPattern(text, p) !== null));

  return { case: triageCase, vitals: triageCase.vitals ?? {}, texts, history, says, hasHistory };
}

const asHistory = (text: ReadText): ReadText => ({
  ...text,
  words: text.words.map((w) => (w.standing === "historical" ? { ...w, standing: "affirmed" } : w)),
});
