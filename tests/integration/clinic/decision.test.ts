import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { decisionsOf } from "@/db/queries/decision";
import { label } from "@/db/schema";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import type { DecisionInput, PatientView } from "@/lib/workflows/views";
import {
  as,
  type Clinic,
  codeOf,
  gesture,
  launch,
  levelsInEhr,
  measure,
  open,
  override,
  startClinic,
} from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

const count = async (view: PatientView) => (await decisionsOf(clinic.rt.db, [view.encounterId])).length;
const labels = async () => clinic.rt.db.select().from(label);

describe("a decision", () => {
  it("to accept is recorded with its audit event, its way to the EHR and its label", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-001");
    const depth = (await rt.queue.depth()).writeBack;
    const decided = await recordDecision(rt, auth, gesture(view));
    expect(decided).toMatchObject({
      kind: "accept",
      level: view.assessment.level,
      shownLevel: view.assessment.level,
      decidedBy: "Nurse One (demo)",
      writeBack: "pending",
    });
    expect((await rt.queue.depth()).writeBack).toBe(depth + 1);
    const [event] = await listAuditEvents(rt.db, { event: "decision.recorded", limit: 1 });
    expect(event).toMatchObject({
      subjectId: decided.id,
      actorId: auth.principal.userId,
      detail: { level: decided.level, label: true, assessment: view.assessment.id },
    });
    expect((await labels()).filter((l) => l.decisionId === decided.id)).toHaveLength(1);
    const again = await openEncounter(rt, auth, view);
    expect(again.decision).toEqual(decided);
  });

  it("to override carries its reason and comment, and nobody's name into the label", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-002");
    const comment = "Grey and clammy";
    const decided = await recordDecision(rt, auth, override(view, { reason: "other", comment }));
    expect(decided).toMatchObject({ kind: "override", reason: "other", comment });
    const made = (await labels()).find((l) => l.decisionId === decided.id);
    expect(made).toMatchObject({ level: decided.level, source: "override" });
    for (const part of view.banner.name.split(" ")) expect(JSON.stringify(made?.case)).not.toContain(part);
  });

  const wrong: [string, string, (view: PatientView) => DecisionInput][] = [
    ["accept another level", "invalid-input", (v) => gesture(v, { level: v.assessment.level === 5 ? 4 : 5 })],
    ["override without a reason", "invalid-input", (v) => ({ ...override(v), reason: undefined }) as never],
    ["override to the level shown", "invalid-input", (v) => override(v, { level: v.assessment.level ?? 3 })],
    ["say other and not what", "invalid-input", (v) => override(v, { reason: "other", comment: "  " })],
    ["write a novel", "invalid-input", (v) => override(v, { comment: "x".repeat(501) })],
    ["assign where a level was shown", "invalid-input", (v) => gesture(v, { kind: "assign" })],
    ["name an assessment that is not there", "not-found", (v) => gesture(v, { assessmentId: randomUUID() })],
    ["name a visit that is not there", "not-found", (v) => gesture(v, { encounterId: randomUUID() })],
    ["replace what is not in force", "already-decided", (v) => gesture(v, { supersedes: randomUUID() })],
    ["come with somebody else's launch", "launch-refused", (v) => gesture(v, { launchId: randomUUID() })],
  ];
  it.each(wrong)("cannot %s", async (_what, code, make) => {
    const { auth, view } = await open(clinic, "nurse1", "enc-003");
    expect(view.assessment.level).not.toBeNull();
    expect(await codeOf(recordDecision(clinic.rt, auth, make(view)))).toBe(code);
    expect(await count(view)).toBe(0);
  });

  it("counts once, however often it is clicked or sent again", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-004");
    const input = gesture(view);
    const clicks = await Promise.all(Array.from({ length: 4 }, () => recordDecision(rt, auth, input)));
    expect(new Set(clicks.map((d) => d.id)).size).toBe(1);
    // The answer was lost; meanwhile the patient changed. The retry still gets the first answer.
    measure(clinic, "enc-004", "8867-4", 150, "/min");
    expect((await recordDecision(rt, auth, input)).id).toBe(clicks[0]?.id);
    expect(await count(view)).toBe(1);
    expect((await labels()).filter((l) => l.decisionId === clicks[0]?.id)).toHaveLength(1);

    expect(await codeOf(recordDecision(rt, auth, { ...override(view), requestId: input.requestId }))).toBe(
      "conflict",
    );
    const other = await open(clinic, "nurse2", "enc-004");
    expect(await codeOf(recordDecision(rt, other.auth, input))).toBe("conflict");
  });

  it("of two colleagues at once is recorded for one, and the other is told", async () => {
    const { rt } = clinic;
    const [one, two] = [await open(clinic, "nurse1", "enc-005"), await open(clinic, "nurse2", "enc-005")];
    const answers = await Promise.allSettled([
      recordDecision(rt, one.auth, gesture(one.view)),
      recordDecision(rt, two.auth, override(two.view)),
    ]);
    expect(answers.map((a) => a.status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = answers.find((a) => a.status === "rejected") as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ code: "already-decided", detail: { by: expect.any(String) } });
    expect(await count(one.view)).toBe(1);
  });

  it("on a page that is older than the patient's data is refused, until somebody looks again", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-006");
    measure(clinic, "enc-006", "9279-1", 38, "/min");
    expect(await codeOf(recordDecision(rt, auth, gesture(view)))).toBe("stale-view");
    expect(await count(view)).toBe(0);
    const fresh = await openEncounter(rt, auth, view);
    expect(fresh.contextVersion).not.toBe(view.contextVersion);
    await recordDecision(rt, auth, gesture(fresh));
  });

  it("claiming the newest data with an older assessment is refused all the same", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-007");
    measure(clinic, "enc-007", "8867-4", 171, "/min");
    const fresh = await openEncounter(rt, auth, view);
    const mixed = { ...gesture(view), contextVersion: fresh.contextVersion };
    expect(await codeOf(recordDecision(rt, auth, mixed))).toBe("stale-view");
  });
});

