import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { ensureEncounters, findEncounter, patientKey, saveSnapshots } from "@/db/queries/encounter";
import { findGrant } from "@/db/queries/identity";
import {
  assessment,
  decidedCase,
  decision,
  device,
  deviceCheckOut,
  deviceReading,
  ehrGrant,
  encounter,
  encounterSnapshot,
  incident,
  incidentEntry,
  label,
  leadReview,
  modelExplanation,
  patientAccess,
  secondReading,
  writeBack,
} from "@/db/schema";
import { sealedPlaces } from "@/db/seal-scan";
import { openRows, sealRow, sealSet } from "@/db/sealed";
import { DAY } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { expireData } from "@/lib/workflows/govern/expire-data";
import { visitOf } from "./support/before-binding";
import { aDecision, insertNurse } from "./support/rows";
import { openTestRuntime, type TestRuntime } from "./support/runtime";

const now = new Date("2026-03-10T12:00:00Z");
const ago = (ms: number) => new Date(now.getTime() - ms);
const KEPT = 30 * DAY;
let test: TestRuntime;
beforeEach(async () => {
  test = await openTestRuntime({ RETENTION_DAYS: "30" }, { clock: () => now });
});
afterEach(() => test.close());

type Visit = {
  readonly id: string;
  readonly grantId: string;
  readonly decisionId: string;
  readonly patientId: string;
};

/** A visit with all that is ever stored of one. */
async function visit(
  patientId: string,
  seenAt: Date,
  { decidedAt = seenAt, state = "written" as "written" | "pending" | "failed" } = {},
): Promise<Visit> {
  const { db } = test.rt;
  const nurse = await insertNurse(db, seenAt);
  const [row] = await ensureEncounters(db, [visitOf(patientId)], seenAt);
  if (!row) throw new Error("no row");
  const context = { fetchedAt: seenAt.toISOString(), patient: { name: `Name ${patientId}` } };
  await saveSnapshots(db, [{ encounterId: row.id, context: context as unknown as PatientContext }]);
  const assessmentId = newId();
  const c = { id: newId(), ageYears: 40, chiefComplaint: `pain of ${patientId}` };
  await db.insert(assessment).values(
    sealRow(assessment, {
      id: assessmentId,
      encounterId: row.id,
      contextVersion: "1",
      caseHash: `hash of ${patientId}`,
      case: c,
      ageless: { chiefComplaint: `pain of ${patientId}` } as never,
      basis: [`Observation/${patientId}`],
      missing: ["spo2"],
      floor: { level: 2, rules: [] },
      explanation: { words: patientId } as never,
      shownLevel: 3,
      createdAt: seenAt,
    }),
  );
  const made = aDecision(nurse, { encounterId: row.id, assessmentId }, 2, decidedAt);
  await db.insert(decision).values(sealRow(decision, { ...made, comment: `said by ${patientId}` }));
  await db
    .insert(writeBack)
    .values(sealRow(writeBack, { decisionId: made.id, state, refs: [`Observation/of-${patientId}`] }));
  await db.insert(leadReview).values(
    sealRow(leadReview, {
      decisionId: made.id ?? "",
      encounterId: row.id,
      askedAt: decidedAt,
      answeredAt: decidedAt,
      note: `said of ${patientId}`,
    }),
  );
  await db.insert(secondReading).values(
    sealRow(secondReading, {
      id: newId(),
      decisionId: made.id ?? "",
      encounterId: row.id,
      why: "sample",
      case: c,
      askedAt: decidedAt,
    }),
  );
  await db.insert(incident).values({
    id: row.id,
    number: seenAt.getTime() % 1_000_000,
    kind: "safety",
    status: "open",
    title: "Reported",
    openedAt: seenAt,
    openedBy: "Nurse",
    encounterId: row.id,
  });
  for (const [seq, kind] of (["reported", "note"] as const).entries())
    await db.insert(incidentEntry).values(
      sealRow(incidentEntry, {
        id: newId(),
        incidentId: row.id,
        seq: seq + 1,
        kind,
        at: seenAt,
        by: "Nurse",
        words: `${kind} of ${patientId}`,
      }),
    );
  await db
    .insert(patientAccess)
    .values({ userId: nurse.userId, encounterId: row.id, confirmedAt: seenAt, withheld: [] });
  await addReading(row.id, nurse.userId, decidedAt);
  const kept = { decisionId: made.id, case: { ...c, chiefComplaint: "pain" }, level: 2 as const };
  await db.insert(decidedCase).values(sealRow(decidedCase, { ...kept, encounterId: row.id, decidedAt }));
  await db.insert(label).values(
    sealRow(label, {
      ...kept,
      id: newId(),
      source: "override",
      weight: 1,
      heldOut: false,
      createdAt: decidedAt,
    }),
  );
  await db
    .update(ehrGrant)
    .set(
      sealSet(ehrGrant, nurse.grantId, {
        context: { patientId, encounterId: null },
        patientKey: patientKey(row.issuer, patientId),
      }),
    )
    .where(eq(ehrGrant.id, nurse.grantId));
  return { id: row.id, grantId: nurse.grantId, decisionId: made.id, patientId };
}

