import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { levelMetrics } from "@/lib/measures/metrics";
import { graphFile, openArtifact, type Precision } from "@/lib/model/artifact";
import type { Prediction } from "@/lib/model/prediction";
import type { Sources } from "@/lib/training/sources/load";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { predictAll } from "../evaluate";
import { CALIBRATION_DATASET, calibratedVisits } from "../evaluate-survey";
import type { SizeRow } from "./choose-default";

/** Measures the same model in its sizes, interleaved, so that a machine's other work falls on all alike. */
export type SizesOptions = {
  readonly modelDir: string;
  readonly prunedDir?: string | undefined;
  readonly sources: Sources;
  /** Single cases timed of each, and batches of 64. */
  readonly singles?: number;
  readonly batches?: number;
  readonly onProgress?: (what: string, done: number, total: number) => void;
};

export type SizesMeasured = {
  readonly dataset: string;
  readonly visits: number;
  readonly rows: readonly SizeRow[];
};

const BATCH = 64;
const SINGLES = 400;
const BATCHES = 40;
/** Cases asked alone and in company. */
const STEADY = 512;

export async function measureSizes(o: SizesOptions): Promise<SizesMeasured> {
  const variants = await openVariants(o);
  try {
    const { dataset, visits } = heldOutOf(o.sources);
    const cases = visits.map((v) => v.case);
    const times = await timeAll(variants, cases, o);
    const rows: SizeRow[] = [];
    for (const [i, v] of variants.entries()) {
      const answers = await predictAll(v.engine, cases, (done, total) => o.onProgress?.(v.name, done, total));
      const actual = visits.map((visit) => visit.level?.value ?? Number.NaN);
      const { kappa, aurocLevel12 } = levelMetrics(answers, actual);
      rows.push({
        name: v.name,
        graph: v.graph,
        bytes: v.bytes,
        ...(times[i] as Times),
        kappa,
        auroc12: aurocLevel12,
        ...(await steadiness(v.engine, cases.slice(0, STEADY))),
      });
    }
    return { dataset, visits: visits.length, rows };
  } finally {
    for (const { engine } of variants) await engine.close();
  }
}

type Variant = Pick<SizeRow, "name" | "graph" | "bytes"> & { readonly engine: Engine };

async function openVariants({ modelDir, prunedDir }: SizesOptions): Promise<Variant[]> {
  const wanted: readonly (readonly [SizeRow["name"], string | undefined, Precision])[] = [
    ["fp32", modelDir, "fp32"],
    ["int8", modelDir, "int8"],
    ["pruned", prunedDir, "fp32"],
    ["pruned, int8", prunedDir, "int8"],
  ];
  const variants: Variant[] = [];
  for (const [name, dir, precision] of wanted) {
    if (dir === undefined) continue;
    const { manifest } = await openArtifact(dir);
    const file = graphFile(precision);
    variants.push({
      name,
      graph: manifest.files[file] ?? "",
      bytes: (await stat(join(dir, file))).size,
      engine: await createOnnxEngine(dir, { precision, policy: "balanced" }),
    });
  }
  return variants;
}

/** The visits that calibrate: what serves is chosen by these figures, and nothing may be chosen on the reported year. */
const heldOutOf = (sources: Sources): { dataset: string; visits: SourceVisit[] } => ({
  dataset: `${CALIBRATION_DATASET} (nothing learned from it)`,
  visits: calibratedVisits(sources),
});

type Times = Pick<SizeRow, "p50" | "p95" | "perSecond">;

/** Each case and each batch goes to every engine in turn, another first every time. */
async function timeAll(
  variants: readonly Variant[],
  cases: readonly TriageCase[],
  { singles = SINGLES, batches = BATCHES, onProgress }: SizesOptions,
): Promise<Times[]> {
  const one = variants.map((): number[] => []);
  const many = variants.map((): number[] => []);
  const timed = async (rounds: number, size: number, into: number[][], what: string) => {
    for (const { engine } of variants) await engine.predict(cases.slice(0, size));
    for (let round = 0; round < rounds; round++) {
      const start = (round * size) % Math.max(1, cases.length - size + 1);
      const asked = cases.slice(start, start + size);
      for (let turn = 0; turn < variants.length; turn++) {
        const i = (round + turn) % variants.length;
        const began = performance.now();
        await (variants[i] as Variant).engine.predict(asked);
        (into[i] as number[]).push(performance.now() - began);
      }
      onProgress?.(what, round + 1, rounds);
    }
  };
  await timed(singles, 1, one, "one case");
  await timed(batches, BATCH, many, `batches of ${BATCH}`);
  return variants.map((_, i) => ({
    p50: quantile(one[i] as number[], 0.5),
    p95: quantile(one[i] as number[], 0.95),
    // The middle batch: a mean would be the other programs' on the machine.
    perSecond: (BATCH / quantile(many[i] as number[], 0.5)) * 1000,
  }));
}

function quantile(times: readonly number[], q: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
}

/**
 * An answer must not hang on who else is asked about. It can: 8-bit activations of one product share one scale, which the
 * largest of a whole batch sets.
 */
async function steadiness(
  engine: Engine,
  cases: readonly TriageCase[],
): Promise<Pick<SizeRow, "unsteadiness" | "otherLevels">> {
  const together = await engine.predict(cases);
  const alone: Prediction[] = [];
  for (const c of cases) alone.push(...(await engine.predict([c])));
  const gaps = alone.map((p, i) =>
    Math.abs(p.expectedSeverity - (together[i] as Prediction).expectedSeverity),
  );
  return {
    unsteadiness: Math.max(0, ...gaps),
    otherLevels: alone.filter((p, i) => p.level !== together[i]?.level).length,
  };
}
