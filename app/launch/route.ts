import { type NextRequest, NextResponse } from "next/server";
import { LAUNCH_BINDING_COOKIE, launchBindingCookie } from "@/app/_server/cookies";
import { failurePage, requestIdOf } from "@/app/_server/http";
import { startLaunch } from "@/lib/workflows/govern/sign-in";
import { getRuntime } from "@/lib/workflows/service/runtime";

export const dynamic = "force-dynamic";

/** SMART App Launch 2.2: the EHR sends the browser here with `iss` and `launch`; without `launch` it is standalone. */
export async function GET(request: NextRequest): Promise<Response> {
  const requestId = requestIdOf(request);
  const runtime = await getRuntime();
  try {
    const { redirectUrl, binding } = await startLaunch(runtime, {
      iss: request.nextUrl.searchParams.get("iss"),
      launch: request.nextUrl.searchParams.get("launch"),
      requestId,
    });
    const response = NextResponse.redirect(redirectUrl, 302);
    // Ties the callback to this browser, so that nobody can finish somebody else's sign-in (login CSRF).
    const state = new URL(redirectUrl).searchParams.get("state") ?? "";
    response.cookies.set(LAUNCH_BINDING_COOKIE(state), binding, launchBindingCookie(runtime));
    return response;
  } catch (error) {
    return failurePage(runtime, error, requestId, "launch");
  }
}
