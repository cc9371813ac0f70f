import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import type { Level } from "@/lib/case/level";
import { type Random, random } from "@/lib/core/random";
import { openArtifact, writeArtifact } from "@/lib/model/artifact";
import { loadBackend } from "@/lib/model/backend";
import { FAMILIARITY_FILES } from "@/lib/model/familiarity";
import { createCaseEncoder } from "@/lib/model/inputs";
import { loadTokenizer } from "@/lib/model/tokenizer";
import { buildArtifact, tensorsOf } from "./build-artifact";
import { fitScale } from "./calibrate";
import { disposeWeights, initialWeights } from "./fitting/fit";
import { logitsOf } from "./fitting/logits";
import type { CrossValidation } from "./ktas/cross-validation";
import { prepareModel } from "./prepare";
import { parseRecipe, type Recipe } from "./recipe";
import { summarize } from "./replay";
import type { Sources } from "./sources/load";
import type { SourceVisit } from "./sources/visit";

/** A whole artifact small enough to make in a second, from made-up visits. */
const REASONS = [
  ["10501", "Chest pain", 2],
  ["14150", "Shortness of breath", 2],
  ["15451", "Abdominal pain, cramps, spasms, NOS", 3],
  ["52250", "Laceration/cut of upper extremity", 4],
  ["45550", "Suture - insertion, removal", 5],
  ["58400", "Unconscious on arrival", 1],
] as const;
export const REASON_LABELS: ReadonlyMap<string, string> = new Map(
  REASONS.map(([code, label]) => [code, label]),
);

export function madeUpVisit(
  r: Random,
  key: string,
  source: SourceVisit["source"] = "nhamcs-ed",
): SourceVisit {
  const [code, label, usual] = r.pick(REASONS);
  const level = Math.max(1, Math.min(5, usual + (r.chance(0.2) ? r.pick([-1, 1]) : 0))) as Level;
  return {
    source,
    key,
    year: source === "nhamcs-ed" ? 2012 : source === "ktas" ? null : 2016,
    case: {
      id: key,
      ageYears: r.below(95),
      sex: r.chance(0.5) ? "female" : "male",
      arrivalMode: r.chance(0.7 - level / 10) ? "ambulance" : "walk-in",
      chiefComplaint: label.toLowerCase(),
      injury: code.startsWith("5"),
      vitals: {
        heartRate: 60 + r.below(30) + (5 - level) * 10,
        respiratoryRate: 14 + r.below(6) + (5 - level) * 2,
        systolic: 140 - (5 - level) * 8 - r.below(20),
        diastolic: 80 - r.below(15),
        temperature: 36 + r.below(25) / 10,
        spo2: 99 - (5 - level) * 2 - r.below(3),
        pain: r.below(11),
      },
      history: r.chance(0.4) ? ["other chronic condition"] : [],
    },
    reasons: source === "ktas" ? [] : [code],
    level: { scale: source === "ktas" ? "ktas" : "esi", value: level },
    critical: null,
    nurseLevel: source === "ktas" ? level : null,
    raceEthnicity: null,
  };
}

export function madeUpSources(count = 400): Sources {
  const r = random(7, "made up");
  return {
    nhamcs: Array.from({ length: count }, (_, i) => madeUpVisit(r, `2012-${i}`)),
    // A sixth of three in four of them calibrates, and it takes 200 with a level.
    outcomes: madeUpOutcomes(6 * count),
    ktas: Array.from({ length: 40 }, (_, i) => madeUpVisit(r, `${i}`, "ktas")),
    reasonLabels: REASON_LABELS,
  };
}

/** Surveys of 2016-2019: the worse the level, the more happens, with some that the survey says nothing of. */
export function madeUpOutcomes(count: number): SourceVisit[] {
  const r = random(8, "made up outcomes");
  return Array.from({ length: count }, (_, i): SourceVisit => {
    const year = 2016 + (i % 4);
    const visit = madeUpVisit(r, `${year}-full-${i}`, "nhamcs-ed-full");
    const level = visit.level?.value ?? 3;
    const happens = (likely: readonly number[]) => r.chance(likely[level - 1] as number);
    const lifeSavingStrict = happens([0.4, 0.05, 0.02, 0.01, 0.01]);
    const criticalCareOrDeath = lifeSavingStrict || happens([0.5, 0.2, 0.05, 0.02, 0.01]);
    const left = r.chance(0.03);
    return {
      ...visit,
      year,
      level: r.chance(0.25) ? null : visit.level,
      critical: left ? null : criticalCareOrDeath,
      raceEthnicity: i % 3 ? "Hispanic" : "White, not Hispanic",
      outcomes: {
        lifeSavingStrict,
        lifeSaving: lifeSavingStrict || r.chance(0.03),
        criticalCareOrDeath: left ? null : criticalCareOrDeath,
        admission: left ? null : criticalCareOrDeath || happens([0.8, 0.5, 0.25, 0.08, 0.03]),
        psychiatricTransfer: left ? null : r.chance(0.04),
        resources: left
          ? null
          : happens([0.9, 0.8, 0.7, 0.2, 0.1])
            ? 2
            : happens([1, 1, 0.7, 0.5, 0.2])
              ? 1
              : 0,
        emergencies: level <= 2 && r.chance(0.1) ? ["sepsis"] : [],
      },
    };
  });
}

