import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { decisionsOf, findDecision } from "@/db/queries/decision";
import { label } from "@/db/schema";
import { DAY } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { getBoard } from "@/lib/workflows/clinic/board";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { handleWriteBack } from "@/lib/workflows/clinic/write-back";
import { processState } from "@/lib/workflows/service/process-state";
import type { DecisionInput, PatientView } from "@/lib/workflows/views";
import { type Clinic, codeOf, gesture, levelsInEhr, open, startClinic } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  // A busy machine takes its time.
  clinic = await startClinic({ env: { EHR_TIMEOUT_MS: "20000" } });
});
/** Each test has a visit of its own. */
let n = 0;
let id = "";
beforeEach(() => {
  n += 1;
  id = `enc-${String(n).padStart(3, "0")}`;
});
afterEach(() => {
  clinic.sandbox.setFault("none");
  clinic.sandbox.refuse("Observation", null, "nurse1");
  processState(clinic.rt, "slow-ehrs", () => new Map()).clear();
});
afterAll(() => clinic.close());

type Resource = {
  subject: { reference: string };
  period: { start: string };
  name: object[];
  identifier: object[];
};
const get = (type: string, id: string) => clinic.sandbox.store.get(type, id) as unknown as Resource;
const change = (type: string, id: string, over: object) =>
  clinic.sandbox.store.put({ ...get(type, id), ...over } as never, "PUT");
const visit = (over: object) => change("Encounter", id, over);
const patientId = () => get("Encounter", id).subject.reference.replace("Patient/", "");
const person = (over: object) => change("Patient", patientId(), over);
const recorded = async (view: PatientView) => (await decisionsOf(clinic.rt.db, [view.encounterId])).length;
const refusalOf = async (work: Promise<unknown>) => {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, says: error.userMessage };
  }
  throw new Error("it was recorded");
};
const answered = (view: PatientView, over: Partial<DecisionInput> = {}) =>
  gesture(view, { visit: { reason: "here-now", doubts: view.visit.doubts.map((d) => d.code) }, ...over });

const CLOSED: [string, () => void, RegExp][] = [
  ["has ended", () => visit({ status: "finished" }), /has ended.*launch/],
  ["was cancelled", () => visit({ status: "cancelled" }), /cancelled.*launch/],
  ["was entered by mistake", () => visit({ status: "entered-in-error" }), /by mistake.*launch/],
  [
    "is of a record that was replaced",
    () => person({ link: [{ type: "replaced-by", other: { reference: "Patient/pat-002" } }] }),
    /replaced.*current record/,
  ],
  ["is of a record not in use", () => person({ active: false }), /closed.*current record/],
];

describe("a visit that nobody can be triaged on", () => {
  it.each(CLOSED)(
    "that %s while the page is open takes no decision and says why",
    async (_what, close, says) => {
      const { auth, view } = await open(clinic, "nurse1", id);
      expect(view).toMatchObject({ canDecide: true, visit: { barred: null, doubts: [] } });
      close();
      const refusal = await refusalOf(recordDecision(clinic.rt, auth, gesture(view)));
      expect(refusal).toEqual({ code: "visit-closed", says: expect.stringMatching(says) });
      expect(await refusalOf(recordDecision(clinic.rt, auth, answered(view)))).toMatchObject(refusal);
      expect(await recorded(view)).toBe(0);
      const again = await openEncounter(clinic.rt, auth, view);
      expect(again).toMatchObject({ canDecide: false, visit: { barred: { title: expect.any(String) } } });
    },
  );

  it.each(CLOSED)(
    "that %s is known as such also while a part of the record is missing",
    async (_what, close) => {
      const { auth, view } = await open(clinic, "nurse1", id);
      close();
      // The vital signs are not to be had: the stored ones stand in, but not for what the visit is.
      clinic.sandbox.refuse("Observation", 503, "nurse1");
      const spoilt = await openEncounter(clinic.rt, auth, view);
      expect(spoilt.freshness.source).toBe("snapshot");
      expect(spoilt.visit.barred).not.toBeNull();
      expect(await codeOf(recordDecision(clinic.rt, auth, gesture(view)))).toBe("visit-closed");
    },
  );

  it("and what was known last holds while the EHR is away", async () => {
    const { auth, view } = await open(clinic, "nurse1", id);
    visit({ status: "finished" });
    await openEncounter(clinic.rt, auth, view);
    clinic.sandbox.setFault("down");
    expect(await codeOf(recordDecision(clinic.rt, auth, gesture(view)))).toBe("visit-closed");
    expect((await openEncounter(clinic.rt, auth, view)).canDecide).toBe(false);
  });

  it("a level given while the EHR was away is not written to a visit that had ended, and is to one that ended later", async () => {
    const { rt, sandbox } = clinic;
    const minute = (m: number) => new Date(Date.now() + m * 60_000).toISOString();
    for (const [end, state] of [
      [minute(-10), "failed"],
      [minute(10), "written"],
    ] as const) {
      const encounter = state === "failed" ? "enc-051" : "enc-052";
      const { auth, view } = await open(clinic, "nurse1", encounter);
      sandbox.setFault("down");
      const decision = await recordDecision(rt, auth, gesture(view));
      sandbox.setFault("none");
      const { period } = get("Encounter", encounter);
      change("Encounter", encounter, { status: "finished", period: { ...period, end } });
      await handleWriteBack(rt, decision.id);
      expect((await findDecision(rt.db, decision.id))?.writeBack?.state).toBe(state);
      expect(levelsInEhr(clinic, encounter)).toHaveLength(state === "written" ? 1 : 0);
    }
  });

  it.each(CLOSED.slice(1))("a level is not written to a visit that %s meanwhile", async (_what, close) => {
    const { auth, view } = await open(clinic, "nurse1", id);
    const decision = await recordDecision(clinic.rt, auth, gesture(view));
    close();
    await handleWriteBack(clinic.rt, decision.id);
    const after = await openEncounter(clinic.rt, auth, view);
    expect(after.decision).toMatchObject({ writeBack: "failed", writeBackWhy: "visit-closed" });
    expect(levelsInEhr(clinic, id)).toEqual([]);
  });
});

