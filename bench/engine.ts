// `npm run bench:engine [-- --model DIR] [--engines a,b] [--turns N] [--transformers PACKAGE_FOLDER]`: what each engine does
// with made-up cases on this machine, all of them taking turns in one run, so that whatever else the machine does hits all.
// Featurisation is part of every figure: engines are measured as the app calls them, through Engine.predict. Ends with an
// error when two engines of full precision disagree.
import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { table } from "@/lib/measures/tables";
import { openArtifact } from "@/lib/model/artifact";
import { writeBert } from "./bert";
import type { Reply, Request, Span, Spec } from "./engine-child";

const TRANSFORMERS = "@huggingface/transformers@4.3.1";
const BATCHES = [1, 16, 64] as const;
/** Calls in a turn, by batch: enough that waking up is no part of the middle one. */
const CALLS: Readonly<Record<number, number>> = { 1: 20, 16: 4, 64: 2 };
/** Largest difference of expected severity (levels) between engines of full precision. */
const TOLERANCE = 1e-3;
const OPEN_WITHIN_MS = 120_000;

const KINDS = [
  "onnx-cpu",
  "onnx-cuda",
  "onnx-webgpu",
  "tfjs-tensorflow",
  "tfjs-webgpu",
  "tfjs-wasm",
  "transformers",
];
const { values } = parseArgs({
  options: {
    model: { type: "string", default: "models/openacuity-triage" },
    cases: { type: "string", default: "512" },
    turns: { type: "string", default: "10" },
    engines: { type: "string", default: "" },
    /** Folder of the package @huggingface/transformers, where it is not among this project's. */
    transformers: { type: "string", default: "" },
  },
});
const turns = Number(values.turns);
const named = values.engines.split(",").filter(Boolean);
const unknown = named.filter((name) => !KINDS.includes(name));
if (unknown.length > 0) throw new Error(`${unknown.join(", ")}: none of ${KINDS.join(", ")}`);

const artifact = await openArtifact(values.model);
const bert = await mkdtemp(join(tmpdir(), "bench-engine-"));
await writeBert(artifact, join(bert, "bert"));

type Row = {
  readonly spec: Spec;
  readonly child: ChildProcess;
  readonly name: string;
  readonly device: string;
  /** By batch. */
  readonly times: Record<number, Span[]>;
  readonly work: Record<number, number>;
  readonly reading: Record<number, number>;
  /** By size. */
  readonly products: Record<string, (Span & { readonly work: number })[]>;
  answers: readonly number[] | null;
};

function specs(): [kind: string, Spec][] {
  const common = { model: values.model, cases: Number(values.cases) };
  const out: [string, Spec][] = [];
  const add = (kind: string, spec: Record<string, unknown>) =>
    out.push([kind, { ...common, allowSoftware: named.includes(kind), ...spec } as Spec]);
  for (const precision of ["fp32", "int8"])
    for (const threads of [1, 2]) add("onnx-cpu", { kind: "onnx", device: "cpu", precision, threads });
  for (const device of ["cuda", "webgpu"])
    add(`onnx-${device}`, { kind: "onnx", device, precision: "fp32", threads: 1 });
  for (const backend of ["tensorflow", "webgpu", "wasm"]) add(`tfjs-${backend}`, { kind: "tfjs", backend });
  for (const precision of ["fp32", "int8"])
    add("transformers", {
      kind: "transformers",
      package: values.transformers,
      bert,
      precision,
      threads: 2,
    });
  return out.filter(([kind]) => named.length === 0 || named.includes(kind));
}

const next = (child: ChildProcess): Promise<Reply> =>
  new Promise((resolve) => {
    const done = (reply: Reply) => {
      child.off("message", done).off("exit", gone);
      resolve(reply);
    };
    const gone = (code: number | null, signal: string | null) =>
      done({ failed: `its process ended (${signal ?? code})` });
    child.on("message", done).on("exit", gone);
  });

async function ask<K extends string>(
  row: Row,
  request: Request,
  key: K,
): Promise<Extract<Reply, Record<K, unknown>>> {
  const reply = next(row.child);
  row.child.send(request);
  const answer = await reply;
  if (key in answer) return answer as Extract<Reply, Record<K, unknown>>;
  throw new Error(`${title(row)}: ${"failed" in answer ? answer.failed : "answered something else"}`);
}

