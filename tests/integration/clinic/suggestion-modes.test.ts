import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { label } from "@/db/schema";
import type { Authorized } from "@/lib/auth/principal";
import type { Role } from "@/lib/auth/roles";
import type { Level } from "@/lib/case/level";
import type { SuggestionMode } from "@/lib/decision/decision";
import { getBoard } from "@/lib/workflows/clinic/board";
import { chooseFirst } from "@/lib/workflows/clinic/choose-first";
import { explainAssessment } from "@/lib/workflows/clinic/explain-assessment";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { assessQuick } from "@/lib/workflows/clinic/quick-triage";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { similarPatients } from "@/lib/workflows/clinic/similar-patients";
import { whatWouldChangeAssessment } from "@/lib/workflows/clinic/what-would-change";
import { changeMode, type ModeChange, viewModes } from "@/lib/workflows/govern/suggestion-modes";
import type { PatientView } from "@/lib/workflows/views";
import { as, type Clinic, codeOf, gesture, launch, type Open, open, override, startClinic } from "./support";

let clinic: Clinic;
let steward: Authorized;
beforeAll(async () => {
  clinic = await startClinic();
  steward = await as(clinic.rt, (await launch(clinic, "steward")).sessionId, "suggestion:govern");
});
afterAll(() => clinic.close());

async function set(role: Role, mode: SuggestionMode, over: Partial<ModeChange> = {}) {
  const now = (await viewModes(clinic.rt, steward)).roles.find((r) => r.role === role);
  const change = { role, mode, sharePercent: 100, alertsPerShift: null, reason: "To see who leads whom." };
  return changeMode(clinic.rt, steward, { ...change, expected: now?.id ?? null, ...over });
}
const ref = ({ view }: Open) => ({ encounterId: view.encounterId, launchId: view.launchId });
const again = (o: Open) => openEncounter(clinic.rt, o.auth, ref(o));
const rowOf = async (o: Open) =>
  (await getBoard(clinic.rt, o.auth)).rows.find((r) => r.encounterId === o.view.encounterId);
const own = (o: Open, level: Level) =>
  chooseFirst(clinic.rt, o.auth, {
    ...ref(o),
    assessmentId: o.view.assessment.id,
    level,
    seenMs: 1_500,
    settingId: o.view.showing.settingId,
  });
/** A visit for which no rule fires and the model says something: what was said is looked up under "suggest". */
async function visit(
  encounter: string,
  user = "nurse1",
): Promise<{ said: Level; look: () => Promise<Open> }> {
  const { view } = await open(clinic, "nurse2", encounter);
  expect(view.assessment.floor).toBeNull();
  return { said: view.assessment.level as Level, look: () => open(clinic, user, encounter) };
}

/** What could tell the model's answer. */
const TELLING = [
  "probabilities",
  "expectedSeverity",
  "predictionSet",
  "criticalRisk",
  "outlook",
  "explanation",
];
function expectNothingSaid(view: PatientView) {
  expect(view.assessment).toMatchObject({
    level: null,
    modelLevel: null,
    model: { state: "held-back" },
    groups: [],
    summary: [],
    secondLook: [],
    adjusted: null,
    provenance: "",
  });
  for (const part of TELLING)
    expect(view.assessment[part as keyof PatientView["assessment"]], part).toBeNull();
  expect(view.assessment.questions).toMatchObject({ c: { answer: null } });
}

