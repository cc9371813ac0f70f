import type { TriageCase } from "@/lib/case/triage-case";
import { caseWithoutJudging } from "@/lib/language/judging-words";
import type { Prediction } from "@/lib/model/prediction";

/**
 * Words that judge a patient must not take urgency from them: a case with such words is asked about as it is and without
 * them, and the more urgent answer counts. So no list, however wrong a word is on it in some sentence, can make anybody
 * less urgent; and a case without such words is asked about once, as ever.
 */
export type AskedTwice = {
  readonly cases: readonly TriageCase[];
  /** Of the answers to `cases`, those of the cases given, in their order. */
  readonly answers: (all: readonly Prediction[]) => Prediction[];
};

export function askBothWays(cases: readonly TriageCase[]): AskedTwice {
  const twins = cases.flatMap((c, of) => {
    const without = caseWithoutJudging(c);
    return without ? [{ of, without }] : [];
  });
  if (twins.length === 0) return { cases, answers: (all) => [...all] };
  return {
    cases: [...cases, ...twins.map((t) => t.without)],
    answers: (all) => {
      const own = all.slice(0, cases.length);
      twins.forEach(({ of }, i) => {
        own[of] = moreUrgent(own[of] as Prediction, all[cases.length + i] as Prediction);
      });
      return own;
    },
  };
}

/** By the level, and where that is the same by the expected severity. */
const moreUrgent = (a: Prediction, b: Prediction): Prediction =>
  b.level < a.level || (b.level === a.level && b.expectedSeverity < a.expectedSeverity) ? b : a;