/** One that a monitor sent of them. */
async function addReading(encounterId: string, userId: string, at: Date): Promise<void> {
  const { db } = test.rt;
  const [deviceId, checkOutId] = [newId(), newId()];
  await db.insert(device).values({
    id: deviceId,
    issuer: "https://ehr.test/fhir",
    code: deviceId,
    name: "Monitor",
    registeredBy: userId,
    registeredByName: "Nurse",
    registeredAt: at,
  });
  await db.insert(deviceCheckOut).values({
    id: checkOutId,
    deviceId,
    encounterId,
    checkedOutAt: at,
    checkedOutBy: userId,
    checkedOutByName: "Nurse",
  });
  await db.insert(deviceReading).values(
    sealRow(deviceReading, {
      id: newId(),
      checkOutId,
      encounterId,
      kind: "spo2",
      values: [{ key: "spo2", loinc: "59408-5", value: 91, unit: "%" }],
      measuredAt: at,
      state: "written",
      nextAt: at,
      createdAt: at,
    }),
  );
}

const stands = async ({ id }: Visit): Promise<boolean> => (await findEncounter(test.rt.db, id)) !== null;

/** A new sealed column has an end, or a reason to have none. */
const ENDS: Readonly<Record<string, string>> = {
  "assessment.ageless": "emptied",
  "assessment.basis": "emptied",
  "assessment.case": "emptied",
  "assessment.explanation": "emptied",
  "assessment.floor": "emptied",
  "audit_key.material": "stays: no patient's, and what it signed must stay verifiable",
  "decided_case.case": "deleted",
  "decision.comment": "emptied",
  "device_message.message": "deleted when it was looked at, or a day old",
  "device_reading.values": "deleted",
  "drift_day.tally": "deleted: a day of few patients tells of them",
  "drift_reference.memory": "emptied when no patient has come since",
  "ehr_grant.context": "emptied",
  "ehr_grant.tokens": "emptied",
  "encounter.refs": "emptied",
  "encounter_snapshot.context": "deleted",
  "incident_entry.words":
    "emptied where it was typed on a patient's page; stays: what stewards wrote, who see no patient",
  "key_record.secrets": "stays: no patient's",
  "label.case": "stays: de-identified",
  "lead_review.note": "emptied",
  "learning_opt_out.patient": "stays: a patient who opted out would else be learned from again",
  "model_explanation.result": "emptied",
  "pending_launch.payload": "deleted when it has not come back in time",
  "quick_triage.content": "deleted",
  "second_reading.case": "emptied",
  "signing_key.facts": "stays: no patient's, and what it signed must stay verifiable",
  "signing_key.private_key": "stays: no patient's",
  "site_phrase.entry":
    "stays: what was found left in a text would else be left again; a steward takes it away",
  "typed_draft.content": "deleted when nobody has come back to it in time",
  "visit_outcome.outcomes": "stays: a closed set of answers, without the visit nobody's",
  "write_back.refs": "emptied",
};

