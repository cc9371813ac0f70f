import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditHead, listAuditEvents } from "@/db/queries/audit";
import { findEncounter, refsOf } from "@/db/queries/encounter";
import { checkProof, type ProofFile } from "@/lib/audit/proof/proof-file";
import { DAY } from "@/lib/core/clock";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { accessReport } from "@/lib/workflows/govern/access-report";
import { proveEntries } from "@/lib/workflows/govern/prove-entries";
import { signedIn } from "../support/runtime";
import { type Clinic, gesture, open, startClinic } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());
const auditor = () => signedIn(clinic.rt, "auditor", "audit:read", clinic.sandbox.fhirBaseUrl);

describe("who looked at a patient", () => {
  it("is everybody who opened or decided, in order, and asking is on record without the patient's id", async () => {
    const { rt } = clinic;
    const { view, auth } = await open(clinic, "nurse1", "enc-030");
    await recordDecision(rt, auth, gesture(view));
    await open(clinic, "nurse2", "enc-030");
    await open(clinic, "nurse2", "enc-031");
    const encounter = await findEncounter(rt.db, view.encounterId);
    if (!encounter) throw new Error("no visit");
    const { patientId } = await refsOf(rt.db, encounter);
    const who = await auditor();
    const found = await accessReport(rt, who, { by: "patient", id: patientId });
    expect(found.visits).toBe(1);
    expect(found.entries.map((e) => `${e.by}: ${e.what}`)).toEqual([
      "Nurse One (demo): An assessment was made and shown",
      "Nurse One (demo): A patient's page was opened",
      "Nurse One (demo): A clinician decided on a level",
      "Nurse Two (demo): A patient's page was opened",
    ]);
    expect(found.csv.split("\r\n")).toHaveLength(6);
    const events = (found.ndjson ?? "")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map((e) => [e.agent[0].name, e.action, e.subtype[0].code])).toEqual([
      ["Nurse One (demo)", "C", "assessment.created"],
      ["Nurse One (demo)", "R", "encounter.viewed"],
      ["Nurse One (demo)", "C", "decision.recorded"],
      ["Nurse Two (demo)", "R", "encounter.viewed"],
    ]);
    for (const event of events)
      expect(event.entity[0].what.reference).toBe(`${clinic.sandbox.fhirBaseUrl}/Patient/${patientId}`);
    expect(await accessReport(rt, who, { by: "visit", id: view.encounterId })).toMatchObject({
      entries: found.entries,
      ndjson: null,
    });
    const tomorrow = new Date(Date.now() + DAY);
    expect((await accessReport(rt, who, { by: "patient", id: patientId, from: tomorrow })).entries).toEqual(
      [],
    );
    for (const nobody of [
      { by: "patient", id: "nobody" },
      { by: "visit", id: randomUUID() },
    ] as const)
      await expect(accessReport(rt, who, nobody)).rejects.toMatchObject({ code: "not-found" });
    // Another EHR's people ask about their own patients.
    const other = await signedIn(rt, "auditor", "audit:read", "https://other-ehr.test/fhir");
    await expect(accessReport(rt, other, { by: "visit", id: view.encounterId })).rejects.toMatchObject({
      code: "not-found",
    });
    const asked = await listAuditEvents(rt.db, { event: "audit.access-reported", limit: 20 });
    expect(asked).toHaveLength(6);
    expect(JSON.stringify(asked)).not.toContain(patientId);
  });
});

describe("entries saved with proof", () => {
  it("are proven by the file alone, and by nothing of a log that was altered", async () => {
    const { rt } = clinic;
    const who = await auditor();
    const head = (await auditHead(rt.db))?.seq ?? 0;
    const text = await proveEntries(rt, who, { from: 2, to: head });
    const file: ProofFile = JSON.parse(text);
    expect(file.entries.map((e) => e.entry.seq)).toEqual(Array.from({ length: head - 1 }, (_, i) => i + 2));
    expect(checkProof(text, file.key.id).wrong).toEqual([]);

    const path = join(rt.dataDir, "proof.json");
    await writeFile(path, text);
    const command = (key: string) =>
      spawnSync(process.execPath, ["--import", "tsx", "bin/audit-check.ts", path, "--key", key], {
        env: { PATH: process.env.PATH } as unknown as NodeJS.ProcessEnv,
        encoding: "utf8",
      });
    expect(command(file.key.id)).toMatchObject({ status: 0, stdout: expect.stringContaining("PROVEN: ") });
    expect(command("0".repeat(16))).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("NOT PROVEN"),
    });
    const [proven] = await listAuditEvents(rt.db, { event: "audit.proven", limit: 1 });
    expect(proven?.detail).toMatchObject({ root: file.tree.root, size: file.tree.size });

    for (const range of [
      { from: 5, to: 4 },
      { from: 1, to: 5_001 },
      { from: 1, to: 4_000 },
    ])
      await expect(proveEntries(rt, who, range)).rejects.toMatchObject({ code: "invalid-input" });

    await rt.handle.exec("alter table audit_event disable trigger user");
    await rt.handle.exec("update audit_event set actor_name = 'Somebody else' where seq = 3");
    await expect(proveEntries(rt, who, { from: 2, to: 4 })).rejects.toMatchObject({ code: "conflict" });
  });
});
