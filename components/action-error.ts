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
  throw new ActionError(code, message, requestId, detail);
}

/** Anything thrown on the way to the server is a connection that failed: nothing is known of the outcome. */
export function toActionError(error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  return new ActionError(
    "network",
    "OpenAcuity's server did not answer. Check the connection and try again; the same try is never recorded twice.",
  );
}
