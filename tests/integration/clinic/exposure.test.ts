import { afterAll, beforeAll, expect, it } from "vitest";
import { decision, label } from "@/db/schema";
import { openRows } from "@/db/sealed";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { type Clinic, gesture, open, override, startClinic } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

it("keeps beside a decision what stood before whoever decided, and nothing where the page could not tell", async () => {
  const told = await open(clinic, "nurse1", "enc-001");
  const silent = await open(clinic, "nurse1", "enc-002");
  const exposure = { seenMs: 4_200, reasons: true, lookTwice: false, tried: [3] } as const;
  await recordDecision(clinic.rt, told.auth, gesture(told.view, { exposure }));
  await recordDecision(clinic.rt, silent.auth, gesture(silent.view));
  const { rows } = openRows(await clinic.rt.db.select().from(decision));
  const of = (id: string) => rows.find((r) => r.encounterId === id)?.exposure;
  expect(of(told.view.encounterId)).toEqual({ ...exposure, mode: "suggest" });
  expect(of(silent.view.encounterId)).toBeNull();
  // What is learned from has it too.
  const labels = await clinic.rt.db.select().from(label).orderBy(label.createdAt);
  expect(labels.map((l) => l.exposure)).toEqual([{ ...exposure, mode: "suggest" }, null]);
});

it("keeps beside a decision that is no label which rule kept it out", async () => {
  const o = await open(clinic, "nurse1", "enc-003");
  await recordDecision(clinic.rt, o.auth, override(o.view, { reason: "vitals-wrong" }));
  const rows = await clinic.rt.db.select().from(decision);
  const made = rows.find((r) => r.encounterId === o.view.encounterId);
  expect(made?.notLabel).toBe("vitals-wrong");
  expect(rows.filter((r) => r !== made).map((r) => r.notLabel)).toEqual([null, null]);
  const labels = await clinic.rt.db.select().from(label);
  expect(labels.map((l) => l.decisionId)).not.toContain(made?.id);
});
