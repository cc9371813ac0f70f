import { MARK_HEADER, writeMark } from "@/lib/auth/page-mark";
import type { ErrorCode } from "@/lib/core/errors";
import { ActionError, askWhoIsSignedIn } from "./action-error";
import { pageMark } from "./page-mark";

/**
 * Reads go through routes, not server actions: actions of a page run one after another, and a slow explanation must not
 * keep a decision waiting. @throws ActionError for what the server refuses; the browser's own error when it is not reached.
 */
export const getJson = <T>(path: string): Promise<T> => ask<T>(path, {});

/**
 * The same, and null where the server says that it is what `tag` names (RFC 9110, 13.1.2). In memory alone: no cache of the browser keeps
 * what is shown of patients.
 */
export async function getUnlessSame<T>(
  path: string,
  tag: string | null,
): Promise<{ readonly body: T | null; readonly tag: string | null; readonly headers: Headers }> {
  const response = await request(path, tag ? { headers: { "if-none-match": tag } } : {}, "application/json");
  const { headers } = response;
  if (response.status === 304) return { body: null, tag, headers };
  if (!response.ok) throw await refusalOf(response);
  return { body: (await response.json()) as T, tag: headers.get("etag"), headers };
}

/** The same for small writes that come often and must keep nothing waiting. */
export const postJson = <T>(path: string, body: unknown, options: RequestInit = {}): Promise<T> =>
  ask<T>(path, {
    ...options,
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });

/**
 * Hears what the server tells (server-sent events) until it ends; `signal` ends it from here. Not the browser's own EventSource: that
 * cannot say whom the page was drawn for.
 * @throws as getJson
 */
export async function hearEvents(
  path: string,
  onEvent: (name: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await request(path, { signal }, "text/event-stream");
  if (!response.ok || !response.body) throw await refusalOf(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const name = /^event: (\w+)$/m.exec(part)?.[1];
      if (name) onEvent(name);
    }
  }
}

/** Everything asked says whom this page was drawn for (lib/auth/page-mark.ts). */
async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const response = await request(path, init, "application/json");
  if (!response.ok) throw await refusalOf(response);
  return (await response.json().catch(() => null)) as T;
}

async function request(path: string, init: RequestInit, accept: string): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("accept", accept);
  const mark = pageMark();
  if (mark) headers.set(MARK_HEADER, writeMark(mark));
  return fetch(path, { ...init, headers, cache: "no-store" });
}

async function refusalOf(response: Response): Promise<ActionError> {
  const problem = (await response.json().catch(() => null)) as {
    code?: ErrorCode;
    title?: string;
    requestId?: string;
    detail?: Record<string, unknown>;
  } | null;
  const wait = Number(response.headers.get("retry-after"));
  const code = problem?.code ?? "internal";
  askWhoIsSignedIn(code);
  return new ActionError(
    code,
    problem?.title ?? `The server answered with ${response.status}.`,
    problem?.requestId ?? null,
    { ...problem?.detail, ...(wait > 0 ? { retryAfterMs: wait * 1_000 } : {}) },
  );
}
