import { type NextRequest, NextResponse, userAgent } from "next/server";
import { isEmbedded, LAUNCH_BINDING_COOKIE, launchBindingCookie } from "@/app/_server/cookies";
import { failurePage, requestIdOf } from "@/app/_server/http";
import { encodeSession, readSessionId, sessionCookie } from "@/lib/auth/next";
import { finishLaunch } from "@/lib/workflows/govern/sign-in";
import { getRuntime } from "@/lib/workflows/service/runtime";

export const dynamic = "force-dynamic";

/** Where the EHR's authorization server sends the browser back: code for tokens, then our own session. */
export async function GET(request: NextRequest): Promise<Response> {
  const requestId = requestIdOf(request);
  const runtime = await getRuntime();
  const bindingCookie = LAUNCH_BINDING_COOKIE(request.nextUrl.searchParams.get("state") ?? "");
  try {
    const { sessionId, redirectTo } = await finishLaunch(runtime, {
      callbackUrl: new URL(request.nextUrl.pathname + request.nextUrl.search, runtime.env.APP_ORIGIN).href,
      binding: request.cookies.get(bindingCookie)?.value ?? null,
      currentSessionId: await readSessionId(runtime.env.APP_ORIGIN, isEmbedded(runtime)),
      device: deviceOf(request),
      requestId,
    });
    const response = NextResponse.redirect(new URL(redirectTo, runtime.env.APP_ORIGIN), 303);
    const cookie = sessionCookie(
      await encodeSession(sessionId, runtime.env.NEXTAUTH_SECRET),
      runtime.env.APP_ORIGIN,
      isEmbedded(runtime),
    );
    response.cookies.set(cookie.name, cookie.value, cookie.options);
    response.cookies.set(bindingCookie, "", { ...launchBindingCookie(runtime), maxAge: 0 });
    return response;
  } catch (error) {
    return failurePage(runtime, error, requestId, "callback");
  }
}

/** "Chrome on Windows": enough for somebody to know their own sessions apart. */
function deviceOf(request: NextRequest): string | null {
  const { browser, os } = userAgent(request);
  return [browser.name, os.name].filter(Boolean).join(" on ").slice(0, 80) || null;
}
