import type { TriageCase } from "@/lib/case/triage-case";
import type { ExampleStream } from "./fitting/fit";
import { answersAsTargets, type CaseLogits } from "./fitting/logits";
import type { Example } from "./fitting/loss";

/**
 * Knowledge distillation (Hinton et al. 2015) from models of the same kind (Furlanello et al. 2018, "Born-Again Neural
 * Networks"). The teachers read a visit as it was written, the student reads it retold, with words and facts missing: it
 * learns that neither changes the answer.
 */
export type SoftAnswer = { readonly esi: readonly number[]; readonly critical: number };

/** By the case's id, which retelling keeps. */
export type Answers = ReadonlyMap<string, SoftAnswer>;

/** Mean probabilities of all teachers. @param logits a teacher each, rows in the cases' order */
export function meanAnswers(cases: readonly TriageCase[], logits: readonly CaseLogits[]): Answers {
  const answers = new Map<string, SoftAnswer>();
  cases.forEach((c, i) => {
    const esi = [0, 0, 0, 0, 0];
    let critical = 0;
    for (const teacher of logits) {
      const answer = answersAsTargets(teacher, i);
      answer.esi?.forEach((p, k) => {
        esi[k] = (esi[k] as number) + p / logits.length;
      });
      critical += (answer.critical as number) / logits.length;
    }
    answers.set(c.id, { esi, critical });
  });
  return answers;
}

/** The stream with the teachers' answers mixed into its targets, `weight` of them where there is a label. */
export function taughtStream(stream: ExampleStream, answers: Answers, weight: number): ExampleStream {
  return async (block, count) => (await stream(block, count)).map((e) => taught(e, answers, weight));
}

function taught(e: Example, answers: Answers, weight: number): Example {
  const answer = answers.get(e.case.id);
  if (!answer) return e;
  const { esi, critical } = e.targets;
  return {
    ...e,
    targets: {
      ...e.targets,
      esi: esi ? esi.map((t, k) => (1 - weight) * t + weight * (answer.esi[k] as number)) : answer.esi,
      critical: critical === undefined ? answer.critical : (1 - weight) * critical + weight * answer.critical,
    },
  };
}
