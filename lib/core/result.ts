import type { ErrorCode } from "./errors";

/** What a server action answers: data, or an error a screen can show. Never a raw exception. */
export type ActionResult<T> =
  | { ok: true; data: T }
  | {
      ok: false;
      error: { code: ErrorCode; message: string; requestId: string; detail?: Record<string, unknown> };
    };
