import { eq, not, sql } from "drizzle-orm";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { insertFollowUps, outcomeHistory, outcomesInForce, outcomesOfLabels } from "@/db/queries/outcome";
import { decision, label, visitFollowUp } from "@/db/schema";
import { HOUR, MINUTE } from "@/lib/core/clock";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { AUDIT_LOCK } from "@/lib/workflows/govern/audit-keys";
import { followOutcomes, keepFollowUps } from "@/lib/workflows/learning/follow-outcomes";
import { optOutPatient, withdrawLabel } from "@/lib/workflows/learning/withdraw-labels";
import { freePort } from "@/sandbox/testing";
import { signedIn } from "../support/runtime";
import { severalConnections, stopAt } from "../support/stop-at";
import { type Clinic, gesture, open, startClinic } from "./support";

const VISITS = ["enc-001", "enc-002", "enc-003", "enc-005", "enc-006", "enc-007", "enc-008", "enc-009"];
let clinic: Clinic;
const ids = new Map<string, string>();
/** For the app and for the EHR: each checks the other's times. */
const forward = (ms: number) => vi.setSystemTime(Date.now() + ms);

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES384", { extractable: true });
  const about = { alg: "ES384", kid: "backend" };
  const port = await freePort();
  const issuers = [
    {
      name: "Sandbox",
      issuer: `http://localhost:${port}/fhir/r4`,
      clientId: "openacuity",
      allowHttp: true,
      backend: {
        clientId: "openacuity-backend",
        privateKeyJwk: { ...(await exportJWK(privateKey)), ...about },
      },
    },
  ];
  clinic = await startClinic({
    sandbox: { port, backendKey: { ...(await exportJWK(publicKey)), ...about, use: "sig" } },
    env: { SMART_ISSUERS: JSON.stringify(issuers) },
  });
  // All on one day: time goes far ahead in what follows.
  for (const visit of VISITS) {
    const { auth, view } = await open(clinic, "nurse1", visit);
    await recordDecision(clinic.rt, auth, gesture(view));
    ids.set(visit, view.encounterId);
  }
  await keepFollowUps(clinic.rt);
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterAll(async () => {
  vi.useRealTimers();
  await clinic.close();
});

const idOf = (visit: string) => ids.get(visit) ?? "";
const followUp = async (encounterId: string) =>
  (await clinic.rt.db.select().from(visitFollowUp).where(eq(visitFollowUp.encounterId, encounterId)))[0];
const known = async (encounterId: string) => (await outcomesInForce(clinic.rt.db, encounterId))?.answers;
const ask = () => followOutcomes(clinic.rt, new AbortController().signal);
/** This visit is due at this moment, and no other. */
async function askAbout(id: string): Promise<void> {
  const { db, clock } = clinic.rt;
  const due = eq(visitFollowUp.encounterId, id);
  await db
    .update(visitFollowUp)
    .set({ nextAt: new Date("2100-01-01") })
    .where(not(due));
  await db.update(visitFollowUp).set({ nextAt: clock() }).where(due);
  await ask();
}
const eventsOf = async (encounterId: string) =>
  (await listAuditEvents(clinic.rt.db, { limit: 100 })).filter(
    (e) => e.subjectId === encounterId && e.event.startsWith("outcome."),
  );
const labelOf = async (encounterId: string) => {
  const [row] = await clinic.rt.db
    .select({ id: label.id })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .where(eq(decision.encounterId, encounterId));
  return row?.id ?? "";
};

