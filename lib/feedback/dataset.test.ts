import { strFromU8, unzipSync } from "fflate";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { NOTHING_KNOWN } from "@/lib/fhir/outcomes/visit-outcomes";
import { contentDigest, countDataset, type DatasetCase, diffDatasets, passes } from "./dataset";
import {
  COLUMNS,
  type DatasetExport,
  type ExportedCase,
  toHuggingFace,
  toJsonLines,
  toParquet,
} from "./dataset-files";

const admitted = {
  answers: { ...NOTHING_KNOWN.answers, admission: "yes" as const },
  within: { admission: "4-24h" as const },
};
const one: ExportedCase = {
  id: "a",
  case: {
    id: "a",
    ageYears: 71,
    sex: "female",
    arrivalMode: "ambulance",
    injury: false,
    chiefComplaint: 'chest pain, "crushing"',
    history: ["asthma", "COPD"],
    vitals: { heartRate: 110, temperature: 37.5, consciousness: "alert", onOxygen: true },
  },
  level: 2,
  weight: 0.5,
  outcomes: admitted,
  source: "override",
  assessedLevel: 3,
};
const two: ExportedCase = {
  id: "b",
  case: { id: "b", ageYears: 1.5, note: "fell off a sofa\nno LOC" },
  level: 4,
  weight: 1,
  outcomesOnly: true,
  source: "accept",
  assessedLevel: null,
};
const cases: readonly DatasetCase[] = [one, two];
const exported: DatasetExport = {
  digest: "ab".repeat(32),
  madeAt: "2026-03-01T10:00:00.000Z",
  madeBy: "OpenAcuity",
  rules: { until: "2026-03-01T09:00:00.000Z", parent: "0.4.0", given: 4, keptApart: 1, leftOut: 0 },
  counts: countDataset(cases, (id) => (id === "a" ? "override" : "accept")),
  versions: ["0.4.0+r1"],
  cases: [one, two],
  withdrawn: 1,
  verified: false,
};

describe("a dataset", () => {
  it("is named by its content, whatever the order, and by nothing less", () => {
    const plain = (c: ExportedCase): DatasetCase => {
      const { source: _s, assessedLevel: _a, ...rest } = c;
      return rest;
    };
    const digest = contentDigest([plain(one), plain(two)]);
    expect(contentDigest([plain(two), plain(one)])).toBe(digest);
    expect(contentDigest([plain(one), { ...plain(two), weight: 0.9 }])).not.toBe(digest);
    expect(contentDigest([{ ...plain(one), outcomes: NOTHING_KNOWN }, plain(two)])).not.toBe(digest);
  });

  it("is counted by level and group", () => {
    expect(exported.counts).toMatchObject({
      cases: 2,
      outcomesOnly: 1,
      weight: 1.5,
      byLevel: { 1: 0, 2: 1, 3: 0, 4: 1, 5: 0 },
      byAge: { "65 and older": 1, "under 2": 1 },
      bySex: { female: 1, unknown: 1 },
      bySource: { override: 1, accept: 1 },
      followed: 1,
    });
    expect(exported.counts.outcomes.admission).toEqual({ yes: 1, no: 0 });
  });

  it("is compared with another by case", () => {
    const second = [
      { ...one, weight: 0.25 },
      { ...two, id: "c" },
    ];
    expect(diffDatasets(cases, second)).toEqual({
      onlyFirst: ["b"],
      onlySecond: ["c"],
      changed: [{ id: "a", what: ["weight"] }],
      same: 0,
    });
    expect(diffDatasets(cases, cases)).toMatchObject({ onlyFirst: [], onlySecond: [], changed: [], same: 2 });
  });

  it("is narrowed by level, source, age and what happened", () => {
    const left = (filter: object) => [one, two].filter((c) => passes(c, filter)).map((c) => c.id);
    expect(left({})).toEqual(["a", "b"]);
    expect(left({ level: 4 })).toEqual(["b"]);
    expect(left({ source: "override", age: "65 and older" })).toEqual(["a"]);
    expect(left({ outcome: "admission" })).toEqual(["a"]);
  });
});

describe("a dataset's files", () => {
  it("hold the same rows as JSON Lines and as Parquet, read by another library", async () => {
    const lines = toJsonLines(exported.cases)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toMatchObject({
      id: "a",
      level: 2,
      suggested_level: 3,
      heart_rate: 110,
      temperature: 37.5,
      respiratory_rate: null,
      chief_complaint: 'chest pain, "crushing"',
      history: '["asthma","COPD"]',
      on_oxygen: true,
      outcome_admission: "yes",
      outcome_admission_within: "4-24h",
    });
    const { buffer } = toParquet(exported);
    const file = buffer as ArrayBuffer;
    expect(await parquetReadObjects({ file })).toEqual(lines);
    const kept = parquetMetadata(file).key_value_metadata?.find((m) => m.key === "openacuity.dataset");
    expect(JSON.parse(kept?.value ?? "")).toMatchObject({ digest: exported.digest, withdrawn: 1, rows: 2 });
  });

  it("are a Hugging Face folder, the same each time, whose card says what was left out", async () => {
    const zip = toHuggingFace(exported);
    expect(toHuggingFace(exported)).toEqual(zip);
    const files = unzipSync(zip);
    const at = (name: string) => files[`openacuity-abababababab/${name}`] ?? new Uint8Array();
    const readme = strFromU8(at("README.md"));
    expect(readme).toMatch(/^---\nlicense: other/);
    expect(readme).toContain("path: data/train-*.parquet");
    expect(readme).toContain("**1 of its cases were withdrawn or held back since.**");
    const { buffer, byteOffset, byteLength } = at("data/train-00000-of-00001.parquet");
    const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    expect((await parquetReadObjects({ file })).map((r) => r.id)).toEqual(["a", "b"]);
    expect(JSON.parse(strFromU8(at("dataset.json"))).fields).toHaveLength(COLUMNS.length);
  });
});
