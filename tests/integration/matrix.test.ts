import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { appUser, session } from "@/db/schema";
import { can, type Permission } from "@/lib/auth/permissions";
import { ROLES, type Role } from "@/lib/auth/roles";
import { PERMISSION } from "@/lib/auth/wrapper";
import { newId } from "@/lib/core/ids";
import { openTestRuntime, type TestRuntime } from "./support/runtime";

// The two seams to Next: who is asking, and the request's headers. Everything behind them is the real thing.
const asking = vi.hoisted(() => ({ sessionId: null as string | null }));
vi.mock("@/lib/auth/next", () => ({ readSessionId: async () => asking.sessionId }));
vi.mock("next/headers", () => ({ headers: async () => new Headers({ "x-request-id": "matrix" }) }));

type Entry = {
  readonly name: string;
  readonly permission: Permission | undefined;
  readonly call: () => Promise<string>;
};

/** Every exported action and route handler of the app, found by looking, so that a new one cannot be forgotten. */
const PUBLIC = [
  "app/launch/route.ts",
  "app/api/smart/callback/route.ts",
  "app/api/health/route.ts",
  "app/api/metrics/route.ts",
  "app/api/signout/route.ts",
];
const files = readdirSync("app", { recursive: true, withFileTypes: true })
  .filter((e) => e.isFile() && /^(actions|route)\.ts$/.test(e.name))
  .map((e) => join(e.parentPath, e.name))
  .filter((f) => !PUBLIC.includes(f));

async function entriesOf(file: string): Promise<Entry[]> {
  const exports = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  return Object.entries(exports).flatMap(([name, value]) => {
    if (typeof value !== "function") return [];
    const permission = (value as { [PERMISSION]?: Permission })[PERMISSION];
    const call = async () => {
      if (file.endsWith("route.ts")) {
        const response = (await value(new Request("http://localhost/x/not-a-uuid/data"))) as Response;
        return response.ok ? "ok" : String(((await response.json()) as { code?: string }).code);
      }
      const result = (await value({ unexpected: true })) as { ok: boolean; error?: { code: string } };
      return result.ok ? "ok" : String(result.error?.code);
    };
    return [{ name: `${file} ${name}`, permission, call }];
  });
}

let test: TestRuntime;
const sessions = new Map<Role, string>();
beforeAll(async () => {
  test = await openTestRuntime();
  (globalThis as Record<symbol, unknown>)[Symbol.for("openacuity.runtime")] = Promise.resolve(test.rt);
  const now = test.rt.clock();
  for (const role of ROLES) {
    const [userId, sessionId] = [newId(), newId()];
    await test.rt.db.insert(appUser).values({
      id: userId,
      issuer: "https://ehr.test",
      subject: role,
      displayName: role,
      role,
      createdAt: now,
    });
    await test.rt.db.insert(session).values({ id: sessionId, userId, createdAt: now, lastSeenAt: now });
    sessions.set(role, sessionId);
  }
});
afterAll(async () => {
  delete (globalThis as Record<symbol, unknown>)[Symbol.for("openacuity.runtime")];
  await test.close();
});

describe("every action and route, as every role and as nobody", () => {
  it("finds them", () => {
    expect(files.length).toBeGreaterThanOrEqual(8);
  });

  it.each(files)("%s", async (file) => {
    const entries = await entriesOf(file);
    expect(entries.length).toBeGreaterThan(0);
    for (const { name, permission, call } of entries) {
      expect(permission, `${name} goes through the guard`).toBeDefined();
      for (const role of [null, ...ROLES]) {
        asking.sessionId = role && (sessions.get(role) ?? null);
        const answer = await call();
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
    const [userId, sessionId] = [newId(), newId()];
    const now = test.rt.clock();
    await test.rt.db.insert(appUser).values({
      id: userId,
      issuer: "https://ehr.test",
      subject: "surgeon",
      displayName: "x",
      role: "surgeon" as Role,
      createdAt: now,
    });
    await test.rt.db.insert(session).values({ id: sessionId, userId, createdAt: now, lastSeenAt: now });
    asking.sessionId = sessionId;
    for (const file of files)
      for (const { call } of await entriesOf(file)) expect(await call()).toBe("unauthenticated");
  });
});
