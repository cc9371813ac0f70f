import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import { graphFile, openArtifact } from "@/lib/model/artifact";
import { MASK_WORD } from "@/lib/model/tokenizer";
import { parseReplay, synthesize } from "@/lib/training/replay";
import type { Engine } from "./engine";
import { createOnnxEngine } from "./onnx";
import { createTfjsEngine } from "./tfjs";

/** The artifact that comes with the release, as a site gets it. */
const DIR = "models/openacuity-triage";
/** What `npm run bench:sizes` measured of it. */
const SIZES = "docs/evaluation/sizes.json";
let engine: Engine;
let cases: TriageCase[];
beforeAll(async () => {
  engine = await createOnnxEngine(DIR);
  const summary = parseReplay(JSON.parse(await readFile(join(DIR, "replay.json"), "utf8")));
  const r = random(21, "shipped");
  cases = Array.from({ length: 64 }, () => synthesize(summary, r));
});
afterAll(() => engine.close());

const severity = async (...asked: Partial<TriageCase>[]): Promise<number[]> =>
  (await engine.predict(asked.map((c) => ({ ...ADULT, ...c })))).map((p) => p.expectedSeverity);

const ADULT: TriageCase = {
  id: "1",
  ageYears: 52,
  sex: "female",
  arrivalMode: "walk-in",
  vitals: { heartRate: 84, respiratoryRate: 18, systolic: 132, diastolic: 80, temperature: 36.8, spo2: 98 },
};

describe("the shipped model", () => {
  it("is no larger than twelve megabytes", async () => {
    const sizes = await Promise.all((await readdir(DIR)).map(async (f) => (await stat(join(DIR, f))).size));
    expect(sizes.reduce((a, b) => a + b)).toBeLessThan(12_000_000);
  });

  it("answers alike through both engines, to 1e-4", async () => {
    const tfjs = await createTfjsEngine(DIR, { backend: "wasm" });
    const asked = { embedding: true };
    const [a, b] = [await engine.predict(cases, asked), await tfjs.predict(cases, asked)];
    await tfjs.close();
    a.forEach((p, i) => {
      p.probabilities.forEach((x, k) => {
        expect(Math.abs(x - (b[i]?.probabilities[k] as number))).toBeLessThan(1e-4);
      });
      expect(p.embedding).toHaveLength(128);
      p.embedding?.forEach((x, k) => {
        expect(Math.abs(x - (b[i]?.embedding?.[k] as number))).toBeLessThan(1e-4);
      });
    });
  });

  it.skipIf(!existsSync(SIZES))("is served by the graph that was chosen by measurement", async () => {
    const { chosen } = JSON.parse(await readFile(SIZES, "utf8")) as { chosen: { graph: string } };
    const { manifest } = await openArtifact(DIR);
    expect(manifest.files[graphFile(engine.precision)]).toBe(chosen.graph);
  });

  it("answers nearly alike in int8", async () => {
    const int8 = await createOnnxEngine(DIR, { precision: "int8" });
    const [a, b] = [await engine.predict(cases), await int8.predict(cases)];
    await int8.close();
    const gaps = a.map((p, i) => Math.abs(p.expectedSeverity - (b[i]?.expectedSeverity as number)));
    expect(gaps.reduce((x, y) => x + y) / gaps.length).toBeLessThan(0.03);
  });

  // Written for this test; the lexicon used in training has other wordings of most.
  it.each([
    ["chest pain", "CP"],
    ["shortness of breath for three days", "SOB x3d"],
    ["abdominal pain with vomiting", "abd pain, n/v"],
    ["cut on left index finger", "lac to L index finger"],
    ["head injury without loss of consciousness", "head inj, no LOC"],
    ["medication refill", "needs med refill"],
    ["sore throat and fever", "sorethroat/fever"],
    ["slurred speech and facial droop", "slurred speech + L facial droop"],
    ["removal of stitches", "suture removal"],
    ["burning with urination", "dysuria x2d"],
    ["motor vehicle accident, neck pain", "s/p MVC, neck px"],
    ["thoughts of suicide", "SI"],
  ])("%j and %j mean the same to it, within half a level", async (plain, nurse) => {
    const [a, b] = (await severity({ chiefComplaint: plain }, { chiefComplaint: nurse })) as [number, number];
    expect(Math.abs(a - b)).toBeLessThanOrEqual(0.5);
  });

  it.each(["CP", "chest pain", "SOB", "CP/SOB", "fever", "LOC"])(
    "a denied %s is not a present one",
    async (finding) => {
      const [without, denied, present] = (await severity(
        { chiefComplaint: "ankle pain" },
        { chiefComplaint: `ankle pain, denies ${finding}` },
        { chiefComplaint: `ankle pain, ${finding}` },
      )) as [number, number, number];
      expect(Math.abs(denied - without)).toBeLessThan(0.35);
      expect(denied).toBeGreaterThan(present);
    },
  );

  it.each([
    ["oxygen saturation", { spo2: 84 }],
    ["breathing rate", { respiratoryRate: 34 }],
    ["heart rate", { heartRate: 145 }],
    ["blood pressure", { systolic: 72, diastolic: 40 }],
    ["consciousness", { consciousness: "unresponsive" as const }],
    ["GCS", { gcs: 6 }],
  ])("a dangerous %s makes it more urgent", async (_what, vitals) => {
    const complaint = { chiefComplaint: "weakness" };
    const [usual, dangerous] = (await severity(complaint, {
      ...complaint,
      vitals: { ...ADULT.vitals, ...vitals },
    })) as [number, number];
    expect(dangerous).toBeLessThan(usual - 0.1);
  });

  it.each([
    ["ordinary", { chiefComplaint: "chest pain, denies SOB" }, []],
    ["another language", { chiefComplaint: "dolor de pecho que se extiende al brazo izquierdo" }, ["words"]],
    ["about something else", { chiefComplaint: "printer out of toner on third floor, paper jam" }, ["words"]],
    [
      "vital signs that contradict each other",
      {
        chiefComplaint: "ankle pain",
        vitals: {
          heartRate: 196,
          respiratoryRate: 6,
          systolic: 236,
          diastolic: 40,
          temperature: 33.6,
          spo2: 100,
        },
      },
      ["whole"],
    ],
  ])("knows what it does not know: %s", async (_what, change, unlike) => {
    const [answer] = await engine.predict([{ ...ADULT, ...change }], { familiarity: true });
    expect(answer?.familiarity?.unlike).toEqual(unlike);
  });

  it("answers what explanations ask: masked words, no vitals, nothing but an age", async () => {
    const bare = await severity(
      { chiefComplaint: `${MASK_WORD} ${MASK_WORD}` },
      { vitals: {} },
      { vitals: undefined, sex: undefined, arrivalMode: undefined },
    );
    for (const s of bare) expect(s).toBeGreaterThan(2);
    for (const s of bare) expect(s).toBeLessThan(4.5);
  });
});
