import type { ErrorCode } from "@/lib/core/errors";
import type { ActionResult } from "@/lib/core/result";

/** What a server action refused, as something react-query can carry; `message` is for the person at the screen. */
export class ActionError extends Error {
  readonly code: ErrorCode | "network";
  readonly requestId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode | "network",
    message: string,
    requestId: string | null = null,
    detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = "ActionError";
    this.code = code;
    this.requestId = requestId;
    this.detail = detail;
  }
}

/** The data of an answer; @throws ActionError. */
export function unwrap<T>(result: ActionResult<T>): T {
  if (result.ok) return result.data;
  const { code, message, requestId, detail } = result.error;
  askWhoIsSignedIn(code);
  throw new ActionError(code, message, requestId, detail);
}

/** Fired when a refusal may mean that the session is over or somebody else's; the page's frame then looks. */
export const SESSION_DOUBTED = "openacuity:session-doubted";
const DOUBTS = ["unauthenticated", "other-person", "earlier-launch"];

export function askWhoIsSignedIn(code: string): void {
  if (typeof window !== "undefined" && DOUBTS.includes(code))
    window.dispatchEvent(new Event(SESSION_DOUBTED));
}

/** Anything thrown on the way to the server is a connection that failed: nothing is known of the outcome. */
export function toActionError(error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  // The server's door refuses an action before it is one (bin/serve/refuse.ts): a code and a sentence, as the error's text.
  const refused = error instanceof Error ? /^(rate-limited|invalid-input): (.+)$/.exec(error.message) : null;
  if (refused) return new ActionError(refused[1] as ErrorCode, refused[2] as string);
  return new ActionError(
    "network",
    "OpenAcuity's server did not answer. Check the connection and try again; the same try is never recorded twice.",
  );
}
