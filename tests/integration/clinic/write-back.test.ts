import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { endAttempt, findDecision, updateWriteBack } from "@/db/queries/decision";
import { findSiteFacts } from "@/db/queries/ehr-site";
import { emptyGrant, findGrant, sessionGrants } from "@/db/queries/identity";
import { HOUR, SECOND } from "@/lib/core/clock";
import { getBoard } from "@/lib/workflows/clinic/board";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { handleWriteBack, retryWriteBack } from "@/lib/workflows/clinic/write-back";
import { leaseMs, takeLease } from "@/lib/workflows/clinic/write-back-lease";
import { signOut } from "@/lib/workflows/govern/sessions";
import { startConsumers } from "@/lib/workflows/service/consumers";
import {
  as,
  type Clinic,
  codeOf,
  gesture,
  inEhr,
  launch,
  levelsInEhr,
  open,
  override,
  startClinic,
} from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

const state = async (id: string) => (await findDecision(clinic.rt.db, id))?.writeBack;
const decide = async (user: string, encounter: string) => {
  const seen = await open(clinic, user, encounter);
  return { ...seen, decision: await recordDecision(clinic.rt, seen.auth, gesture(seen.view)) };
};

describe("writing a decision to the EHR", () => {
  it("leaves the level, the suggestion, its model and its provenance there, once", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-001");
    const decision = await recordDecision(rt, auth, override(view, { reason: "resources" }));
    await handleWriteBack(rt, decision.id);
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "written", attempts: 1, lastErrorCode: null });
    const [level] = levelsInEhr(clinic, "enc-001");
    expect(levelsInEhr(clinic, "enc-001")).toHaveLength(1);
    expect(JSON.stringify(level?.valueCodeableConcept)).toContain(`level ${decision.level}`);
    expect(level?.performer).toMatchObject([{ reference: "Practitioner/prac-nurse1" }]);
    expect(inEhr(clinic, "enc-001", "RiskAssessment")).toHaveLength(1);
    const [event] = await listAuditEvents(rt.db, { event: "writeback.written", limit: 1 });
    expect(event).toMatchObject({ subjectId: decision.id, detail: { resources: 4, way: "transaction" } });
    expect((await openEncounter(rt, auth, view)).decision).toMatchObject({ writeBack: "written" });
    // What we wrote is no news about the patient: the next decision is not stale for it.
    const next = await recordDecision(rt, auth, gesture(view, { supersedes: decision.id }));
    expect(next.level).toBe(view.assessment.level);
    // The level that was replaced does not stand beside the new one as if it held.
    await handleWriteBack(rt, next.id);
    expect(await state(next.id)).toMatchObject({ state: "written" });
    const statuses = levelsInEhr(clinic, "enc-001").map((o) => [
      (o.identifier as { value: string }[])[0]?.value === next.id ? "new" : "old",
      o.status,
    ]);
    expect(statuses.sort()).toEqual([
      ["new", "final"],
      ["old", "amended"],
    ]);
    const facts = await findSiteFacts(rt.db, auth.principal.issuer, new Date(0));
    expect(facts?.writeBack).toMatchObject({ way: "transaction", replaced: "taken" });
  });

  it("waits for the level it replaces while that is being written, or both would stand there as if they held", async () => {
    const { rt } = clinic;
    const { auth, decision: old, view } = await decide("nurse1", "enc-032");
    const lease = await takeLease(rt, old.id);
    const next = await recordDecision(
      rt,
      auth,
      override(view, { level: view.assessment.level === 2 ? 3 : 2, supersedes: old.id }),
    );
    expect(await codeOf(handleWriteBack(rt, next.id))).toBe("conflict");
    expect(levelsInEhr(clinic, "enc-032")).toEqual([]);
    lease?.stop();
    await endAttempt(rt.db, old.id, lease?.id ?? "", {});
    await handleWriteBack(rt, next.id);
    await handleWriteBack(rt, old.id);
    const statuses = levelsInEhr(clinic, "enc-032").map((o) => [
      (o.identifier as { value: string }[])[0]?.value === next.id ? "new" : "old",
      o.status,
    ]);
    expect(statuses.sort()).toEqual([
      ["new", "final"],
      ["old", "amended"],
    ]);
  });

  it("is done once when two workers have the same job", async () => {
    const { decision } = await decide("nurse1", "enc-002");
    const both = await Promise.allSettled([1, 2].map(() => handleWriteBack(clinic.rt, decision.id)));
    expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(levelsInEhr(clinic, "enc-002")).toHaveLength(1);
  });

  it("writes nothing twice when the worker died after the EHR had answered", async () => {
    const { rt } = clinic;
    const { decision } = await decide("nurse1", "enc-003");
    // The bookkeeping fails as if the process had gone away between the answer and the commit.
    const dying = Object.create(rt.db, {
      transaction: { value: () => Promise.reject(new Error("killed")) },
    });
    await expect(handleWriteBack({ ...rt, db: dying }, decision.id)).rejects.toThrow();
    const until = new Date(Date.now() + leaseMs(rt.env));
    await updateWriteBack(rt.db, decision.id, { leaseId: randomUUID(), leaseUntil: until });
    expect(levelsInEhr(clinic, "enc-003")).toHaveLength(1);

    expect(await codeOf(handleWriteBack(rt, decision.id))).toBe("conflict");
    await updateWriteBack(rt.db, decision.id, { leaseUntil: new Date(Date.now() - SECOND) });
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "written", attempts: 2 });
    expect(levelsInEhr(clinic, "enc-003")).toHaveLength(1);
    expect(inEhr(clinic, "enc-003", "RiskAssessment")).toHaveLength(1);
  });

  it("is at it alone for as long as the EHR may take, however long that is", async () => {
    const { sandbox } = clinic;
    const { decision } = await decide("nurse1", "enc-012");
    // The same database, an operator who gives a slow EHR two minutes an answer.
    const rt = { ...clinic.rt, env: { ...clinic.rt.env, EHR_TIMEOUT_MS: 120_000 } };
    sandbox.setFault("slow", 1_500);
    const first = handleWriteBack(rt, decision.id);
    await new Promise((r) => setTimeout(r, 500));
    clinic.forward(100 * SECOND);
    const second = await codeOf(handleWriteBack({ ...rt }, decision.id));
    clinic.forward(-100 * SECOND);
    expect(second).toBe("conflict");
    await first;
    sandbox.setFault("none");
    expect(await state(decision.id)).toMatchObject({ state: "written", attempts: 1 });
    expect(levelsInEhr(clinic, "enc-012")).toHaveLength(1);
  });

  it("is judged by one clock: who is ahead takes nothing over, and who was ahead when it died holds nothing back", async () => {
    const { rt } = clinic;
    const { decision } = await decide("nurse1", "enc-031");
    const at = async (aheadMs: number, ms: number) => {
      clinic.forward(aheadMs);
      const lease = await takeLease(rt, decision.id, ms);
      clinic.forward(-aheadMs);
      lease?.stop();
      return lease;
    };
    // Dead at once, as nobody renews it.
    expect(await at(HOUR, 1_500)).not.toBeNull();
    expect(await at(HOUR, 400)).toBeNull();
    await new Promise((r) => setTimeout(r, 1_700));
    expect(await at(-HOUR, 400)).not.toBeNull();
  });

  it("keeps its claim while it lives and loses it when it dies; who lost it sends nothing", async () => {
    const { rt } = clinic;
    const { decision } = await decide("nurse1", "enc-013");
    const lease = await takeLease(rt, decision.id, 400);
    if (!lease) throw new Error("the first could not begin");
    await new Promise((r) => setTimeout(r, 1_000));
    expect(await takeLease(rt, decision.id, 400)).toBeNull();
    await lease.assertHeld();
    lease.stop();
    await new Promise((r) => setTimeout(r, 600));
    const next = await takeLease(rt, decision.id, 60_000);
    expect(next).not.toBeNull();
    expect(await codeOf(lease.assertHeld())).toBe("conflict");
    next?.stop();
    expect(await state(decision.id)).toMatchObject({ state: "pending", attempts: 2 });
  });

  it.each([500, 8_000, 120_000])("is claimed for longer than its last request, at %i ms an answer", (ms) => {
    // Sent, turned down, a new token (two requests of 8 s), sent again.
    expect(leaseMs({ EHR_TIMEOUT_MS: ms })).toBeGreaterThan(2 * ms + 2 * 8_000);
  });

  it("waits for an EHR that is away, and says so", async () => {
    const { rt, sandbox } = clinic;
    const { auth, decision, view } = await decide("nurse1", "enc-004");
    sandbox.setFault("down");
    expect(await codeOf(handleWriteBack(rt, decision.id))).toBe("ehr-unavailable");
    expect(await state(decision.id)).toMatchObject({ state: "pending", lastErrorCode: "ehr-unavailable" });
    const board = await getBoard(rt, auth);
    expect(board.notYetInEhr).toBeGreaterThanOrEqual(1);
    expect(board.rows.find((r) => r.encounterId === view.encounterId)?.writeBack).toBe("pending");
    sandbox.setFault("none");
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "written", attempts: 2 });
  });

  it("stops before the wrong patient, and goes on once a person has sorted it out", async () => {
    const { rt, sandbox } = clinic;
    const { auth, decision, view } = await decide("nurse1", "enc-005");
    const { encounterId, launchId } = view;
    const visit = sandbox.store.get("Encounter", "enc-005") as never as { subject: object };
    const other = sandbox.store.get("Encounter", "enc-006") as never as { subject: object };
    sandbox.store.put({ ...visit, subject: other.subject } as never, "PUT");
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "failed", lastErrorCode: "wrong-patient" });
    const [event] = await listAuditEvents(rt.db, { event: "writeback.failed", limit: 1 });
    expect(event).toMatchObject({ subjectId: decision.id, detail: { code: "wrong-patient" } });
    expect(levelsInEhr(clinic, "enc-005")).toEqual([]);

    sandbox.store.put(visit as never, "PUT");
    expect(
      (await retryWriteBack(rt, auth, { decisionId: decision.id, encounterId, launchId })).writeBack,
    ).toBe("pending");
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "written" });
    expect((await listAuditEvents(rt.db, { event: "writeback.retried", limit: 1 }))[0]?.subjectId).toBe(
      decision.id,
    );
  });

  it("gives up on what the EHR refuses for good", async () => {
    const { rt, sandbox } = clinic;
    const { decision } = await decide("nurse1", "enc-007");
    sandbox.store.remove("Encounter", "enc-007");
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "failed", lastErrorCode: "not-found" });
  });
});

