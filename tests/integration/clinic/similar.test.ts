import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DbHandle } from "@/db/client";
import { findEncounter } from "@/db/queries/encounter";
import { insertVersion, setChampion } from "@/db/queries/registry";
import { casesToEmbed, countEmbedded, saveEmbeddings } from "@/db/queries/similar";
import { auditEvent, decidedCase, decision, encounter } from "@/db/schema";
import { openRows, sealRow } from "@/db/sealed";
import { openTestDatabase } from "@/db/testing";
import type { TriageCase } from "@/lib/case/triage-case";
import { newId } from "@/lib/core/ids";
import { ageKinship, complaintOf, kinship } from "@/lib/feedback/kinship";
import { getBoard } from "@/lib/workflows/clinic/board";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { similarPatients } from "@/lib/workflows/clinic/similar-patients";
import { embedDecidedCases } from "@/lib/workflows/learning/embed-cases";
import { keepHouse } from "@/lib/workflows/service/housekeeping";
import type { PatientView, SimilarPatientsView } from "@/lib/workflows/views";
import { aDecision, insertNurse, insertVisit } from "../support/rows";
import {
  as,
  type Clinic,
  codeOf,
  gesture,
  launch,
  MODEL,
  override,
  placeOf,
  startClinic,
  testEngine,
} from "./support";

// A PostgreSQL may come without pgvector; then the one thing to hold is that the product says so.
const probe = await openTestDatabase();
const searchable = probe.vectors.ready;
await probe.close();

const DIGEST = "d".repeat(64);
const NEXT = "e".repeat(64);
const never = new AbortController().signal;
let clinic: Clinic;
let auth: Awaited<ReturnType<typeof as>>;

async function begin(handle?: DbHandle): Promise<void> {
  clinic = await startClinic({
    ...(handle ? { handle } : {}),
    // A whole board is read; a busy machine takes its time.
    env: { EHR_TIMEOUT_MS: "20000" },
    loadEngine: async (dir, policy) => {
      const engine = testEngine(clinic.model, policy);
      return dir.endsWith("next")
        ? { ...engine, model: { ...MODEL, version: "2.0.0" }, artifactDigest: NEXT }
        : engine;
    },
  });
  auth = await as(clinic.rt, (await launch(clinic, "nurse1")).sessionId);
}
beforeEach(() => begin());
afterEach(() => clinic.close());

const see = (encounterId: string): Promise<PatientView> =>
  openEncounter(clinic.rt, auth, { encounterId, launchId: null });
const similarTo = (view: PatientView): Promise<SimilarPatientsView> =>
  similarPatients(clinic.rt, auth, { ...view, assessmentId: view.assessment.id });
const ready = (view: SimilarPatientsView) => {
  if (view.state !== "ready") throw new Error(`${JSON.stringify(view)} is not ready`);
  return view;
};
const embed = (): Promise<void> => embedDecidedCases(clinic.rt, never);

/** The first patients of the board, opened. */
async function patients(count: number): Promise<PatientView[]> {
  const { rows } = await getBoard(clinic.rt, auth);
  const views: PatientView[] = [];
  for (const row of rows) {
    const view = await see(row.encounterId);
    if (view.canDecide && view.assessment.modelLevel !== null && view.complaint) views.push(view);
    if (views.length === count) return views;
  }
  throw new Error("too few patients");
}

const accept = (view: PatientView) => recordDecision(clinic.rt, auth, gesture(view));

/** Somebody else's decided visit, where the encoder places `like`; with another age or complaint where one is given. */
async function plant(
  like: TriageCase,
  change: { issuer?: string; patientKey?: string },
  other: Partial<TriageCase> = {},
): Promise<string> {
  const { db } = clinic.rt;
  const now = clinic.rt.clock();
  const row = aDecision(await insertNurse(db, now), await insertVisit(db, now), 5, now);
  await db.insert(decision).values(row);
  await db.update(encounter).set(change).where(eq(encounter.id, row.encounterId));
  const planted = {
    decisionId: row.id,
    encounterId: row.encounterId,
    case: { ...like, ...other, id: newId() },
  };
  await db.insert(decidedCase).values(sealRow(decidedCase, { ...planted, level: 5, decidedAt: now }));
  await saveEmbeddings(db, DIGEST, [{ decisionId: row.id, embedding: placeOf(like) }]);
  return row.id;
}

