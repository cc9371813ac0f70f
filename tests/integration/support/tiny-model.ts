import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import { openArtifact, writeArtifact } from "@/lib/model/artifact";
import { loadBackend } from "@/lib/model/backend";
import type { Calibration } from "@/lib/model/calibration";
import { buildArtifact, tensorsOf } from "@/lib/training/build-artifact";
import { disposeWeights, initialWeights } from "@/lib/training/fitting/fit";
import { prepareModel } from "@/lib/training/prepare";
import { parseRecipe } from "@/lib/training/recipe";
import { summarize } from "@/lib/training/replay";
import type { SourceVisit } from "@/lib/training/sources/visit";

/**
 * A real artifact with untrained weights, small enough to make in a test: every file a shipped one has, it verifies,
 * serves and can be fine-tuned. Its answers mean nothing.
 */
export async function makeTinyModel(
  dir: string,
  version = "0.1.0",
  { evaluated = true }: { readonly evaluated?: boolean } = {},
): Promise<void> {
  const recipe = parseRecipe({
    model: {
      hiddenSize: 16,
      layers: 1,
      heads: 2,
      intermediateSize: 32,
      vocabularySize: 400,
      maxTextLength: 32,
      numberBins: 4,
    },
  });
  const visits = madeUpVisits();
  const reasonLabels = new Map([["10501", "Chest pain"]]);
  const { config, tokenizer } = prepareModel(
    { nhamcs: visits, ktas: [], outcomes: [], reasonLabels },
    recipe,
  );
  const { tf } = await loadBackend("wasm");
  const weights = initialWeights(tf, config, 7);
  await buildArtifact(tf, dir, {
    about: {
      name: "tiny",
      version,
      created: "2026-01-01T00:00:00.000Z",
      parent: null,
      lineage: { description: "nothing; untrained, for tests" },
    },
    config,
    tokenizer,
    weights: await tensorsOf(weights),
    calibration: CALIBRATION,
    replay: summarize(visits, reasonLabels),
    extra: {},
  });
  disposeWeights(weights);
  if (evaluated) await addEvaluation(dir);
}

/** An evaluation of these files that would let a release in, so that the product has a model to serve. Nothing was measured. */
async function addEvaluation(dir: string): Promise<void> {
  const { manifest, read } = await openArtifact(dir);
  const { files, format_version: _format, ...about } = manifest;
  const figures = Object.entries({
    "Sensitivity, levels 1-2": 0.9,
    "Severe under-triage": 0.01,
    "Quadratic-weighted kappa": 0.9,
    "AUROC, levels 1-2": 0.95,
  }).map(([name, value]) => ({ name, value }));
  const evaluation = {
    measured: { files: { "config.json": files["config.json"], "model.onnx": files["model.onnx"] } },
    survey: {
      policies: [{ policy: "balanced", figures: { dataset: "nothing; for tests", cases: 2_000, figures } }],
      confusion: [1, 2, 3, 4, 5].map(() => [80, 80, 80, 80, 80]),
    },
  };
  const contents: Record<string, Buffer | string> = { "evaluation.json": JSON.stringify(evaluation) };
  for (const name of Object.keys(files)) contents[name] = await read(name);
  await writeArtifact(dir, about, contents);
}

const scale = {
  temperature: 1,
  bias: [0, 0, 0, 0, 0] as [number, number, number, number, number],
  policies: {
    balanced: { thresholds: [1.5, 2.5, 3.5, 4.5] as [number, number, number, number] },
    "safety-first": { thresholds: [1.7, 2.7, 3.7, 4.7] as [number, number, number, number] },
  },
  conformal: { coverage: 0.9, childBelowYears: 16, adult: 0.05, child: 0.05 },
  fittedOn: "nothing; for tests",
};
const CALIBRATION: Calibration = {
  format_version: 1,
  policy: "balanced",
  scales: { esi: scale, ktas: scale },
  critical: { slope: 1, intercept: 0, fittedOn: "nothing; for tests" },
};

function madeUpVisits(): SourceVisit[] {
  const r = random(1, "tiny model");
  return Array.from({ length: 200 }, (_, i) => {
    const value = ((i % 5) + 1) as Level;
    return {
      source: "nhamcs-ed",
      key: `made-up-${i}`,
      year: 2012,
      case: {
        id: `made-up-${i}`,
        ageYears: 20 + Math.floor(r.next() * 60),
        sex: r.chance(0.5) ? "female" : "male",
        arrivalMode: r.chance(0.3) ? "ambulance" : "walk-in",
        chiefComplaint: "chest pain",
        vitals: {
          heartRate: 60 + Math.floor(r.next() * 80),
          respiratoryRate: 12 + Math.floor(r.next() * 20),
          systolic: 90 + Math.floor(r.next() * 80),
          spo2: 88 + Math.floor(r.next() * 12),
          temperature: 36 + Math.round(r.next() * 30) / 10,
          pain: Math.floor(r.next() * 11),
        },
      },
      reasons: ["10501"],
      level: { scale: "esi", value },
      critical: null,
      nurseLevel: null,
      raceEthnicity: null,
    } satisfies SourceVisit;
  });
}
