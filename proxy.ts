import { type NextRequest, NextResponse } from "next/server";
import { type FrameOrigins, frameAncestors, frameOptions, readFrameOrigins } from "@/lib/auth/embedding";

/**
 * Every page gets a fresh nonce and the security headers; every request gets an id that logs, errors and the EHR calls
 * share. Whether somebody may see a page is decided where the data is read (app/_server/guard.ts), never here.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const frames = framesFor(request.nextUrl.pathname);
  const csp = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development", frames);
  const headers = new Headers(request.headers);
  // Next compares an action's Origin with the host it was asked at, which a proxy may have rewritten and an attacker may
  // have chosen. There is one right answer; app/_server/guard.ts checks it again.
  const origin = URL.parse(process.env.APP_ORIGIN ?? "");
  if (origin) headers.set("x-forwarded-host", origin.host);
  headers.set("x-nonce", nonce);
  headers.set("x-request-id", crypto.randomUUID());
  headers.set("Content-Security-Policy", csp);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", csp);
  response.headers.set("X-Request-Id", headers.get("x-request-id") ?? "");
  for (const [name, value] of SECURITY_HEADERS) response.headers.set(name, value);
  const old = frameOptions(frames);
  if (old) response.headers.set("X-Frame-Options", old);
  // Pages show patient data: no shared or disk cache may keep them.
  response.headers.set("Cache-Control", "no-store");
  if (process.env.APP_ORIGIN?.startsWith("https://")) {
    response.headers.set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  }
  return response;
}

const SECURITY_HEADERS = [
  ["X-Content-Type-Options", "nosniff"],
  // Other sites learn no address of ours. Ourselves we tell: under "no-referrer" a form's POST carries `Origin: null`
  // (Fetch, "append a request Origin header"), and nobody could sign out.
  ["Referrer-Policy", "same-origin"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"],
] as const;

let known: { readonly setting: string | undefined; readonly origins: FrameOrigins } | null = null;

/** Pages may be framed by whom the settings name; what an API answers is no page and is framed by nobody. */
function framesFor(path: string): FrameOrigins {
  if (path.startsWith("/api/")) return [];
  const setting = process.env.SMART_ISSUERS;
  if (!known || known.setting !== setting) known = { setting, origins: readFrameOrigins(setting) };
  return known.origins;
}

function contentSecurityPolicy(nonce: string, development: boolean, frames: FrameOrigins): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // Charts place their marks with style attributes; style elements still need the nonce.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frameAncestors(frames)}`,
  ].join("; ");
}

export const config = { matcher: [{ source: "/((?!_next/static|_next/image|favicon.ico|icon.svg).*)" }] };
