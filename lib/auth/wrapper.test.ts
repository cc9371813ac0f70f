import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { createLogger } from "@/lib/core/logger";
import { can, PERMISSIONS, type Permission } from "./permissions";
import type { Principal } from "./principal";
import { ROLES, type Role } from "./roles";
import { type PageClaim, runAuthorized, type WrapperContext } from "./wrapper";

const lines: string[] = [];
const denied: string[] = [];
const observed: string[] = [];
const used: string[] = [];
const ME = "11111111-1111-4111-8111-111111111111";
const LAUNCH = "22222222-2222-4222-8222-222222222222";
const MARK = { person: ME, launch: LAUNCH };
const as = (role: Role | null, page: Partial<PageClaim> = {}): WrapperContext<string> => ({
  runtime: "runtime",
  logger: createLogger("info", { write: (line: string) => void lines.push(line) }),
  requestId: "req-1",
  principal: role && {
    userId: ME,
    sessionId: "s",
    displayName: "Somebody",
    role,
    issuer: "https://ehr.test",
    fhirUser: null,
  },
  page: { changes: true, ownOrigin: true, mark: MARK, ...page },
  isNamed: async () => true,
  isOwnLaunch: async (_p, launchId) => launchId === LAUNCH,
  noteUse: async (p) => void used.push(p.role),
  auditDenied: async (p: Principal, permission, _name, why) =>
    void denied.push(`${p.role} ${permission}${why ? ` ${why}` : ""}`),
  observe: (name, status) => void observed.push(`${name} ${status}`),
});
const input = z.strictObject({ level: z.int().min(1).max(5) });
const spec = (permission: Permission) => ({ name: "decide", permission, input });

describe("every action as every role and as nobody", () => {
  const permissions = Object.keys(PERMISSIONS) as Permission[];
  it.each(permissions.flatMap((p) => [...ROLES, null].map((role) => [p, role] as const)))(
    "%s as %s",
    async (permission, role) => {
      let ran = false;
      const answer = await runAuthorized(as(role), spec(permission), { level: 2 }, async () => {
        ran = true;
      });
      const allowed = role !== null && can(role, permission);
      expect(answer.ok).toBe(allowed);
      expect(ran).toBe(allowed);
      if (!answer.ok) expect(answer.error.code).toBe(role === null ? "unauthenticated" : "forbidden");
    },
  );

  it.each(ROLES)("asks besides the role whether the settings name the person, as %s", async (role) => {
    let ran = false;
    const unnamed = { ...as(role), isNamed: async () => false };
    const answer = await runAuthorized(unnamed, spec("network:read"), { level: 2 }, async () => {
      ran = true;
    });
    expect(answer).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(ran).toBe(false);
    expect(denied.at(-1)).toBe(`${role} network:read`);
  });

  it("fails closed on an unknown role or permission", () => {
    expect(can("surgeon", "decision:write")).toBe(false);
    expect(can("admin", "everything:write")).toBe(false);
    expect(can("admin", "constructor")).toBe(false);
    expect(can(undefined, undefined)).toBe(false);
  });

  it("keeps clinical work and governance apart, and auditors from changing anything", () => {
    expect(can("admin", "decision:write")).toBe(false);
    expect(can("clinician", "model:promote")).toBe(false);
    const writes = permissions.filter((p) => /:(write|promote|start)$/.test(p));
    expect(writes.filter((p) => can("auditor", p))).toEqual([]);
  });
});