describe("what became of a visit", () => {
  it("is asked for hours later, attached, corrected with history, and closed when all is known", async () => {
    const { rt, sandbox } = clinic;
    const id = idOf("enc-001");
    const { arrivedAt } = (await followUp(id)) ?? {};
    expect((await followUp(id))?.nextAt?.getTime()).toBe((arrivedAt?.getTime() ?? 0) + 6 * HOUR);
    await ask();
    expect(await followUp(id)).toMatchObject({ state: "open", readAt: null });

    const now = rt.clock();
    await sandbox.happen("enc-001", "home", now);
    forward(6 * HOUR);
    await ask();
    expect(await known(id)).toMatchObject({
      admission: "no",
      leftUnseen: "no",
      death: "not-known",
      returned: "not-known",
    });
    // Told twice, by a job that was sent twice: nothing is written twice.
    await askAbout(id);
    expect(await outcomeHistory(rt.db, id)).toHaveLength(1);

    // Late: they were admitted after all.
    await sandbox.happen("enc-001", "admitted", new Date(now.getTime() + HOUR));
    forward(18 * HOUR);
    await ask();
    expect(await known(id)).toMatchObject({ admission: "yes", criticalCare: "not-known" });
    forward(72 * HOUR);
    await ask();
    expect(await known(id)).toMatchObject({
      admission: "yes",
      criticalCare: "no",
      death: "no",
      returned: "does-not-apply",
    });
    expect(await followUp(id)).toMatchObject({ state: "complete", nextAt: null, failures: 0 });
    const history = await outcomeHistory(rt.db, id);
    expect(history.map((h) => h.outcomes.answers.admission)).toEqual(["yes", "yes", "no"]);
    expect(history.filter((h) => h.supersededAt === null)).toHaveLength(1);
    const events = await eventsOf(id);
    expect(events.map((e) => e.event)).toEqual(Array(3).fill("outcome.attached"));
    expect(events.map((e) => (e.detail as { corrected: number }).corrected)).toContain(2);
    const log = clinic.log.join("\n");
    expect(log).not.toMatch(/enc-001|pat-001/);
  });

  it("is kept with who pays, for watching fairness, and none of that goes to where it is learned from", async () => {
    const { rt, sandbox } = clinic;
    const id = idOf("enc-003");
    sandbox.store.put(
      {
        resourceType: "Coverage",
        id: "cov-1",
        status: "active",
        beneficiary: { reference: "Patient/pat-003" },
        type: { coding: [{ system: "https://nahdo.org/sopt", code: "2" }] },
        payor: [{ display: "Medicaid" }],
      } as never,
      "PUT",
    );
    await sandbox.happen("enc-003", "home");
    forward(7 * HOUR);
    await askAbout(id);
    expect(await outcomesInForce(rt.db, id)).toMatchObject({
      answers: { admission: "no" },
      payer: "medicaid",
    });
    const learned = await outcomesOfLabels(rt.db, [await labelOf(id)], rt.clock());
    expect(learned.size).toBe(1);
    expect(JSON.stringify([...learned.values()])).not.toMatch(/payer|medicaid/);
    // Taken out of the EHR later: what was known of that visit stays, and is not told as news.
    sandbox.store.put({ ...sandbox.store.get("Coverage", "cov-1"), status: "cancelled" } as never, "PUT");
    await askAbout(id);
    expect(await outcomeHistory(rt.db, id)).toHaveLength(1);
  });

  it("is not attached where the visit has become another patient's, and what was is taken away", async () => {
    const { sandbox } = clinic;
    const id = idOf("enc-002");
    await sandbox.happen("enc-002", "home");
    forward(7 * HOUR);
    await askAbout(id);
    expect(await known(id)).toMatchObject({ admission: "no" });
    const visit = sandbox.store.get("Encounter", "enc-002");
    sandbox.store.put({ ...visit, subject: { reference: "Patient/pat-004" } } as never, "PUT");
    forward(18 * HOUR);
    await askAbout(id);
    expect(await followUp(id)).toMatchObject({ state: "refused", nextAt: null });
    expect(await outcomeHistory(clinic.rt.db, id)).toEqual([]);
    expect((await eventsOf(id)).map((e) => e.event)).toContain("outcome.refused");
  });

  it("waits for an EHR that is away, and counts it", async () => {
    const { rt, sandbox } = clinic;
    const id = idOf("enc-003");
    await sandbox.happen("enc-003", "critical-care");
    sandbox.setFault("down");
    await askAbout(id);
    const row = await followUp(id);
    expect(row).toMatchObject({ state: "open", failures: 1, lastErrorCode: "ehr-unavailable" });
    expect((row?.nextAt?.getTime() ?? 0) - rt.clock().getTime()).toBeGreaterThan(14 * MINUTE);
    const counted = /outcome_readings_total\{outcome="ehr-unavailable"\} 1\b/;
    expect(await rt.metrics.registry.metrics()).toMatch(counted);
    sandbox.setFault("none");
    await askAbout(id);
    expect(await known(id)).toMatchObject({ admission: "yes", criticalCare: "yes" });
    expect(await followUp(id)).toMatchObject({ failures: 0, lastErrorCode: null });
  });

  it("goes with a label that is withdrawn and a patient who opts out, and is not asked for again", async () => {
    const { rt, sandbox } = clinic;
    const admin = await signedIn(rt, "admin", "label:govern");
    const reason = "The patient asked for it.";
    for (const [visit, take] of [
      ["enc-005", withdrawLabel],
      ["enc-006", optOutPatient],
    ] as const) {
      const id = idOf(visit);
      await sandbox.happen(visit, "home");
      forward(7 * HOUR);
      await askAbout(id);
      expect(await known(id)).toMatchObject({ admission: "no" });
      await take(rt, admin, { labelId: await labelOf(id), reason });
      expect(await outcomeHistory(rt.db, id)).toEqual([]);
      expect(await followUp(id)).toMatchObject({ state: "withdrawn", nextAt: null });
      forward(24 * HOUR);
      await keepFollowUps(rt);
      await askAbout(id);
      expect(await outcomeHistory(rt.db, id)).toEqual([]);
    }
  });

  it.skipIf(!severalConnections)(
    "goes also where it was just being attached (needs PostgreSQL)",
    async () => {
      const { rt, sandbox } = clinic;
      const id = idOf("enc-008");
      const admin = await signedIn(rt, "admin", "label:govern");
      await sandbox.happen("enc-008", "home");
      forward(7 * HOUR);
      const stop = await stopAt(rt, sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`);
      const asked = askAbout(id);
      await stop.whenWaiting(1);
      const act = { labelId: await labelOf(id), reason: "It was somebody else." };
      const withdrawn = withdrawLabel(rt, admin, act);
      await stop.whenWaiting(2);
      await stop.go();
      await Promise.all([asked, withdrawn]);
      expect(await outcomeHistory(rt.db, id)).toEqual([]);
      expect(await followUp(id)).toMatchObject({ state: "withdrawn", nextAt: null });
    },
  );

  it("is not asked for where a sweep takes a patient up who opted out after it had looked", async () => {
    const { rt, sandbox } = clinic;
    const id = idOf("enc-009");
    const found = (await followUp(id)) as NonNullable<Awaited<ReturnType<typeof followUp>>>;
    await rt.db.delete(visitFollowUp).where(eq(visitFollowUp.encounterId, id));
    const admin = await signedIn(rt, "admin", "label:govern");
    await optOutPatient(rt, admin, { labelId: await labelOf(id), reason: "The patient asked for it." });
    await insertFollowUps(rt.db, [found]);
    await sandbox.happen("enc-009", "home");
    forward(7 * HOUR);
    await askAbout(id);
    expect(await outcomeHistory(rt.db, id)).toEqual([]);
    expect(await followUp(id)).toMatchObject({ state: "withdrawn", nextAt: null });
  });

  it("is given up after two weeks without an answer", async () => {
    const id = idOf("enc-007");
    clinic.sandbox.setFault("down");
    forward(15 * 24 * HOUR);
    await askAbout(id);
    expect(await followUp(id)).toMatchObject({ state: "not-known", nextAt: null, failures: 1 });
  });
});
