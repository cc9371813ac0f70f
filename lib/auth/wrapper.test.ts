import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { createLogger } from "@/lib/core/logger";
import { can, PERMISSIONS, type Permission } from "./permissions";
import type { Principal } from "./principal";
import { ROLES, type Role } from "./roles";
import { runAuthorized, type WrapperContext } from "./wrapper";

const lines: string[] = [];
const denied: string[] = [];
const observed: string[] = [];
const as = (role: Role | null): WrapperContext<string> => ({
  runtime: "runtime",
  logger: createLogger("info", { write: (line: string) => void lines.push(line) }),
  requestId: "req-1",
  principal: role && {
    userId: "u",
    sessionId: "s",
    displayName: "Somebody",
    role,
    issuer: "https://ehr.test",
    fhirUser: null,
  },
  auditDenied: async (p: Principal, permission) => void denied.push(`${p.role} ${permission}`),
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
