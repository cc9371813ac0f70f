import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { getBoard } from "@/lib/workflows/clinic/board";
import { assessQuick } from "@/lib/workflows/clinic/quick-triage";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { resumeModel, stopModel, viewSwitch } from "@/lib/workflows/govern/switch-model";
import { SWITCHED_OFF_WHY } from "@/lib/workflows/service/engines";
import { getHealth } from "@/lib/workflows/service/health";
import { signedIn } from "../support/runtime";
import { as, type Clinic, gesture, launch, open, startClinic } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

const lead = () => signedIn(clinic.rt, "lead", "model:stop");
const admin = () => signedIn(clinic.rt, "admin", "model:resume");
async function on(): Promise<void> {
  const auth = await admin();
  const { off, seq } = await viewSwitch(clinic.rt, auth);
  if (off) await resumeModel(clinic.rt, auth, { reason: "The test is over", expectedSeq: seq });
}

describe("the model switched off", () => {
  it("is nowhere to be seen, is said everywhere, and what it suggested before cannot be accepted", async () => {
    const { rt, model } = clinic;
    const before = await open(clinic, "nurse1", "enc-030");
    expect(before.view.assessment.model.state).toBe("ready");
    const levels = before.view.assessment;
    await stopModel(rt, await lead(), { reason: "Levels look wrong" });
    const asked = model.asked;
    try {
      const off = { state: "rules-only", why: SWITCHED_OFF_WHY };
      const { sessionId } = await launch(clinic, "nurse1");
      const board = await getBoard(rt, await as(rt, sessionId, "board:read"));
      expect(board.model).toEqual({ ...off, switchedOff: true });
      const { assessment } = (await open(clinic, "nurse2", "enc-030")).view;
      expect(assessment).toMatchObject({ model: off, modelLevel: null, probabilities: null });
      expect(await assessQuick(rt, before.auth, { ageYears: 40 })).toMatchObject({
        modelLevel: null,
        why: SWITCHED_OFF_WHY,
      });
      expect(await getHealth(rt)).toMatchObject({ status: "degraded", checks: { model: { ok: false } } });
      expect(model.asked).toBe(asked);

      await expect(recordDecision(rt, before.auth, gesture(before.view))).rejects.toMatchObject({
        code: "stale-view",
        userMessage: expect.stringContaining("switched off"),
      });
      // One's own level is never lost.
      const other = levels.level === 3 ? 2 : 3;
      const own = gesture(before.view, { kind: "override", level: other, reason: "complaint-misread" });
      expect(await recordDecision(rt, before.auth, own)).toMatchObject({ level: other });
    } finally {
      await on();
    }
    const again = (await open(clinic, "nurse1", "enc-031")).view.assessment;
    expect(again.model.state).toBe("ready");
  });

  it("takes a double press once, tells a second person, and lets no stale page switch it on", async () => {
    const { rt } = clinic;
    const [first, second, steward] = [await lead(), await lead(), await admin()];
    const reason = "Levels look wrong";
    const both = await Promise.all([stopModel(rt, first, { reason }), stopModel(rt, first, { reason })]);
    const seq = both[0]?.seq ?? 0;
    expect(both.map((v) => [v.off, v.seq])).toEqual([
      [true, seq],
      [true, seq],
    ]);
    await expect(stopModel(rt, second, { reason: "I think so too" })).rejects.toMatchObject({
      code: "conflict",
      userMessage: expect.stringContaining(reason),
    });
    const on = { reason: "Looked into: all is well", expectedSeq: seq };
    await expect(resumeModel(rt, steward, { ...on, expectedSeq: seq - 1 })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await resumeModel(rt, steward, on)).toMatchObject({ off: false, seq: seq + 1 });
    expect(await resumeModel(rt, steward, on)).toMatchObject({ off: false, seq: seq + 1 });
    const events = await listAuditEvents(rt.db, { event: "model.switched-off", limit: 10 });
    expect(events.filter((e) => e.actorId === first.principal.userId)).toMatchObject([
      { detail: { reason } },
    ]);
  });
});
