import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { tallyDecisions } from "@/db/queries/console";
import { claimWriteBack, countNotInEhr } from "@/db/queries/decision";
import { findEncounter } from "@/db/queries/encounter";
import { WISH_LOCK } from "@/db/queries/withdrawal";
import type { Level } from "@/lib/case/level";
import { answerLeadReviews } from "@/lib/workflows/clinic/lead-review";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { undoDecision } from "@/lib/workflows/clinic/undo-decision";
import { handleWriteBack } from "@/lib/workflows/clinic/write-back";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import { severalConnections, stopAt } from "../support/stop-at";
import { type Clinic, codeOf, gesture, levelsInEhr, type Open, open, override, startClinic } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic({ env: { UNDO_SECONDS: "10" } });
});
afterAll(() => clinic.close());

const undo = (o: Open, decisionId: string, requestId = randomUUID()) =>
  undoDecision(clinic.rt, o.auth, {
    encounterId: o.view.encounterId,
    launchId: o.launchId,
    decisionId,
    requestId,
  });
const decide = (o: Open, change: Parameters<typeof gesture>[1] = {}) =>
  recordDecision(clinic.rt, o.auth, gesture(o.view, change));
const other = (o: Open): Level => (o.view.assessment.level === 3 ? 2 : 3);

