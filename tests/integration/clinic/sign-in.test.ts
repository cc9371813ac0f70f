import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { findGrant } from "@/db/queries/identity";
import { listPeopleRows, setPersonRoles } from "@/db/queries/people";
import { HOUR, MINUTE } from "@/lib/core/clock";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { getPrincipal, noteUse, signOut } from "@/lib/workflows/govern/sessions";
import { finishLaunch, startLaunch } from "@/lib/workflows/govern/sign-in";
import { TestBrowser } from "@/sandbox/testing";
import { as, type Clinic, codeOf, launch, startClinic } from "./support";

// An ES module's exports cannot be spied on otherwise.
vi.mock("oauth4webapi", async (load) => ({ ...(await load<typeof oauth>()) }));
const real = oauth.getValidatedIdTokenClaims;

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

const events = async (event: string) => listAuditEvents(clinic.rt.db, { event, limit: 500 });

async function begin(user = "nurse1", encounter = "enc-001") {
  const { launch: token, iss } = clinic.sandbox.createLaunch({ user, encounter });
  const started = await startLaunch(clinic.rt, { iss, launch: token, requestId: "r" });
  const { url } = await new TestBrowser().go(started.redirectUrl);
  return { callbackUrl: url, binding: started.binding, currentSessionId: null, requestId: "r" };
}

describe("a launch", () => {
  it("from the EHR leads to the visit it was made for, from the sign-in page to where the role works", async () => {
    const nurse = await launch(clinic, "nurse1", "enc-001");
    expect(nurse.redirectTo).toMatch(/^\/encounters\/[0-9a-f-]{36}\?launch=[0-9a-f-]{36}$/);
    expect((await launch(clinic, "lead")).redirectTo).toBe("/board");
    expect((await launch(clinic, "steward")).redirectTo).toBe("/console");
    expect((await launch(clinic, "auditor", "enc-001")).redirectTo).toBe("/console");
    expect((await events("session.started")).length).toBeGreaterThanOrEqual(4);
    expect((await events("launch.started")).length).toBeGreaterThanOrEqual(4);
  });

  it("with a patient and no visit finds their open visit", async () => {
    const visit = clinic.sandbox.store.get("Encounter", "enc-002") as unknown as {
      subject: { reference: string };
    };
    const patient = visit.subject.reference.split("/")[1] ?? "";
    const { launch: token, iss } = clinic.sandbox.createLaunch({ user: "nurse1", patient });
    const started = await startLaunch(clinic.rt, { iss, launch: token, requestId: "r" });
    const { url } = await new TestBrowser().go(started.redirectUrl);
    const done = await finishLaunch(clinic.rt, {
      callbackUrl: url,
      binding: started.binding,
      currentSessionId: null,
      requestId: "r",
    });
    const encounterId = /encounters\/([^?]+)/.exec(done.redirectTo)?.[1] ?? "";
    const auth = await as(clinic.rt, done.sessionId);
    const view = await openEncounter(clinic.rt, auth, { encounterId, launchId: done.launchId });
    const direct = await launch(clinic, "nurse1", "enc-002");
    expect(direct.encounterId).toBe(view.encounterId);
  });

  it.each([
    ["an EHR that is not on the list", "https://evil.example/fhir"],
    ["the server's own network", "http://169.254.169.254/latest"],
    ["a listed name with something behind it", "SANDBOX.evil.example/fhir"],
  ])("is refused for %s", async (_what, iss) => {
    const url = iss.replace("SANDBOX", clinic.sandbox.fhirBaseUrl);
    const before = (await events("launch.refused")).length;
    expect(await codeOf(startLaunch(clinic.rt, { iss: url, launch: "x", requestId: "r" }))).toBe(
      "launch-refused",
    );
    expect((await events("launch.refused")).length).toBe(before + 1);
  });

  it("counts once, in the browser that began it, for ten minutes", async () => {
    const { rt } = clinic;
    const first = await begin();
    await finishLaunch(rt, first);
    expect(await codeOf(finishLaunch(rt, first))).toBe("launch-refused");
    expect(await codeOf(finishLaunch(rt, { ...(await begin()), binding: null }))).toBe("launch-refused");
    expect(await codeOf(finishLaunch(rt, { ...(await begin()), binding: "x".repeat(43) }))).toBe(
      "launch-refused",
    );
    const late = await begin();
    clinic.forward(11 * MINUTE);
    expect(await codeOf(finishLaunch(rt, late))).toBe("launch-refused");
    clinic.forward(-11 * MINUTE);
    expect(
      await codeOf(finishLaunch(rt, { ...(await begin()), callbackUrl: "http://localhost:39999/x?error=a" })),
    ).toBe("launch-refused");
  });

  it("of somebody without a role is refused, and an admin finds them among the people", async () => {
    const { rt } = clinic;
    const nurse = (await listPeopleRows(rt.db)).find((p) => p.subject === "nurse2");
    if (!nurse) throw new Error("no nurse2");
    await setPersonRoles(rt.db, nurse.id, { role: null, secondRole: null });
    expect(await codeOf(launch(clinic, "nurse2", "enc-001"))).toBe("forbidden");
    const listed = (await listPeopleRows(rt.db)).find((p) => p.subject === "nurse2");
    expect(listed).toMatchObject({ role: null });
    expect(listed?.lastSeenAt).not.toBeNull();
    await setPersonRoles(rt.db, nurse.id, { role: "clinician", secondRole: null });
    await launch(clinic, "nurse2", "enc-001");
  });
});

