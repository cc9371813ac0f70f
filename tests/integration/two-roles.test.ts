import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { auditEventsNamed } from "@/db/queries/audit";
import { findPerson } from "@/db/queries/people";
import { appUser, session } from "@/db/schema";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { ROLES, type Role } from "@/lib/auth/roles";
import { beginAccessReview, judgePerson } from "@/lib/workflows/govern/access-reviews";
import {
  listPeople,
  otherRoleOf,
  setRole,
  setSecondRole,
  switchRole,
} from "@/lib/workflows/govern/change-people";
import { getPrincipal } from "@/lib/workflows/govern/sessions";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

let test: TestRuntime;
let now: Date;
beforeEach(async () => {
  now = new Date("2026-01-20T12:00:00Z");
  test = await openTestRuntime({}, { clock: () => now });
});
afterEach(() => test.close());

const admin = () => signedIn(test.rt, "admin", "people:write");
const nurse = () => signedIn(test.rt, "clinician", "session:own");
const give = (by: Authorized, to: Authorized, role: Role | null, rt: Runtime = test.rt) =>
  setSecondRole(rt, by, { personId: to.principal.userId, role });
const rolesOf = async ({ principal }: Authorized) => {
  const row = await findPerson(test.rt.db, principal.userId);
  return [row?.role, row?.secondRole];
};
/** Who they are at their next click, as every request finds out. */
const nextClick = async (auth: Authorized): Promise<Authorized> => {
  const { sessionId: id, userId } = auth.principal;
  await test.rt.db
    .insert(session)
    .values({ id, userId, createdAt: now, lastSeenAt: now })
    .onConflictDoNothing();
  const principal = await getPrincipal(test.rt, id);
  if (!principal) throw new Error("nobody");
  return { ...auth, principal };
};
/** The same installation, in production. */
const production = (TWO_ROLES?: boolean): Runtime => ({
  ...test.rt,
  env: { ...test.rt.env, mode: "production", TWO_ROLES },
});

describe("a second role", () => {
  it("grants nothing until its holder changes over to it, and then the first grants nothing", async () => {
    const [steward, person] = [await admin(), await nurse()];
    await give(steward, person, "auditor");
    const before = await nextClick(person);
    expect([before.principal.role, can(before.principal.role, "audit:read")]).toEqual(["clinician", false]);
    expect(await otherRoleOf(test.rt, before)).toBe("auditor");
    await switchRole(test.rt, before);
    const after = await nextClick(person);
    expect(after.principal.role).toBe("auditor");
    expect(can(after.principal.role, "decision:write")).toBe(false);
    // Asked once more by a page from before, as by a double click, it stays.
    await expect(switchRole(test.rt, before)).rejects.toMatchObject({ code: "conflict" });
    expect(await rolesOf(person)).toEqual(["auditor", "clinician"]);
    await switchRole(test.rt, after);
    expect(await rolesOf(person)).toEqual(["clinician", "auditor"]);
    expect((await auditEventsNamed(test.rt.db, "role.switched")).map((e) => e.detail)).toEqual([
      { from: "clinician", to: "auditor" },
      { from: "auditor", to: "clinician" },
    ]);
    expect((await auditEventsNamed(test.rt.db, "role.changed"))[0]).toMatchObject({
      actorId: steward.principal.userId,
      detail: { from: "clinician", to: "clinician", secondFrom: null, secondTo: "auditor" },
    });
  });

  it("is given to who has a role, and is another one; who has none has nothing to change to", async () => {
    const [steward, person] = [await admin(), await nurse()];
    await expect(give(steward, person, "clinician")).rejects.toMatchObject({ code: "conflict" });
    await expect(switchRole(test.rt, person)).rejects.toMatchObject({ code: "conflict" });
    await setRole(test.rt, steward, { personId: person.principal.userId, role: null });
    await expect(give(steward, person, "lead")).rejects.toMatchObject({ code: "conflict" });
    const outsider = await signedIn(test.rt, "admin", "people:write", "https://other-ehr.test/fhir");
    await expect(give(outsider, steward, "lead")).rejects.toMatchObject({ code: "forbidden" });
    expect(await auditEventsNamed(test.rt.db, "role.switched")).toEqual([]);
  });

  it("goes with the role it stood beside, however that is taken or changed", async () => {
    const [steward, person] = [await admin(), await nurse()];
    for (const role of ["lead", null] as const) {
      await test.rt.db
        .update(appUser)
        .set({ role: "clinician", secondRole: "auditor" })
        .where(eq(appUser.id, person.principal.userId));
      await setRole(test.rt, steward, { personId: person.principal.userId, role });
      expect(await rolesOf(person)).toEqual([role, null]);
    }
  });

  it("of the last admin is not taken away, and one who acts as a nurse meanwhile counts", async () => {
    const [one, other] = [await admin(), await admin()];
    await give(one, one, "clinician");
    await switchRole(test.rt, one);
    expect(await rolesOf(one)).toEqual(["clinician", "admin"]);
    // Two can be admin: one of them may go.
    const change = { personId: other.principal.userId, role: null };
    const third = await admin();
    await setRole(test.rt, third, change);
    await setRole(test.rt, third, { personId: one.principal.userId, role: "clinician" });
    expect((await listPeople(test.rt, third)).filter((p) => p.role === "admin")).toHaveLength(1);
    await expect(
      give(other, third, "lead").then(() =>
        setRole(test.rt, other, { personId: third.principal.userId, role: "lead" }),
      ),
    ).rejects.toMatchObject({
      code: "conflict",
      userMessage: expect.stringContaining("last admin"),
    });
  });
});

