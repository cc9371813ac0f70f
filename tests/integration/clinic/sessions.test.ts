import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { decisionsOf } from "@/db/queries/decision";
import { findEncounter } from "@/db/queries/encounter";
import { findGrant, saveGrantTokens } from "@/db/queries/identity";
import { WISH_LOCK } from "@/db/queries/withdrawal";
import { session } from "@/db/schema";
import { MINUTE } from "@/lib/core/clock";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { handleWriteBack } from "@/lib/workflows/clinic/write-back";
import { AUDIT_LOCK } from "@/lib/workflows/govern/audit-keys";
import {
  endOwnSession,
  endOwnSessions,
  getPrincipal,
  identify,
  isOwnLaunch,
  listOwnSessions,
  markOf,
  noteUse,
  signOut,
  watchSession,
} from "@/lib/workflows/govern/sessions";
import { finishLaunch, startLaunch } from "@/lib/workflows/govern/sign-in";
import { keepHouse } from "@/lib/workflows/service/housekeeping";
import { TestBrowser } from "@/sandbox/testing";
import { severalConnections, stopAt } from "../support/stop-at";
import { as, type Clinic, codeOf, gesture, launch, levelsInEhr, open, startClinic } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic({ env: { SESSIONS_PER_PERSON: "3", SESSION_IDLE_MINUTES: "10" } });
});
afterAll(() => clinic.close());

const own = (sessionId: string) => as(clinic.rt, sessionId, "session:own");
const rowOf = async (id: string) => (await clinic.rt.db.select().from(session).where(eq(session.id, id)))[0];
const ends = async () => (await listAuditEvents(clinic.rt.db, { event: "session.ended", limit: 500 })).length;

/** A launch up to the point where the EHR sends the browser back. */
async function begun(user: string, encounter: string, currentSessionId: string) {
  const { rt, sandbox } = clinic;
  const { launch: token, iss } = sandbox.createLaunch({ user, encounter });
  const started = await startLaunch(rt, { iss, launch: token, requestId: "r" });
  const { url: callbackUrl } = await new TestBrowser().go(started.redirectUrl);
  return {
    callbackUrl,
    binding: started.binding,
    currentSessionId,
    requestId: "r",
    device: "Chrome on Linux",
  };
}

describe("a session's id", () => {
  it("is new after each launch, and the old one is worth nothing", async () => {
    const { rt } = clinic;
    const first = await launch(clinic, "nurse1", "enc-001");
    const planted = first.sessionId;
    const second = await launch(clinic, "nurse1", "enc-002", planted);
    const third = await launch(clinic, "nurse1", null, second.sessionId);
    expect(new Set([planted, second.sessionId, third.sessionId]).size).toBe(3);
    expect(await identify(rt, planted)).toEqual({ principal: null, ended: "renewed" });
    expect(await rowOf(planted)).toMatchObject({ replacedBy: second.sessionId });
    const auth = await as(rt, third.sessionId);
    for (const { encounterId, launchId } of [first, second])
      await openEncounter(rt, auth, { encounterId, launchId });
    expect(await markOf(rt, auth.principal)).toEqual({
      person: auth.principal.userId,
      launch: third.launchId,
    });
    expect(await isOwnLaunch(rt, auth.principal, first.launchId)).toBe(true);
  });

  it("is not taken from somebody else's session, nor from one that is over", async () => {
    const { rt } = clinic;
    const nurse = await launch(clinic, "nurse1", "enc-001");
    const other = await launch(clinic, "nurse2", "enc-002", nurse.sessionId);
    expect(await identify(rt, nurse.sessionId)).toMatchObject({ ended: "other-person" });
    const { principal } = await as(rt, other.sessionId);
    expect(await isOwnLaunch(rt, principal, nurse.launchId)).toBe(false);
    const again = await launch(clinic, "nurse1", "enc-001", nurse.sessionId);
    expect((await as(rt, again.sessionId)).principal.displayName).toBe("Nurse One (demo)");
    expect(await codeOf(openEncounter(rt, await as(rt, again.sessionId), nurse))).toBe("launch-refused");
  });

  it("stays one for two launches that come back at the same moment", async () => {
    const { rt } = clinic;
    const { sessionId } = await launch(clinic, "lead", "enc-001");
    const [a, b] = await Promise.all([
      begun("lead", "enc-002", sessionId),
      begun("lead", "enc-003", sessionId),
    ]);
    const [first, second] = await Promise.all([finishLaunch(rt, a), finishLaunch(rt, b)]);
    const alive = (
      await Promise.all([first, second].map(async (l) => ((await getPrincipal(rt, l.sessionId)) ? l : null)))
    ).filter((l) => l !== null);
    expect(alive).toHaveLength(1);
    const { principal } = await own(alive[0]?.sessionId ?? "");
    for (const { launchId } of [first, second]) expect(await isOwnLaunch(rt, principal, launchId)).toBe(true);
  });
});