async function start(kind: string, spec: Spec): Promise<Row | null> {
  const away = (why: string) => {
    process.stderr.write(`${kind}: not here. ${why}\n`);
    return null;
  };
  if (spec.kind === "transformers") {
    const folder = spec.package || "node_modules/@huggingface/transformers";
    if (!existsSync(join(folder, "package.json")))
      return away(`To have it beside the others: npm install --no-save --ignore-scripts ${TRANSFORMERS}`);
  }
  const child = fork("bench/engine-child.ts", [JSON.stringify(spec)], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const slow = setTimeout(() => child.kill("SIGKILL"), OPEN_WITHIN_MS);
  const reply = await next(child);
  clearTimeout(slow);
  if (!("ready" in reply)) {
    child.kill();
    return away("failed" in reply ? reply.failed : "");
  }
  return { spec, child, ...reply.ready, times: {}, work: {}, reading: {}, products: {}, answers: null };
}

/** One turn of each row, then the next, for each batch; products in between. */
async function measure(rows: readonly Row[]): Promise<void> {
  for (const row of rows) row.answers = (await ask(row, { do: "answer" }, "answers")).answers;
  // The first turn compiles, and is not counted.
  for (let turn = 0; turn <= turns; turn++)
    for (const row of rows) {
      process.stderr.write(`\rturn ${turn} of ${turns}: ${title(row).padEnd(60)}`);
      for (const batch of BATCHES) {
        const request = { do: "calls", batch, turn, calls: CALLS[batch] as number } as const;
        const { times, work, reading } = await ask(row, request, "times");
        if (turn === 0) continue;
        row.times[batch] = [...(row.times[batch] ?? []), ...times];
        row.work[batch] = (row.work[batch] ?? 0) + work;
        row.reading[batch] = (row.reading[batch] ?? 0) + reading;
      }
      const { products } = await ask(row, { do: "products" }, "products");
      if (turn === 0) continue;
      for (const [at, span] of Object.entries(products))
        row.products[at] = [...(row.products[at] ?? []), span];
    }
  process.stderr.write("\n");
}

const quantile = (xs: readonly number[], q: number): number => {
  const sorted = [...xs].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
};

const middle = (spans: readonly Span[], clock: keyof Span): number =>
  quantile(
    spans.map((s) => s[clock]),
    0.5,
  );

/** 10^9 operations a second of the clock, in the middle run of the product that is fastest by it. */
function peakOf(row: Row, clock: keyof Span): { rate: number; at: string } | null {
  const [best = null] = Object.entries(row.products)
    .map(([at, spans]) => ({ at, rate: (spans[0]?.work ?? 0) / (middle(spans, clock) / 1e3) }))
    .sort((a, b) => b.rate - a.rate);
  return best;
}

const threadsOf = ({ spec }: Row): string => ("threads" in spec ? String(spec.threads) : "-");
const precisionOf = ({ spec }: Row): string => (spec.kind === "tfjs" ? "fp32" : spec.precision);
const title = (row: Row): string =>
  `${row.name}, ${row.device}, ${precisionOf(row)}, ${threadsOf(row)} threads`;

/** Largest difference from the reference, in levels. */
const furthest = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] as number))), 0);

function speeds(rows: readonly Row[]): string {
  const body = rows.map((row) => [
    row.name,
    row.device,
    precisionOf(row),
    threadsOf(row),
    ...BATCHES.flatMap((batch) => {
      const times = (row.times[batch] ?? []).map((t) => t.wall);
      const p50 = quantile(times, 0.5);
      return [
        `${p50.toFixed(2)} / ${quantile(times, 0.95).toFixed(2)}`,
        Math.round((batch / p50) * 1e3).toLocaleString("en"),
      ];
    }),
    row.answers && reference ? furthest(row.answers, reference).toExponential(0) : "-",
  ]);
  const columns = BATCHES.flatMap((b) => [`${b}: p50 / p95 ms`, "cases/s"]);
  return table(["Engine", "Device", "Precision", "Threads", ...columns, "Differs by"], body);
}

/** Batches of 64 beside the machine's products; a BERT of another library is held against our ONNX Runtime's. */
function limits(rows: readonly Row[]): string {
  const body = rows.flatMap((row) => {
    const like = (r: Row) => precisionOf(r) === precisionOf(row) && threadsOf(r) === threadsOf(row);
    const measured = peakOf(row, "wall") ? row : rows.find((r) => peakOf(r, "wall") && like(r));
    if (!measured) return [];
    const times = row.times[64] ?? [];
    const work = (row.work[64] as number) / times.length;
    const rate = (clock: keyof Span) => work / (middle(times, clock) / 1e3);
    const peak = (clock: keyof Span) => peakOf(measured, clock) as { rate: number; at: string };
    const share = (clock: keyof Span) => `${((100 * rate(clock)) / peak(clock).rate).toFixed(0)} %`;
    const onGpu = !["cpu", "tensorflow", "wasm"].includes(row.device);
    return [
      [
        row.name,
        row.device,
        precisionOf(row),
        threadsOf(row),
        work.toFixed(2),
        ((row.reading[64] as number) / times.length).toFixed(2),
        rate("wall").toFixed(1),
        `${peak("wall").rate.toFixed(1)} (${peak("wall").at})`,
        share("wall"),
        onGpu ? "-" : share("cpu"),
      ],
    ];
  });
  const rates = ["GFLOP/s", "Own product, GFLOP/s", "Share", "By CPU time"];
  return table(["Engine", "Device", "Precision", "Threads", "GFLOP", "Reading, ms", ...rates], body);
}

const rows: Row[] = [];
let reference: readonly number[] | null = null;
try {
  for (const [kind, spec] of specs()) {
    const row = await start(kind, spec);
    if (row) rows.push(row);
  }
  await measure(rows);
  reference =
    (rows.find((r) => r.name.startsWith("ONNX") && precisionOf(r) === "fp32") ?? rows[0])?.answers ?? null;
  console.log(
    `${artifact.identity.name} ${artifact.identity.version}, ${values.cases} made-up cases, ${turns} turns, ` +
      `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "CPU"}\n`,
  );
  console.log(speeds(rows));
  console.log(
    "\nDiffers by: largest difference of expected severity from the first ONNX Runtime row, in levels. transformers.js runs\n" +
      "a BERT of the same size and token counts with random weights. Cases a second are those of the middle call.\n\n" +
      "Calls of 64: arithmetic of the matrix products at the padded lengths, beside the best plain product of the\n" +
      "runtime. int8 counts operations on bytes. Reading: tokens and tensors, without the network.\n",
  );
  console.log(limits(rows));
  for (const row of rows) {
    if (!row.answers || !reference || precisionOf(row) === "int8") continue;
    if (furthest(row.answers, reference) <= TOLERANCE) continue;
    console.error(`${title(row)} answers otherwise than ${title(rows[0] as Row)}`);
    process.exitCode = 1;
  }
} finally {
  for (const row of rows) row.child.kill();
  await rm(bert, { recursive: true, force: true });
}