export const tinyRecipe = (extra: Record<string, unknown> = {}): Recipe =>
  parseRecipe({
    version: "0.0.1",
    seed: 5,
    model: {
      hiddenSize: 32,
      layers: 2,
      heads: 2,
      intermediateSize: 64,
      vocabularySize: 700,
      maxTextLength: 32,
      numberBins: 6,
    },
    pretraining: { steps: 2, batchSize: 16, warmup: 1 },
    survey: { steps: 12, batchSize: 16, warmup: 2 },
    ktas: { folds: 2, repeats: 1, tellings: 1, bigramRows: 61 },
    checkpointEvery: 5,
    ...extra,
  });

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "openacuity-test-"));

async function rewritten(
  from: string,
  to: string,
  change: (files: Record<string, Buffer>, lineage: Record<string, unknown>) => void,
): Promise<void> {
  const { manifest } = await openArtifact(from);
  const { files: names, format_version: _format, ...about } = manifest;
  const files: Record<string, Buffer> = {};
  for (const name of Object.keys(names)) files[name] = await readFile(join(from, name));
  const lineage = { ...about.lineage };
  change(files, lineage);
  await writeArtifact(to, { ...about, lineage }, files);
}

/** The same artifact as it was before it said what it takes for an ordinary patient. */
export const withoutFamiliarity = (from: string, to: string): Promise<void> =>
  rewritten(from, to, (files) => {
    for (const name of FAMILIARITY_FILES) delete files[name];
  });

/** The same artifact as if it had been cross-validated on KTAS with these figures. */
export const withKtas = (from: string, to: string, metrics: CrossValidation["metrics"]): Promise<void> =>
  rewritten(from, to, (_files, lineage) => {
    lineage.ktasCrossValidation = metrics;
  });

/** The same artifact as it would have been exported before the embedding was an output of its graph. */
export async function withoutEmbedding(from: string, to: string): Promise<void> {
  const { config } = await openArtifact(from);
  const { onnx } = onnxProto;
  await rewritten(from, to, (files) => {
    const model = onnx.ModelProto.decode(files["model.onnx"] as Buffer);
    const graph = model.graph as NonNullable<typeof model.graph>;
    graph.output = (graph.output ?? []).filter((o) => config.heads.some((head) => head === o.name));
    files["model.onnx"] = Buffer.from(onnx.ModelProto.encode(model).finish());
  });
}

const RISK = { slope: 1, intercept: -2, fittedOn: "nothing" };

/** An artifact with random weights. @returns its folder */
export async function tinyArtifact(): Promise<string> {
  const { tf } = await loadBackend("wasm");
  const sources = madeUpSources();
  const recipe = tinyRecipe();
  const { config, tokenizer } = prepareModel(sources, recipe);
  const weights = initialWeights(tf, config, 3);
  const visits = sources.nhamcs.slice(0, 120);
  const logits = await logitsOf(
    tf,
    config,
    createCaseEncoder(config, loadTokenizer(tokenizer)),
    weights,
    visits.map((v) => v.case),
  );
  const heldOut = visits.map((v, i) => ({
    logits: logits.esi?.[i] as readonly number[],
    level: v.level?.value as Level,
    ageYears: v.case.ageYears,
  }));
  const dir = join(await temporaryFolder(), "artifact");
  await buildArtifact(tf, dir, {
    about: {
      name: "tiny",
      version: "0.0.1",
      created: "2024-05-10T12:00:00.000Z",
      parent: null,
      lineage: { description: "random weights", recipe },
    },
    config,
    tokenizer,
    weights: await tensorsOf(weights),
    calibration: {
      format_version: 1,
      policy: "balanced",
      scales: { esi: fitScale(heldOut, "made-up visits"), ktas: fitScale(heldOut, "made-up visits") },
      critical: RISK,
      outcomes: {
        lifeSaving: RISK,
        admission: RISK,
        psychiatric: RISK,
        resources: { temperature: 1, bias: [0, 0, 0], fittedOn: "nothing" },
      },
    },
    replay: summarize(sources.nhamcs, sources.reasonLabels),
    extra: { "README.md": "# tiny\n" },
  });
  disposeWeights(weights);
  return dir;
}
