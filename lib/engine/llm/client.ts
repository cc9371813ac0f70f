import { z } from "zod";
import { createExchange, ExchangeFailure } from "../exchange";
import type { TokenPlace } from "./distribution";
import type { Message } from "./messages";
import type { Prompt } from "./prompt";
import type { LlmSettings, LlmTokens } from "./settings";

/** `malformed`: it answers, but not what it was constrained to. */
export const LLM_FAILURES = ["unreachable", "timeout", "busy", "refused", "malformed"] as const;
export type LlmFailureKind = (typeof LLM_FAILURES)[number];

const SAID: Readonly<Record<LlmFailureKind, string>> = {
  unreachable: "The language model's server cannot be reached.",
  timeout: "The language model takes too long to answer.",
  busy: "The language model's server is overloaded or not ready.",
  refused: "The language model's server answers with an error.",
  malformed: "The language model's server answers with something else than was asked for.",
};

/** Never quotes what was sent or received: both are about patients. */
export class LlmFailure extends Error {
  readonly userMessage: string;
  /** What it cost all the same. */
  readonly tokens: LlmTokens | null;
  constructor(
    readonly kind: LlmFailureKind,
    detail: string,
    { tokens = null, ...options }: ErrorOptions & { tokens?: LlmTokens | null } = {},
  ) {
    super(`${SAID[kind]} ${detail}`.trim(), options);
    this.name = "LlmFailure";
    this.userMessage = SAID[kind];
    this.tokens = tokens;
  }

  /** Nothing was done with the request, so that asking again costs nothing twice. */
  get isPassing(): boolean {
    return this.kind === "unreachable" || this.kind === "busy";
  }
}

export type Completion = {
  readonly text: string;
  readonly places: readonly TokenPlace[];
  readonly tokens: LlmTokens;
};

const MOST_BYTES = 4 * 1024 * 1024;
const BUSY = new Set([408, 425, 429, 502, 503, 504]);

const placeSchema = z.object({
  token: z.string(),
  logprob: z.number(),
  top_logprobs: z.array(z.object({ token: z.string(), logprob: z.number() })).nullish(),
});
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish() }),
        finish_reason: z.string().nullish(),
        logprobs: z.object({ content: z.array(placeSchema).nullish() }).nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0) }),
});

export type LlmClient = {
  /** @throws LlmFailure */
  complete(prompt: Prompt, messages: readonly Message[], signal?: AbortSignal): Promise<Completion>;
  close(): void;
};

/** Chat completions of an OpenAI-compatible server (vLLM, llama.cpp, Ollama), constrained to a JSON schema. */
export function createLlmClient(settings: LlmSettings): LlmClient {
  const exchange = createExchange({ ...settings, mostBytes: MOST_BYTES });
  return {
    async complete(prompt, messages, signal) {
      const body = Buffer.from(JSON.stringify(requestOf(prompt, messages)));
      const headers = { "content-type": "application/json" };
      const { status, body: answer } = await exchange
        .ask("/chat/completions", body, headers, signal)
        .catch((cause: unknown) => {
          throw asFailure(cause);
        });
      if (status !== 200) throw new LlmFailure(BUSY.has(status) ? "busy" : "refused", `(status ${status})`);
      return readCompletion(answer);
    },
    close: () => exchange.close(),
  };
}

const requestOf = ({ model, parameters, schema }: Prompt, messages: readonly Message[]) => ({
  model,
  messages,
  temperature: parameters.temperature,
  seed: parameters.seed,
  max_tokens: parameters.maxTokens,
  stream: false,
  ...(parameters.topLogprobs > 0 ? { logprobs: true, top_logprobs: parameters.topLogprobs } : {}),
  response_format: { type: "json_schema", json_schema: { name: "triage", strict: true, schema } },
});

function readCompletion(body: Buffer): Completion {
  const { choices, usage } = parse(body);
  const tokens = { asked: usage.prompt_tokens, answered: usage.completion_tokens };
  const [choice] = choices;
  if (choice?.finish_reason === "length") throw new LlmFailure("malformed", "(it was cut off)", { tokens });
  const places = (choice?.logprobs?.content ?? []).map(({ token, logprob, top_logprobs }) => ({
    token,
    logprob,
    top_logprobs: top_logprobs ?? [],
  }));
  return { text: choice?.message.content ?? "", places, tokens };
}

function parse(body: Buffer): z.infer<typeof completionSchema> {
  try {
    return completionSchema.parse(JSON.parse(body.toString("utf8")));
  } catch {
    // Without its cause: that would quote the answer.
    throw new LlmFailure("malformed", "(no chat completion with its use of tokens)");
  }
}

function asFailure(cause: unknown): LlmFailure {
  if (!(cause instanceof ExchangeFailure)) return new LlmFailure("unreachable", "", { cause });
  return new LlmFailure(cause.kind === "too-large" ? "malformed" : cause.kind, cause.message, { cause });
}
