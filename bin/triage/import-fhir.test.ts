import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { triageCaseSchema } from "@/lib/case/triage-case";
import { linesOf } from "./import-fhir";
import { importFolder } from "./import-folder";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "import-fhir-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const out = () => join(dir, "cases.jsonl");
const options = (from = dir) => ({ from, out: out(), issuer: "https://import.invalid/fhir", every: false });
const cases = () =>
  readFileSync(out(), "utf8")
    .split("\n")
    .filter((l) => l !== "")
    .map((l) => triageCaseSchema.parse(JSON.parse(l)));

const uuid = (n: number) => `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
function bundle(
  n: number,
  over: { observations?: object[]; encounter?: object; conditions?: object[] } = {},
) {
  const subject = { reference: uuid(1) };
  const resources: { fullUrl: string; resource: object }[] = [
    {
      fullUrl: uuid(1),
      resource: {
        resourceType: "Patient",
        id: `p${n}`,
        birthDate: "1956-05-04",
        name: [{ family: "Quill" }],
      },
    },
    {
      fullUrl: uuid(2),
      resource: {
        resourceType: "Encounter",
        id: `e${n}`,
        status: "finished",
        class: { code: "EMER" },
        subject,
        period: { start: "2024-03-01T11:00:00Z", end: "2024-03-01T15:00:00Z" },
        reasonCode: [{ text: "chest pain" }],
        ...over.encounter,
      },
    },
    ...[...(over.observations ?? []), ...(over.conditions ?? [])].map((r, i) => ({
      fullUrl: uuid(10 + i),
      resource: { id: `r${i}`, status: "final", subject, encounter: { reference: uuid(2) }, ...r },
    })),
  ];
  return JSON.stringify({ resourceType: "Bundle", type: "collection", entry: resources });
}
const pulse = (value: number, at: string, code: object = { system: "http://loinc.org", code: "8867-4" }) => ({
  resourceType: "Observation",
  category: [{ coding: [{ code: "vital-signs" }] }],
  code: { coding: [code] },
  effectiveDateTime: at,
  valueQuantity: { value, code: "/min" },
});

describe("import-fhir", () => {
  it("makes a case of each emergency visit as it stood at the door, under an id of ours", async () => {
    const later = {
      resourceType: "Condition",
      code: { text: "Myocardial infarction" },
      recordedDate: "2024-03-01T14:00:00Z",
    };
    writeFileSync(
      join(dir, "a.json"),
      bundle(1, {
        observations: [pulse(128, "2024-03-01T11:05:00Z"), pulse(84, "2024-03-01T14:30:00Z")],
        conditions: [later],
      }),
    );
    writeFileSync(join(dir, "b.json.gz"), gzipSync(bundle(2, { encounter: { class: { code: "AMB" } } })));
    const report = await importFolder(options());
    expect(report).toMatchObject({ files: 2, cases: 1 });
    const [only] = cases();
    expect(only).toMatchObject({ chiefComplaint: "chest pain", vitals: { heartRate: 128 } });
    expect(only?.ageYears).toBeCloseTo(67.8, 1);
    expect(JSON.stringify(only)).not.toMatch(/Myocardial|Quill|e1\b/);
  });

  it("says what it did not understand and what it left out, by how often, and of whom not", async () => {
    const local = { system: "urn:site", code: "PLS", display: "Pulse of Quill" };
    writeFileSync(
      join(dir, "a.json"),
      bundle(1, {
        observations: [pulse(1, "2024-03-01T11:05:00Z", local), pulse(2, "2024-03-01T11:06:00Z", local)],
      }),
    );
    writeFileSync(join(dir, "b.json"), bundle(2, { encounter: { period: {} } }));
    writeFileSync(join(dir, "c.json"), "{ no json");
    writeFileSync(join(dir, "d.json"), '{"resourceType":"Bundle","entry":[]}');
    const lines = linesOf(await importFolder(options())).join("\n");
    expect(lines).toContain("2 × code urn:site|PLS");
    expect(lines).toContain("1 left out: visits without a time of arrival");
    expect(lines).toContain("1 left out: files that are no FHIR Bundle");
    expect(lines).toContain("1 left out: charts without a patient");
    expect(lines).not.toMatch(/Quill/);
  });

  it("goes on where it was, also when it was killed in the middle of a file", async () => {
    writeFileSync(join(dir, "a.json"), bundle(1));
    await importFolder(options());
    const first = readFileSync(out(), "utf8");
    // Killed after half of the next file's cases, and half of a line of what is done.
    writeFileSync(out(), `${first}{"id":"half`);
    writeFileSync(`${out()}.done`, `${readFileSync(`${out()}.done`, "utf8")}{"file":"b.js`);
    writeFileSync(join(dir, "b.json"), bundle(2));
    const report = await importFolder(options());
    expect(report).toMatchObject({ files: 1, before: 1, cases: 1 });
    expect(cases()).toHaveLength(2);
    expect(readFileSync(out(), "utf8").startsWith(first)).toBe(true);
    expect(await importFolder(options())).toMatchObject({ files: 0, cases: 0 });
  });

  describe("of a bulk export", () => {
    const lines = (resources: readonly object[]) => `${resources.map((r) => JSON.stringify(r)).join("\n")}\n`;
    const patient = (n: number) => ({ resourceType: "Patient", id: `p${n}`, birthDate: "1956-05-04" });
    const visit = (n: number) => ({
      resourceType: "Encounter",
      id: `e${n}`,
      status: "finished",
      class: { code: "EMER" },
      subject: { reference: `Patient/p${n}` },
      period: { start: "2024-03-01T11:00:00Z" },
      reasonCode: [{ text: `complaint ${n}` }],
    });
    const rate = (n: number) => ({
      ...pulse(100 + n, "2024-03-01T11:05:00Z"),
      id: `o${n}`,
      status: "final",
      subject: { reference: `https://ehr.test/fhir/Patient/p${n}` },
      encounter: { reference: `Encounter/e${n}` },
    });
    const numbers = [1, 2, 3, 4, 5, 6, 7];
    const write = () => {
      writeFileSync(join(dir, "Patient.ndjson"), lines(numbers.map(patient)));
      writeFileSync(join(dir, "Encounter.ndjson.gz"), gzipSync(lines(numbers.map(visit))));
      writeFileSync(
        join(dir, "Observation.ndjson"),
        `${lines(numbers.map(rate))}{ no json\n${lines([{ ...rate(1), subject: undefined }])}`,
      );
      writeFileSync(join(dir, "Practitioner.ndjson"), lines([{ resourceType: "Practitioner", id: "x" }]));
    };
    const imported = () => importFolder({ ...options(), issuer: "https://ehr.test/fhir" });

    it("puts each patient's chart together from the files of all types, and keeps no copy", async () => {
      write();
      const report = await imported();
      expect(report).toMatchObject({ files: 4, cases: 7 });
      expect(Object.fromEntries(report.skipped)).toEqual({
        "lines that are no FHIR resource": 1,
        "resources that name no patient": 1,
      });
      for (const c of cases()) {
        const n = Number(c.chiefComplaint?.replace("complaint ", ""));
        expect(c.vitals?.heartRate).toBe(100 + n);
      }
      expect(existsSync(`${out()}.parts`)).toBe(false);
      expect(await imported()).toMatchObject({ files: 0, before: 4, cases: 0 });
    });

    it("goes on with the parts that were left when it was killed", async () => {
      write();
      await imported();
      const whole = readFileSync(out(), "utf8");
      // Killed before the end was noted, with the parts still there: sorted again, and nothing is written twice.
      const journal = `${out()}.done`;
      writeFileSync(journal, readFileSync(journal, "utf8").replace(/.*bulk export.*\n/, ""));
      writeFileSync(out(), `${whole}{"id":"half`);
      expect(await imported()).toMatchObject({ files: 4, cases: 0 });
      expect(readFileSync(out(), "utf8")).toBe(whole);
    });

    it("sorts anew what was sorted by half", async () => {
      write();
      mkdirSync(`${out()}.parts`);
      writeFileSync(join(`${out()}.parts`, "part-0000"), lines([patient(99), visit(99)]));
      await imported();
      expect(cases().map((c) => c.chiefComplaint)).not.toContain("complaint 99");
      expect(cases()).toHaveLength(7);
    });
  });

  it("never writes over a file that is not its own, and says what is not there", async () => {
    writeFileSync(join(dir, "a.json"), bundle(1));
    writeFileSync(out(), "mine");
    await expect(importFolder(options())).rejects.toThrow(/not from an import/);
    expect(readFileSync(out(), "utf8")).toBe("mine");
    rmSync(out());
    await expect(importFolder(options(join(dir, "none")))).rejects.toThrow(/no folder/);
  });

  const SYNTHEA = "../shared/data/fhir-synthea-r4";
  it.skipIf(!existsSync(SYNTHEA))(`reads ${SYNTHEA} (skipped where it is not at hand)`, async () => {
    const files = readdirSync(SYNTHEA).filter((f) => f.endsWith(".json.gz")).length;
    const report = await importFolder({ ...options(SYNTHEA), every: true });
    expect(report.files).toBe(files);
    expect(report.skipped.size).toBe(0);
    expect(cases()).toHaveLength(report.cases);
    expect(report.cases).toBeGreaterThan(100);
  });
});
