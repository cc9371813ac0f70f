import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { findEncounter, refsOf } from "@/db/queries/encounter";
import { findGrant } from "@/db/queries/identity";
import { patientAccess } from "@/db/schema";
import type { Authorized } from "@/lib/auth/principal";
import { revokeTokens } from "@/lib/auth/smart";
import { MINUTE } from "@/lib/core/clock";
import { getBoard } from "@/lib/workflows/clinic/board";
import { issuerOf } from "@/lib/workflows/clinic/ehr-access";
import { EXPLANATION_STAGES, explainAssessment } from "@/lib/workflows/clinic/explain-assessment";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { similarPatients } from "@/lib/workflows/clinic/similar-patients";
import { whatWouldChangeAssessment } from "@/lib/workflows/clinic/what-would-change";
import { retryWriteBack } from "@/lib/workflows/clinic/write-back";
import { keepHouse } from "@/lib/workflows/service/housekeeping";
import { processState } from "@/lib/workflows/service/process-state";
import type { Runtime } from "@/lib/workflows/service/runtime";
import type { PatientView } from "@/lib/workflows/views";
import { as, type Clinic, codeOf, gesture, launch, open, startClinic } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic({ env: { SNAPSHOT_ACCESS_MINUTES: "60", EHR_TIMEOUT_MS: "20000" } });
});
let moved = 0;
/** Moves the app's clock until the test is over. */
const later = (ms: number) => {
  clinic.forward(ms);
  moved += ms;
};
afterEach(() => {
  answers("none");
  clinic.forward(-moved);
  moved = 0;
});
afterAll(() => clinic.close());

const refs = async (view: PatientView) => {
  const row = await findEncounter(clinic.rt.db, view.encounterId);
  if (!row) throw new Error("no such visit");
  return refsOf(clinic.rt.db, row);
};
const refuse = async (view: PatientView, status: 403 | 404 | 410 | null, user = "nurse1") =>
  clinic.sandbox.refuse((await refs(view)).patientId, status, user);
/** Another process, or this one started again: the same database, nothing in memory. */
const restarted = (rt: Runtime): Runtime => ({ ...rt });
/** A few seconds of wariness after a fault are part of the product; the next call starts without. */
const answers = (mode: "none" | "down") => {
  clinic.sandbox.setFault(mode);
  processState(clinic.rt, "slow-ehrs", () => new Map()).clear();
};

/** Everything that shows or does something with what is stored of one visit. */
type Call = (rt: Runtime, auth: Authorized, view: PatientView, decisionId: string) => Promise<unknown>;
const at = (view: PatientView) => ({ ...view, assessmentId: view.assessment.id });
const ROUTES: [string, Call][] = [
  ["the page", (rt, auth, view) => openEncounter(rt, auth, view)],
  ["the reasons", (rt, auth, view) => explainAssessment(rt, auth, at(view))],
  ...EXPLANATION_STAGES.map((stage): [string, Call] => [
    `the reasons, ${stage}`,
    (rt, auth, view) => explainAssessment(rt, auth, { ...at(view), stage }),
  ]),
  ["patients like this one", (rt, auth, view) => similarPatients(rt, auth, at(view))],
  ["what would change", (rt, auth, view) => whatWouldChangeAssessment(rt, auth, at(view))],
  ["a decision", (rt, auth, view) => recordDecision(rt, auth, gesture(view))],
  [
    "trying to write again",
    (rt, auth, view, decisionId) => retryWriteBack(rt, auth, { ...view, decisionId }),
  ],
];

/** A visit that nurse1 has open and nurse2 has decided. */
async function shared(visit: string) {
  const other = await open(clinic, "nurse2", visit);
  const decided = await recordDecision(clinic.rt, other.auth, gesture(other.view));
  const mine = await open(clinic, "nurse1", visit);
  return { ...mine, other, decisionId: decided.id };
}

/** What each way of asking ends in, one after the other. */
async function everyWay(rt: Runtime, auth: Authorized, view: PatientView, decisionId: string) {
  const codes: [string, string][] = [];
  for (const [name, call] of ROUTES) codes.push([name, await codeOf(call(rt, auth, view, decisionId))]);
  return codes;
}
const all = (code: string) => ROUTES.map(([name]) => [name, code]);

