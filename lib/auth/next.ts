import type { NextAuthOptions } from "next-auth";
import { getServerSession } from "next-auth";
import { encode } from "next-auth/jwt";
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
export async function readSessionId(): Promise<string | null> {
  const session = (await getServerSession(authOptions)) as { sid?: unknown } | null;
  return typeof session?.sid === "string" ? session.sid : null;
}

export const encodeSession = (sessionId: string, secret: string): Promise<string> =>
  encode({ token: { sid: sessionId }, secret, maxAge: MAX_AGE_SECONDS });

/** next-auth's own cookie name, so that getServerSession finds it. */
export function sessionCookie(value: string, appOrigin: string) {
  const secure = appOrigin.startsWith("https://");
  return {
    name: `${secure ? "__Secure-" : ""}next-auth.session-token`,
    value,
    options: { httpOnly: true, sameSite: "lax", secure, path: "/", maxAge: MAX_AGE_SECONDS } as const,
  };
}