describe("what the EHR leaves unsaid of who launches", () => {
  it("is read from its Practitioner, and a refusal says who it was for the first admin", async () => {
    const { rt, sandbox } = clinic;
    sandbox.store.put(
      {
        resourceType: "Practitioner",
        id: "prac-lead",
        name: [{ family: "Ahmadi", given: ["Rona"] }],
      } as never,
      "PUT",
    );
    // As an EHR that sends no name: the id_token is checked as ever, and its name then taken out.
    const claims = vi.spyOn(oauth, "getValidatedIdTokenClaims").mockImplementation((result) => {
      const { name: _name, ...rest } = real(result) as { name?: string };
      return rest as ReturnType<typeof real>;
    });
    try {
      const { sessionId } = await launch(clinic, "lead");
      expect((await as(rt, sessionId)).principal.displayName).toBe("Rona Ahmadi");
    } finally {
      claims.mockRestore();
    }
    const nurse = (await listPeopleRows(rt.db)).find((p) => p.subject === "nurse2");
    await setPersonRoles(rt.db, nurse?.id ?? "", { role: null, secondRole: null });
    await expect(launch(clinic, "nurse2")).rejects.toMatchObject({
      detail: { refusal: { why: "no-role", person: { issuer: sandbox.fhirBaseUrl, subject: "nurse2" } } },
    });
    expect((await events("launch.refused"))[0]?.detail).toMatchObject({ why: "no-role" });
    await setPersonRoles(rt.db, nurse?.id ?? "", { role: "clinician", secondRole: null });
  });
});

describe("two launches in one browser", () => {
  it("of one person go on in one session with a new id, and keep their patients apart", async () => {
    const { rt } = clinic;
    const a = await launch(clinic, "nurse1", "enc-003");
    const b = await launch(clinic, "nurse1", "enc-004", a.sessionId);
    expect(b.sessionId).not.toBe(a.sessionId);
    expect(await getPrincipal(rt, a.sessionId)).toBeNull();
    expect(b.launchId).not.toBe(a.launchId);
    const auth = await as(rt, b.sessionId);
    const [first, second] = await Promise.all([openEncounter(rt, auth, a), openEncounter(rt, auth, b)]);
    expect(first.banner.identifiers).not.toEqual(second.banner.identifiers);
    expect((await openEncounter(rt, auth, a)).banner).toMatchObject({ name: first.banner.name });
    expect(await codeOf(openEncounter(rt, auth, { encounterId: a.encounterId, launchId: b.launchId }))).toBe(
      "wrong-patient",
    );
    expect((await events("access.denied"))[0]?.detail).toMatchObject({ why: "wrong-patient" });
  });

  it("of two people end the first one's session", async () => {
    const { rt } = clinic;
    const a = await launch(clinic, "nurse1", "enc-003");
    const b = await launch(clinic, "nurse2", "enc-003", a.sessionId);
    expect(b.sessionId).not.toBe(a.sessionId);
    expect(await getPrincipal(rt, a.sessionId)).toBeNull();
    expect(await getPrincipal(rt, b.sessionId)).toMatchObject({ displayName: "Nurse Two (demo)" });
    const auth = await as(rt, b.sessionId);
    expect(await codeOf(openEncounter(rt, auth, { encounterId: a.encounterId, launchId: a.launchId }))).toBe(
      "launch-refused",
    );
  });
});

describe("a session", () => {
  it("ends with the sign-out, with its tokens", async () => {
    const { rt, sandbox } = clinic;
    const { sessionId, launchId } = await launch(clinic, "nurse1", "enc-005");
    const token = (await findGrant(rt.db, launchId))?.tokens.accessToken ?? "";
    const ask = () =>
      fetch(`${sandbox.fhirBaseUrl}/Encounter/enc-005`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status).toBe(200);
    await signOut(rt, (await as(rt, sessionId)).principal, "r");
    expect(await getPrincipal(rt, sessionId)).toBeNull();
    expect(await findGrant(rt.db, launchId)).toMatchObject({ tokens: { accessToken: "" } });
    expect((await ask()).status).toBe(401);
  });

  it("ends when nobody is there, after a shift, and with the role", async () => {
    const { rt } = clinic;
    const idle = await launch(clinic, "nurse1");
    clinic.forward(31 * MINUTE);
    expect(await getPrincipal(rt, idle.sessionId)).toBeNull();
    clinic.forward(-31 * MINUTE);

    const busy = await launch(clinic, "nurse1");
    for (let worked = 0; worked < 8 * HOUR - 20 * MINUTE; worked += 20 * MINUTE) {
      clinic.forward(20 * MINUTE);
      const principal = await getPrincipal(rt, busy.sessionId);
      if (!principal) throw new Error(`over after ${worked / MINUTE} minutes`);
      await noteUse(rt, principal);
    }
    clinic.forward(20 * MINUTE);
    expect(await getPrincipal(rt, busy.sessionId)).toBeNull();
    clinic.forward(-8 * HOUR);

    const { sessionId } = await launch(clinic, "lead");
    const lead = (await listPeopleRows(rt.db)).find((p) => p.subject === "lead");
    await setPersonRoles(rt.db, lead?.id ?? "", { role: null, secondRole: null });
    expect(await getPrincipal(rt, sessionId)).toBeNull();
    await setPersonRoles(rt.db, lead?.id ?? "", { role: "lead", secondRole: null });
    expect(await getPrincipal(rt, "not-an-id")).toBeNull();
    expect(await getPrincipal(rt, null)).toBeNull();
  });
});
