import { type NextRequest, NextResponse } from "next/server";
import { isEmbedded } from "@/app/_server/cookies";
import { failurePage, requestIdOf } from "@/app/_server/http";
import { readSessionId, sessionCookie } from "@/lib/auth/next";
import { isOwnOrigin, sentFrom } from "@/lib/auth/own-origin";
import { AppError } from "@/lib/core/errors";
import { getPrincipal, signOut } from "@/lib/workflows/govern/sessions";
import { getRuntime } from "@/lib/workflows/service/runtime";

export const dynamic = "force-dynamic";

/**
 * Signs out whoever is signed in on this browser, whatever page is asked from: that is always safe. A plain form posts
 * here, so it works without scripts; the origin is checked, whatever the cookie says of other sites.
 */
export async function POST(request: NextRequest): Promise<Response> {
  const runtime = await getRuntime();
  if (!isOwnOrigin(sentFrom(request.headers), runtime.env.APP_ORIGIN))
    return failurePage(runtime, new AppError("foreign-page"), requestIdOf(request), "signout");
  const principal = await getPrincipal(
    runtime,
    await readSessionId(runtime.env.APP_ORIGIN, isEmbedded(runtime)),
  );
  if (principal) await signOut(runtime, principal, requestIdOf(request));
  const response = NextResponse.redirect(
    new URL("/signed-out?reason=signed-out", runtime.env.APP_ORIGIN),
    303,
  );
  const { name, options } = sessionCookie("", runtime.env.APP_ORIGIN, isEmbedded(runtime));
  response.cookies.set(name, "", { ...options, maxAge: 0 });
  return response;
}
