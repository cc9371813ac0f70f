import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { decision, secondReading } from "@/db/schema";
import { openRows } from "@/db/sealed";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { openReading, passReading, recordReading } from "@/lib/workflows/clinic/second-reading";
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
let lead: Authorized;
/** A second lead, of the same EHR. */
let other: Authorized;
beforeAll(async () => {
  clinic = await startClinic({ env: { SECOND_READING_PERCENT: "100" } });
  lead = await as(clinic.rt, (await launch(clinic, "lead")).sessionId, "reading:write");
  const nurse = await as(clinic.rt, (await launch(clinic, "nurse2")).sessionId, "reading:write");
  other = { ...nurse, principal: { ...nurse.principal, role: "lead" } };
});
afterAll(() => clinic.close());

const readings = () => clinic.rt.db.select().from(secondReading).orderBy(secondReading.askedAt);
/** Names of what an object says, at any depth. */
const keysOf = (value: unknown): string[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([k, v]) => [...(Array.isArray(value) ? [] : [k]), ...keysOf(v)])
    : [];

it("is a lead's alone", () => {
  expect((["clinician", "lead", "admin", "auditor"] as const).filter((r) => can(r, "reading:write"))).toEqual(
    ["lead"],
  );
});

it("reads a case blind, tells the first answer afterwards, and changes neither decision nor EHR", async () => {
  const { rt } = clinic;
  expect(await openReading(rt, lead)).toEqual({ next: null, waiting: 0 });
  const accepted = await open(clinic, "nurse1", "enc-001");
  const decided = await recordDecision(rt, accepted.auth, gesture(accepted.view));
  const changed = await open(clinic, "nurse1", "enc-002");
  await recordDecision(rt, changed.auth, override(changed.view, { comment: "Grey and clammy" }));
  const inEhr = levelsInEhr(clinic, "enc-001").length;

  const first = await openReading(rt, lead);
  expect(first.waiting).toBe(2);
  // Before it is saved nothing names a level, a decision, a person or a record.
  expect(keysOf(first).sort()).toEqual(
    [
      ...[
        "next",
        "waiting",
        "id",
        "case",
        "ageYears",
        "arrival",
        "complaint",
        "history",
        "injury",
        "note",
        "sex",
        "vitals",
      ],
      ...(first.next?.case.vitals ?? []).flatMap(() => ["label", "text"]),
    ].sort(),
  );
  const said = JSON.stringify(first);
  const { principal } = accepted.auth;
  for (const hidden of [
    decided.id,
    accepted.view.encounterId,
    accepted.view.assessment.id,
    principal.userId,
    principal.displayName,
  ])
    expect(said).not.toContain(hidden);
  for (const part of accepted.view.banner.name.split(" ")) expect(said).not.toContain(part);
  expect(said).not.toMatch(/level|suggest|clammy/i);

  const level = decided.level === 5 ? 4 : 5;
  const answer = { readingId: first.next?.id ?? "", level } as const;
  const after = await recordReading(rt, lead, answer);
  expect(after).toMatchObject({
    read: { level, first: decided.level, suggested: decided.shownLevel },
    waiting: 1,
    next: { id: expect.any(String) },
  });
  expect(after.next?.id).not.toBe(first.next?.id);
  // Once: neither again nor by another lead.
  expect(await codeOf(recordReading(rt, lead, answer))).toBe("conflict");
  expect(await codeOf(recordReading(rt, other, answer))).toBe("conflict");
  expect((await readings())[0]).toMatchObject({
    level,
    readBy: lead.principal.userId,
    why: expect.any(String),
  });
  const [row] = await rt.db.select().from(decision).where(eq(decision.id, decided.id));
  expect(row).toMatchObject({ level: decided.level });
  expect(levelsInEhr(clinic, "enc-001")).toHaveLength(inEhr);
  const events = await listAuditEvents(rt.db, { event: "reading.saved", limit: 5 });
  expect(events).toMatchObject([{ subjectId: first.next?.id, detail: { decision: decided.id, level } }]);
  expect((await listAuditEvents(rt.db, { event: "reading.viewed", limit: 9 })).length).toBe(2);
});

it("passed on with a reason, it waits for the other lead; of two at once one reads it", async () => {
  const { rt } = clinic;
  const { next } = await openReading(rt, lead);
  const readingId = next?.id ?? "";
  expect(await passReading(rt, lead, { readingId, reason: "know-patient" })).toEqual({
    next: null,
    waiting: 0,
  });
  expect((await openReading(rt, other)).next?.id).toBe(readingId);
  expect(await codeOf(recordReading(rt, lead, { readingId, level: 3 }))).toBe("conflict");
  const outcomes = await Promise.allSettled(
    [1, 2].map(() => recordReading(rt, other, { readingId, level: 3 })),
  );
  expect(outcomes.map((o) => o.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await listAuditEvents(rt.db, { event: "reading.skipped", limit: 1 }))[0]?.detail).toEqual({
    reason: "know-patient",
  });
});

it("never of one's own decision, of a visit one has decided on, of another EHR, or of what was changed since", async () => {
  const { rt } = clinic;
  const own = await open(clinic, "lead", "enc-003");
  await recordDecision(rt, own.auth, gesture(own.view));
  const [made] = (await readings()).filter((r) => r.encounterId === own.view.encounterId);
  expect((await openReading(rt, lead)).next).toBeNull();
  expect(await codeOf(recordReading(rt, lead, { readingId: made?.id ?? "", level: 3 }))).toBe("conflict");
  const elsewhere = { ...other, principal: { ...other.principal, issuer: "https://other-ehr.test" } };
  expect((await openReading(rt, elsewhere)).next).toBeNull();
  expect((await openReading(rt, other)).next?.id).toBe(made?.id);

  measure(clinic, "enc-003", "8867-4", 150, "/min");
  const nurse = await open(clinic, "nurse1", "enc-003");
  await recordDecision(rt, nurse.auth, override(nurse.view));
  // The lead's is replaced; the nurse's stands on a visit that the lead has decided on before.
  const { next, waiting } = await openReading(rt, other);
  expect([waiting, next?.id === made?.id]).toEqual([1, false]);
  expect((await openReading(rt, lead)).next).toBeNull();
  // What is kept of it names nobody.
  const kept = JSON.stringify(openRows(await readings()).rows.map((r) => r.case));
  for (const part of nurse.view.banner.name.split(" ")) expect(kept).not.toContain(part);
});