describe("blind-first", () => {
  it("sends nothing of the model before somebody's own level, by any way", async () => {
    const { said, look } = await visit("enc-017");
    await set("clinician", "blind-first");
    const o = await look();
    expectNothingSaid(o.view);
    expect(await rowOf(o)).toMatchObject({ level: null, levelSource: "none", standsAt: null, unlike: false });
    const asked = { ...ref(o), assessmentId: o.view.assessment.id };
    for (const stage of [null, "groups", "refined"] as const) {
      const { explanation, groups, model } = await explainAssessment(clinic.rt, o.auth, { ...asked, stage });
      expect({ explanation, groups, model }).toMatchObject({ explanation: null, groups: [] });
      expect(model.state).toBe("held-back");
    }
    expect(await whatWouldChangeAssessment(clinic.rt, o.auth, asked)).toBeNull();
    expect(await similarPatients(clinic.rt, o.auth, asked)).toMatchObject({ state: "unavailable" });
    const atDoor = await assessQuick(clinic.rt, o.auth, { ageYears: 40, chiefComplaint: "chest pain" });
    expect(atDoor).toMatchObject({ modelLevel: null, predictionSet: null, modelVersion: null });
    // Nor does a decision go by: somebody who has seen nothing has nothing to accept.
    for (const kind of ["accept", "assign"] as const)
      expect(await codeOf(recordDecision(clinic.rt, o.auth, gesture(o.view, { kind, level: said })))).toBe(
        "own-level-first",
      );
  });

  it("shows it after it, to that person alone, and keeps both with the decision", async () => {
    const o = await open(clinic, "nurse1", "enc-017");
    const other = await open(clinic, "nurse2", "enc-017");
    const shown = await own(o, 4);
    expect(shown.assessment.model.state).toBe("ready");
    expect(shown.showing).toMatchObject({ mode: "blind-first", first: { level: 4, alert: false } });
    expect((await rowOf(o))?.level).toBe(shown.assessment.level);
    expectNothingSaid(await again(other));
    // The first one stays: somebody who has seen the suggestion gives no level unled.
    expect((await own(o, shown.assessment.level as Level)).showing.first?.level).toBe(4);
    await recordDecision(clinic.rt, o.auth, gesture(shown, { settingId: shown.showing.settingId }));
    const labels = await clinic.rt.db.select().from(label);
    expect(labels.at(-1)).toMatchObject({
      source: "accept",
      weight: shown.assessment.level === 4 ? 1 : 0.5,
      exposure: { mode: "blind-first", first: { level: 4, seenMs: 1_500 } },
    });
    // Once a level is in force there is nothing to judge unled.
    expect((await again(other)).assessment.model.state).toBe("ready");
    const events = await listAuditEvents(clinic.rt.db, { event: "suggestion.first-choice", limit: 9 });
    expect(events).toMatchObject([{ detail: { level: 4 } }]);
  });

  it("counts a level that was given unled whole, also where it agrees", async () => {
    await set("clinician", "suggest");
    const { said, look } = await visit("enc-018");
    await set("clinician", "blind-first");
    const o = await look();
    const shown = await own(o, said);
    await recordDecision(clinic.rt, o.auth, gesture(shown, { settingId: shown.showing.settingId }));
    expect((await clinic.rt.db.select().from(label)).at(-1)).toMatchObject({ source: "accept", weight: 1 });
  });

  it("holds for the lead who is to look at a level, whose row stands high and tells nothing", async () => {
    await set("clinician", "suggest");
    const o = await open(clinic, "nurse1", "enc-047");
    const far: Level = (o.view.assessment.level ?? 3) >= 3 ? 1 : 5;
    await recordDecision(clinic.rt, o.auth, override(o.view, { level: far }));
    await set("lead", "blind-first");
    const lead = await open(clinic, "lead", "enc-047");
    expectNothingSaid(lead.view);
    expect(lead.view.decision).toMatchObject({ level: far, shownLevel: null });
    expect(lead.view.leadReviews).toMatchObject([{ shownLevel: null, concerns: [] }]);
    const row = await rowOf(lead);
    expect(row).toMatchObject({ needsLead: true, leadWhy: "A second look was asked for" });
    expect(row?.standsAt).toBeLessThanOrEqual(2);
    expect(row?.openReviews).toMatchObject([{ shownLevel: null, concerns: [] }]);
    const shown = await own(lead, 3);
    expect(shown.leadReviews[0]?.concerns).toHaveLength(1);
    await set("lead", "suggest");
  });

  it("is for a drawn share, the same whenever it is asked; a page is judged by what it showed", async () => {
    await set("clinician", "suggest");
    const seen = await open(clinic, "nurse1", "enc-005");
    await set("clinician", "blind-first", { sharePercent: 40 });
    const { auth } = await open(clinic, "nurse2", "enc-006");
    const blind = async () =>
      (await getBoard(clinic.rt, auth)).rows
        .filter((r) => r.levelSource === "none")
        .map((r) => r.encounterId);
    const first = await blind();
    expect(first.length).toBeGreaterThan(0);
    expect(await blind()).toEqual(first);
    await set("clinician", "blind-first", { sharePercent: 100 });
    expect((await blind()).length).toBeGreaterThan(first.length);
    // Drawn while suggestions were shown at once: that decision is not lost.
    const input = gesture(seen.view, { settingId: seen.view.showing.settingId });
    expect(await recordDecision(clinic.rt, seen.auth, input)).toMatchObject({ kind: "accept" });
  });
});

