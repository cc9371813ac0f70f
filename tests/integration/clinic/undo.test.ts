import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { tallyDecisions } from "@/db/queries/console";
import { claimWriteBack, countNotInEhr } from "@/db/queries/decision";
import type { Level } from "@/lib/case/level";
import { answerLeadReviews } from "@/lib/workflows/clinic/lead-review";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { undoDecision } from "@/lib/workflows/clinic/undo-decision";
import { handleWriteBack } from "@/lib/workflows/clinic/write-back";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
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

  it("leaves the audit log and what it vouches for sound", async () => {
    expect((await verifyAuditLog(clinic.rt.db, { anchorFile: null })).findings).toEqual([]);
  });
});