describe("whose tokens write", () => {
  it("outlive the sign-out until the decision is written, and no longer", async () => {
    const { rt } = clinic;
    const { auth, launchId, decision } = await decide("nurse2", "enc-008");
    await signOut(rt, auth.principal, "r");
    expect((await findGrant(rt.db, launchId))?.revokedAt).toBeNull();
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "written" });
    expect(await findGrant(rt.db, launchId)).toMatchObject({
      tokens: { refreshToken: null, accessToken: "" },
    });
  });

  it("are the deciding person's: without them it waits for their next launch, nobody else's", async () => {
    const { rt } = clinic;
    const { auth, decision } = await decide("lead", "enc-009");
    for (const grant of await sessionGrants(rt.db, auth.principal.sessionId))
      await emptyGrant(rt.db, grant.id, rt.clock());
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "pending", lastErrorCode: "unauthenticated" });

    await launch(clinic, "nurse1", "enc-009");
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "pending" });

    const before = (await rt.queue.depth()).writeBack;
    await launch(clinic, "lead");
    expect((await rt.queue.depth()).writeBack).toBeGreaterThan(before);
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "written" });
    expect(levelsInEhr(clinic, "enc-009")[0]?.performer).toMatchObject([
      { reference: "Practitioner/prac-lead" },
    ]);
  });

  it("are refreshed when they have run out", async () => {
    const { rt, sandbox } = clinic;
    const { decision } = await decide("nurse1", "enc-010");
    sandbox.setFault("expire-tokens");
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "written" });
  });
});

describe("the queue", () => {
  it("delivers a decision made while the EHR was away once it is back", async () => {
    const { rt, sandbox } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-011");
    sandbox.setFault("down");
    const decision = await recordDecision(rt, auth, gesture(view));
    await startConsumers(rt);
    const until = async (condition: () => Promise<boolean>) => {
      for (const end = Date.now() + 60_000; Date.now() < end; ) {
        if (await condition()) return;
        await new Promise((r) => setTimeout(r, 100));
      }
      throw new Error("it did not happen");
    };
    await until(async () => ((await state(decision.id))?.attempts ?? 0) > 0);
    expect(await state(decision.id)).toMatchObject({ state: "pending" });
    sandbox.setFault("none");
    await until(async () => (await state(decision.id))?.state === "written");
    expect(levelsInEhr(clinic, "enc-011")).toHaveLength(1);
    expect(await as(rt, auth.principal.sessionId)).toBeTruthy();
  });
});
