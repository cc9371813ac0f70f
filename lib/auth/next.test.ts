import { decode } from "next-auth/jwt";
import { describe, expect, it } from "vitest";
import { authOptions, encodeSession, sessionCookie } from "./next";
import { SESSION_MAX_MS } from "./session";

const secret = "a-secret-of-more-than-thirty-two-characters";

describe("the session cookie", () => {
  it("holds the session id and nothing about the person, readable with the secret alone", async () => {
    const value = await encodeSession("7d0c7f5e-0000-4000-8000-000000000000", secret);
    expect(value).not.toContain("7d0c7f5e");
    const token = await decode({ token: value, secret });
    expect(Object.keys(token ?? {}).sort()).toEqual(["exp", "iat", "jti", "sid"]);
    expect(Number(token?.exp) - Number(token?.iat)).toBe(SESSION_MAX_MS / 1000);
    await expect(decode({ token: value, secret: `${secret}!` })).rejects.toThrow();
  });

  it.each([
    ["https://triage.test", "__Secure-next-auth.session-token", true],
    ["http://localhost:3000", "next-auth.session-token", false],
  ])("on %s is called %s", (origin, name, secure) => {
    expect(sessionCookie("v", origin, false)).toEqual({
      name,
      value: "v",
      options: { httpOnly: true, sameSite: "lax", secure, path: "/", maxAge: SESSION_MAX_MS / 1000 },
    });
  });

  it.each([
    ["https://triage.test", "__Host-openacuity.session"],
    ["http://localhost:3000", "openacuity.session"],
  ])("in a frame on %s is called %s, and is kept for that frame's site alone", (origin, name) => {
    const { name: given, options } = sessionCookie("v", origin, true);
    expect(given).toBe(name);
    expect(options).toEqual({
      httpOnly: true,
      sameSite: "none",
      secure: true,
      partitioned: true,
      path: "/",
      maxAge: SESSION_MAX_MS / 1000,
    });
  });

  it("next-auth offers no way in by itself", () => {
    expect(authOptions.providers).toEqual([]);
    expect(authOptions.pages?.signIn).toBe("/signed-out");
  });
});
