import { addUsage, type Used, usedOn } from "@/db/queries/prompt";
import type { TriageCase } from "@/lib/case/triage-case";
import { MINUTE } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import type { LlmFailure } from "@/lib/engine/llm/client";
import { askEach, createLlm, type Llm, type LlmAnswer, type LlmMeter } from "@/lib/engine/llm/llm";
import type { Prompt } from "@/lib/engine/llm/prompt";
import { costOf, type LlmSettings, leavesRoom, llmSettings } from "@/lib/engine/llm/settings";
import { processState } from "../../service/process-state";
import type { Runtime } from "../../service/runtime";

type Held = { readonly settings: LlmSettings; readonly llm: Llm };

/** One a process, so that its circuit breaker outlives a batch. Null: no server is named. */
async function held(rt: Runtime): Promise<Held | null> {
  const state = processState(rt, "llm", (): { made: Promise<Held | null> | null } => ({ made: null }));
  state.made ??= make(rt);
  return state.made;
}

async function make(rt: Runtime): Promise<Held | null> {
  const settings = await llmSettings(rt.env);
  if (!settings) return null;
  const llm = createLlm(settings, (call) => {
    rt.metrics.llmDuration.observe({ outcome: call.outcome }, call.seconds);
    if (call.tokens) {
      rt.metrics.llmTokens.inc({ direction: "asked" }, call.tokens.asked);
      rt.metrics.llmTokens.inc({ direction: "answered" }, call.tokens.answered);
      rt.metrics.llmCost.inc({}, costOf(call.tokens, settings.price));
    }
  });
  rt.queue.stopping.addEventListener("abort", () => llm.close(), { once: true });
  return { settings, llm };
}

export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** Whether a day's use leaves room for another request. */
export async function hasBudget(rt: Runtime): Promise<boolean> {
  const settings = await llmSettings(rt.env);
  return settings !== null && leavesRoom(await usedOn(rt.db, dayOf(rt.clock())), settings);
}

/** @throws AppError("conflict") when no server is named */
export async function requireLlm(rt: Runtime): Promise<Held> {
  const one = await held(rt);
  if (one) return one;
  throw new AppError("conflict", "no language model's server is set (LLM_URL)", {
    userMessage: "No language model's server is set (LLM_URL).",
  });
}

/** Use is kept in the database this often, so that a process that dies loses little of the count. */
const KEPT_EVERY = 20;

/**
 * Has a language model answer cases that may be sent, within the day's budget, which all processes share. Null: not asked,
 * because the budget is spent.
 */
export async function askWithinBudget(
  rt: Runtime,
  version: string,
  prompt: Prompt,
  cases: readonly TriageCase[],
  signal: AbortSignal,
): Promise<(LlmAnswer | LlmFailure | null)[]> {
  const { settings, llm } = await requireLlm(rt);
  const answers: (LlmAnswer | LlmFailure | null)[] = [];
  for (let i = 0; i < cases.length; i += KEPT_EVERY) {
    const day = dayOf(rt.clock());
    const before = await usedOn(rt.db, day);
    const used: Mutable<Used> = { requests: 0, failed: 0, tokensAsked: 0, tokensAnswered: 0, seconds: 0 };
    const count: LlmMeter = ({ outcome, seconds, tokens }) => {
      used.requests++;
      used.seconds += seconds;
      if (outcome !== "ok") used.failed++;
      used.tokensAsked += tokens?.asked ?? 0;
      used.tokensAnswered += tokens?.answered ?? 0;
    };
    const mayGoOn = () =>
      leavesRoom(
        { asked: before.asked + used.tokensAsked, answered: before.answered + used.tokensAnswered },
        settings,
      );
    try {
      const chunk = cases.slice(i, i + KEPT_EVERY);
      answers.push(
        ...(await askEach(llm, prompt, chunk, { atOnce: settings.atOnce, signal, count, mayGoOn })),
      );
    } finally {
      if (used.requests > 0) await addUsage(rt.db, day, version, used);
    }
  }
  return answers;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A batch of a language model may take longer than one of a model of ours: it is asked over a network, a case at a time. */
export const LLM_BATCH = { cases: 20, withinMs: 10 * MINUTE } as const;