describe("disagree-only", () => {
  const silent = (view: PatientView, level: Level) =>
    gesture(view, { kind: "assign", level, settingId: view.showing.settingId });

  it("says nothing where the model is no more urgent, and keeps that nothing was said", async () => {
    await set("clinician", "suggest");
    const { said, look } = await visit("enc-019");
    await set("clinician", "disagree-only");
    const o = await look();
    expectNothingSaid(o.view);
    const decided = await recordDecision(clinic.rt, o.auth, silent(o.view, said));
    expect(decided).toMatchObject({ kind: "assign", shownLevel: null });
    expectNothingSaid({ ...(await again(o)) });
    expect((await clinic.rt.db.select().from(label)).at(-1)).toMatchObject({
      source: "assign",
      assessedLevel: said,
      weight: 1,
      exposure: { mode: "disagree-only", heldBack: true },
    });
  });

  it("speaks up where it is more urgent, saves nothing, and shows why from then on", async () => {
    await set("clinician", "suggest");
    const { said, look } = await visit("enc-036");
    await set("clinician", "disagree-only", { alertsPerShift: 0 });
    const o = await look();
    expect(said).toBeLessThan(4);
    const far = (said + 2) as Level;
    // Two levels are always said, whatever is left of the shift's alerts.
    const refused = await recordDecision(clinic.rt, o.auth, silent(o.view, far)).catch((e) => e);
    expect(refused).toMatchObject({ code: "more-urgent", detail: { level: said } });
    const shown = await again(o);
    expect(shown).toMatchObject({ decision: null, showing: { first: { level: far, alert: true } } });
    expect(shown.assessment.level).toBe(said);
    const kept = override(shown, { level: far, settingId: shown.showing.settingId });
    expect(await recordDecision(clinic.rt, o.auth, kept)).toMatchObject({ level: far, shownLevel: said });
  });

  it("leaves one level unsaid once the alerts of a shift are used up", async () => {
    await set("clinician", "suggest");
    const [a, b] = [await visit("enc-042"), await visit("enc-051")];
    await set("clinician", "disagree-only", { alertsPerShift: 2 });
    const nextOf = (said: Level) => Math.min(5, said + 1) as Level;
    const first = await a.look();
    expect(await codeOf(recordDecision(clinic.rt, first.auth, silent(first.view, nextOf(a.said))))).toBe(
      "more-urgent",
    );
    const second = await b.look();
    expect(await recordDecision(clinic.rt, second.auth, silent(second.view, nextOf(b.said)))).toMatchObject({
      shownLevel: null,
    });
  });
});

describe("the setting", () => {
  it("is on record with who changed it and why, and of two who change it at once one is told", async () => {
    const before = (await viewModes(clinic.rt, steward)).roles.find((r) => r.role === "lead");
    const view = await set("lead", "disagree-only", { alertsPerShift: 5 });
    expect(view.roles.find((r) => r.role === "lead")).toMatchObject({
      mode: "disagree-only",
      alertsPerShift: 5,
      set: { reason: "To see who leads whom." },
    });
    expect(await codeOf(set("lead", "suggest", { expected: before?.id ?? null }))).toBe("conflict");
    expect(await codeOf(set("auditor", "suggest"))).toBe("invalid-input");
  });
});
