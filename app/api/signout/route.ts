import { type NextRequest, NextResponse } from "next/server";
import { requestIdOf } from "@/app/_server/http";
import { readSessionId, sessionCookie } from "@/lib/auth/next";
import { getRuntime } from "@/lib/workflows/runtime";
import { getPrincipal, signOut } from "@/lib/workflows/sign-in";

export const dynamic = "force-dynamic";

/**
 * Signs out. A plain form posts here, so it works without scripts; SameSite=Lax keeps other sites from posting it, and
 * the origin is checked besides.
 */
export async function POST(request: NextRequest): Promise<Response> {
  const runtime = await getRuntime();
  const origin = request.headers.get("origin");
  if (origin && origin !== new URL(runtime.env.APP_ORIGIN).origin) return new Response(null, { status: 403 });
  const principal = await getPrincipal(runtime, await readSessionId());
  if (principal) await signOut(runtime, principal, requestIdOf(request));
  const response = NextResponse.redirect(
    new URL("/signed-out?reason=signed-out", runtime.env.APP_ORIGIN),
    303,
  );
  const { name, options } = sessionCookie("", runtime.env.APP_ORIGIN);
  response.cookies.set(name, "", { ...options, maxAge: 0 });
  return response;
}
