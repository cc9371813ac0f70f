import type { TriageCase } from "@/lib/case/triage-case";

/**
 * What stands in charts and says what somebody thought of the patient, not what is wrong with them (Goddu et al., J Gen Intern
 * Med 2018;33:685-691; Himmelstein et al., JAMA Netw Open 2022;5:e2144967; Sun et al., Health Aff 2022;41:203-211). Second:
 * what of it is about health, in plain words; empty where nothing is. "Hysterical" is not among them: the US survey has it as a reason
 * for a visit.
 */
const JUDGING: readonly (readonly [said: string, neutral: string])[] = [
  ["frequent flyer", ""],
  ["frequent flier", ""],
  ["regular customer", ""],
  ["well known to this department", ""],
  ["well known to the department", ""],
  ["well known to staff", ""],
  ["known to us", ""],
  ["here again", ""],
  ["back again", ""],
  ["drug seeking", ""],
  ["drug seeker", ""],
  ["narcotic seeking", ""],
  ["narc seeker", ""],
  ["opioid seeking", ""],
  ["attention seeking", ""],
  ["attention seeker", ""],
  ["secondary gain", ""],
  ["malingering", ""],
  ["malingerer", ""],
  ["faking it", ""],
  ["probably faking", ""],
  ["putting it on", ""],
  ["exaggerating", ""],
  ["dramatic", ""],
  ["histrionic", ""],
  ["drama queen", ""],
  ["hypochondriac", ""],
  ["difficult patient", ""],
  ["difficult and argumentative patient", ""],
  ["argumentative", ""],
  ["demanding", ""],
  ["rude to staff", ""],
  ["poor historian", ""],
  ["unreliable historian", ""],
  ["noncompliant", ""],
  ["non compliant", ""],
  ["chronic complainer", ""],
  ["whiner", ""],
  ["time waster", ""],
  ["wants a work note", ""],
  ["looking for a bed", ""],
  ["looking for a sandwich", ""],
  ["drunk again", "drunk"],
  ["drunk as usual", "drunk"],
  ["town drunk", "drunk"],
  ["high again", "high"],
  ["junkie", "uses drugs"],
  ["crackhead", "uses drugs"],
  ["addict", "uses drugs"],
  ["substance abuser", "uses drugs"],
  ["drug abuser", "uses drugs"],
  ["crazy", ""],
  ["psych patient", ""],
];

export const JUDGING_WORDS = JUDGING.map(([said, neutral]) => ({ said, neutral }));

const NEUTRAL = new Map(JUDGING);
const keyOf = (found: string): string => found.toLowerCase().replace(/[\s-]+/g, " ");

/** Longer ones first, so that none is taken for a part of another. Words may be joined by hyphens or broken over lines. */
const ANY = new RegExp(
  `(?<![\\p{L}\\p{N}])(${[...NEUTRAL.keys()]
    .sort((a, b) => b.length - a.length)
    .map((said) => said.replaceAll(" ", "[\\s-]+"))
    .join("|")})(?![\\p{L}\\p{N}])(\\s*[.,;:!]+)?`,
  "giu",
);

/** The text without what judges, as somebody would have written it who had not; null: there is nothing of it. */
export function withoutJudging(text: string): string | null {
  let found = false;
  const without = text.replace(ANY, (_all, said: string, mark: string | undefined) => {
    found = true;
    const neutral = NEUTRAL.get(keyOf(said)) ?? "";
    return neutral ? `${neutral}${mark ?? ""}` : "";
  });
  if (!found) return null;
  return without
    .replace(/\(\s*\)/g, "")
    .replace(/[ \t]{2,}/g, " ")
    .replace(/\s+([.,;:!])/g, "$1")
    .replace(/^[\s.,;:!]+/, "")
    .replace(/[\s,;:]+$/, "");
}

/** The case as it would be without such words; null: there are none in it. */
export function caseWithoutJudging(c: TriageCase): TriageCase | null {
  const [complaint, note] = [c.chiefComplaint, c.note].map((t) =>
    t === undefined ? null : withoutJudging(t),
  );
  const history = c.history?.map((item) => withoutJudging(item) ?? item).filter((item) => item.length > 0);
  const same = history === undefined || history.every((item, i) => item === c.history?.[i]);
  if (complaint === null && note === null && same && history?.length === c.history?.length) return null;
  const { chiefComplaint: _complaint, note: _note, history: _history, ...rest } = c;
  return {
    ...rest,
    ...text("chiefComplaint", complaint ?? c.chiefComplaint),
    ...text("note", note ?? c.note),
    ...(history ? { history } : {}),
  };
}

const text = <K extends "chiefComplaint" | "note">(key: K, value: string | undefined) =>
  (value ? { [key]: value } : {}) as Partial<Pick<TriageCase, K>>;

/** Whether a text has any of the words. */
export const judgesIn = (text: string): boolean => withoutJudging(text) !== null;
