import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { dropKeptCases } from "@/db/queries/withdrawal";
import { decidedCase, decision, label, secondReading, sitePhrase } from "@/db/schema";
import { openRow } from "@/db/sealed";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { ROLES } from "@/lib/auth/roles";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { AUDIT_LOCK } from "@/lib/workflows/govern/audit-keys";
import {
  addPhrase,
  removePhrase,
  reviewDeidentification,
  viewPhrases,
} from "@/lib/workflows/learning/review-deidentification";
import { severalConnections, stopAt } from "../support/stop-at";
import { as, type Clinic, codeOf, gesture, launch, type Open, open, startClinic } from "./support";

const REASON = "Monthly look at what is stored.";
const PHRASE = "Blue Harbour Bench";
let clinic: Clinic;
let steward: Authorized;
const encounters: string[] = [];

/** A visit with this note at the EHR, before a nurse. */
async function noted(visit: string, note: string): Promise<Open> {
  const { subject } = clinic.sandbox.store.get("Encounter", visit) as unknown as {
    subject: { reference: string };
  };
  clinic.sandbox.store.put(
    {
      resourceType: "Observation",
      id: randomUUID(),
      status: "final",
      code: { coding: [{ system: "http://loinc.org", code: "54094-8" }] },
      subject,
      encounter: { reference: `Encounter/${visit}` },
      effectiveDateTime: new Date().toISOString(),
      valueString: note,
    } as never,
    "POST",
  );
  return open(clinic, "nurse1", visit);
}
/** The same, decided on. */
async function decided(visit: string, note: string): Promise<string> {
  const { auth, view } = await noted(visit, note);
  await recordDecision(clinic.rt, auth, gesture(view));
  return view.encounterId;
}
const storedNotes = async () => {
  const rows = await clinic.rt.db
    .select({ id: label.id, case: label.case, encounter: decision.encounterId, scrubbed: label.scrubbedAt })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId));
  return new Map(
    rows.map((r) => [r.encounter, { ...r, note: openRow<(typeof rows)[number]>(r).case.note ?? "" }]),
  );
};

beforeAll(async () => {
  clinic = await startClinic({ env: { SECOND_READING_PERCENT: "100", EHR_TIMEOUT_MS: "30000" } });
  steward = await as(clinic.rt, (await launch(clinic, "steward")).sessionId, "deidentification:review");
  for (const [visit, note] of [
    ["enc-010", "Fell near the blue harbour bench, wrist pain. Seen by Dr. Zenobia Quillfeather on 3/14."],
    ["enc-012", "Cough for a week, no fever."],
  ] as const)
    encounters.push(await decided(visit, note));
});
afterAll(() => clinic.close());

it("is a steward's alone", () => {
  expect(ROLES.filter((r) => can(r, "deidentification:review"))).toEqual(["admin"]);
});

it("shows a case as it was written, with what was taken marked by kind, beside what is stored, and writes down that it did", async () => {
  const { cases, notShown } = await reviewDeidentification(clinic.rt, steward, { cases: 10, reason: REASON });
  expect([cases.length, notShown]).toEqual([2, 0]);
  const labelId = (await storedNotes()).get(encounters[0] ?? "")?.id;
  const note = cases.find((c) => c.labelId === labelId)?.texts.find((t) => t.field === "Note");
  expect(note?.before.map((p) => p.text).join("")).toContain("Zenobia Quillfeather on 3/14");
  const taken = note?.before.flatMap((p) => (p.kind ? [[p.text, p.kind]] : []));
  expect(taken).toContainEqual(["3/14", "date"]);
  expect(taken?.some(([text, kind]) => text?.includes("Quillfeather") && kind === "name")).toBe(true);
  expect(note?.after).toContain("[date]");
  expect(note?.after).not.toContain("Quillfeather");
  expect(note?.differs).toBe(false);
  const [event] = await listAuditEvents(clinic.rt.db, { event: "deidentification.reviewed", limit: 1 });
  expect(event).toMatchObject({
    actorId: steward.principal.userId,
    detail: { reason: REASON, labels: expect.arrayContaining([labelId]), notShown: 0 },
  });
});

it("shows nobody whom the EHR does not show to whoever asks, and counts them", async () => {
  const visit = clinic.sandbox.store.get("Encounter", "enc-012") as unknown as {
    subject: { reference: string };
  };
  const patient = visit.subject.reference.replace("Patient/", "");
  clinic.sandbox.refuse(patient, 403, "steward");
  // What it said a moment ago holds for two minutes, as at the bedside.
  clinic.forward(3 * 60_000);
  const { cases, notShown } = await reviewDeidentification(clinic.rt, steward, { cases: 10, reason: REASON });
  expect([cases.length, notShown]).toEqual([1, 1]);
  clinic.sandbox.refuse(patient, null, "steward");
});

