import { type NextRequest, NextResponse } from "next/server";
import type { LaunchRefusal } from "@/lib/auth/launch-refusals";
import { ERROR_CODES, type ErrorCode, toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { REFUSAL_COOKIE, refusalCookie } from "./cookies";

/** The id the proxy gave this request. */
export const requestIdOf = (request: NextRequest | Request): string =>
  request.headers.get("x-request-id") ?? newId();

/** A failed sign-in ends on a page that says what happened and how to go on; the reason travels as a stable code. */
export function failurePage(runtime: Runtime, error: unknown, requestId: string, route: string): Response {
  const failure = toAppError(error);
  const refusal = failure.detail.refusal as LaunchRefusal | undefined;
  runtime.logger.warn(
    { requestId, route, code: failure.code, reason: refusal?.why, err: failure },
    "sign-in failed",
  );
  const target = new URL("/signed-out", runtime.env.APP_ORIGIN);
  target.searchParams.set("reason", failure.code);
  target.searchParams.set("request", requestId);
  const response = NextResponse.redirect(target, 303);
  const kept = refusalCookie(runtime);
  if (refusal) response.cookies.set(REFUSAL_COOKIE, JSON.stringify(refusal), kept);
  else response.cookies.set(REFUSAL_COOKIE, "", { ...kept, maxAge: 0 });
  return response;
}

/** Errors of API routes: problem details (RFC 9457) with the stable code. */
export function problem(error: unknown, requestId: string): Response {
  const { code, message, detail } = reasonOf(error);
  const { status } = ERROR_CODES[code];
  return Response.json(
    { type: "about:blank", title: message, status, code, requestId, detail },
    { status, headers: { "content-type": "application/problem+json" } },
  );
}

type Reason = { code: ErrorCode; message: string; detail: unknown };

function reasonOf(error: unknown): Reason {
  const given = error as { code?: unknown; message?: unknown; detail?: unknown };
  if (!(error instanceof Error) && typeof given.code === "string" && Object.hasOwn(ERROR_CODES, given.code)) {
    return { code: given.code as ErrorCode, message: String(given.message), detail: given.detail ?? {} };
  }
  const failure = toAppError(error);
  return { code: failure.code, message: failure.userMessage, detail: failure.detail };
}