describe("a person's sessions", () => {
  it("are limited: one more signs out the workstation used least, and says so there", async () => {
    const { rt } = clinic;
    const places: string[] = [];
    for (let i = 0; i < 3; i++) {
      places.push((await launch(clinic, "steward")).sessionId);
      clinic.forward(MINUTE);
    }
    // The first one is used again: the second is the one nobody is at.
    const first = await getPrincipal(rt, places[0] ?? "");
    if (!first) throw new Error("over too early");
    await noteUse(rt, first);
    const fourth = await launch(clinic, "steward");
    const states = await Promise.all([...places, fourth.sessionId].map((id) => identify(rt, id)));
    expect(states.map((s) => s.ended)).toEqual([null, "limit", null, null]);
    expect(await listOwnSessions(rt, await own(fourth.sessionId))).toHaveLength(3);
  });

  it("are listed for themselves alone, this one first, with what the browser calls itself", async () => {
    const { rt } = clinic;
    const before = await launch(clinic, "auditor");
    const here = await finishLaunch(rt, {
      ...(await begun("auditor", "enc-001", before.sessionId)),
      currentSessionId: null,
    });
    const list = await listOwnSessions(rt, await own(here.sessionId));
    expect(list.map(({ here, device }) => [here, device])).toEqual([
      [true, "Chrome on Linux"],
      [false, null],
    ]);
    const nurse = await launch(clinic, "nurse2");
    expect((await listOwnSessions(rt, await own(nurse.sessionId))).map((s) => s.id)).not.toContain(
      here.sessionId,
    );
  });

  it("can be ended one by one and all at once, with their tokens; nobody else's can", async () => {
    const { rt } = clinic;
    const [a, b, c] = [
      await launch(clinic, "nurse2"),
      await launch(clinic, "nurse2"),
      await launch(clinic, "nurse2"),
    ];
    const other = await launch(clinic, "nurse1");
    expect(await codeOf(endOwnSession(rt, await own(a.sessionId), { sessionId: other.sessionId }))).toBe(
      "not-found",
    );
    expect(await codeOf(endOwnSession(rt, await own(a.sessionId), { sessionId: randomUUID() }))).toBe(
      "not-found",
    );
    const left = await endOwnSession(rt, await own(a.sessionId), { sessionId: b.sessionId });
    expect(left.map((s) => s.id).sort()).toEqual([a.sessionId, c.sessionId].sort());
    expect(await identify(rt, b.sessionId)).toMatchObject({ ended: "by-owner" });
    expect(await findGrant(rt.db, b.launchId)).toMatchObject({ tokens: { accessToken: "" } });
    // Renewed at the EHR while it was ended here.
    const late = (await findGrant(rt.db, a.launchId))?.tokens;
    if (late) await saveGrantTokens(rt.db, b.launchId, late);
    expect(await findGrant(rt.db, b.launchId)).toMatchObject({ tokens: { accessToken: "" } });
    const before = await ends();
    await endOwnSessions(rt, await own(a.sessionId));
    expect(await identify(rt, a.sessionId)).toMatchObject({ ended: "signed-out" });
    expect(await identify(rt, c.sessionId)).toMatchObject({ ended: "by-owner" });
    expect(await ends()).toBe(before + 2);
    expect(await getPrincipal(rt, other.sessionId)).not.toBeNull();
  });

  it.skipIf(!severalConnections)(
    "end all at once with what a launch under way makes of one of them (needs PostgreSQL)",
    async () => {
      const { rt } = clinic;
      const [here, elsewhere] = [await launch(clinic, "nurse2"), await launch(clinic, "nurse2")];
      const auth = await own(here.sessionId);
      const coming = await begun("nurse2", "enc-003", elsewhere.sessionId);
      const stop = await stopAt(rt, sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`);
      const launched = finishLaunch(rt, coming);
      await stop.whenWaiting(1);
      const ended = endOwnSessions(rt, auth);
      await stop.whenWaiting(2);
      await stop.go();
      await ended;
      expect(await getPrincipal(rt, (await launched).sessionId)).toBeNull();
      expect(await getPrincipal(rt, here.sessionId)).toBeNull();
    },
  );

  it.skipIf(!severalConnections)(
    "are never more than allowed, though two begin at the same moment (needs PostgreSQL)",
    async () => {
      const { rt } = clinic;
      const first = await launch(clinic, "lead");
      for (let more = 1; more < 3; more++) await launch(clinic, "lead");
      const [a, b] = [
        await begun("lead", "enc-004", randomUUID()),
        await begun("lead", "enc-005", randomUUID()),
      ];
      const stop = await stopAt(rt, sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`);
      const both = [finishLaunch(rt, a), finishLaunch(rt, b)];
      await stop.whenWaiting(2);
      await stop.go();
      const [last] = await Promise.all(both);
      expect(await listOwnSessions(rt, await own(last?.sessionId ?? ""))).toHaveLength(3);
      expect(await identify(rt, first.sessionId)).toMatchObject({ ended: "limit" });
    },
  );
});

