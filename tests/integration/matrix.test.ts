import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { appUser, session } from "@/db/schema";
import type { PageMark } from "@/lib/auth/page-mark";
import { can } from "@/lib/auth/permissions";
import { ROLES, type Role } from "@/lib/auth/roles";
import { MINUTE } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { type Entry, entriesOf, entryFiles as files } from "./support/entries";
import { openTestRuntime, type TestRuntime } from "./support/runtime";

// The two seams to Next: who is asking, and the request's headers. Everything behind them is the real thing.
const asking = vi.hoisted(() => ({
  sessionId: null as string | null,
  headers: {} as Record<string, string>,
}));
vi.mock("@/lib/auth/next", () => ({ readSessionId: async () => asking.sessionId }));
vi.mock("next/headers", () => ({ headers: async () => new Headers(asking.headers) }));
// Only a running server knows who asks in which language.
vi.mock("next-intl/server", () => ({ getLocale: async () => "en" }));

const APP = "http://localhost:3000";
const FROM_OUR_PAGE = { "x-request-id": "matrix", origin: APP };
const sent = () => new Headers(asking.headers);

let test: TestRuntime;
const sessions = new Map<Role, { id: string; mark: PageMark }>();
const entries: Entry[] = [];
beforeAll(async () => {
  test = await openTestRuntime({ APP_ORIGIN: APP });
  (globalThis as Record<symbol, unknown>)[Symbol.for("openacuity.runtime")] = Promise.resolve(test.rt);
  for (const role of ROLES) {
    const { userId, sessionId } = await somebody(role, role);
    sessions.set(role, { id: sessionId, mark: { person: userId, launch: null } });
  }
  for (const file of files) entries.push(...(await entriesOf(file, sent)));
});
afterAll(async () => {
  delete (globalThis as Record<symbol, unknown>)[Symbol.for("openacuity.runtime")];
  await test.close();
});
beforeEach(() => {
  asking.headers = FROM_OUR_PAGE;
});

async function somebody(subject: string, role: Role): Promise<{ userId: string; sessionId: string }> {
  const [userId, sessionId] = [newId(), newId()];
  const now = test.rt.clock();
  const displayName = subject;
  await test.rt.db
    .insert(appUser)
    .values({ id: userId, issuer: "https://ehr.test", subject, displayName, role, createdAt: now });
  await test.rt.db.insert(session).values({ id: sessionId, userId, createdAt: now, lastSeenAt: now });
  return { userId, sessionId };
}

const allowed = ({ permission }: Entry): Role => {
  const role = ROLES.find((r) => can(r, permission));
  if (!role) throw new Error(`nobody may ${permission}`);
  return role;
};
const as = (role: Role): PageMark => {
  const known = sessions.get(role);
  if (!known) throw new Error(`no ${role}`);
  asking.sessionId = known.id;
  return known.mark;
};
const seen = async (role: Role) => {
  const [row] = await test.rt.db
    .select()
    .from(session)
    .where(eq(session.id, sessions.get(role)?.id ?? ""));
  return row?.lastSeenAt.getTime() ?? 0;
};

describe("every action and route, as every role and as nobody", () => {
  it("finds them", () => {
    expect(files.length).toBeGreaterThanOrEqual(8);
    expect(entries.length).toBeGreaterThanOrEqual(20);
  });

  it.each(files)("%s", async (file) => {
    const found = await entriesOf(file, sent);
    expect(found.length).toBeGreaterThan(0);
    for (const { name, permission, call } of found) {
      expect(permission, `${name} goes through the guard`).toBeDefined();
      for (const role of [null, ...ROLES]) {
        asking.sessionId = null;
        const mark = role ? as(role) : undefined;
        const answer = await call({ mark });
        const outcome = answer === "unauthenticated" || answer === "forbidden" ? answer : "let in";
        const expected = role === null ? "unauthenticated" : can(role, permission) ? "let in" : "forbidden";
        // A clinician of this test has no launch at the EHR: being told so means having passed the guard.
        const passed = expected === "let in" && answer === "unauthenticated";
        expect(passed ? "let in" : outcome, `${name} as ${role ?? "nobody"}`).toBe(expected);
      }
      asking.sessionId = newId();
      expect(await call(), `${name} with an unknown session`).toBe("unauthenticated");
    }
  });

  it("lets nobody in with a role the product does not know", async () => {
    const { userId, sessionId } = await somebody("surgeon", "surgeon" as Role);
    asking.sessionId = sessionId;
    for (const { call } of entries)
      expect(await call({ mark: { person: userId, launch: null } })).toBe("unauthenticated");
  });
});