describe("a record that names the patient otherwise than the page", () => {
  it.each<[string, () => void]>([
    ["another name", () => person({ name: [{ use: "official", family: "Other", given: ["Some"] }] })],
    ["another number", () => person({ identifier: [{ value: "MRN-9999999" }] })],
    ["another sex", () => person({ gender: "unknown" })],
  ])("takes no decision: %s", async (_what, rename) => {
    const { auth, view } = await open(clinic, "nurse1", id);
    rename();
    expect(await codeOf(recordDecision(clinic.rt, auth, gesture(view)))).toBe("identity-changed");
    expect(await recorded(view)).toBe(0);
    const again = await openEncounter(clinic.rt, auth, view);
    await recordDecision(clinic.rt, auth, gesture(again));
  });
});

const DOUBTFUL: [string, () => void, string][] = [
  ["is an outpatient one", () => visit({ class: { code: "AMB" } }), "not-emergency"],
  [
    "began days ago",
    () => visit({ period: { start: new Date(Date.now() - 3 * DAY).toISOString() } }),
    "began-long-ago",
  ],
  ["has not begun", () => visit({ status: "planned" }), "not-arrived"],
  ["says nothing of its state", () => visit({ status: "unknown" }), "status-unknown"],
];

describe("a visit that is out of the ordinary", () => {
  it.each(DOUBTFUL)(
    "that %s takes a decision for a reason, which is on record",
    async (_what, make, doubt) => {
      const { rt } = clinic;
      make();
      const { auth, view } = await open(clinic, "nurse1", id);
      expect(view.visit.doubts.map((d) => d.code)).toEqual([doubt]);
      const refusal = await refusalOf(recordDecision(rt, auth, gesture(view)));
      expect(refusal).toEqual({
        code: "visit-doubtful",
        says: expect.stringContaining(view.visit.doubts[0]?.text ?? "?"),
      });
      const other = answered(view, { visit: { reason: "other", doubts: [doubt as never] } });
      expect(await codeOf(recordDecision(rt, auth, other))).toBe("invalid-input");
      expect(await recorded(view)).toBe(0);
      const decision = await recordDecision(rt, auth, answered(view));
      const [event] = await listAuditEvents(rt.db, { event: "decision.recorded", limit: 1 });
      expect(event?.detail).toMatchObject({ visitDoubts: [doubt], visitReason: "here-now", label: false });
      expect(decision.visitReason).toBe("here-now");
      await handleWriteBack(rt, decision.id);
      expect(JSON.stringify(levelsInEhr(clinic, id)[0]?.note)).toMatch(/In the emergency department now/);
      expect((await rt.db.select().from(label)).filter((l) => l.decisionId === decision.id)).toEqual([]);
    },
  );

  it.each(DOUBTFUL)("a reason given before it was known that it %s does not count", async (_what, make) => {
    const { auth, view } = await open(clinic, "nurse1", id);
    make();
    const early = gesture(view, { visit: { reason: "here-now", doubts: [] } });
    expect(await codeOf(recordDecision(clinic.rt, auth, early))).toBe("visit-doubtful");
    expect(await recorded(view)).toBe(0);
  });

  it("is marked on the board, as is a replaced record", async () => {
    const { auth, view } = await open(clinic, "nurse1", id);
    visit({ period: { start: new Date(Date.now() - 3 * DAY).toISOString() } });
    const other = await open(clinic, "nurse1", "enc-053");
    const replaced = get("Encounter", "enc-053").subject.reference.replace("Patient/", "");
    change("Patient", replaced, { active: false });
    const rows = new Map((await getBoard(clinic.rt, auth)).rows.map((r) => [r.encounterId, r]));
    expect(rows.get(view.encounterId)?.visit.doubts).toEqual([
      { code: "began-long-ago", text: "This visit began 3 days ago." },
    ]);
    expect(rows.get(other.view.encounterId)?.visit.barred?.why).toBe("record-replaced");
  });
});