it("takes a phrase that was missed out of what is stored and out of what comes, without naming it in the audit log", async () => {
  const { rt } = clinic;
  const before = await storedNotes();
  expect(before.get(encounters[0] ?? "")?.note).toContain("blue harbour bench");
  const added = await addPhrase(rt, steward, { phrase: ` ${PHRASE} `, kind: "place" });
  expect(added.found).toEqual({ labels: 1, readings: 1, compared: 1 });
  expect(added.phrases).toMatchObject([{ phrase: PHRASE, kind: "place", by: steward.principal.displayName }]);
  const after = await storedNotes();
  expect(after.get(encounters[0] ?? "")?.note).toContain("near the [place], wrist pain");
  expect(after.get(encounters[0] ?? "")?.scrubbed).not.toBeNull();
  // What it is not in stays to the letter.
  expect(after.get(encounters[1] ?? "")).toEqual(before.get(encounters[1] ?? ""));

  const third = await decided("enc-014", "Found by the BLUE harbour bench, cold.");
  const notes = await storedNotes();
  expect(notes.get(third)?.note).toContain("by the [place], cold");
  const [readings, compared] = [
    await rt.db.select().from(secondReading),
    await rt.db.select().from(decidedCase),
  ];
  const texts = [
    ...readings.map((r) => openRow<typeof r>(r).case?.note),
    ...compared.map((r) => openRow<typeof r>(r).case.note),
  ];
  expect(texts.length).toBeGreaterThanOrEqual(6);
  expect(texts.join(" ").toLowerCase()).not.toContain("harbour");

  const [event] = await listAuditEvents(rt.db, { event: "deidentification.phrase-added", limit: 1 });
  expect(event?.detail).toMatchObject({
    kind: "place",
    labels: [before.get(encounters[0] ?? "")?.id],
    readings: 1,
  });
  expect(JSON.stringify(event)).not.toMatch(/harbour/i);
  // At rest it is sealed.
  const [row] = await rt.db.select({ entry: sitePhrase.entry }).from(sitePhrase);
  expect(JSON.stringify(row)).not.toMatch(/harbour/i);
});

it("refuses an ordinary word, changing nothing, and lets a phrase be again", async () => {
  const { rt } = clinic;
  expect(await codeOf(addPhrase(rt, steward, { phrase: "pain", kind: "name" }))).toBe("invalid-input");
  const [kept] = (await viewPhrases(rt, steward)).phrases;
  expect((await removePhrase(rt, steward, { id: kept?.id ?? "" })).phrases).toEqual([]);
  expect(await codeOf(removePhrase(rt, steward, { id: kept?.id ?? "" }))).toBe("not-found");
  const fourth = await decided("enc-016", "Fell off the blue harbour bench.");
  expect((await storedNotes()).get(fourth)?.note).toContain("blue harbour bench");
});

const steps = "Slipped on the green lantern steps by the iron kettle yard, ankle swollen.";
const notesNow = async () => [...(await storedNotes()).values()].map((n) => n.note).join(" ");
const casesRead = async () =>
  (await clinic.rt.db.select().from(secondReading).orderBy(secondReading.id)).map((row) => ({
    ...row,
    note: openRow<typeof row>(row).case?.note ?? null,
  }));

it.skipIf(!severalConnections)(
  "takes a phrase out of what was being stored while it was added (needs PostgreSQL)",
  async () => {
    const { rt } = clinic;
    const { auth, view } = await noted("enc-021", "Fell over the wooden heron gate, wrist swollen.");
    const stop = await stopAt(rt, sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`);
    const recorded = recordDecision(rt, auth, gesture(view));
    await stop.whenWaiting(1);
    const added = addPhrase(rt, steward, { phrase: "wooden heron gate", kind: "place" });
    await stop.whenWaiting(2);
    await stop.go();
    await recorded;
    expect((await added).found).toMatchObject({ labels: 1 });
    const note = (await storedNotes()).get(view.encounterId)?.note;
    expect(note).toContain("wrist swollen");
    expect(note).not.toContain("heron");
  },
);

it.skipIf(!severalConnections)(
  "puts back neither what another phrase took out at the same time nor a case that was left out (needs PostgreSQL)",
  async () => {
    const { rt } = clinic;
    const visits = [await decided("enc-022", steps), await decided("enc-023", steps)];
    const [first, second] = (await casesRead()).filter((r) => visits.includes(r.encounterId));
    const stop = await stopAt(rt, sql`select 1 from second_reading where id = ${first?.id} for update`);
    const one = addPhrase(rt, steward, { phrase: "green lantern steps", kind: "place" });
    await stop.whenWaiting(1);
    const other = addPhrase(rt, steward, { phrase: "iron kettle yard", kind: "place" });
    await stop.whenWaiting(2);
    await rt.db.transaction((tx) => dropKeptCases(tx, { encounterId: second?.encounterId ?? "" }));
    await stop.go();
    await Promise.all([one, other]);
    expect(await notesNow()).not.toMatch(/lantern|kettle/);
    const after = await casesRead();
    expect(after.find((r) => r.id === first?.id)?.note).toContain("ankle swollen");
    expect(after.find((r) => r.id === second?.id)?.note).toBeNull();
  },
);
