import type { Level } from "@/lib/case/level";
import { loadBackend } from "@/lib/model/backend";
import type { Calibration } from "@/lib/model/calibration";
import { buildArtifact, tensorsOf } from "@/lib/training/build-artifact";
import { disposeWeights, initialWeights } from "@/lib/training/fit";
import { prepareModel } from "@/lib/training/prepare";
import { random } from "@/lib/training/random";
import { parseRecipe } from "@/lib/training/recipe";
import { summarize } from "@/lib/training/replay";
import type { SourceVisit } from "@/lib/training/sources/visit";

/**
 * A real artifact with untrained weights, small enough to make in a test: every file a shipped one has, it verifies,
 * serves and can be fine-tuned. Its answers mean nothing.
 */
export async function makeTinyModel(dir: string, version = "0.1.0"): Promise<void> {
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
    { nhamcs: visits, criticalCare: [], ktas: [], reasonLabels },
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
