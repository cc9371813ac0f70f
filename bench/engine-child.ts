// One engine of `npm run bench:engine`, in a process of its own: it does a turn when the parent says so and sits idle
// between. Backends of TensorFlow.js exclude each other, and a runtime that crashes takes nothing else along.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { distinctCases, lengthBuckets } from "@/lib/engine/plan";
import { createTfjsEngine } from "@/lib/engine/tfjs";
import { type Artifact, openArtifact } from "@/lib/model/artifact";
import { type Backend, loadBackend } from "@/lib/model/backend";
import { collate, createCaseEncoder, type EncodedCase } from "@/lib/model/inputs";
import { hasNoGpu, isSoftware } from "@/lib/model/webgpu";
import { parseReplay, synthesize } from "@/lib/training/replay";
import { bertTexts } from "./bert";
import { bertFlops, forwardFlops } from "./flops";
import { onnxProduct, type Product, productShapes, tfProduct } from "./products";

export type Spec = { readonly model: string; readonly cases: number; readonly allowSoftware: boolean } & (
  | {
      readonly kind: "onnx";
      readonly device: "cpu" | "cuda" | "webgpu";
      readonly precision: "fp32" | "int8";
      readonly threads: number;
    }
  | { readonly kind: "tfjs"; readonly backend: Backend }
  | {
      readonly kind: "transformers";
      /** Folder of the package, or empty: the installed one. */
      readonly package: string;
      readonly bert: string;
      readonly precision: "fp32" | "int8";
      readonly threads: number;
    }
);

export type Request =
  | { readonly do: "answer" }
  /** So many calls with the next so many cases each. */
  | { readonly do: "calls"; readonly batch: number; readonly turn: number; readonly calls: number }
  | { readonly do: "products" };
export type Reply =
  | { readonly ready: { readonly name: string; readonly device: string } }
  | { readonly failed: string }
  /** Expected severity of every case; null from a model that answers something else. */
  | { readonly answers: readonly number[] | null }
  /** Milliseconds of each call; arithmetic of all of them (10^9); milliseconds of them spent on reading cases. */
  | { readonly times: readonly Span[]; readonly work: number; readonly reading: number }
  /** Milliseconds and arithmetic (10^9) by product. */
  | { readonly products: Readonly<Record<string, Span & { readonly work: number }>> };
/** Processor time, of all threads, is not lengthened by what other programs do; of a GPU it says nothing. */
export type Span = { readonly wall: number; readonly cpu: number };

type Subject = {
  readonly name: string;
  readonly device: string;
  answers(): Promise<number[] | null>;
  call(at: number, size: number): Promise<void>;
  /** Arithmetic of such a call at the padded lengths it has, 10^9, and what reading its cases takes, ms. */
  cost(at: number, size: number): { work: number; reading: number };
  readonly products: readonly Product[];
};

/** Rows of the products: about what a batch of 64 has. */
const ROWS = 2_048;

async function madeUpCases(artifact: Artifact, count: number): Promise<TriageCase[]> {
  const summary = parseReplay(JSON.parse((await artifact.read("replay.json")).toString("utf8")));
  const r = random(1, "bench");
  return Array.from({ length: count }, (_, i) => ({ ...synthesize(summary, r), id: String(i) }));
}

/** What the engine does before and between its batches, timed by itself, and the batches' arithmetic. */
function engineCost(artifact: Artifact) {
  const { config } = artifact;
  const encode = createCaseEncoder(config, artifact.tokenizer);
  return (cases: readonly TriageCase[]) => {
    const started = performance.now();
    const encoded = distinctCases(cases).cases.map(encode);
    const batches = lengthBuckets(encoded).map((batch) =>
      collate(
        config,
        batch.map((i) => encoded[i] as EncodedCase),
      ),
    );
    const reading = performance.now() - started;
    const work = batches.reduce((sum, b) => sum + forwardFlops(config, b.size, b.textLength), 0) / 1e9;
    return { work, reading };
  };
}

async function open(spec: Spec): Promise<Subject> {
  const artifact = await openArtifact(spec.model);
  const cases = await madeUpCases(artifact, spec.cases);
  const shapes = productShapes(artifact.config, ROWS);
  if (spec.kind === "transformers") return openTransformers(spec, artifact, cases);
  const cost = engineCost(artifact);
  const common = { cost: (at: number, size: number) => cost(cases.slice(at, at + size)) };
  const served = async (opening: ReturnType<typeof createOnnxEngine>) => {
    const engine = await opening;
    return {
      ...common,
      engine,
      answers: async () => (await engine.predict(cases)).map((p) => p.expectedSeverity),
      async call(at: number, size: number) {
        await engine.predict(cases.slice(at, at + size));
      },
    };
  };
  if (spec.kind === "tfjs") {
    const { tf, device } = await loadBackend(spec.backend);
    if (!spec.allowSoftware && device && isSoftware({ info: { description: device } }))
      throw new Error(`${device} is no GPU; name tfjs-webgpu to measure it all the same`);
    const subject = await served(createTfjsEngine(spec.model, { backend: spec.backend }));
    return {
      ...subject,
      name: `TensorFlow.js ${tf.version_core}`,
      device: device ?? spec.backend,
      products: shapes.map((shape) => tfProduct(tf, shape)),
    };
  }
  if (spec.device === "webgpu" && !spec.allowSoftware && hasNoGpu())
    throw new Error("this machine shows no GPU");
  const { device, precision, threads } = spec;
  const subject = await served(createOnnxEngine(spec.model, { precision, threads, devices: [device] }));
  if (subject.engine.device !== device) throw new Error(await whyNot(device));
  const ort = await import("onnxruntime-node");
  const options = {
    executionProviders: device === "cpu" ? ["cpu"] : [device, "cpu"],
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
  } as const;
  return {
    ...subject,
    name: `ONNX Runtime ${ort.env.versions.node ?? ""}`.trim(),
    device,
    products: await Promise.all(shapes.map((shape) => onnxProduct(shape, precision, options))),
  };
}