describe("every action and route that changes something", () => {
  const changing = () => entries.filter((e) => e.kind !== "read");

  it.each<[string, Record<string, string>]>([
    ["another site", { origin: "https://evil.example" }],
    [
      "another site that has the host rewritten to ours",
      { origin: "https://evil.example", host: "localhost:3000" },
    ],
    ["another site reached by a name of its own", { origin: "https://evil.example", host: "evil.example" }],
    ["a proxy's word for the host", { origin: "https://evil.example", "x-forwarded-host": "evil.example" }],
    ["a sandboxed frame", { origin: "null", "sec-fetch-site": "cross-site" }],
    ["nowhere that it says", {}],
  ])("is refused from %s", async (_where, headers) => {
    for (const entry of changing()) {
      const mark = as(allowed(entry));
      asking.headers = headers;
      expect(await entry.call({ mark }), entry.name).toBe("foreign-page");
      asking.headers = FROM_OUR_PAGE;
    }
  });

  it("is let in behind a proxy that rewrites the host", async () => {
    for (const entry of changing()) {
      const mark = as(allowed(entry));
      asking.headers = {
        ...FROM_OUR_PAGE,
        host: "app.internal:3000",
        "x-forwarded-host": "app.internal:3000",
      };
      expect(["foreign-page", "other-person"], entry.name).not.toContain(await entry.call({ mark }));
    }
  });

  it("is refused from a page drawn for somebody else, or for nobody that it says", async () => {
    const before = (await listAuditEvents(test.rt.db, { event: "access.denied", limit: 500 })).length;
    for (const entry of changing()) {
      as(allowed(entry));
      const { userId: person } = await somebody(newId(), "clinician");
      expect(await entry.call({ mark: { person, launch: null } }), entry.name).toBe("other-person");
      expect(await entry.call({ mark: undefined }), entry.name).toBe("earlier-launch");
    }
    const denied = await listAuditEvents(test.rt.db, { event: "access.denied", limit: 500 });
    expect(denied.length - before).toBe(Math.min(500 - before, changing().length * 2));
    expect(denied[0]?.detail).toMatchObject({ why: expect.stringMatching(/other-person|earlier-launch/) });
  });

  it("is refused from a page of a launch that is not this session's", async () => {
    for (const entry of changing()) {
      const { person } = as(allowed(entry));
      expect(await entry.call({ mark: { person, launch: newId() } }), entry.name).toBe("earlier-launch");
    }
  });
});

describe("what keeps a session alive", () => {
  /** Asked by pages by themselves, again and again. */
  const POLLED = ["refreshRuns", "refreshModels", "readJob"];
  /** Said by a page for as long as it is in sight, whether anybody does anything or not. */
  const SAID = ["app/(clinic)/encounters/[id]/seeing/route.ts POST"];
  /** A file is asked for by a click. */
  const isDownload = (name: string) => /\/(csv|json|proof|export|file)\//.test(name);
  const isPolled = ({ kind, name }: Entry) =>
    (kind === "read" && !isDownload(name)) ||
    SAID.includes(name) ||
    POLLED.includes(name.split(" ").at(-1) ?? "");

  const around = async (entry: Entry): Promise<"prolonged" | "not"> => {
    const role = allowed(entry);
    const mark = as(role);
    const then = new Date(test.rt.clock().getTime() - 5 * MINUTE);
    await test.rt.db
      .update(session)
      .set({ lastSeenAt: then })
      .where(eq(session.id, asking.sessionId ?? ""));
    await entry.call({ mark });
    return (await seen(role)) > then.getTime() ? "prolonged" : "not";
  };

  it("is no page asking by itself", async () => {
    const polled = entries.filter(isPolled);
    expect(polled.length).toBeGreaterThanOrEqual(8);
    for (const entry of polled) expect(await around(entry), entry.name).toBe("not");
  });

  it("is everything else", async () => {
    for (const entry of entries.filter((e) => !isPolled(e)))
      expect(await around(entry), entry.name).toBe("prolonged");
  });
});
