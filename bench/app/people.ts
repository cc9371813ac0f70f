import { eq } from "drizzle-orm";
import { newestLaunch } from "@/db/queries/identity";
import { appUser, session } from "@/db/schema";
import { sessionCookie } from "@/lib/auth/next";
import { writeMark } from "@/lib/auth/page-mark";
import { newId } from "@/lib/core/ids";
import { ask } from "./ask";
import type { Stack } from "./stack";

/** Somebody signed in at a workstation of their own. */
export type Clinician = { readonly cookie: string; readonly mark: string };

/**
 * Each signs in at the EHR, so each has a session, a launch and tokens of their own. The sandbox knows few people by name: whoever
 * has signed in becomes another person of the app right away, so that no two share what the EHR has shown one of them.
 */
export async function signInAll(stack: Stack, count: number): Promise<Clinician[]> {
  const all: Clinician[] = [];
  for (let i = 0; i < count; i++) {
    const cookie = await signIn(stack);
    all.push({ cookie, mark: await makeOther(stack, i + 1) });
  }
  return all;
}

/** The way of a browser from the app's launch address over the EHR's sign-in page and back. */
async function signIn({ origin, fhir, certificate }: Stack): Promise<string> {
  const jar = new Map<string, string>();
  const name = sessionCookie("", origin, false).name;
  let url = `${origin}/launch?${new URLSearchParams({ iss: fhir })}`;
  let form: string | null = null;
  for (let hop = 0; hop < 15; hop++) {
    const answer = await ask(certificate, url, {
      headers: {
        accept: "text/html",
        cookie: [...jar].map(([k, v]) => `${k}=${v}`).join("; "),
        ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
      },
      ...(form ? { method: "POST", body: form } : {}),
    });
    for (const line of [answer.headers["set-cookie"] ?? []].flat()) {
      const [, key = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) jar.set(key, value);
    }
    const signedIn = jar.get(name);
    if (signedIn) return `${name}=${signedIn}`;
    const { location } = answer.headers;
    form = null;
    // The sandbox does not know that TLS ends in front of it.
    if (typeof location === "string") url = new URL(location, url).href.replace(/^http:/, "https:");
    else if (url.includes("/interaction/")) form = "user=nurse1";
    else
      throw new Error(
        `no sign-in at ${new URL(url).pathname}: ${answer.status} ${answer.body.slice(0, 300)}`,
      );
  }
  throw new Error("too many redirects");
}

/** The newest session, of another person from now on; answers with whom its pages are drawn for. */
async function makeOther({ handle: { db }, fhir }: Stack, number: number): Promise<string> {
  const sessions = await db.select({ id: session.id, at: session.createdAt }).from(session);
  const newest = sessions.sort((a, b) => b.at.getTime() - a.at.getTime())[0];
  if (!newest) throw new Error("nobody has signed in");
  const id = newId();
  const person = { issuer: fhir, subject: `bench-${number}`, displayName: `Clinician ${number}` };
  await db.insert(appUser).values({ id, ...person, role: "clinician", createdAt: new Date() });
  await db.update(session).set({ userId: id }).where(eq(session.id, newest.id));
  return writeMark({ person: id, launch: await newestLaunch(db, newest.id) });
}
