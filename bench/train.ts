// `npm run bench:train [-- --model DIR] [--backends a,b] [--batch N] [--steps N]`: training steps a second on each backend
// this machine has, and what share that is of the backend's own matrix product. Each backend runs in a process of its own.
// A software WebGPU adapter is only measured when `webgpu` is named (VK_DRIVER_FILES, docs/native-backend.md).
import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { parseArgs, promisify } from "node:util";
import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import { table } from "@/lib/measures/tables";
import { openArtifact, readWeights } from "@/lib/model/artifact";
import { BACKENDS, type Backend, loadBackend } from "@/lib/model/backend";
import { type ModelConfig, structuredTokens } from "@/lib/model/config";
import { createCaseEncoder, type EncodedCase, paddedLength } from "@/lib/model/inputs";
import type { Tf } from "@/lib/model/tf";
import { variablesOf } from "@/lib/training/build-artifact";
import { type FitOptions, fitModel } from "@/lib/training/fitting/fit";
import { type Example, ordinalTarget } from "@/lib/training/fitting/loss";
import { parseRecipe } from "@/lib/training/recipe";
import { parseReplay, synthesize } from "@/lib/training/replay";
import { surveyOptions } from "@/lib/training/train";
import { stepFlops } from "./flops";
import { productShapes, tfProduct } from "./products";

const { values } = parseArgs({
  options: {
    model: { type: "string", default: "models/openacuity-triage" },
    backends: { type: "string", default: "" },
    batch: { type: "string", default: "128" },
    steps: { type: "string", default: "12" },
    one: { type: "string" },
  },
});
const batch = Number(values.batch);
const steps = Number(values.steps);
/** Steps before the clock runs: kernels and shaders are compiled in them. */
const WARM = 2;

type Row = {
  readonly backend: Backend;
  readonly device: string;
  readonly stepsPerSecond: number;
  /** The same by processor time, which other programs on the machine do not lengthen; says nothing of a GPU. */
  readonly stepsPerCpuSecond: number;
  /** Arithmetic of the matrix products of a mean step, forward and backward, in GFLOP. */
  readonly work: number;
  /** Best rate of a plain product, in GFLOP a second and a second of processor time, and its sizes. */
  readonly peak: number;
  readonly peakPerCpuSecond: number;
  readonly peakAt: string;
};

/** The fastest of a few products of the model's own sizes and of large squares: what the backend can do at all. */
async function matMulPeak(
  tf: Tf,
  config: ModelConfig,
  rows: number,
): Promise<Pick<Row, "peak" | "peakPerCpuSecond" | "peakAt">> {
  let best = { peak: 0, peakPerCpuSecond: 0, peakAt: "" };
  for (const shape of productShapes(config, rows)) {
    const product = tfProduct(tf, shape);
    const walls: number[] = [];
    const cpus: number[] = [];
    const until = performance.now() + 3_000;
    while (walls.length < 3 || (walls.length < 40 && performance.now() < until)) {
      const started = clocks();
      await product.run();
      const ended = clocks();
      walls.push(ended.wall - started.wall);
      cpus.push(ended.cpu - started.cpu);
    }
    product.dispose();
    // The first one compiled; the middle one is neither lucky nor interrupted.
    const peak = product.work / median(walls.slice(1));
    if (peak > best.peak)
      best = { peak, peakPerCpuSecond: product.work / median(cpus.slice(1)), peakAt: product.at };
  }
  return best;
}

/** Seconds. */
function clocks(): { wall: number; cpu: number } {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now() / 1e3, cpu: (user + system) / 1e6 };
}

const median = (xs: readonly number[]): number => {
  const sorted = [...xs].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
};

