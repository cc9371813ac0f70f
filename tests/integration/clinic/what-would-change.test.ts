import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findAssessment } from "@/db/queries/assessment";
import { listAuditEvents } from "@/db/queries/audit";
import { assessment } from "@/db/schema";
import { changeInWords, type WhatWouldChangeInWords } from "@/lib/explain/change-words";
import { MOST_EVALUATIONS, whatWouldChange } from "@/lib/explain/what-would-change";
import { getBoard } from "@/lib/workflows/clinic/board";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { whatWouldChangeAssessment } from "@/lib/workflows/clinic/what-would-change";
import { type Clinic, codeOf, open, startClinic, testEngine } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

const ask = ({ auth, view }: Awaited<ReturnType<typeof open>>) =>
  whatWouldChangeAssessment(clinic.rt, auth, { ...view, assessmentId: view.assessment.id });

describe("what would change an assessment", () => {
  it("starts from the level shown, names levels beyond it, and comes out the same again", async () => {
    const opened = await open(clinic, "nurse1", "enc-002");
    const before = clinic.model.asked;
    const [first, second] = await Promise.all([ask(opened), ask(opened)]);
    expect(clinic.model.asked - before).toBeLessThanOrEqual(MOST_EVALUATIONS);
    expect(second).toEqual(first);
    expect(await ask(opened)).toEqual(first);

    const { level } = opened.view.assessment;
    expect(first?.level).toBe(level);
    for (const { changes, message } of [
      first?.moreUrgent,
      first?.lessUrgent,
    ] as WhatWouldChangeInWords["moreUrgent"][])
      expect(changes.length > 0).toBe(message === null);
    for (const c of first?.moreUrgent.changes ?? []) expect(c.level).toBeLessThan(level ?? 0);
    for (const c of first?.lessUrgent.changes ?? []) expect(c.level).toBeGreaterThan(level ?? 9);

    const row = await findAssessment(clinic.rt.db, opened.view.assessment.id);
    if (!row?.case) throw new Error("no case kept");
    const again = await whatWouldChange(row.case, testEngine({ broken: null, asked: 0 }));
    expect(changeInWords(again)).toEqual(first);
  });

  it("finds something for most of the board, and says why where not", async () => {
    const { rt } = clinic;
    const { auth } = await open(clinic, "nurse1", "enc-001");
    const rows = (await getBoard(rt, auth)).rows.filter((r) => r.levelSource === "suggested").slice(0, 12);
    let found = 0;
    for (const { encounterId } of rows) {
      const view = await openEncounter(rt, auth, { encounterId, launchId: null });
      const w = await whatWouldChangeAssessment(rt, auth, { ...view, assessmentId: view.assessment.id });
      if (!w) throw new Error("no answer");
      if (w.moreUrgent.changes.length + w.lessUrgent.changes.length > 0) found += 1;
      for (const c of [...w.moreUrgent.changes, ...w.lessUrgent.changes])
        expect(c.text).toMatch(/^Would become level [1-5] if [a-zS]/);
    }
    expect(rows.length).toBeGreaterThan(6);
    expect(found).toBeGreaterThan(rows.length / 2);
  });

  it("is for those alone who may open the visit", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-003");
    const other = await open(clinic, "nurse1", "enc-004");
    const mixed = { ...other.view, assessmentId: view.assessment.id };
    expect(await codeOf(whatWouldChangeAssessment(rt, other.auth, mixed))).toBe("not-found");
    const elsewhere = { ...mixed, encounterId: view.encounterId };
    expect(await codeOf(whatWouldChangeAssessment(rt, auth, elsewhere))).toBe("launch-refused");
  });

  it("reads and tells nobody: no row changes, no audit event, no complaint in the log", async () => {
    const { rt } = clinic;
    const opened = await open(clinic, "nurse1", "enc-005");
    const events = () => listAuditEvents(rt.db, { limit: 500 }).then((e) => e.length);
    const row = () => findAssessment(rt.db, opened.view.assessment.id);
    const [count, stored] = [await events(), await row()];
    const from = clinic.log.length;
    await ask(opened);
    expect(await events()).toBe(count);
    expect(await row()).toEqual(stored);
    expect(clinic.log.slice(from).join("\n")).not.toContain(opened.view.complaint ?? "chief complaint");
  });

  it("refuses when another model, or other rules, would answer by now", async () => {
    const { rt } = clinic;
    const opened = await open(clinic, "nurse1", "enc-006");
    const { id, level } = opened.view.assessment;
    const set = (values: Partial<typeof assessment.$inferInsert>) =>
      rt.db.update(assessment).set(values).where(eq(assessment.id, id));
    await set({ shownLevel: level === 1 ? 2 : 1 });
    expect(await codeOf(ask(opened))).toBe("stale-view");
    await set({ shownLevel: level, artifactDigest: "e".repeat(64) });
    expect(await codeOf(ask(opened))).toBe("stale-view");
  });

  it("passes the model's failure on, and has nothing to say without a model", async () => {
    const opened = await open(clinic, "nurse1", "enc-007");
    clinic.model.broken = new Error("no runtime");
    await expect(ask(opened)).rejects.toThrow("no runtime");
    clinic.model.broken = null;
    expect(await ask(opened)).not.toBeNull();
    const { rt } = clinic;
    const ageless = (await getBoard(rt, opened.auth)).rows.find((r) => r.ageYears === null);
    if (!ageless) throw new Error("nobody of unknown age on the board");
    const view = await openEncounter(rt, opened.auth, { encounterId: ageless.encounterId, launchId: null });
    const ref = { ...view, assessmentId: view.assessment.id };
    expect(await whatWouldChangeAssessment(rt, opened.auth, ref)).toBeNull();
  });
});