describe("a patient whom the EHR refuses", () => {
  it.each([
    [403, "ehr-refused", "enc-001"],
    [404, "not-found", "enc-002"],
    [410, "not-found", "enc-003"],
  ] as const)(
    "by %i shows nothing by any way, then or while the EHR is away",
    async (status, code, visit) => {
      const { rt } = clinic;
      const { auth, view, decisionId } = await shared(visit);
      await explainAssessment(rt, auth, at(view));
      await refuse(view, status);
      expect(await codeOf(openEncounter(rt, auth, view))).toBe(code);
      expect(await everyWay(rt, auth, view, decisionId)).toEqual(all(code));
      answers("down");
      expect(await everyWay(rt, auth, view, decisionId)).toEqual(all(code));
      expect(await everyWay(restarted(rt), auth, view, decisionId)).toEqual(all(code));
      const denied = await listAuditEvents(rt.db, { event: "access.denied", limit: 50 });
      expect(denied.filter((e) => e.subjectId === view.encounterId).map((e) => e.detail)).toEqual([
        { why: code, where: "ehr" },
      ]);
    },
  );

  it.each(ROUTES.map(([name, call], i) => [name, call, `enc-0${10 + i}`] as const))(
    "is refused also by %s as the first to be asked since",
    async (_name, call, visit) => {
      const { auth, view, decisionId } = await shared(visit);
      await refuse(view, 403);
      later(3 * MINUTE);
      expect(await codeOf(call(clinic.rt, auth, view, decisionId))).toBe("ehr-refused");
    },
  );

  it("is still shown to a colleague whom the EHR lets in, and to the person again once it does", async () => {
    const { auth, view, other } = await shared("enc-004");
    await refuse(view, 403);
    expect(await codeOf(openEncounter(clinic.rt, auth, view))).toBe("ehr-refused");
    expect((await openEncounter(clinic.rt, other.auth, other.view)).banner.name).toBe(view.banner.name);
    await refuse(view, null);
    later(5);
    expect((await openEncounter(clinic.rt, auth, view)).banner.name).toBe(view.banner.name);
    answers("down");
    expect((await openEncounter(clinic.rt, auth, view)).freshness.source).toBe("snapshot");
  });

  it("is not on their board, whatever the EHR's list says, and is again once it lets them in", async () => {
    const { rt } = clinic;
    const { auth, view, other } = await shared("enc-005");
    const rows = async (who: Authorized) => {
      // Past the seconds for which one person's tabs share an answer.
      processState(rt, "boards", () => new Map()).clear();
      return getBoard(rt, who);
    };
    const ids = async (who: Authorized) => (await rows(who)).rows.map((r) => r.encounterId);
    const { hidden } = await rows(auth);
    expect(await ids(auth)).toContain(view.encounterId);
    await refuse(view, 403);
    expect(await codeOf(openEncounter(rt, auth, view))).toBe("ehr-refused");
    // Also within those seconds.
    const board = await getBoard(rt, auth);
    expect(board.rows.map((r) => r.encounterId)).not.toContain(view.encounterId);
    expect(board.hidden).toBe(hidden + 1);
    expect(await ids(auth)).not.toContain(view.encounterId);
    expect(await ids(other.auth)).toContain(view.encounterId);
    answers("down");
    expect(await ids(auth)).not.toContain(view.encounterId);
    expect(await ids(other.auth)).toContain(view.encounterId);
    answers("none");
    await refuse(view, null);
    later(2 * MINUTE);
    expect(await ids(auth)).toContain(view.encounterId);
  });

  it("is refused with all their visits, until one of them has been read by itself", async () => {
    const { rt, sandbox } = clinic;
    const { auth, view } = await shared("enc-006");
    const { patientId, encounterId } = await refs(view);
    const visit = sandbox.store.get("Encounter", encounterId) as object;
    sandbox.store.put({ ...visit, id: "enc-second" } as never, "PUT");
    const listed = async () => {
      processState(rt, "boards", () => new Map()).clear();
      return (await getBoard(rt, auth)).rows.filter((r) => r.patientName === view.banner.name).length;
    };
    expect(await listed()).toBe(2);
    await refuse(view, 403);
    expect(await codeOf(openEncounter(rt, auth, view))).toBe("ehr-refused");
    expect(await listed()).toBe(0);
    clinic.sandbox.refuse(patientId, null, "nurse1");
    later(2 * MINUTE);
    expect(await listed()).toBe(2);
  });
});

