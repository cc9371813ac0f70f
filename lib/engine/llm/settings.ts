import { readFile } from "node:fs/promises";
import { isLoopback } from "@/lib/core/address";
import type { Env } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";

/** Where a language model is and what it may be asked. */
export type LlmSettings = {
  /** Base of an OpenAI-compatible server, as https://host:port/v1; http:// only on this machine. */
  readonly url: string;
  readonly token?: string;
  readonly ca?: Buffer;
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
  /** Requests under way at once. */
  readonly atOnce: number;
  /** Whether the operator says that the server is the hospital's own: only then texts go to it as they were written. */
  readonly isLocal: boolean;
  readonly price: LlmPrice;
  readonly daily: { readonly tokens: number; readonly cost: number | null };
};
/** Per thousand tokens, in the operator's own money; zero: nothing is paid. */
export type LlmPrice = { readonly asked: number; readonly answered: number };

/** Null: no server is named. @throws AppError("config-invalid") when the authority's file cannot be read */
export async function llmSettings(env: Env): Promise<LlmSettings | null> {
  if (!env.LLM_URL) return null;
  return {
    url: env.LLM_URL,
    timeoutMs: env.LLM_TIMEOUT_MS,
    atOnce: env.LLM_AT_ONCE,
    isLocal: env.LLM_IS_LOCAL,
    price: { asked: env.LLM_PRICE_PER_1K_ASKED, answered: env.LLM_PRICE_PER_1K_ANSWERED },
    daily: { tokens: env.LLM_TOKENS_PER_DAY, cost: env.LLM_COST_PER_DAY ?? null },
    ...(env.LLM_TOKEN ? { token: env.LLM_TOKEN } : {}),
    ...(env.LLM_CA_FILE ? { ca: await readAuthority(env.LLM_CA_FILE) } : {}),
  };
}

const readAuthority = (file: string): Promise<Buffer> =>
  readFile(file).catch((cause: unknown) => {
    throw new AppError("config-invalid", "LLM_CA_FILE cannot be read", { cause });
  });

export type LlmTokens = { readonly asked: number; readonly answered: number };

export const costOf = (tokens: LlmTokens, price: LlmPrice): number =>
  (tokens.asked * price.asked + tokens.answered * price.answered) / 1_000;

/** Whether a day's use leaves room for another request. */
export const leavesRoom = (
  tokens: LlmTokens,
  { daily, price }: Pick<LlmSettings, "daily" | "price">,
): boolean =>
  tokens.asked + tokens.answered < daily.tokens &&
  (daily.cost === null || costOf(tokens, price) < daily.cost);

/** What people are told of where it is: never more than the host. */
export const hostOf = (url: string): string => new URL(url).host;
export const isOnThisMachine = (url: string): boolean => isLoopback(url);
