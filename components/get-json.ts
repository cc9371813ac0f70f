import { MARK_HEADER, writeMark } from "@/lib/auth/page-mark";
import type { ErrorCode } from "@/lib/core/errors";
import { ActionError, askWhoIsSignedIn } from "./action-error";
import { pageMark } from "./page-mark";

/**
 * Reads go through routes, not server actions: actions of a page run one after another, and a slow explanation must not
 * keep a decision waiting. @throws ActionError for what the server refuses; the browser's own error when it is not reached.
 */
export const getJson = <T>(path: string): Promise<T> => ask<T>(path, {});

/** The same for small writes that come often and must keep nothing waiting. */
export const postJson = <T>(path: string, body: unknown, options: RequestInit = {}): Promise<T> =>
  ask<T>(path, {
    ...options,
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });

/** Everything asked says whom this page was drawn for (lib/auth/page-mark.ts). */
async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const headers = new Headers(init.headers);
  headers.set("accept", "application/json");
  const mark = pageMark();
  if (mark) headers.set(MARK_HEADER, writeMark(mark));
  const response = await fetch(path, { ...init, headers, cache: "no-store" });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  const problem = body as {
    code?: ErrorCode;
    title?: string;
    requestId?: string;
    detail?: Record<string, unknown>;
  } | null;
  const wait = Number(response.headers.get("retry-after"));
  const code = problem?.code ?? "internal";
  askWhoIsSignedIn(code);
  throw new ActionError(
    code,
    problem?.title ?? `The server answered with ${response.status}.`,
    problem?.requestId ?? null,
    { ...problem?.detail, ...(wait > 0 ? { retryAfterMs: wait * 1_000 } : {}) },
  );
}