describe("while the EHR is away", () => {
  it("nobody is shown by any way what the EHR never showed them", async () => {
    const { rt } = clinic;
    const mine = await open(clinic, "nurse1", "enc-030");
    const decided = await recordDecision(rt, mine.auth, gesture(mine.view));
    // Somebody else, with a launch of their own, who knows the address.
    const stranger = await as(rt, (await launch(clinic, "lead", "enc-031")).sessionId);
    answers("down");
    const view = { ...mine.view, launchId: null };
    expect(await everyWay(rt, stranger, view, decided.id)).toEqual(all("ehr-unavailable"));
    expect(await getBoard(rt, stranger)).toMatchObject({ rows: [], freshness: { source: "snapshot" } });
  });

  it("every way is there for whom the EHR showed the patient lately, and no longer", async () => {
    const { rt } = clinic;
    const { auth, view, decisionId } = await shared("enc-032");
    answers("down");
    later(50 * MINUTE);
    // A colleague's decision on the same data stands, whether the EHR answers or not.
    for (const [name, call] of ROUTES)
      if (name === "a decision") expect(await codeOf(call(rt, auth, view, decisionId))).toBe("forbidden");
      else await call(rt, auth, view, decisionId);
    later(20 * MINUTE);
    expect(await everyWay(rt, auth, view, decisionId)).toEqual(all("ehr-unavailable"));
    expect(await getBoard(rt, auth)).toMatchObject({ rows: [], hidden: expect.any(Number) });
  });

  it("confirmations that are too old are swept away; refusals are kept", async () => {
    const { rt } = clinic;
    const { auth, view } = await shared("enc-033");
    await refuse(view, 403);
    expect(await codeOf(openEncounter(rt, auth, view))).toBe("ehr-refused");
    answers("down");
    later(120 * MINUTE);
    await keepHouse(rt);
    const kept = await rt.db.select().from(patientAccess);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every((row) => row.refusedAt !== null)).toBe(true);
    expect(await codeOf(openEncounter(rt, auth, view))).toBe("ehr-refused");
  });

  it("a launch that the EHR has ended shows nothing more", async () => {
    const { rt } = clinic;
    const { auth, view, launchId } = await open(clinic, "nurse1", "enc-034");
    const grant = await findGrant(rt.db, launchId);
    if (!grant) throw new Error("no grant");
    await revokeTokens(issuerOf(rt, grant.issuer), grant.tokens);
    clinic.sandbox.setFault("expire-tokens");
    expect(await codeOf(openEncounter(rt, auth, view))).toBe("unauthenticated");
    answers("down");
    expect(await codeOf(openEncounter(rt, auth, view))).toMatch(/^(unauthenticated|ehr-unavailable)$/);
    expect(await codeOf(explainAssessment(rt, auth, at(view)))).toMatch(
      /^(unauthenticated|ehr-unavailable)$/,
    );
  });
});

describe("a part of the record that the EHR refuses to one person", () => {
  it("is not shown to them from what a colleague read", async () => {
    const { rt } = clinic;
    const { auth, view, other } = await shared("enc-035");
    expect(view.vitals.some((v) => v.latest)).toBe(true);
    clinic.sandbox.refuse("Observation", 403, "nurse1");
    const partial = await openEncounter(rt, auth, view);
    expect(partial.freshness.source).toBe("ehr");
    expect(partial.vitals.every((v) => v.latest === null)).toBe(true);
    expect(partial.problems.map((p) => p.message)).toContain(
      "Vital signs: the EHR does not show this to you.",
    );
    // Nor does the colleague lose it.
    answers("down");
    const whole = await openEncounter(rt, other.auth, other.view);
    expect(whole.vitals.some((v) => v.latest)).toBe(true);
    expect(await codeOf(openEncounter(rt, auth, view))).toBe("ehr-unavailable");
  });
});
