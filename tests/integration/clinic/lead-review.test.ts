import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { decisionsOf } from "@/db/queries/decision";
import type { Authorized } from "@/lib/auth/principal";
import type { Level } from "@/lib/case/level";
import { concernKey, concernsOf } from "@/lib/decision/concerns";
import { getBoard } from "@/lib/workflows/clinic/board";
import { answerLeadReviews } from "@/lib/workflows/clinic/lead-review";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import {
  as,
  type Clinic,
  codeOf,
  gesture,
  launch,
  measure,
  type Open,
  open,
  override,
  startClinic,
} from "./support";

let clinic: Clinic;
let looker: Authorized;
beforeAll(async () => {
  clinic = await startClinic();
  looker = await as(clinic.rt, (await launch(clinic, "nurse2")).sessionId, "board:read");
});
afterAll(() => clinic.close());

const NOTE = "Seen together; the level stands.";
const far = (o: Open): Level => ((o.view.assessment.level ?? 3) >= 3 ? 1 : 5);
const count = async (o: Open) => (await decisionsOf(clinic.rt.db, [o.view.encounterId])).length;
/** Their row, and who stands above it. */
async function row(o: Open) {
  const board = await getBoard(clinic.rt, looker);
  const at = board.rows.findIndex((r) => r.encounterId === o.view.encounterId);
  return { ...board.rows[at], above: board.rows.slice(0, at) };
}

/** A nurse in front of a patient for whom a rule fires, at level 2 or more urgent. */
async function withRule(encounter: string): Promise<Open> {
  measure(clinic, encounter, "59408-5", 84, "%");
  const seen = await open(clinic, "nurse1", encounter);
  expect(seen.view.assessment.floor?.level ?? 9).toBeLessThanOrEqual(2);
  return seen;
}
/** One level below the rule that fired, where the model has nothing to do with it. */
const below = (o: Open): Level => ((o.view.assessment.floor?.level ?? 1) + 1) as Level;

describe("a level that a rule or a wide gap speaks against", () => {
  it("two levels away is refused until it has been confirmed, and nothing is recorded", async () => {
    const o = await open(clinic, "nurse1", "enc-047");
    const input = override(o.view, { level: far(o) });
    const { confirmed, ...unasked } = input;
    expect(confirmed).not.toEqual([]);
    const refused = await recordDecision(clinic.rt, o.auth, unasked).catch((e) => e);
    expect(refused).toMatchObject({
      code: "confirmation-needed",
      detail: { levelsAway: expect.any(Number) },
    });
    expect(await count(o)).toBe(0);
    await recordDecision(clinic.rt, o.auth, { ...unasked, confirmed: confirmed as string[] });
    expect(await count(o)).toBe(1);
  });

  it("one level below a fired rule is refused the same way; confirming something else does not help", async () => {
    const o = await withRule("enc-041");
    const level = below(o);
    const wrong = override(o.view, { level, confirmed: ["far:2", "rule:another"] });
    expect(await codeOf(recordDecision(clinic.rt, o.auth, wrong))).toBe("confirmation-needed");
    expect(await codeOf(recordDecision(clinic.rt, o.auth, { ...wrong, confirmed: [] }))).toBe(
      "confirmation-needed",
    );
    expect(await count(o)).toBe(0);
    expect(await row(o)).toMatchObject({ needsLead: false });
  });

  it("still needs its reason", async () => {
    const o = await open(clinic, "nurse1", "enc-042");
    const { reason: _, ...without } = override(o.view, { level: far(o) });
    expect(await codeOf(recordDecision(clinic.rt, o.auth, without))).toBe("invalid-input");
  });

  it("is asked of a lead as well, but marks nothing: a lead has looked", async () => {
    const o = await open(clinic, "lead", "enc-043");
    const input = override(o.view, { level: far(o) });
    expect(await codeOf(recordDecision(clinic.rt, o.auth, { ...input, confirmed: [] }))).toBe(
      "confirmation-needed",
    );
    await recordDecision(clinic.rt, o.auth, input);
    expect(await row(o)).toMatchObject({ needsLead: false, leadWhy: null });
  });

  it("one level more urgent, or the level shown, asks nothing", async () => {
    const o = await open(clinic, "nurse1", "enc-044");
    await recordDecision(clinic.rt, o.auth, gesture(o.view));
    expect(await row(o)).toMatchObject({ needsLead: false });
  });
});