describe.skipIf(!severalConnections)(
  "a decision and the end of its session at the same moment (needs PostgreSQL)",
  () => {
    it("is not recorded once the session has ended", async () => {
      const { rt } = clinic;
      const { auth, view } = await open(clinic, "nurse1", "enc-007");
      const { patientKey } = (await findEncounter(rt.db, view.encounterId)) ?? {};
      const stop = await stopAt(rt, sql`select pg_advisory_xact_lock(${WISH_LOCK}, hashtext(${patientKey}))`);
      const decided = codeOf(recordDecision(rt, auth, gesture(view)));
      await stop.whenWaiting(1);
      await signOut(rt, auth.principal, "r");
      await stop.go();
      expect(await decided).toBe("unauthenticated");
      expect(await decisionsOf(rt.db, [view.encounterId])).toEqual([]);
    });

    it("is recorded and written to the EHR where it came first, also in a session that was just renewed", async () => {
      const { rt } = clinic;
      const { auth, view } = await open(clinic, "nurse1", "enc-008");
      const renewed = await launch(clinic, "nurse1", "enc-009", auth.principal.sessionId);
      const stop = await stopAt(rt, sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`);
      const decided = recordDecision(rt, await as(rt, renewed.sessionId), gesture(view));
      await stop.whenWaiting(1);
      const out = signOut(rt, (await own(renewed.sessionId)).principal, "r");
      await stop.whenWaiting(2);
      await stop.go();
      await out;
      await handleWriteBack(rt, (await decided).id);
      expect(levelsInEhr(clinic, "enc-008").map((l) => l.status)).toEqual(["final"]);
    });

    it("is recorded where a launch in another tab renews its session", async () => {
      const { rt } = clinic;
      const { auth, view } = await open(clinic, "nurse1", "enc-010");
      const { patientKey } = (await findEncounter(rt.db, view.encounterId)) ?? {};
      const stop = await stopAt(rt, sql`select pg_advisory_xact_lock(${WISH_LOCK}, hashtext(${patientKey}))`);
      const decided = recordDecision(rt, auth, gesture(view));
      await stop.whenWaiting(1);
      await launch(clinic, "nurse1", "enc-011", auth.principal.sessionId);
      await stop.go();
      expect(await decided).toMatchObject({ level: view.assessment.level });
    });
  },
);

describe("the time a session has got", () => {
  it("is the setting's, told without being prolonged, and prolonged by an act", async () => {
    const { rt } = clinic;
    const { sessionId } = await launch(clinic, "nurse1");
    const auth = await own(sessionId);
    clinic.forward(9 * MINUTE);
    for (let i = 0; i < 3; i++) {
      const { idleInMs, warnMs } = await watchSession(rt, auth);
      expect(idleInMs).toBeGreaterThan(0);
      expect(idleInMs).toBeLessThanOrEqual(warnMs);
      await identify(rt, sessionId);
    }
    await noteUse(rt, auth.principal);
    expect((await watchSession(rt, auth)).idleInMs).toBeGreaterThan(9.9 * MINUTE);
    clinic.forward(10 * MINUTE);
    expect(await identify(rt, sessionId)).toEqual({ principal: null, ended: "idle" });
  });

  it("is over for good, and written down once, by the system", async () => {
    const { rt } = clinic;
    const { sessionId } = await launch(clinic, "nurse1");
    clinic.forward(11 * MINUTE);
    await keepHouse(rt);
    await keepHouse(rt);
    expect(await rowOf(sessionId)).toMatchObject({ endedWhy: "idle" });
    const mine = (await listAuditEvents(rt.db, { event: "session.ended", limit: 50 })).filter(
      (e) => (e.detail as { why?: string }).why === "idle",
    );
    expect(mine.length).toBeGreaterThan(0);
    expect(mine.every((e) => e.role === "system")).toBe(true);
    clinic.forward(-11 * MINUTE);
    expect(await identify(rt, sessionId)).toMatchObject({ ended: "idle" });
  });
});