const cosine = (a: Float32Array, b: Float32Array): number => {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((s, v, i) => s + v * (y[i] as number), 0);
  return 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

describe.skipIf(!searchable)("patients like this one", () => {
  it("are the nearest decided visits of others, with what was decided on them", async () => {
    const [asked, ...others] = (await patients(9)) as [PatientView, ...PatientView[]];
    expect(await similarTo(asked)).toEqual({ state: "empty" });
    for (const view of others.slice(0, 6)) await accept(view);
    await recordDecision(clinic.rt, auth, override(others[6] as PatientView));
    await accept(asked);
    expect(await similarTo(asked)).toEqual({ state: "preparing", done: 0, total: 8 });
    await embed();
    const visit = await findEncounter(clinic.rt.db, asked.encounterId);
    const stored = await clinic.rt.db
      .select()
      .from(decidedCase)
      .where(eq(decidedCase.encounterId, asked.encounterId));
    const mine = openRows(stored).rows[0]?.case as TriageCase;
    const here = { issuer: visit?.issuer as string };
    const twin = await plant(mine, here);
    await plant(mine, here, { ageYears: 0.05 });
    await plant(mine, here, { chiefComplaint: "ingrown toenail" });

    const shown = ready(await similarTo(asked));
    expect(shown).toMatchObject({ comparedWith: 11, preparing: null });
    // The same by hand: who came with the same kind of thing at about the same age, by cosine distance.
    const { rows } = openRows(await clinic.rt.db.select().from(decidedCase));
    const own = rows.find((r) => r.encounterId === asked.encounterId)?.case as TriageCase;
    const kin = rows
      .filter((r) => r.encounterId !== asked.encounterId)
      .map((r) => ({
        row: r,
        d: cosine(placeOf(own), placeOf(r.case)),
        kin: kinship(complaintOf(own), complaintOf(r.case)),
        age: ageKinship(own.ageYears, r.case.ageYears),
      }))
      .filter((n) => n.kin === "same-complaint" && n.age === "same")
      .sort((a, b) => a.d - b.d);
    expect(kin.map(({ row }) => row.decisionId)).toContain(twin);
    expect(shown.patients.slice(0, kin.length).map((p) => [p.complaint, p.level, p.modelLevel])).toEqual(
      kin.slice(0, 5).map(({ row }) => [row.case.chiefComplaint, row.level, row.modelLevel]),
    );
    expect(shown.patients[0]?.likeness).toBe("very-like");
    // As near to the model, but of another age, or with something else altogether.
    for (const p of shown.patients) expect(p.complaint).not.toMatch(/toenail/);
    expect(shown.patients.filter((p) => p.ageBand === "under 3 months")).toEqual([]);
    expect(Object.keys(shown.patients[0] ?? {}).sort()).toEqual(
      ["ageBand", "complaint", "level", "likeness", "modelLevel", "sex", "vitals"].sort(),
    );
  });

  it("never come from another EHR, from the patient's other visits, or from the visit itself", async () => {
    const [asked, other] = (await patients(2)) as [PatientView, PatientView];
    await accept(asked);
    await accept(other);
    await embed();
    const stored = await clinic.rt.db
      .select()
      .from(decidedCase)
      .where(eq(decidedCase.encounterId, asked.encounterId));
    const [mine] = openRows(stored).rows;
    const visit = await findEncounter(clinic.rt.db, asked.encounterId);
    const like = mine?.case as TriageCase;
    await plant(like, { issuer: "https://other.test/fhir" });
    await plant(like, { issuer: visit?.issuer as string, patientKey: visit?.patientKey as string });
    const before = await similarTo(asked);
    expect(before.state === "ready" ? before.patients.map((p) => p.level) : []).not.toContain(5);
    // What was planted would have been nearest: with the same issuer and another patient it is.
    await plant(like, { issuer: visit?.issuer as string });
    expect(ready(await similarTo(asked)).patients[0]).toMatchObject({ level: 5, likeness: "very-like" });
  });

  it("are asked for through the visit: not by people of another EHR, not with another visit's assessment", async () => {
    const [asked, other] = (await patients(2)) as [PatientView, PatientView];
    const stranger = { ...auth, principal: { ...auth.principal, issuer: "https://other.test/fhir" } };
    const ref = { ...asked, assessmentId: asked.assessment.id };
    expect(await codeOf(similarPatients(clinic.rt, stranger, ref))).toBe("not-found");
    expect(
      await codeOf(similarPatients(clinic.rt, auth, { ...ref, assessmentId: other.assessment.id })),
    ).toBe("not-found");
  });

  it("are compared with the version in use only; after a promotion they are placed anew", async () => {
    const { rt } = clinic;
    const views = await patients(4);
    for (const view of views) await accept(view);
    await embed();
    const use = async (version: string, before: string) => {
      await setChampion(rt.db, version, before, "test", rt.clock());
      rt.engines.invalidate();
    };
    const now = rt.clock();
    await insertVersion(rt.db, {
      version: "2.0.0",
      name: "test-model",
      status: "candidate",
      artifactDir: "next",
      digest: NEXT,
      metrics: [],
      trainedOn: "nothing",
      lineage: {},
      createdAt: now,
      createdBy: "test",
    });
    await use("2.0.0", "1.0.0");
    const again = await see(views[0]?.encounterId ?? "");
    expect(again.assessment.model).toMatchObject({ version: "2.0.0" });
    expect(await similarTo(again)).toEqual({ state: "preparing", done: 0, total: 4 });
    await keepHouse(rt);
    expect(await rt.queue.hasEmbedCases()).toBe(true);
    await embed();
    expect(["ready", "none-alike"]).toContain((await similarTo(again)).state);
    // The version before is kept for a rollback, which finds everything in its place.
    expect(await countEmbedded(rt.db, DIGEST)).toEqual({ done: 4, total: 4 });
    await use("2.0.0", "2.0.0");
    await keepHouse(rt);
    expect(await countEmbedded(rt.db, DIGEST)).toEqual({ done: 0, total: 4 });
  });

  it("are placed in the end although the process was killed before it came to it", async () => {
    const { rt } = clinic;
    const [view] = (await patients(1)) as [PatientView];
    await accept(view);
    await rt.handle.exec("delete from pgboss.job where name = 'embed-cases'");
    await keepHouse(rt);
    await rt.queue.startConsumers({
      writeBack: async () => {},
      retrain: async () => {},
      explainModel: async () => {},
      embedCases: (signal) => embedDecidedCases(rt, signal),
    });
    await expect
      .poll(async () => (await countEmbedded(rt.db, DIGEST)).done, { timeout: 15_000, interval: 100 })
      .toBe(1);
    // Placed once, whoever does it again.
    await Promise.all([embed(), embed()]);
    expect(await casesToEmbed(rt.db, DIGEST, 10)).toEqual({ cases: [], unreadable: [] });
  });

  it("follow the decision in force, and leave out vital signs that were said to be wrong", async () => {
    const [view] = (await patients(1)) as [PatientView];
    const first = await accept(view);
    await embed();
    const decided = await see(view.encounterId);
    const level = first.level === 1 ? 2 : ((first.level - 1) as 1 | 2 | 3 | 4);
    await recordDecision(clinic.rt, auth, override(decided, { level, reason: "resources" }));
    const rows = await clinic.rt.db.select().from(decidedCase);
    expect(rows.map((r) => r.level)).toEqual([level]);
    expect(await countEmbedded(clinic.rt.db, DIGEST)).toEqual({ done: 0, total: 1 });
    const third = await see(view.encounterId);
    await recordDecision(
      clinic.rt,
      auth,
      override(third, { level: level === 2 ? 3 : 2, reason: "vitals-wrong" }),
    );
    expect(await clinic.rt.db.select().from(decidedCase)).toEqual([]);
  });

  it("are de-identified before they are stored, sealed where they lie, and their showing is on record", async () => {
    const [asked, other] = (await patients(2)) as [PatientView, PatientView];
    await accept(other);
    await embed();
    const raw = await clinic.rt.handle.exec("select * from decided_case");
    expect(JSON.stringify(raw.rows)).not.toContain(other.complaint ?? "?");
    const [row] = openRows(await clinic.rt.db.select().from(decidedCase)).rows;
    const family = other.banner.name.split(/[ ,]+/).at(-1) ?? "";
    expect(JSON.stringify(row?.case)).not.toContain(family);
    expect(row?.case.ageYears).toBe(Math.floor(row?.case.ageYears ?? 0.5));
    await accept(asked);
    await embed();
    const visit = await findEncounter(clinic.rt.db, asked.encounterId);
    const of = eq(decidedCase.encounterId, asked.encounterId);
    const [mine] = openRows(await clinic.rt.db.select().from(decidedCase).where(of)).rows;
    const twin = await plant(mine?.case as TriageCase, { issuer: visit?.issuer as string });
    await similarTo(asked);
    await similarTo(asked);
    const events = (await clinic.rt.db.select().from(auditEvent)).filter((e) => e.event === "similar.viewed");
    expect(events).toHaveLength(1);
    expect(events[0]?.detail).toMatchObject({ decisions: expect.arrayContaining([twin]), digest: DIGEST });
  });

  it("are not to be had from a model that does not say where it places a patient", async () => {
    const [view, other] = (await patients(2)) as [PatientView, PatientView];
    clinic.model.withoutEmbedding = true;
    await accept(other);
    await embed();
    expect(await similarTo(view)).toMatchObject({
      state: "unavailable",
      why: expect.stringMatching(/Not available for this model version/),
    });
    // And nobody asks again and again.
    await clinic.rt.handle.exec("delete from pgboss.job where name = 'embed-cases'");
    await keepHouse(clinic.rt);
    expect(await clinic.rt.queue.hasEmbedCases()).toBe(false);
  });
});

it("is off and says so where the database has no vector search; deciding is not affected", async () => {
  await clinic.close();
  const handle = await openTestDatabase();
  await begin({ ...handle, vectors: { ready: false, why: "pgvector is not installed" } });
  const [view] = (await patients(1)) as [PatientView];
  expect((await accept(view)).level).toBe(view.assessment.level);
  await embed();
  await keepHouse(clinic.rt);
  expect(await similarTo(view)).toMatchObject({
    state: "unavailable",
    why: expect.stringMatching(/no vector search/),
  });
  expect(clinic.log.join("\n")).toMatch(/pgvector is not installed/);
});
