import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fetchExport } from "@/bin/triage/bulk-export";
import { importFolder } from "@/bin/triage/import-folder";
import { findDecision } from "@/db/queries/decision";
import { findSiteFacts } from "@/db/queries/ehr-site";
import { getBoard } from "@/lib/workflows/clinic/board";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { handleWriteBack } from "@/lib/workflows/clinic/write-back";
import {
  as,
  type Clinic,
  codeOf,
  gesture,
  launch,
  open,
  override,
  startClinic,
} from "@/tests/integration/clinic/support";
import { type HapiServer, startHapi, whyNoHapi } from "./hapi-server";

const why = whyNoHapi();
type Json = Record<string, unknown>;
type Entry = { readonly resource: Json };

describe.skipIf(why)(`HAPI's JPA server as the EHR${why ? ` (${why})` : ""}`, () => {
  let hapi: HapiServer;
  let clinic: Clinic;

  beforeAll(async () => {
    hapi = await startHapi();
    // The sandbox signs people in and stands in front; every record read or written is HAPI's.
    clinic = await startClinic({
      sandbox: { records: hapi.url },
      env: { EHR_TIMEOUT_MS: "20000" },
    });
    await load();
  }, 600_000);
  afterAll(async () => {
    await clinic?.close();
    await hapi?.stop();
  }, 60_000);

  const ask = async (path: string, init: RequestInit = {}): Promise<Json> => {
    const response = await fetch(`${hapi.url}/${path}`, {
      ...init,
      headers: { "content-type": "application/fhir+json", ...init.headers },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${(await response.text()).slice(0, 500)}`);
    return (await response.json()) as Json;
  };
  const post = (path: string, body: unknown) => ask(path, { method: "POST", body: JSON.stringify(body) });
  const fresh = { headers: { "cache-control": "no-cache" } };
  const found = async (path: string): Promise<Json[]> =>
    (((await ask(path, fresh)).entry ?? []) as Entry[]).map((e) => e.resource);

  /** All of the sandbox's patients under their own ids, in one transaction, as an importer would. */
  async function load(): Promise<void> {
    const { store } = clinic.sandbox;
    const entry = store.types().flatMap((type) =>
      [...store.all(type)].map((stored) => {
        const { meta: _, ...resource } = stored as unknown as Json;
        const url = `${type}/${String(resource.id)}`;
        return { resource, request: { method: "PUT", url } };
      }),
    );
    await post("", { resourceType: "Bundle", type: "transaction", entry });
  }

  const levels = (encounter: string) =>
    found(`Observation?encounter=Encounter/${encounter}&code=http://loinc.org|75636-1&_count=50`);
  const state = async (id: string) => (await findDecision(clinic.rt.db, id))?.writeBack;

  it("is read whole: who waits stands on the board with what the sandbox itself shows", async () => {
    const own = await startClinic();
    try {
      const board = async (of: Clinic) => {
        const { sessionId } = await launch(of, "nurse1");
        return getBoard(of.rt, await as(of.rt, sessionId, "board:read"));
      };
      const [theirs, ours] = [await board(clinic), await board(own)];
      expect(theirs.freshness).toMatchObject({ source: "ehr", note: null });
      const shown = (view: typeof ours) =>
        view.rows
          .map((r) => ({ name: r.patientName, level: r.level, complaint: r.complaint, vitals: r.vitals }))
          .map((row) => JSON.stringify(row))
          .sort();
      expect(shown(theirs).length).toBeGreaterThanOrEqual(60);
      expect(shown(theirs)).toEqual(shown(ours));
    } finally {
      await own.close();
    }
  });

  it("takes a level with suggestion, model and provenance in one transaction; a later one amends it", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-001");
    expect(view.assessment.level).not.toBeNull();
    const decision = await recordDecision(rt, auth, override(view, { reason: "resources" }));
    await handleWriteBack(rt, decision.id);
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "written", lastErrorCode: null });
    const [level, ...more] = await levels("enc-001");
    expect(more).toEqual([]);
    expect(level).toMatchObject({ status: "final", performer: [{ reference: "Practitioner/prac-nurse1" }] });
    expect(JSON.stringify(level?.valueCodeableConcept)).toContain(`level ${decision.level}`);
    expect(await found("RiskAssessment?encounter=Encounter/enc-001")).toHaveLength(1);
    expect(await found(`Provenance?target=Observation/${String(level?.id)}`)).toHaveLength(1);

    const again = await openEncounter(rt, auth, view);
    const next = await recordDecision(rt, auth, gesture(again, { supersedes: decision.id }));
    await handleWriteBack(rt, next.id);
    expect(await state(next.id)).toMatchObject({ state: "written" });
    expect((await levels("enc-001")).map((o) => o.status).sort()).toEqual(["amended", "final"]);
    const facts = await findSiteFacts(rt.db, auth.principal.issuer, new Date(0));
    expect(facts?.writeBack).toMatchObject({ way: "transaction", replaced: "taken" });
  });

  it("is asked past its memory of searches: a vital sign of this second refuses the decision on the old page", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-002");
    const search = `Observation?encounter=Encounter/enc-002&code=http://loinc.org|8867-4&_count=200`;
    const remembered = ((await ask(search)).entry as Entry[] | undefined)?.length ?? 0;
    const visit = await ask("Encounter/enc-002");
    await post("Observation", {
      resourceType: "Observation",
      status: "final",
      category: [
        {
          coding: [
            { system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "vital-signs" },
          ],
        },
      ],
      code: { coding: [{ system: "http://loinc.org", code: "8867-4" }] },
      subject: visit.subject,
      encounter: { reference: "Encounter/enc-002" },
      effectiveDateTime: new Date().toISOString(),
      valueQuantity: { value: 171, unit: "/min", system: "http://unitsofmeasure.org", code: "/min" },
    });
    // HAPI as it comes answers again with what it remembers; this is what must not reach a clinician.
    expect(((await ask(search)).entry as Entry[] | undefined)?.length ?? 0).toBe(remembered);
    expect(await codeOf(recordDecision(rt, auth, gesture(view)))).toBe("stale-view");
    const now = await openEncounter(rt, auth, view);
    expect(JSON.stringify(now)).toContain("171");
    const decision = await recordDecision(rt, auth, gesture(now));
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "written" });
  });

  it("is tried again after an outage, and has the level once", async () => {
    const { rt, sandbox } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-003");
    const decision = await recordDecision(rt, auth, gesture(view));
    sandbox.setFault("error500");
    await handleWriteBack(rt, decision.id).catch(() => {});
    expect(await state(decision.id)).toMatchObject({ state: "pending" });
    expect(await levels("enc-003")).toEqual([]);
    sandbox.setFault("none");
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "written" });
    expect(await levels("enc-003")).toHaveLength(1);
  });

  it("has one level when two workers write the same decision, and one when two nurses decide at once", async () => {
    const { rt } = clinic;
    const first = await open(clinic, "nurse1", "enc-004");
    const second = await open(clinic, "nurse2", "enc-004");
    const outcomes = await Promise.allSettled(
      [first, second].map(({ auth, view }) =>
        recordDecision(rt, auth, gesture(view, { requestId: randomUUID() })),
      ),
    );
    const kept = outcomes.flatMap((o) => (o.status === "fulfilled" ? [o.value] : []));
    expect(kept).toHaveLength(1);
    const id = kept[0]?.id ?? "";
    await Promise.allSettled([1, 2].map(() => handleWriteBack(rt, id)));
    expect(await state(id)).toMatchObject({ state: "written" });
    expect(await levels("enc-004")).toHaveLength(1);
  });

  it("refuses nothing silently: a visit moved to somebody else is written nowhere", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-005");
    const decision = await recordDecision(rt, auth, gesture(view));
    const visit = await ask("Encounter/enc-005", fresh);
    const moved = { ...visit, subject: { reference: "Patient/pat-006" } };
    await ask("Encounter/enc-005", { method: "PUT", body: JSON.stringify(moved) });
    await handleWriteBack(rt, decision.id);
    expect(await state(decision.id)).toMatchObject({ state: "failed", lastErrorCode: "wrong-patient" });
    expect(await levels("enc-005")).toEqual([]);
  });

  it("exports its records in bulk, and what they make is what the sandbox's own files make", async () => {
    const dir = await mkdtemp(join(tmpdir(), "hapi-export-"));
    try {
      const folder = join(dir, "export");
      const quiet = () => {};
      // HAPI asks for two minutes between questions; it makes these in steps of its own.
      const wait = () => new Promise((resolve) => setTimeout(resolve, 5_000));
      await fetchExport({ base: hapi.url, group: null, folder, issuers: [], onProgress: quiet, wait });
      const read = (from: string, issuer: string) =>
        importFolder({
          from,
          out: join(dir, `${basename(from)}.jsonl`),
          issuer,
          every: false,
          onProgress: quiet,
        });
      const exported = await read(folder, hapi.url);
      const { store, fhirBaseUrl } = clinic.sandbox;
      const own = join(dir, "own");
      await mkdir(own);
      for (const type of store.types())
        await writeFile(
          join(own, `${type}.ndjson`),
          [...store.all(type)].map((resource) => JSON.stringify(resource)).join("\n"),
        );
      const { cases, skipped } = await read(own, fhirBaseUrl);
      expect(cases).toBeGreaterThanOrEqual(60);
      expect(exported).toMatchObject({ cases, skipped });
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  }, 600_000);
});