describe("in production", () => {
  it("one person has one role, and one given before is neither changed over to nor kept for ever", async () => {
    const [steward, person] = [await admin(), await nurse()];
    await give(steward, person, "auditor");
    for (const rt of [production(), production(false)]) {
      await expect(give(steward, person, "lead", rt)).rejects.toMatchObject({ code: "conflict" });
      await expect(switchRole(rt, person)).rejects.toMatchObject({ code: "conflict" });
      expect(await otherRoleOf(rt, person)).toBeNull();
    }
    await give(steward, person, null, production());
    expect(await rolesOf(person)).toEqual(["clinician", null]);
  });

  it("with the setting an admin gives a second role to others, never to themselves", async () => {
    const [steward, person] = [await admin(), await nurse()];
    const rt = production(true);
    await give(steward, person, "auditor", rt);
    await switchRole(rt, person);
    expect(await rolesOf(person)).toEqual(["auditor", "clinician"]);
    for (const role of [...ROLES, null])
      await expect(give(steward, steward, role, rt)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("what needs two people", () => {
  it("is not done by one with two roles: an access review of oneself, in either role", async () => {
    const [steward, second] = [await admin(), await admin()];
    await give(steward, steward, "auditor");
    now = new Date("2026-04-10T12:00:00Z");
    const { open } = await beginAccessReview(test.rt, steward);
    expect(open?.people.find((p) => p.personId === steward.principal.userId)).toMatchObject({
      role: "admin",
      secondNow: "auditor",
    });
    const judge = (by: Authorized, verdict: "keep" | "remove") =>
      judgePerson(test.rt, by, {
        reviewId: open?.id ?? "",
        personId: steward.principal.userId,
        verdict,
        role: null,
        reason: "looked at",
      });
    await expect(judge(steward, "keep")).rejects.toMatchObject({ code: "conflict" });
    // There and back: still the same person.
    await switchRole(test.rt, steward);
    await switchRole(test.rt, await nextClick(steward));
    await expect(judge(await nextClick(steward), "keep")).rejects.toMatchObject({ code: "conflict" });
    await judge(second, "keep");
    expect(await rolesOf(steward)).toEqual(["admin", "auditor"]);
    await judge(second, "remove");
    expect(await rolesOf(steward)).toEqual([null, null]);
  });
});
