import { afterEach, expect, it } from "vitest";
import { findAssessment } from "@/db/queries/assessment";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Familiarity, FamiliarityPart } from "@/lib/model/familiarity";
import { assessFloor } from "@/lib/safety/rules";
import { getBoard } from "@/lib/workflows/clinic/board";
import { explainAssessment } from "@/lib/workflows/clinic/explain-assessment";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { UNLIKE_TITLE, UNLIKE_WHY } from "@/lib/workflows/clinic/unlike";
import { as, type Clinic, gesture, launch, levelsInEhr, open, startClinic } from "./support";

const saying = (...unlike: FamiliarityPart[]): Familiarity => ({ whole: 0.4, words: 0.5, unlike });

let clinic: Clinic | undefined;
afterEach(() => clinic?.close());

/** A department whose model says this of how like its training visits each case is. */
async function department(familiarity: (c: TriageCase) => Familiarity) {
  // A whole board is read; a busy machine takes its time.
  clinic = await startClinic({ env: { EHR_TIMEOUT_MS: "20000" } });
  clinic.model.familiarity = familiarity;
  const { rt } = clinic;
  const auth = await as(rt, (await launch(clinic, "nurse1")).sessionId);
  const see = async (encounterId: string | undefined) =>
    openEncounter(rt, auth, { encounterId: encounterId ?? "", launchId: null });
  return { clinic, rt, auth, board: await getBoard(rt, auth), see };
}

it("withholds the answer about words the model has hardly seen: from board, page and explanation", async () => {
  const { clinic, rt, auth, board, see } = await department((c) =>
    assessFloor(c) ? saying() : saying("words"),
  );
  expect(board.model.state).toBe("ready");
  expect(board.rows.length).toBeGreaterThanOrEqual(60);
  const odd = board.rows.filter((r) => r.unlike);
  expect(odd.length).toBeGreaterThan(5);
  for (const row of odd) expect(row).toMatchObject({ level: null, levelSource: "none", floorReasons: [] });
  expect(board.rows.some((r) => !r.unlike && r.levelSource === "suggested")).toBe(true);

  const page = await see(odd[0]?.encounterId);
  expect(page.assessment).toMatchObject({
    level: null,
    modelLevel: null,
    probabilities: null,
    expectedSeverity: null,
    predictionSet: null,
    criticalRisk: null,
    caution: null,
    model: { state: "rules-only", title: UNLIKE_TITLE, why: UNLIKE_WHY },
  });
  expect(page.assessment.provenance).toMatch(/withheld/);
  expect(await findAssessment(rt.db, page.assessment.id)).toMatchObject({
    degradedReason: UNLIKE_WHY,
    familiarity: saying("words"),
    modelVersion: "1.0.0",
  });
  const asked = { ...page, assessmentId: page.assessment.id };
  expect((await explainAssessment(rt, auth, asked)).explanation).toBeNull();
  // The next look finds the assessment and asks nobody.
  const before = clinic.model.asked;
  expect((await see(page.encounterId)).assessment.id).toBe(page.assessment.id);
  expect(clinic.model.asked).toBe(before);

  const decision = await recordDecision(rt, auth, gesture(page));
  expect(decision).toMatchObject({ kind: "assign", level: 3, shownLevel: null });
});

it("shows the safety rules' level in its place where one fires", async () => {
  const { rt, auth, board, see } = await department(() => saying("words"));
  const raised = board.rows.find((r) => r.floorReasons.length > 0 && r.visit.barred === null);
  expect(raised).toMatchObject({ levelSource: "rules", unlike: true });
  const page = await see(raised?.encounterId);
  expect(page.assessment.level).toBe(page.assessment.floor?.level);
  expect(page.assessment.modelLevel).toBeNull();
  const decision = await recordDecision(rt, auth, gesture(page));
  expect(decision).toMatchObject({ kind: "accept", level: page.assessment.floor?.level });
});

it("keeps the level and adds a caution where only the whole is rare", async () => {
  const { rt, auth, board, see } = await department(() => saying("whole"));
  expect(board.rows.filter((r) => r.unlike && r.levelSource === "suggested").length).toBeGreaterThan(40);
  const page = await see(board.rows.find((r) => r.levelSource === "suggested")?.encounterId);
  expect(page.assessment.caution).toMatch(/rare among the visits/);
  const asked = { ...page, assessmentId: page.assessment.id };
  expect((await explainAssessment(rt, auth, asked)).explanation).not.toBeNull();
});

it("says nothing of an ordinary patient, nor of any when the model cannot tell", async () => {
  const { board, see } = await department(() => saying());
  expect(board.rows.some((r) => r.unlike)).toBe(false);
  const page = await see(board.rows[0]?.encounterId);
  expect(page.assessment.caution).toBeNull();
  await clinic?.close();
  clinic = await startClinic();
  const { view } = await open(clinic, "nurse1", "enc-001");
  expect(view.assessment).toMatchObject({ caution: null, model: { state: "ready" } });
  expect(levelsInEhr(clinic, "enc-001")).toEqual([]);
});
