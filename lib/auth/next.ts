import type { NextAuthOptions } from "next-auth";
import { getServerSession } from "next-auth";
import { encode } from "next-auth/jwt";
import { cookieSite } from "./embedding";
import { SESSION_MAX_MS } from "./session";

/**
 * The thin seam to next-auth: it signs, encrypts and reads the session cookie. The cookie holds a session id and nothing
 * else; who that is and whether it still counts is the database's to say. Sign-in happens in our SMART routes.
 */
const MAX_AGE_SECONDS = SESSION_MAX_MS / 1000;

export const authOptions: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: MAX_AGE_SECONDS },
  providers: [],
  pages: { signIn: "/signed-out", error: "/signed-out" },
  callbacks: {
    session: ({ session, token }) => ({ ...session, sid: token.sid }),
  },
};

/** The session id in this request's cookie; null without one or when it does not verify. */
export async function readSessionId(appOrigin: string, embedded: boolean): Promise<string | null> {
  const { name, options } = sessionCookie("", appOrigin, embedded);
  const session = (await getServerSession({
    ...authOptions,
    cookies: { sessionToken: { name, options } },
  })) as { sid?: unknown } | null;
  return typeof session?.sid === "string" ? session.sid : null;
}

export const encodeSession = (sessionId: string, secret: string): Promise<string> =>
  encode({ token: { sid: sessionId }, secret, maxAge: MAX_AGE_SECONDS });

/**
 * Without frames next-auth's own cookie name, so that getServerSession finds it. In a frame a name apart: a browser keeps a cookie
 * of each kind, and would send both.
 */
export function sessionCookie(value: string, appOrigin: string, embedded: boolean) {
  const https = appOrigin.startsWith("https://");
  return {
    name: embedded
      ? // Only ever set by us, and for every path (RFC 6265bis, 4.1.3.2).
        `${https ? "__Host-" : ""}openacuity.session`
      : `${https ? "__Secure-" : ""}next-auth.session-token`,
    value,
    options: {
      httpOnly: true,
      ...cookieSite(appOrigin, embedded),
      path: "/",
      maxAge: MAX_AGE_SECONDS,
    } as const,
  };
}
