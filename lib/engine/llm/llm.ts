import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  wrap,
} from "cockatiel";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { MINUTE, SECOND } from "@/lib/core/clock";
import type { Prediction } from "@/lib/model/prediction";
import { createLlmClient, LlmFailure, type LlmFailureKind } from "./client";
import { levelDistribution } from "./distribution";
import { messagesFor } from "./messages";
import { type Prompt, parseAnswer } from "./prompt";
import type { LlmSettings, LlmTokens } from "./settings";

/** What a language model says of one case: one of five levels and findings of the catalogue, and nothing else can come of it. */
export type LlmAnswer = {
  readonly level: Level;
  /** Of levels 1 to 5; null where the server gives no log-probabilities that say it. */
  readonly probabilities: Prediction["probabilities"] | null;
  readonly findings: readonly string[];
  readonly tokens: LlmTokens;
};

/** Told of every request, the retried ones too. */
export type LlmMeter = (call: {
  readonly outcome: "ok" | LlmFailureKind;
  readonly seconds: number;
  readonly tokens: LlmTokens | null;
}) => void;

export type Llm = {
  /** @throws LlmFailure; one while the circuit is open costs nothing */
  ask(prompt: Prompt, c: TriageCase, signal?: AbortSignal, count?: LlmMeter): Promise<LlmAnswer>;
  close(): void;
};

/** Failures in a row after which nobody asks, and for how long. */
const FAILURES = 5;
const REST_MS = 1 * MINUTE;

/** The caller has taken out what may not leave (workflows/learning/llm-case.ts): here a case is sent as it comes. */
export function createLlm(
  settings: LlmSettings,
  meter: LlmMeter,
  { restMs = REST_MS, waitMs = 1 * SECOND } = {},
): Llm {
  const client = createLlmClient(settings);
  const passing = (error: unknown) => error instanceof LlmFailure && error.isPassing;
  const policy = wrap(
    // Around the retries: what is tried twice counts once.
    circuitBreaker(
      handleWhen((error) => error instanceof LlmFailure && error.kind !== "malformed"),
      { breaker: new ConsecutiveBreaker(FAILURES), halfOpenAfter: restMs },
    ),
    retry(handleWhen(passing), {
      maxAttempts: 2,
      backoff: new ExponentialBackoff({ initialDelay: waitMs / 2, maxDelay: waitMs }),
    }),
  );

  async function once(
    prompt: Prompt,
    c: TriageCase,
    signal: AbortSignal,
    count?: LlmMeter,
  ): Promise<LlmAnswer> {
    const started = performance.now();
    const note = (outcome: "ok" | LlmFailureKind, tokens: LlmTokens | null) => {
      const call = { outcome, seconds: (performance.now() - started) / SECOND, tokens };
      meter(call);
      count?.(call);
    };
    try {
      const { text, places, tokens } = await client.complete(prompt, messagesFor(prompt, c), signal);
      const answer = parseAnswer(text);
      if (!answer) throw new LlmFailure("malformed", "(not what the schema allows)", { tokens });
      note("ok", tokens);
      return {
        level: answer.level,
        probabilities: levelDistribution(places, answer.level),
        findings: [...new Set(answer.findings)],
        tokens,
      };
    } catch (error) {
      // Somebody stopped us: nothing is said about the server.
      if (!signal.aborted)
        note(
          error instanceof LlmFailure ? error.kind : "refused",
          error instanceof LlmFailure ? error.tokens : null,
        );
      throw error;
    }
  }

  return {
    async ask(prompt, c, signal, count) {
      try {
        return await policy.execute(({ signal: own }) => once(prompt, c, own, count), signal);
      } catch (error) {
        if (error instanceof BrokenCircuitError)
          throw new LlmFailure("unreachable", "It failed several times and is not asked for a minute.");
        throw error;
      }
    },
    close: () => client.close(),
  };
}

export type AskOptions = {
  readonly atOnce: number;
  readonly signal?: AbortSignal;
  readonly count?: LlmMeter;
  /** Asked before each case: a budget may be spent meanwhile. */
  readonly mayGoOn?: () => boolean;
};

/** Asks about many cases, so many at once, in the order given; a failure is that case's answer. */
export async function askEach(
  llm: Llm,
  prompt: Prompt,
  cases: readonly TriageCase[],
  { atOnce, signal, count, mayGoOn = () => true }: AskOptions,
): Promise<(LlmAnswer | LlmFailure | null)[]> {
  const answers: (LlmAnswer | LlmFailure | null)[] = cases.map(() => null);
  const left = cases.entries();
  const worker = async () => {
    for (const [i, c] of left) {
      signal?.throwIfAborted();
      if (!mayGoOn()) return;
      try {
        answers[i] = await llm.ask(prompt, c, signal, count);
      } catch (error) {
        if (!(error instanceof LlmFailure) || signal?.aborted) throw error;
        answers[i] = error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, cases.length) }, worker));
  return answers;
}

/** As an artifact's answer, for the figures: without log-probabilities all is on the level it named, and nothing else is known. */
export function asPrediction({ level, probabilities }: LlmAnswer): Prediction {
  const p =
    probabilities ??
    ([1, 2, 3, 4, 5].map((l) => (l === level ? 1 : 0)) as unknown as Prediction["probabilities"]);
  return {
    probabilities: p,
    expectedSeverity: p.reduce((sum, x, i) => sum + x * (i + 1), 0),
    level,
    set: [level],
    criticalRisk: null,
  };
}