describe("taking a decision back", () => {
  it("leaves the patient undecided, nothing in the EHR, and both rows in the history", async () => {
    const o = await open(clinic, "nurse1", "enc-017");
    const made = await decide(o);
    expect(made.undoInMs).toBeGreaterThan(8_000);
    const requestId = randomUUID();
    const after = await undo(o, made.id, requestId);
    expect(after).toMatchObject({ decision: null, earlierDecisions: [] });
    // The same gesture sent again is answered, and does nothing.
    expect(await undo(o, made.id, requestId)).toMatchObject({ decision: null });
    await handleWriteBack(clinic.rt, made.id);
    expect(levelsInEhr(clinic, "enc-017")).toEqual([]);
    expect(await countNotInEhr(clinic.rt.db, o.auth.principal.issuer)).toBe(0);
    expect((await tallyDecisions(clinic.rt.db)).total).toBe(0);
    expect(await listAuditEvents(clinic.rt.db, { event: "decision.undone", limit: 9 })).toMatchObject([
      { subjectId: made.id, detail: { level: made.level } },
    ]);
    // Decided again it is a first decision, also as the EHR is told.
    const again = await recordDecision(clinic.rt, o.auth, override(after, { level: other(o) }));
    await handleWriteBack(clinic.rt, again.id);
    const [level, ...more] = levelsInEhr(clinic, "enc-017");
    expect(more).toEqual([]);
    expect(JSON.stringify(level)).toContain(again.id);
    expect(JSON.stringify(level)).not.toContain(made.id);
  });

  it("puts into force again what was decided before, which the EHR never stopped having", async () => {
    const o = await open(clinic, "nurse1", "enc-018");
    const first = await decide(o);
    await handleWriteBack(clinic.rt, first.id);
    const seen = await open(clinic, "nurse1", "enc-018");
    const changed = await recordDecision(clinic.rt, seen.auth, override(seen.view, { level: 2 }));
    const back = await undo(seen, changed.id);
    expect(back.decision).toMatchObject({ id: first.id, undoInMs: null });
    const [inEhr] = levelsInEhr(clinic, "enc-018");
    expect(inEhr?.status).toBe("final");
    const third = await recordDecision(clinic.rt, seen.auth, override(back, { level: 3 }));
    await handleWriteBack(clinic.rt, third.id);
    const levels = levelsInEhr(clinic, "enc-018");
    expect(levels).toHaveLength(2);
    const replaced = levels.find((l) => JSON.stringify(l.identifier).includes(first.id));
    expect(replaced).toBeDefined();
    expect(replaced?.status).not.toBe("final");
  });

  it("is refused once it is late, on its way, somebody else's, or followed by another", async () => {
    const late = await open(clinic, "nurse1", "enc-019");
    const made = await decide(late);
    const colleague = await open(clinic, "nurse2", "enc-019");
    expect(await codeOf(undo(colleague, made.id))).toBe("forbidden");
    expect(colleague.view.decision?.undoInMs).toBeNull();
    clinic.forward(14_000);
    expect(await codeOf(undo(late, made.id))).toBe("conflict");

    const written = await open(clinic, "nurse1", "enc-023");
    const going = await decide(written);
    const now = clinic.rt.clock();
    await claimWriteBack(clinic.rt.db, going.id, now, randomUUID(), 60_000);
    expect(await codeOf(undo(written, going.id))).toBe("conflict");

    const followed = await open(clinic, "nurse1", "enc-028");
    const before = await decide(followed);
    const lead = await open(clinic, "lead", "enc-028");
    await recordDecision(clinic.rt, lead.auth, override(lead.view, { level: 2 }));
    expect(await codeOf(undo(followed, before.id))).toBe("already-decided");
  });

  it("takes the mark for a lead with it, unless one has looked", async () => {
    const far = (o: Open): Level => ((o.view.assessment.level ?? 3) >= 3 ? 1 : 5);
    const o = await open(clinic, "nurse1", "enc-047");
    const made = await recordDecision(clinic.rt, o.auth, override(o.view, { level: far(o) }));
    expect((await undo(o, made.id)).leadReviews).toEqual([]);

    const seen = await open(clinic, "nurse1", "enc-051");
    const marked = await recordDecision(clinic.rt, seen.auth, override(seen.view, { level: far(seen) }));
    const lead = await open(clinic, "lead", "enc-051");
    await answerLeadReviews(clinic.rt, lead.auth, {
      encounterId: lead.view.encounterId,
      launchId: lead.launchId,
      reviewIds: [marked.id],
      note: "Seen together.",
    });
    expect(await codeOf(undo(seen, marked.id))).toBe("conflict");
    expect((await open(clinic, "nurse1", "enc-051")).view.decision?.undoInMs).toBeNull();
  });

  it("is refused to the half that came second when a colleague decides at the same moment", async () => {
    const mine = await open(clinic, "nurse1", "enc-052");
    const made = await decide(mine);
    const lead = await open(clinic, "lead", "enc-052");
    const [a, b] = await Promise.allSettled([
      undo(mine, made.id),
      recordDecision(clinic.rt, lead.auth, override(lead.view, { level: 2 })),
    ]);
    expect([a.status, b.status].filter((s) => s === "fulfilled")).toHaveLength(1);
  });

  it.skipIf(!severalConnections)(
    "never takes back what a colleague decided after the look, nor is replaced unseen (needs PostgreSQL)",
    async () => {
      const mine = await open(clinic, "nurse1", "enc-053");
      const made = await decide(mine);
      const lead = await open(clinic, "lead", "enc-053");
      const goOn = await stopAt(
        clinic.rt,
        sql`select 1 from write_back where decision_id = ${made.id} for update`,
      );
      const undone = codeOf(undo(mine, made.id));
      await goOn.whenWaiting();
      const leads = await recordDecision(clinic.rt, lead.auth, override(lead.view, { level: 2 }));
      await goOn.go();
      expect(await undone).toBe("already-decided");
      expect((await open(clinic, "nurse1", "enc-053")).view.decision).toMatchObject({
        id: leads.id,
        level: 2,
      });

      const again = await open(clinic, "lead", "enc-053");
      const nurse = await open(clinic, "nurse2", "enc-053");
      const taken = await recordDecision(clinic.rt, again.auth, override(again.view, { level: 3 }));
      const seen = await open(clinic, "lead", "enc-053");
      const { patientKey } = (await findEncounter(clinic.rt.db, nurse.view.encounterId)) ?? {};
      const goOnThen = await stopAt(
        clinic.rt,
        sql`select pg_advisory_xact_lock(${WISH_LOCK}, hashtext(${patientKey}))`,
      );
      const second = codeOf(recordDecision(clinic.rt, seen.auth, override(seen.view, { level: 2 })));
      await goOnThen.whenWaiting();
      await undo(again, taken.id);
      await goOnThen.go();
      expect(await second).toBe("already-decided");
      expect((await open(clinic, "lead", "enc-053")).view.decision).toMatchObject({ id: leads.id, level: 2 });
    },
  );

  it("is not hidden by the answer to a gesture that is sent once more", async () => {
    const o = await open(clinic, "nurse1", "enc-056");
    const sent = gesture(o.view);
    const made = await recordDecision(clinic.rt, o.auth, sent);
    expect((await recordDecision(clinic.rt, o.auth, sent)).id).toBe(made.id);
    await undo(o, made.id);
    expect(await codeOf(recordDecision(clinic.rt, o.auth, sent))).toBe("conflict");
    expect((await open(clinic, "nurse1", "enc-056")).view.decision).toBeNull();
  });

  it("is not done twice in a row: what is in force again stands, can be changed, and reaches the EHR", async () => {
    const o = await open(clinic, "nurse1", "enc-054");
    const first = await decide(o);
    const seen = await open(clinic, "nurse1", "enc-054");
    const second = await recordDecision(clinic.rt, seen.auth, override(seen.view, { level: other(o) }));
    const back = await undo(seen, second.id);
    expect(back.decision).toMatchObject({ id: first.id, undoInMs: null });
    expect(await codeOf(undo(seen, first.id))).toBe("conflict");
    await handleWriteBack(clinic.rt, first.id);
    expect(levelsInEhr(clinic, "enc-054").map((l) => l.status)).toEqual(["final"]);
  });

  it("leaves in the EHR, as it was, what was written while its successor could still be taken back", async () => {
    const o = await open(clinic, "nurse1", "enc-055");
    const first = await decide(o);
    const seen = await open(clinic, "nurse1", "enc-055");
    const second = await recordDecision(clinic.rt, seen.auth, override(seen.view, { level: other(o) }));
    await handleWriteBack(clinic.rt, first.id);
    expect((await undo(seen, second.id)).decision).toMatchObject({ id: first.id });
    expect(levelsInEhr(clinic, "enc-055").map((l) => l.status)).toEqual(["final"]);
    // One that stays is written, and marks the one before.
    const now = await open(clinic, "nurse1", "enc-055");
    const third = await recordDecision(clinic.rt, now.auth, override(now.view, { level: other(o) }));
    await handleWriteBack(clinic.rt, third.id);
    const statusOf = (id: string) =>
      levelsInEhr(clinic, "enc-055").find((l) => JSON.stringify(l.identifier).includes(id))?.status;
    expect([statusOf(first.id), statusOf(third.id)]).toEqual(["amended", "final"]);
  });

  it("leaves the audit log and what it vouches for sound", async () => {
    expect((await verifyAuditLog(clinic.rt.db, { anchorFile: null })).findings).toEqual([]);
  });
});