describe("a second decision", () => {
  it("is its author's or a lead's to make, and anybody's once the patient has changed", async () => {
    const { rt } = clinic;
    const first = await open(clinic, "nurse1", "enc-008");
    const one = await recordDecision(rt, first.auth, gesture(first.view));
    const colleague = await open(clinic, "nurse2", "enc-008");
    expect(await codeOf(recordDecision(rt, colleague.auth, override(colleague.view)))).toBe("forbidden");
    // A page from before the first decision.
    expect(await codeOf(recordDecision(rt, first.auth, override(first.view)))).toBe("already-decided");

    const own = await openEncounter(rt, first.auth, first.view);
    const two = await recordDecision(rt, first.auth, override(own));
    const lead = await open(clinic, "lead", "enc-008");
    expect(lead.view.earlierDecisions.map((d) => d.id)).toEqual([one.id]);
    const three = await recordDecision(rt, lead.auth, gesture(lead.view));
    expect((await openEncounter(rt, first.auth, first.view)).earlierDecisions.map((d) => d.id)).toEqual([
      two.id,
      one.id,
    ]);

    measure(clinic, "enc-008", "59408-5", 81, "%");
    const again = await openEncounter(rt, colleague.auth, colleague.view);
    const four = await recordDecision(rt, colleague.auth, gesture(again));
    expect(again.decision?.id).toBe(three.id);
    expect((await openEncounter(rt, colleague.auth, colleague.view)).decision?.id).toBe(four.id);
  });

  it("cannot hang itself onto another visit's", async () => {
    const { rt } = clinic;
    const other = await open(clinic, "nurse1", "enc-009");
    const theirs = await recordDecision(rt, other.auth, gesture(other.view));
    const mine = await open(clinic, "nurse1", "enc-010");
    expect(await codeOf(recordDecision(rt, mine.auth, gesture(mine.view, { supersedes: theirs.id })))).toBe(
      "already-decided",
    );
    expect(await count(mine.view)).toBe(0);
  });
});

describe("the wrong patient", () => {
  it("is never decided upon by way of another launch", async () => {
    const { rt } = clinic;
    const a = await open(clinic, "nurse1", "enc-011");
    const b = await launch(clinic, "nurse1", "enc-012", a.auth.principal.sessionId);
    const auth = await as(rt, b.sessionId);
    const view = await openEncounter(rt, auth, b);
    const crossed = [
      gesture(view, { launchId: a.launchId }),
      gesture(a.view, { launchId: b.launchId }),
      gesture(view, { encounterId: a.view.encounterId, launchId: a.launchId }),
    ];
    const codes = [];
    for (const input of crossed) codes.push(await codeOf(recordDecision(rt, auth, input)));
    expect(codes).toEqual(["wrong-patient", "wrong-patient", "not-found"]);
    expect((await count(view)) + (await count(a.view))).toBe(0);
    expect(levelsInEhr(clinic, "enc-011").concat(levelsInEhr(clinic, "enc-012"))).toEqual([]);
  });

  it("is noticed when the EHR moves the visit to another patient while the page is open", async () => {
    const { rt, sandbox } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-013");
    const visit = sandbox.store.get("Encounter", "enc-013") as never as { subject: { reference: string } };
    const other = sandbox.store.get("Encounter", "enc-014") as never as { subject: { reference: string } };
    sandbox.store.put({ ...visit, subject: other.subject } as never, "PUT");
    expect(await codeOf(recordDecision(rt, auth, gesture(view)))).toBe("wrong-patient");
    expect(await codeOf(openEncounter(rt, auth, view))).toBe("wrong-patient");
    expect(await count(view)).toBe(0);
    const [event] = await listAuditEvents(rt.db, { event: "access.denied", limit: 1 });
    expect(event?.detail).toMatchObject({ why: "wrong-patient", where: "ehr" });
    sandbox.store.put(visit as never, "PUT");
  });
});