describe("patient data past its time", () => {
  it("is known, column by column", () => {
    expect(
      sealedPlaces()
        .map((p) => p.name)
        .sort(),
    ).toEqual(Object.keys(ENDS).sort());
  });

  it("goes: everything that is of the patient, wherever it is, and nothing that is not", async () => {
    const { db } = test.rt;
    const [old, recent] = [await visit("old", ago(KEPT + 1)), await visit("recent", ago(KEPT))];
    const before = (await db.select().from(encounter).where(eq(encounter.id, old.id)))[0];
    expect(await expireData(test.rt)).toEqual({
      visits: 1,
      snapshots: 1,
      assessments: 1,
      decisions: 1,
      similarCases: 1,
      launches: 1,
      explanations: 0,
      driftParts: 0,
      quickTriages: 0,
    });

    expect(await stands(old)).toBe(false);
    expect(await db.select().from(encounterSnapshot)).toMatchObject([{ encounterId: recent.id }]);
    expect(await db.select().from(decidedCase)).toMatchObject([{ decisionId: recent.decisionId }]);
    expect(await db.select().from(deviceReading)).toMatchObject([{ encounterId: recent.id }]);
    const [a] = await db.select().from(assessment).where(eq(assessment.encounterId, old.id));
    expect(a).toMatchObject({
      case: null,
      ageless: null,
      basis: null,
      floor: null,
      explanation: null,
      missing: [],
      shownLevel: 3,
    });
    const [d] = await db.select().from(decision).where(eq(decision.id, old.decisionId));
    expect(d).toMatchObject({ comment: null, level: 2, kind: "override" });
    expect(
      (await db.select().from(writeBack).where(eq(writeBack.decisionId, old.decisionId)))[0]?.refs,
    ).toBeNull();
    const [review] = await db.select().from(leadReview).where(eq(leadReview.decisionId, old.decisionId));
    expect(review).toMatchObject({ note: null, answeredAt: ago(KEPT + 1) });
    const [reading] = await db
      .select()
      .from(secondReading)
      .where(eq(secondReading.decisionId, old.decisionId));
    expect(reading).toMatchObject({ case: null, why: "sample" });
    const entries = openRows(
      await db.select().from(incidentEntry).where(eq(incidentEntry.incidentId, old.id)),
    ).rows;
    expect(entries).toMatchObject([{ words: null }, { words: "note of old" }]);
    expect(await db.select().from(patientAccess)).toMatchObject([{ encounterId: recent.id }]);
    expect(await findGrant(db, old.grantId)).toMatchObject({
      patientKey: null,
      context: { patientId: null, encounterId: null },
      tokens: { accessToken: "", refreshToken: null },
      revokedAt: now,
    });
    // Nothing anywhere leads to the patient, by pseudonym, hash or text.
    const [e] = await db.select().from(encounter).where(eq(encounter.id, old.id));
    const everything = JSON.stringify([a, d, e, await findGrant(db, old.grantId)]);
    for (const trace of [before?.patientKey, before?.encounterKey, "hash of old", "old"])
      expect(everything).not.toContain(trace);
    // The labels stay, and so does all of the other visit.
    expect(openRows(await db.select().from(label)).rows).toHaveLength(2);
    expect(
      openRows(await db.select().from(assessment).where(eq(assessment.encounterId, recent.id))).rows,
    ).toMatchObject([{ case: { chiefComplaint: "pain of recent" } }]);
    expect((await findGrant(db, recent.grantId))?.context.patientId).toBe("recent");
  });

  it("is on record, with how much and up to when; a second run finds nothing", async () => {
    await visit("old", ago(KEPT + 1));
    await expireData(test.rt);
    const events = await listAuditEvents(test.rt.db, { event: "data.expired", limit: 9 });
    expect(events.map((e) => e.detail)).toEqual([
      { before: ago(KEPT).toISOString(), days: 30, launches: 1 },
      {
        before: ago(KEPT).toISOString(),
        days: 30,
        visits: 1,
        snapshots: 1,
        assessments: 1,
        decisions: 1,
        similarCases: 1,
      },
    ]);
    expect((await expireData(test.rt)).visits).toBe(0);
    expect(await listAuditEvents(test.rt.db, { event: "data.expired", limit: 9 })).toHaveLength(2);
  });

  it.each([
    ["seen a moment after the line", KEPT - 1, {}, true],
    ["seen exactly at the line", KEPT, {}, true],
    ["seen a moment before the line", KEPT + 1, {}, false],
    ["decided on since", KEPT + DAY, { decidedAt: ago(KEPT) }, true],
    ["decided on a moment too early", KEPT + DAY, { decidedAt: ago(KEPT + 1) }, false],
    ["whose decision is on its way to the EHR", KEPT + DAY, { state: "pending" as const }, true],
    ["whose decision the EHR refused", KEPT + DAY, { state: "failed" as const }, false],
  ])("a visit %s", async (_what, age, how, stays) => {
    const v = await visit("a", ago(age), how);
    await expireData(test.rt);
    expect(await stands(v)).toBe(stays);
  });

  it("a patient who comes again is another visit, and the old one stays empty", async () => {
    const { db } = test.rt;
    const old = await visit("a", ago(KEPT + 1));
    await expireData(test.rt);
    const [again] = await ensureEncounters(db, [visitOf("a")], now);
    expect(again?.id).not.toBe(old.id);
    expect(await stands(old)).toBe(false);
  });

  it("goes on where it was stopped", async () => {
    const { db } = test.rt;
    await ensureEncounters(
      db,
      Array.from({ length: 120 }, (_, i) => visitOf(`p${i}`)),
      ago(KEPT + 1),
    );
    const stop = new AbortController();
    const clock = () => {
      stop.abort();
      return now;
    };
    expect((await expireData({ ...test.rt, clock }, stop.signal)).visits).toBe(0);
    const half = { ...test.rt, clock: () => now };
    let asked = 0;
    const signal = {
      get aborted() {
        return asked++ > 0;
      },
    } as AbortSignal;
    expect((await expireData(half, signal)).visits).toBe(50);
    expect((await expireData(test.rt)).visits).toBe(70);
    expect(await db.select().from(encounter).where(eq(encounter.active, true))).toEqual([]);
  });

  it("takes what was found over the site's own cases, and leaves what was made up", async () => {
    const { db } = test.rt;
    const explained = (source: "site" | "reference", computedAt: Date) =>
      sealRow(modelExplanation, {
        id: newId(),
        version: "1",
        artifactDigest: `${source} ${computedAt.toISOString()}`,
        source,
        parameters: { mostCases: 1, maxEvaluations: 1, seed: 1 },
        parametersKey: "k",
        status: "succeeded",
        requestedBy: "x",
        requestedAt: computedAt,
        computedAt,
        result: { words: ["pain"] } as never,
      });
    await db
      .insert(modelExplanation)
      .values([
        explained("site", ago(KEPT + 1)),
        explained("site", ago(KEPT)),
        explained("reference", ago(KEPT + 1)),
      ]);
    expect((await expireData(test.rt)).explanations).toBe(1);
    const left = (await db.select().from(modelExplanation)).filter((r) => r.result !== null);
    expect(left.map((r) => r.source).sort()).toEqual(["reference", "site"]);
  });
});