describe("the mark for the lead", () => {
  it("stands on the page with why, keeps the patient from the bottom of the board, and is audited", async () => {
    const { rt } = clinic;
    const o = await withRule("enc-050");
    const decided = await recordDecision(rt, o.auth, override(o.view, { level: 5, reason: "looks-better" }));
    const marked = await row(o);
    expect(marked).toMatchObject({
      level: 5,
      needsLead: true,
      standsAt: o.view.assessment.level,
      leadWhy: expect.stringMatching(/below a safety rule for level \d/),
    });
    for (const r of marked.above) expect(r.standsAt ?? 2.5).toBeLessThanOrEqual(marked.standsAt ?? 0);
    const { leadReviews } = await openEncounter(rt, o.auth, o.view);
    expect(leadReviews).toEqual([
      expect.objectContaining({
        id: decided.id,
        level: 5,
        concerns: concernsOf(5, o.view.assessment.level, o.view.assessment.floor),
        decidedBy: "Nurse One (demo)",
        answer: null,
        canAnswer: false,
      }),
    ]);
    const [event] = await listAuditEvents(rt.db, { event: "lead.asked", limit: 1 });
    expect(event).toMatchObject({ subjectId: decided.id, detail: { belowRules: expect.any(Number) } });
    expect(JSON.stringify(event)).not.toContain("SpO");
  });

  it("outlives a change of mind, and goes with a lead's note alone", async () => {
    const { rt } = clinic;
    const o = await withRule("enc-051");
    await recordDecision(rt, o.auth, override(o.view, { level: 5 }));
    const again = await openEncounter(rt, o.auth, o.view);
    await recordDecision(rt, o.auth, gesture(again));
    expect(await row(o)).toMatchObject({ needsLead: true, level: o.view.assessment.level });
    const lead = await open(clinic, "lead", "enc-051");
    await recordDecision(rt, lead.auth, gesture(lead.view));
    expect(await row(o)).toMatchObject({ needsLead: true });

    const [review] = lead.view.leadReviews;
    expect(review).toMatchObject({ canAnswer: true, answer: null });
    const answer = {
      encounterId: o.view.encounterId,
      launchId: lead.launchId,
      reviewIds: [review?.id ?? ""],
    };
    for (const note of ["", "   ", "x".repeat(501)])
      expect(await codeOf(answerLeadReviews(rt, lead.auth, { ...answer, note }))).toBe("invalid-input");
    expect(await row(o)).toMatchObject({ needsLead: true });

    const after = await answerLeadReviews(rt, lead.auth, { ...answer, note: ` ${NOTE} ` });
    expect(after).toMatchObject([{ answer: { by: lead.auth.principal.displayName, note: NOTE } }]);
    expect(await row(o)).toMatchObject({ needsLead: false, leadWhy: null });
    const [event] = await listAuditEvents(rt.db, { event: "lead.answered", limit: 1 });
    expect(event).toMatchObject({ subjectId: review?.id, actorId: lead.auth.principal.userId });
    expect(JSON.stringify(event)).not.toContain(NOTE);
    expect((await openEncounter(rt, o.auth, o.view)).leadReviews).toMatchObject([{ answer: { note: NOTE } }]);
    expect(await codeOf(answerLeadReviews(rt, lead.auth, { ...answer, note: NOTE }))).toBe("conflict");
  });

  it("set while the lead wrote about an earlier one stays", async () => {
    const { rt } = clinic;
    const o = await withRule("enc-052");
    await recordDecision(rt, o.auth, override(o.view, { level: 5 }));
    const lead = await open(clinic, "lead", "enc-052");
    const again = await openEncounter(rt, o.auth, o.view);
    await recordDecision(rt, o.auth, override(again, { level: 4 }));
    const reviewIds = lead.view.leadReviews.map((r) => r.id);
    const { encounterId } = o.view;
    await answerLeadReviews(rt, lead.auth, { encounterId, launchId: lead.launchId, reviewIds, note: NOTE });
    expect(await row(o)).toMatchObject({ needsLead: true });
  });

  it("is not answered for another visit, nor by whoever set it", async () => {
    const { rt } = clinic;
    const o = await withRule("enc-053");
    await recordDecision(rt, o.auth, override(o.view, { level: 5 }));
    const { leadReviews } = await openEncounter(rt, o.auth, o.view);
    const reviewIds = leadReviews.map((r) => r.id);
    const other = await open(clinic, "lead", "enc-054");
    const { launchId } = other;
    const elsewhere = { encounterId: other.view.encounterId, launchId, reviewIds, note: NOTE };
    expect(await codeOf(answerLeadReviews(rt, other.auth, elsewhere))).toBe("conflict");
    const promoted = { ...o.auth, principal: { ...o.auth.principal, role: "lead" as const } };
    const own = { encounterId: o.view.encounterId, launchId: o.launchId, reviewIds, note: NOTE };
    expect(await codeOf(answerLeadReviews(rt, promoted, own))).toBe("forbidden");
    expect(await row(o)).toMatchObject({ needsLead: true });
  });

  it("names each concern once and for all", async () => {
    const o = await withRule("enc-055");
    const keys = concernsOf(5, o.view.assessment.level, o.view.assessment.floor).map(concernKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
