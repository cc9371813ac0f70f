import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockKeys, renewSecrets } from "@/db/keys";
import { remakePseudonyms } from "@/db/pseudonyms";
import { listAuditEvents } from "@/db/queries/audit";
import { findEncounter } from "@/db/queries/encounter";
import { WISH_LOCK } from "@/db/queries/withdrawal";
import { decidedCase, decision, label, labelWithdrawal, secondReading } from "@/db/schema";
import { leaveOutOfLearning } from "@/lib/workflows/clinic/leave-out";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { severalConnections, stopAt } from "../support/stop-at";
import { type Clinic, codeOf, gesture, type Open, open, override, startClinic } from "./support";

const REASON = "The patient asked for it.";
let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic({ env: { EHR_TIMEOUT_MS: "30000", SECOND_READING_PERCENT: "100" } });
});
afterAll(() => clinic.close());

const refOf = ({ view, launchId }: Open) => ({ encounterId: view.encounterId, launchId });
const decisionsOn = (encounterId: string) =>
  clinic.rt.db
    .select({ why: decision.notLabel, label: label.id, withdrawn: labelWithdrawal.why })
    .from(decision)
    .leftJoin(label, eq(label.decisionId, decision.id))
    .leftJoin(labelWithdrawal, eq(labelWithdrawal.labelId, label.id))
    .where(eq(decision.encounterId, encounterId))
    .orderBy(decision.decidedAt);
const again = (visit: Open) => openEncounter(clinic.rt, visit.auth, refOf(visit));
/** The same patient's page with a decision of the same nurse more. */
async function decideAgain(visit: Open): Promise<void> {
  const view = await again(visit);
  const level = view.decision?.level === 2 ? 3 : 2;
  const levelled = { level, supersedes: view.decision?.id ?? null } as const;
  const kind = level === view.assessment.level ? gesture(view, levelled) : override(view, levelled);
  await recordDecision(clinic.rt, visit.auth, kind);
}

describe("leaving a patient out of learning", () => {
  it("works before anything is decided, says so on the page, and keeps decisions to come out", async () => {
    const { rt } = clinic;
    const visit = await open(clinic, "nurse1", "enc-010");
    expect(visit.view.leftOut).toBeNull();
    const { leftOut } = await leaveOutOfLearning(rt, visit.auth, {
      ...refOf(visit),
      out: true,
      reason: REASON,
    });
    expect(leftOut).toMatchObject({ by: visit.auth.principal.displayName });
    expect((await again(visit)).leftOut).toEqual(leftOut);
    await recordDecision(rt, visit.auth, gesture(visit.view));
    expect(await decisionsOn(visit.view.encounterId)).toEqual([
      { why: "opted-out", label: null, withdrawn: null },
    ]);
    const [event] = await listAuditEvents(rt.db, { event: "patient.opted-out", limit: 1 });
    expect(event).toMatchObject({
      actorId: visit.auth.principal.userId,
      subjectId: visit.view.encounterId,
      detail: { labels: [], reason: REASON, laterToo: true },
    });
    const twice = leaveOutOfLearning(rt, visit.auth, { ...refOf(visit), out: true, reason: REASON });
    expect(await codeOf(twice)).toBe("conflict");
  });

  it.skipIf(!severalConnections)(
    "keeps a decision out that is being recorded while pseudonyms are made anew (needs PostgreSQL)",
    async () => {
      const { rt } = clinic;
      const visit = await open(clinic, "nurse1", "enc-020");
      await leaveOutOfLearning(rt, visit.auth, { ...refOf(visit), out: true, reason: REASON });
      const { patientKey } = (await findEncounter(rt.db, visit.view.encounterId)) ?? {};
      const stop = await stopAt(rt, sql`select pg_advisory_xact_lock(${WISH_LOCK}, hashtext(${patientKey}))`);
      const decided = codeOf(recordDecision(rt, visit.auth, gesture(visit.view)));
      await stop.whenWaiting(1);
      await rt.db.transaction(async (tx) => {
        await lockKeys(tx);
        await renewSecrets(tx);
        await remakePseudonyms(tx);
      });
      await stop.go();
      expect(await decided).toBe("stale-view");
      expect(await decisionsOn(visit.view.encounterId)).toEqual([]);
      await recordDecision(rt, visit.auth, gesture(await again(visit)));
      expect(await decisionsOn(visit.view.encounterId)).toMatchObject([{ why: "opted-out", label: null }]);
    },
  );

  it("takes out what was decided before; taking it back is for decisions to come alone", async () => {
    const { rt } = clinic;
    const visit = await open(clinic, "nurse1", "enc-012");
    const change = (out: boolean, reason = REASON) =>
      leaveOutOfLearning(rt, visit.auth, { ...refOf(visit), out, reason });
    expect(await codeOf(change(false))).toBe("conflict");
    await recordDecision(rt, visit.auth, gesture(visit.view));
    await change(true);
    await decideAgain(visit);
    expect(await change(false, "It was another patient.")).toEqual({ leftOut: null });
    await decideAgain(visit);
    expect((await again(visit)).leftOut).toBeNull();
    const [first, second, third] = await decisionsOn(visit.view.encounterId);
    expect(first).toMatchObject({ why: null, withdrawn: "opted-out" });
    expect(second).toMatchObject({ why: "opted-out", label: null });
    expect(third?.why).not.toBe("opted-out");
    const [event] = await listAuditEvents(rt.db, { event: "patient.opted-in", limit: 1 });
    expect(event).toMatchObject({
      subjectId: visit.view.encounterId,
      detail: { reason: "It was another patient." },
    });
    // A wish that changed can be recorded again.
    expect((await change(true)).leftOut).not.toBeNull();
  });

  it("takes the cases kept for second readings and for comparison, and none is kept of decisions to come", async () => {
    const { rt } = clinic;
    const visit = await open(clinic, "nurse1", "enc-014");
    const { encounterId } = visit.view;
    const kept = async () => {
      const readings = await rt.db
        .select({ case: secondReading.case, askedAt: secondReading.askedAt })
        .from(secondReading)
        .where(eq(secondReading.encounterId, encounterId));
      const comparisons = await rt.db
        .select({ id: decidedCase.decisionId })
        .from(decidedCase)
        .where(eq(decidedCase.encounterId, encounterId));
      return [readings.length, readings.filter((r) => r.case !== null).length, comparisons.length];
    };
    await recordDecision(rt, visit.auth, override(visit.view));
    expect(await kept()).toEqual([1, 1, 1]);
    await leaveOutOfLearning(rt, visit.auth, { ...refOf(visit), out: true, reason: REASON });
    expect(await kept()).toEqual([1, 0, 0]);
    const [event] = await listAuditEvents(rt.db, { event: "patient.opted-out", limit: 1 });
    expect(event?.detail).toMatchObject({ readings: 1, comparisons: 1 });
    await decideAgain(visit);
    expect(await kept()).toEqual([1, 0, 0]);
  });

  it("waits for a decision that is being recorded, and takes its label with it", async () => {
    const { rt } = clinic;
    const visit = await open(clinic, "nurse1", "enc-016");
    await Promise.all([
      recordDecision(rt, visit.auth, gesture(visit.view)),
      leaveOutOfLearning(rt, visit.auth, { ...refOf(visit), out: true, reason: REASON }),
    ]);
    const [row] = await decisionsOn(visit.view.encounterId);
    expect(row?.label === null ? row.why : row?.withdrawn).toBe("opted-out");
  });
});