async function measure(wanted: Backend): Promise<Row> {
  const artifact = await openArtifact(values.model);
  const { config } = artifact;
  const { tf, backend, device = "CPU" } = await loadBackend(wanted);
  const encode = createCaseEncoder(config, artifact.tokenizer);
  const summary = parseReplay(JSON.parse((await artifact.read("replay.json")).toString("utf8")));
  const r = random(1, "bench");
  const examples: Example[] = Array.from({ length: 4 * batch }, () => ({
    case: synthesize(summary, r),
    targets: { esi: ordinalTarget((1 + r.below(5)) as Level, 0.05), critical: r.chance(0.1) ? 1 : 0 },
    weight: 1,
  }));
  const seen: EncodedCase[] = [];
  const counting = (c: Example["case"]) => {
    const encoded = encode(c);
    seen.push(encoded);
    return encoded;
  };
  const options: FitOptions = { ...surveyOptions(parseRecipe({})), steps: WARM + steps, batchSize: batch };
  const weights = variablesOf(tf, await readWeights(artifact));
  let started = clocks();
  await fitModel(tf, config, counting, weights, () => examples, options, {
    onStep: (step) => {
      if (step === WARM) started = clocks();
    },
  });
  const ended = clocks();
  // Blocks of four batches, each sorted by length: the batches' own lengths are what is paid for.
  const sorted = seen
    .slice(0, 4 * batch)
    .map((e) => e.tokens.length)
    .sort((a, b) => a - b);
  const longest = (i: number) => sorted[(i + 1) * batch - 1] as number;
  const perBlock = [0, 1, 2, 3].map((i) => stepFlops(config, batch, paddedLength(longest(i))));
  const rows = batch * (structuredTokens(config) + paddedLength(sorted[2 * batch] as number));
  return {
    backend,
    device,
    stepsPerSecond: steps / (ended.wall - started.wall),
    stepsPerCpuSecond: steps / (ended.cpu - started.cpu),
    work: perBlock.reduce((a, b) => a + b) / 4 / 1e9,
    ...(await matMulPeak(tf, config, rows)),
  };
}

async function inChild(backend: Backend): Promise<Row> {
  const args = ["--import", "tsx", "bench/train.ts", "--one", backend, "--model", values.model];
  const sizes = ["--batch", values.batch, "--steps", values.steps];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, ...sizes], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout.trim().split("\n").at(-1) as string) as Row;
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

if (values.one) {
  console.log = console.warn = (...words: unknown[]) => console.error(...words);
  process.stdout.write(`${JSON.stringify(await measure(values.one as Backend))}\n`);
  process.exit(0);
}

const named = values.backends.split(",").filter((name) => name !== "");
const chosen = BACKENDS.filter((b) => (named.length > 0 ? named.includes(b) : b !== "cpu"));
const rows: string[][] = [];
for (const backend of chosen) {
  process.stderr.write(`${backend}: ${WARM + steps} steps of ${batch} cases\n`);
  try {
    const row = await inChild(backend);
    const achieved = row.stepsPerSecond * row.work;
    if (named.length === 0 && backend === "webgpu" && /swiftshader|llvmpipe|lavapipe/i.test(row.device))
      continue;
    rows.push([
      row.backend,
      row.device,
      row.stepsPerSecond.toFixed(2),
      (row.stepsPerSecond * batch).toFixed(0),
      row.work.toFixed(2),
      achieved.toFixed(1),
      `${row.peak.toFixed(1)} (${row.peakAt})`,
      percent(achieved / row.peak),
      backend === "webgpu" ? "-" : percent((row.stepsPerCpuSecond * row.work) / row.peakPerCpuSecond),
    ]);
  } catch (error) {
    const [reason = ""] = /AppError: [^\n]*/.exec((error as { stderr?: string }).stderr ?? "") ?? [];
    process.stderr.write(`${backend}: not here. ${reason || (error as Error).message.split("\n")[0]}\n`);
  }
}
const { config } = await openArtifact(values.model);
console.log(
  `${config.num_hidden_layers} layers of ${config.hidden_size}, batches of ${batch}, Node ${process.version}, ` +
    `${cpus().length} x ${cpus()[0]?.model ?? "CPU"}\n`,
);
const columns = [
  "Backend",
  "Device",
  "Steps/s",
  "Cases/s",
  "GFLOP/step",
  "GFLOP/s",
  "Own matMul, GFLOP/s",
  "Share",
  "By CPU time",
];
console.log(table(columns, rows));