/** ONNX Runtime goes on to the next provider without a word; asked for one alone it says what is missing. */
async function whyNot(device: string): Promise<string> {
  const ort = await import("onnxruntime-node");
  if (!ort.listSupportedBackends().some((b) => b.name === device)) return `not in this build of ONNX Runtime`;
  try {
    await onnxProduct([8, 8, 8], "fp32", { executionProviders: [device], logSeverityLevel: 4 });
    return "its libraries are not installed";
  } catch (error) {
    return (error as Error).message.split("\n")[0] as string;
  }
}

/** What is used of the library. */
type Tokenized = Record<string, unknown>;
type Transformers = {
  env: { version: string; allowRemoteModels: boolean; localModelPath: string };
  AutoTokenizer: { from_pretrained(id: string): Promise<(texts: string[], o: object) => Tokenized> };
  AutoModelForSequenceClassification: {
    from_pretrained(id: string, o: object): Promise<(inputs: Tokenized) => Promise<unknown>>;
  };
};

async function openTransformers(
  spec: Extract<Spec, { kind: "transformers" }>,
  artifact: Artifact,
  cases: readonly TriageCase[],
): Promise<Subject> {
  const folder = spec.package || join(process.cwd(), "node_modules/@huggingface/transformers");
  const main = createRequire(join(folder, "package.json")).resolve(folder);
  const library = (await import(pathToFileURL(main).href)) as Transformers;
  library.env.allowRemoteModels = false;
  library.env.localModelPath = spec.bert;
  const tokenizer = await library.AutoTokenizer.from_pretrained("bert");
  const model = await library.AutoModelForSequenceClassification.from_pretrained("bert", {
    dtype: spec.precision === "int8" ? "q8" : "fp32",
    device: "cpu",
    session_options: { intraOpNumThreads: spec.threads },
  });
  const texts = bertTexts(artifact, cases);
  const read = (at: number, size: number) =>
    tokenizer(texts.slice(at, at + size), { padding: true, truncation: true });
  return {
    name: `transformers.js ${library.env.version}`,
    device: "cpu",
    answers: async () => null,
    async call(at, size) {
      await model(read(at, size));
    },
    cost(at, size) {
      const started = performance.now();
      const { input_ids } = read(at, size) as { input_ids: { dims: number[] } };
      const reading = performance.now() - started;
      return { work: bertFlops(artifact.config, size, input_ids.dims[1] as number) / 1e9, reading };
    },
    products: [],
  };
}

async function turn(subject: Subject, cases: number, request: Request): Promise<Reply> {
  if (request.do === "answer") return { answers: await subject.answers() };
  if (request.do === "products") {
    const products: Record<string, Span & { work: number }> = {};
    for (const p of subject.products) products[p.at] = { ...(await timed(p.run)), work: p.work };
    return { products };
  }
  const { batch, turn, calls } = request;
  const times: Span[] = [];
  let work = 0;
  let reading = 0;
  for (let i = 0; i < calls; i++) {
    const at = ((turn * calls + i) * batch) % Math.max(1, cases - batch + 1);
    times.push(await timed(() => subject.call(at, batch)));
    const cost = subject.cost(at, batch);
    work += cost.work;
    reading += cost.reading;
  }
  return { times, work, reading };
}

async function timed(run: () => Promise<void>): Promise<Span> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await run();
  const wall = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1e3 };
}

const reply = (message: Reply) => process.send?.(message);
const failed = (error: unknown) => {
  const { message = String(error), cause } = error as { message?: string; cause?: { message?: string } };
  reply({ failed: [message, cause?.message].filter(Boolean).join(": ").split("\n")[0] as string });
};

if (process.send) {
  const spec = JSON.parse(process.argv[2] as string) as Spec;
  try {
    const subject = await open(spec);
    process.on("message", (request: Request) => {
      turn(subject, spec.cases, request).then(reply, failed);
    });
    reply({ ready: { name: subject.name, device: subject.device } });
  } catch (error) {
    failed(error);
  }
}
