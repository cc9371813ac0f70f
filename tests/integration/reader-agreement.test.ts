import { afterAll, beforeAll, expect, it } from "vitest";
import { decision, readerHold, secondReading } from "@/db/schema";
import type { Authorized } from "@/lib/auth/principal";
import type { Level } from "@/lib/case/level";
import { newId } from "@/lib/core/ids";
import { agreementOfReaders, ownAgreement } from "@/lib/workflows/learning/reader-agreement";
import { aDecision, insertNurse, insertVisit } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

let test: TestRuntime;
let lead: Authorized;
let nurse: Authorized;
const AT = new Date(Date.UTC(2026, 0, 5, 12));

beforeAll(async () => {
  test = await openTestRuntime();
  const { rt } = test;
  lead = await signedIn(rt, "lead", "agreement:read");
  nurse = await signedIn(rt, "clinician", "agreement:own");
  const { grantId } = await insertNurse(rt.db, AT);
  const read = async (why: "sample" | "far", first: Level, second: Level) => {
    const visit = await insertVisit(rt.db, AT);
    const row = aDecision({ userId: nurse.principal.userId, grantId }, visit, first, AT);
    await rt.db.insert(decision).values(row);
    await rt.db.insert(secondReading).values({
      id: newId(),
      decisionId: row.id,
      encounterId: visit.encounterId,
      why,
      case: null,
      askedAt: AT,
      readBy: lead.principal.userId,
      readAt: AT,
      level: second,
    });
  };
  for (let i = 0; i < 29; i++) await read("sample", ((i % 5) + 1) as Level, ((i % 5) + 1) as Level);
  await read("far", 1, 5);
  // The thirtieth that counts comes in the test.
  more = () => read("sample", 5, 1);
});
let more: () => Promise<void>;
afterAll(() => test.close());

it("is too few to tell below thirty cases drawn at random, then told to the reader and to the lead alike", async () => {
  const { rt } = test;
  expect((await ownAgreement(rt, nurse)).agreement).toEqual({ enough: false, pairs: 29, least: 30 });
  await more();
  const { agreement } = await ownAgreement(rt, nurse);
  if (!agreement.enough) throw new Error("too few");
  expect(agreement.pairs).toBe(30);
  expect(agreement.figures.map((f) => f.name)).toEqual(["same-level", "kappa", "quadratic-kappa"]);
  expect(agreement.figures[0]?.value).toBeCloseTo(29 / 30, 9);
  for (const { low, high, value } of agreement.figures) {
    expect(low).toBeLessThan(value ?? 0);
    expect(high).toBeGreaterThanOrEqual(value ?? 2);
  }
  const readers = await agreementOfReaders(rt, lead);
  expect(readers.map((r) => r.name)).toEqual(["Test clinician", "Test lead"]);
  expect(readers[0]?.agreement).toEqual(agreement);
});

it("shows nobody of another EHR, and somebody without readings nothing", async () => {
  const { rt } = test;
  const elsewhere = await signedIn(rt, "lead", "agreement:read", "https://other.test/fhir");
  expect(await agreementOfReaders(rt, elsewhere)).toEqual([]);
  const other = await signedIn(rt, "clinician", "agreement:own");
  expect(await ownAgreement(rt, other)).toEqual({
    agreement: { enough: false, pairs: 0, least: 30 },
    heldSince: null,
  });
});

it("tells people, and them alone, that their labels are held back", async () => {
  const { rt } = test;
  await rt.db.insert(readerHold).values({
    id: newId(),
    readerId: nurse.principal.userId,
    why: "unlike-case",
    answers: 20,
    evidence: 8,
    heldAt: AT,
  });
  expect((await ownAgreement(rt, nurse)).heldSince).toBe(AT.toISOString());
  expect((await ownAgreement(rt, lead)).heldSince).toBeNull();
  expect(JSON.stringify(await agreementOfReaders(rt, lead))).not.toContain("held");
});
