import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { temporaryFolder, tinyArtifact } from "@/lib/training/tiny-artifact.test-support";
import { LONGEST_LINE, parseCase, readLines } from "./case-lines";
import { predictFile } from "./predict-file";

let engine: Engine;
beforeAll(async () => {
  engine = await createOnnxEngine(await tinyArtifact());
});
afterAll(() => engine.close());

async function predict(text: string, options: { explain?: boolean; unlike?: boolean; engine?: Engine } = {}) {
  const dir = await temporaryFolder();
  const [input, output] = [join(dir, "in.jsonl"), join(dir, "out.jsonl")];
  await writeFile(input, text);
  const report = await predictFile({
    input,
    output,
    engine: options.engine ?? engine,
    unlike: options.unlike ?? false,
    ...(options.explain ? { explain: { seed: 1, maxEvaluations: 300 } } : {}),
  });
  const lines = (await readFile(output, "utf8")).trimEnd().split("\n").filter(Boolean);
  return { report, out: lines.map((l) => JSON.parse(l)), files: await readdir(dir) };
}

describe("predict", () => {
  it("says what is unlike when asked and the artifact can, and keeps to the contract otherwise", async () => {
    const shipped = await createOnnxEngine("models/openacuity-triage");
    const text = [
      '{"id":"1","ageYears":54,"chiefComplaint":"chest pain","vitals":{"heartRate":92,"systolic":130,"spo2":97}}',
      '{"id":"2","ageYears":54,"chiefComplaint":"starke Brustschmerzen seit heute Morgen, Atemnot"}',
    ].join("\n");
    const asked = await predict(text, { unlike: true, engine: shipped });
    expect(asked.out.map((o) => o.unlike)).toEqual([[], expect.arrayContaining(["words"])]);
    const plain = await predict(text, { engine: shipped });
    expect(plain.out).toEqual(asked.out.map(({ unlike: _, ...rest }) => rest));
    const cannot = await predict(text, { unlike: true });
    expect(cannot.out.some((o) => "unlike" in o)).toBe(false);
    await shipped.close();
  });

  it("says what was read, how it is said to be and where it stands", async () => {
    const { out } = await predict(
      '{"id":"1","ageYears":54,"chiefComplaint":"chest pain, denies fever","history":["asthma","old stroke"]}',
    );
    const told = out[0].findings as { finding: string; field: string; at: [number, number] }[];
    expect(told).toContainEqual({
      finding: "chest-pain",
      assertion: "present",
      text: "chest pain",
      field: "chiefComplaint",
      at: [0, 10],
    });
    expect(told).toContainEqual(
      expect.objectContaining({ finding: "fever", assertion: "denied", text: "fever" }),
    );
    expect(told).toContainEqual(
      expect.objectContaining({ finding: "stroke-sign", assertion: "past", field: "history", item: 1 }),
    );
    expect((await predict('{"id":"2","ageYears":54}')).out[0].findings).toEqual([]);
  });

  it("answers every line in the contract's form and order", async () => {
    const { report, out, files } = await predict(
      [
        '{"id":"17","ageYears":54.0,"sex":"female","arrivalMode":"walk-in","chiefComplaint":"chest pain radiating to L arm, diaphoretic","note":"x","injury":false,"vitals":{"heartRate":118,"respiratoryRate":24,"systolic":92,"diastolic":60,"temperature":37.2,"spo2":93,"pain":8,"consciousness":"alert"},"history":["diabetes"]}',
        "",
        '{"id":"b","ageYears":0.1}',
        "{broken",
        '{"id":"d","ageYears":30,"colour":"red"}',
        '{"id":"e","ageYears":30,"vitals":{"heartRate":900}}',
        '{"id":"b","ageYears":40,"vitals":{"systolic":60}}',
      ].join("\r\n"),
    );
    expect(out.map((o) => o.id)).toEqual(["17", "b", null, "d", "e", "b"]);
    expect(report).toEqual({ done: 6, failed: 3 });
    expect(Object.keys(out[0])).toEqual(
      expect.arrayContaining(["id", "level", "probabilities", "set", "criticalRisk", "model"]),
    );
    expect(out[0].model).toEqual({ name: "tiny", version: "0.0.1" });
    expect(out[0].probabilities.reduce((a: number, b: number) => a + b)).toBeCloseTo(1, 4);
    expect(out[0].set).toContain(out[0].set[0]);
    expect(out[2].error).toEqual({ code: "invalid-input", message: "line 4: not valid JSON" });
    expect(out[3].error.message).toBe('line 5, field colour: unknown field "colour"');
    expect(out[4].error.message).toMatch(/line 6, field vitals\.heartRate: .*between 10 and 350/);
    expect(out[1]).not.toHaveProperty("explanation");
    expect(out[1]).not.toHaveProperty("floor");
    expect(files.sort()).toEqual(["in.jsonl", "out.jsonl"]);
  });

  it("shows the floor's level when it is more urgent, and the model's probabilities as they were", async () => {
    const { out } = await predict(
      '{"id":"1","ageYears":40,"vitals":{"systolic":60,"consciousness":"unresponsive"}}\n',
    );
    expect(out[0].floor.level).toBe(1);
    expect(out[0].level).toBe(1);
    expect(out[0].floor.rules.length).toBeGreaterThan(0);
  });

  it.each([
    ['{"ageYears":30}', "line 1, field id: is needed and not there"],
    ['{"id":"x"}', "field ageYears"],
    ['{"id":"x","ageYears":"30"}', "field ageYears"],
    ['{"id":"x","ageYears":130}', "between 0 and 125"],
    ['{"id":"x","ageYears":30,"heartRate":80}', "it belongs under vitals"],
    ['{"id":"x","ageYears":30,"vitals":{"hr":80}}', "field vitals.hr"],
    ['{"id":"x","ageYears":30,"sex":"f"}', "field sex"],
    ["[]", "line 1"],
    ["null", "line 1"],
    ['"text"', "line 1"],
  ])("refuses %s by line and field", async (line, words) => {
    const { report, out } = await predict(`${line}\n{"id":"ok","ageYears":3}\n`);
    expect(out[0].error.message).toContain(words);
    expect(out[1].level).toBeGreaterThan(0);
    expect(report.failed).toBe(1);
  });

  it("explains, adding up", async () => {
    const { out } = await predict(
      '{"id":"1","ageYears":70,"chiefComplaint":"chest pain","vitals":{"heartRate":120}}\n',
      { explain: true },
    );
    const { baseValue, outputValue, contributions } = out[0].explanation;
    const sum = contributions.reduce((s: number, c: { shap: number }) => s + c.shap, baseValue);
    expect(Math.abs(sum - outputValue)).toBeLessThan(1e-4);
    expect(contributions.find((c: { feature: string }) => c.feature === "vitals.heartRate").value).toBe(120);
  });

  it("loses only the case the engine fails on", async () => {
    const moody: Engine = {
      ...engine,
      predict: async (cases) => {
        if (cases.some((c) => c.id === "bad")) throw new Error("boom");
        return engine.predict(cases);
      },
    };
    const { out, report } = await predict(
      '{"id":"a","ageYears":1}\n{"id":"bad","ageYears":1}\n{"id":"c","ageYears":1}\n',
      { engine: moody },
    );
    expect(out.map((o) => "error" in o)).toEqual([false, true, false]);
    expect(report.failed).toBe(1);
  });

  it("leaves no half-written output behind", async () => {
    const dir = await temporaryFolder();
    const output = join(dir, "out.jsonl");
    await expect(predictFile({ input: join(dir, "none"), output, engine })).rejects.toMatchObject({
      code: "invalid-input",
    });
    await expect(predictFile({ input: "-", output: join(dir, "no", "out"), engine })).rejects.toMatchObject({
      code: "invalid-input",
    });
    expect(existsSync(output)).toBe(false);
    expect(await readdir(dir)).toEqual([]);
  });

  it("writes an empty file for an empty file", async () => {
    expect((await predict("")).out).toEqual([]);
  });
});

describe("reading", () => {
  it("finds lines across pieces, and cuts endless ones", async () => {
    const dir = await temporaryFolder();
    const file = join(dir, "x");
    const long = `{"id":"${"x".repeat(LONGEST_LINE + 70_000)}"}`;
    await writeFile(file, `a\n${long}\n${"é".repeat(70_000)}\nlast`);
    const lines: { line: number; length: number; tooLong: boolean }[] = [];
    for await (const { line, text, tooLong } of readLines(file))
      lines.push({ line, length: text.length, tooLong });
    expect(lines.map((l) => l.line)).toEqual([1, 2, 3, 4]);
    expect(lines[1]?.tooLong).toBe(true);
    expect(lines[1]?.length).toBeLessThan(LONGEST_LINE);
    expect(lines[2]).toEqual({ line: 3, length: 70_000, tooLong: false });
  });

  it("keeps the id of a case that is not valid", () => {
    expect(parseCase(3, '{"id":"q","ageYears":-1}')).toMatchObject({ line: 3, id: "q", field: "ageYears" });
  });
});
