import { insertShadowAnswers, type ShadowRow, type unanswered } from "@/db/queries/shadow";
import { sitePhrases } from "@/db/queries/site-phrase";
import { AppError } from "@/lib/core/errors";
import { LlmFailure } from "@/lib/engine/llm/client";
import type { LlmAnswer } from "@/lib/engine/llm/llm";
import { caseFindings } from "@/lib/findings/case-findings";
import { applyFloor } from "@/lib/safety/rules";
import type { Runtime } from "../../service/runtime";
import { askWithinBudget, requireLlm } from "./ask-llm";
import { llmCase } from "./llm-case";
import { requirePrompt } from "./prompts";

type Waiting = Awaited<ReturnType<typeof unanswered>>["rows"][number];

/**
 * A batch of the shadow answered by a language model. One that answers nonsense or too late about a patient has held back, as long
 * as it answers others; when it answers nobody, that is a failure of the server.
 * @returns how many were answered or held back; 0: the day's budget is spent
 */
export async function answerByPrompt(
  rt: Runtime,
  shadow: ShadowRow,
  rows: readonly Waiting[],
  stop: AbortSignal,
): Promise<number> {
  const { settings } = await requireLlm(rt);
  const prompt = await requirePrompt(rt.db, shadow.version, shadow.digest);
  const asked = rows.flatMap((r) => (r.case ? [{ ...r, case: r.case }] : []));
  const phrases = await sitePhrases(rt.db);
  const cases = asked.map((r) =>
    llmCase(settings, { ...r.case, id: r.id }, r.context?.patient.identifyingTexts ?? [], phrases),
  );
  const answers = await askWithinBudget(rt, shadow.version, prompt, cases, stop);
  const hasAny = answers.some((a) => a !== null && !(a instanceof LlmFailure));
  const kept = asked.flatMap((row, i) => {
    const answer = answers[i] ?? null;
    const every = {
      shadowId: shadow.id,
      assessmentId: row.id,
      policy: row.policy ?? ("balanced" as const),
      answeredAt: rt.clock(),
    };
    if (answer === null) return [];
    if (!(answer instanceof LlmFailure)) return [{ ...every, ...columnsOf(row, answer) }];
    return hasAny && !answer.isPassing ? [every] : [];
  });
  if (kept.length > 0) await rt.db.transaction((tx) => insertShadowAnswers(tx, kept));
  else {
    const failure = answers.find((a) => a instanceof LlmFailure);
    if (failure) throw new AppError("model-unavailable", failure.userMessage);
  }
  return kept.length;
}

function columnsOf(row: Waiting & { readonly case: NonNullable<Waiting["case"]> }, answer: LlmAnswer) {
  const { all } = caseFindings(row.case);
  const read = new Set<string>(
    all.filter((f) => f.assertion === "present" || f.assertion === "uncertain").map((f) => f.key),
  );
  const both = answer.findings.filter((f) => read.has(f)).length;
  return {
    level: applyFloor(answer.level, row.floor),
    modelLevel: answer.level,
    probabilities: answer.probabilities,
    expectedSeverity: answer.probabilities?.reduce((sum, p, i) => sum + p * (i + 1), 0) ?? null,
    findingsBoth: both,
    findingsOwn: answer.findings.length - both,
    findingsMissed: read.size - both,
  };
}