describe("the wrapper", () => {
  it("checks permission before input, so that a stranger learns nothing of what is expected", async () => {
    const answer = await runAuthorized(
      as("auditor"),
      spec("decision:write"),
      { nonsense: true },
      async () => 1,
    );
    expect(answer).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(denied.at(-1)).toBe("auditor decision:write");
  });

  it("names the fields that are wrong, not their values", async () => {
    const answer = await runAuthorized(as("clinician"), spec("decision:write"), { level: 9 }, async () => 1);
    expect(answer).toMatchObject({
      ok: false,
      error: { code: "invalid-input", detail: { fields: ["level"] } },
    });
  });

  it("turns an unknown failure into words and keeps its message out of answer and log", async () => {
    const answer = await runAuthorized(as("clinician"), spec("decision:write"), { level: 2 }, async () => {
      throw new Error("row for Quill not found");
    });
    expect(answer).toMatchObject({ ok: false, error: { code: "internal", requestId: "req-1" } });
    expect(JSON.stringify(answer) + lines.join("")).not.toContain("Quill");
    expect(observed.at(-1)).toBe("decide internal");
  });

  it("passes our own errors on with code and words", async () => {
    const answer = await runAuthorized(as("clinician"), spec("decision:write"), { level: 2 }, async () => {
      throw new AppError("stale-view");
    });
    expect(answer).toMatchObject({
      ok: false,
      error: { code: "stale-view", message: expect.stringMatching(/look again/) },
    });
  });
});

describe("the page a request comes from", () => {
  const ask = async (page: Partial<PageClaim>, by?: "person" | "page") => {
    let ran = false;
    const answer = await runAuthorized(
      as("clinician", page),
      { ...spec("decision:write"), ...(by ? { by } : {}) },
      { level: 2 },
      async () => {
        ran = true;
      },
    );
    expect(ran).toBe(answer.ok);
    return answer.ok ? "ok" : answer.error.code;
  };
  const somebodyElse = "33333333-3333-4333-8333-333333333333";

  it.each<[string, Partial<PageClaim>, string]>([
    ["drawn for who is signed in, in a launch of theirs", {}, "ok"],
    ["drawn for them in a session without a launch", { mark: { person: ME, launch: null } }, "ok"],
    ["drawn for somebody else", { mark: { person: somebodyElse, launch: LAUNCH } }, "other-person"],
    [
      "drawn for somebody else, without a launch",
      { mark: { person: somebodyElse, launch: null } },
      "other-person",
    ],
    ["drawn in a launch that has ended", { mark: { person: ME, launch: somebodyElse } }, "earlier-launch"],
    ["that does not say", { mark: undefined }, "earlier-launch"],
    ["that talks nonsense", { mark: { person: "me" } }, "earlier-launch"],
    ["that says more than it should", { mark: { ...MARK, role: "admin" } }, "earlier-launch"],
    ["of another origin", { ownOrigin: false }, "foreign-page"],
    ["that only reads and does not say", { changes: false, mark: undefined, ownOrigin: false }, "ok"],
    [
      "that only reads, drawn for somebody else",
      { changes: false, mark: { person: somebodyElse, launch: null } },
      "other-person",
    ],
  ])("%s", async (_what, page, code) => expect(await ask(page)).toBe(code));

  it("is on record when it would have changed something, and names who is signed in", async () => {
    denied.length = 0;
    await ask({ mark: { person: somebodyElse, launch: null } });
    await ask({ changes: false, mark: { person: somebodyElse, launch: null } });
    expect(denied).toEqual(["clinician decision:write other-person"]);
    const answer = await runAuthorized(
      as("clinician", { mark: { person: somebodyElse, launch: null } }),
      spec("decision:write"),
      { level: 2 },
      async () => 1,
    );
    expect(answer).toMatchObject({
      error: {
        message: "Somebody is signed in on this browser now. Nothing was saved.",
        detail: { signedIn: "Somebody" },
      },
    });
  });

  it("keeps the session alive by what a person does, and by nothing else", async () => {
    used.length = 0;
    await ask({}, "page");
    await ask({ mark: { person: somebodyElse, launch: null } });
    await ask({ ownOrigin: false });
    await runAuthorized(as("auditor"), spec("decision:write"), { level: 2 }, async () => 1);
    expect(used).toEqual([]);
    await ask({});
    expect(used).toEqual(["clinician"]);
  });
});
