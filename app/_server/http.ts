import { type NextRequest, NextResponse } from "next/server";
import { ERROR_CODES, type ErrorCode, toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { Runtime } from "@/lib/workflows/runtime";

/** The id the proxy gave this request. */
export const requestIdOf = (request: NextRequest | Request): string =>
  request.headers.get("x-request-id") ?? newId();

/** A failed sign-in ends on a page that says what happened and how to go on; the reason travels as a stable code. */
export function failurePage(runtime: Runtime, error: unknown, requestId: string, route: string): Response {
  const failure = toAppError(error);
  runtime.logger.warn({ requestId, route, code: failure.code, err: failure }, "sign-in failed");
  const target = new URL("/signed-out", runtime.env.APP_ORIGIN);
  target.searchParams.set("reason", failure.code);
  target.searchParams.set("request", requestId);
  return NextResponse.redirect(target, 303);
}

/** Errors of API routes: problem details (RFC 9457) with the stable code. */
export function problem(error: unknown, requestId: string): Response {
  const { code, message } = reasonOf(error);
  const { status } = ERROR_CODES[code];
  return Response.json(
    { type: "about:blank", title: message, status, code, requestId },
    { status, headers: { "content-type": "application/problem+json" } },
  );
}

function reasonOf(error: unknown): { code: ErrorCode; message: string } {
  const given = error as { code?: unknown; message?: unknown };
  if (!(error instanceof Error) && typeof given.code === "string" && Object.hasOwn(ERROR_CODES, given.code)) {
    return { code: given.code as ErrorCode, message: String(given.message) };
  }
  const failure = toAppError(error);
  return { code: failure.code, message: failure.userMessage };
}
