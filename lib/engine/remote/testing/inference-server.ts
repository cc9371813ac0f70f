import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type * as Ort from "onnxruntime-node";
import { graphFile, openArtifact } from "@/lib/model/artifact";
import { startGrpcServer } from "./grpc-server";

/**
 * A server of the Open Inference Protocol for tests and measurements: holds an artifact's model.onnx in ONNX Runtime and
 * speaks the protocol by its specification, with or without Triton's binary tensors. What it can be told to do wrong is in
 * `faults`, which may change while it serves.
 */
export type ServerOptions = {
  readonly artifactDir: string;
  readonly port?: number;
  readonly model?: string;
  readonly version?: string;
  /** Asked of every request, when set. */
  readonly token?: string;
  /** Whether it has the extension binary_tensor_data. */
  readonly binary?: boolean;
  /** PEM; both protocols over TLS then. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  readonly parameters?: Readonly<Record<string, unknown>>;
};

export type Faults = {
  /** Before every inference. */
  delayMs?: number;
  /** Instead of an answer to an inference; for as many as it says, or all. */
  status?: { code: number; times?: number };
  /** Added to every number it answers. */
  bias?: number;
  /** Says this instead of the answer. */
  garbage?: string | Buffer;
  /** Left out of the answer. */
  without?: string;
};

export type InferenceServer = {
  readonly url: string;
  /** Of the same model over gRPC. */
  readonly grpcUrl: string;
  readonly faults: Faults;
  /** Inferences so far: how many cases each had. */
  readonly batches: number[];
  /** Bodies of the last inference. */
  readonly seen: { contentType: string | undefined; body: Buffer }[];
  stop(): Promise<void>;
};

export type Wire = { name: string; datatype: string; shape: number[]; data: Float32Array | Int32Array };

export async function startInferenceServer(options: ServerOptions): Promise<InferenceServer> {
  const run = await openGraph(options.artifactDir);
  const faults: Faults = {};
  const batches: number[] = [];
  const seen: InferenceServer["seen"] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, options, run, faults, batches, seen).then(
      (answer) => send(response, answer),
      (error: unknown) =>
        send(
          response,
          error instanceof Refusal
            ? json(error.status, { error: error.message })
            : json(500, { error: "failed" }),
        ),
    );
  };
  const server = options.tls ? createSecureServer(options.tls, answer) : createServer(answer);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const grpc = await startGrpcServer(run, options, faults, batches);
  return {
    grpcUrl: grpc.url,
    url: `${options.tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    batches,
    seen,
    stop: async () => {
      grpc.stop();
      await stopServer(server);
      await run.close();
    },
  };
}

function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export type Graph = {
  readonly inputs: readonly Facts[];
  readonly outputs: readonly Facts[];
  infer(inputs: readonly Wire[], outputs: readonly string[]): Promise<Wire[]>;
  close(): Promise<void>;
};
type Facts = { name: string; datatype: string; shape: number[] };

export async function openGraph(artifactDir: string): Promise<Graph> {
  const artifact = await openArtifact(artifactDir);
  const ort = await import("onnxruntime-node");
  const session = await ort.InferenceSession.create(await artifact.read(graphFile("fp32")), {
    executionProviders: ["cpu"],
    logSeverityLevel: 3,
  });
  const facts = (metadata: readonly Ort.InferenceSession.ValueMetadata[]): Facts[] =>
    metadata.map((m) => {
      if (!m.isTensor) throw new Error(`${m.name} is no tensor`);
      return {
        name: m.name,
        datatype: m.type === "float32" ? "FP32" : "INT32",
        shape: m.shape.map((n) => (typeof n === "number" ? n : -1)),
      };
    });
  const inputs = facts(session.inputMetadata);
  const outputs = facts(session.outputMetadata);
  return {
    inputs,
    outputs,
    async infer(given, wanted) {
      const feeds: Record<string, Ort.Tensor> = {};
      for (const { name, datatype, shape } of inputs) {
        const t = given.find((g) => g.name === name);
        if (!t) throw new Refusal(400, `input ${name} is missing`);
        if (t.datatype !== datatype) throw new Refusal(400, `input ${name} must be ${datatype}`);
        if (t.shape.length !== shape.length || t.data.length !== t.shape.reduce((a, b) => a * b, 1))
          throw new Refusal(400, `input ${name} has another shape`);
        feeds[name] = new ort.Tensor(datatype === "FP32" ? "float32" : "int32", t.data, t.shape);
      }
      const known = outputs.map((o) => o.name);
      const unknown = wanted.find((name) => !known.includes(name));
      if (unknown) throw new Refusal(400, `there is no output ${unknown}`);
      const asked = wanted.length > 0 ? wanted : known;
      const answers = await session.run(feeds, asked);
      return asked.map((name) => {
        const t = answers[name] as Ort.Tensor;
        return { name, datatype: "FP32", shape: [...t.dims], data: t.data as Float32Array };
      });
    },
    close: () => session.release(),
  };
}

type Reply = { status: number; headers: Record<string, string | number>; body: Buffer };

const json = (status: number, value: unknown): Reply => {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { "content-type": "application/json", "content-length": body.length }, body };
};

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers).end(body);
}

async function handle(
  request: IncomingMessage,
  options: ServerOptions,
  graph: Graph,
  faults: Faults,
  batches: number[],
  seen: InferenceServer["seen"],
): Promise<Reply> {
  const { model = "openacuity-triage", version = "1", token, binary = false, parameters } = options;
  if (token && request.headers.authorization !== `Bearer ${token}`) throw new Refusal(401, "unauthorized");
  const path = request.url ?? "";
  const is = (method: string, pattern: RegExp) => request.method === method && pattern.test(path);
  if (is("GET", /^\/v2\/health\/live$/)) return json(200, { live: true });
  if (is("GET", /^\/v2\/health\/ready$/)) return json(200, { live: true });
  if (is("GET", /^\/v2\/?$/))
    return json(200, { name: "scripted", version: "1", extensions: binary ? ["binary_tensor_data"] : [] });
  const [, named, asked = version, rest] =
    /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(\/ready|\/infer)?$/.exec(path) ?? [];
  if (named !== model || asked !== version) throw new Refusal(404, "unknown model");
  if (rest === "/ready") return json(200, { name: model, ready: true });
  if (rest === undefined) {
    const { inputs, outputs } = graph;
    return json(200, {
      name: model,
      versions: [version],
      platform: "onnxruntime_onnx",
      inputs,
      outputs,
      ...(parameters ? { parameters } : {}),
    });
  }
  if (request.method !== "POST") throw new Refusal(405, "POST it");
  const body = await readBody(request);
  seen.splice(0, seen.length, { contentType: request.headers["content-type"], body });
  const fault = await applied(faults);
  if (fault) return fault;
  const header = request.headers["inference-header-content-length"];
  const { id, inputs, outputs, wantsBinary } = parse(
    body,
    header === undefined ? null : Number(header),
    binary,
  );
  batches.push(inputs[0]?.shape[0] ?? 0);
  const answers = await graph.infer(inputs, outputs);
  return write({ model_name: model, model_version: version, id }, answers, wantsBinary, faults);
}

async function applied(faults: Faults): Promise<Reply | null> {
  if (faults.delayMs) await new Promise((resolve) => setTimeout(resolve, faults.delayMs));
  const { status, garbage } = faults;
  if (status && (status.times === undefined || status.times-- > 0))
    return json(status.code, { error: "told to" });
  if (garbage === undefined) return null;
  const body = Buffer.from(garbage);
  return {
    status: 200,
    headers: { "content-type": "application/json", "content-length": body.length },
    body,
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of a client, looked at field by field
type Json = any;

function parse(body: Buffer, headerLength: number | null, binary: boolean) {
  if (headerLength !== null && !binary) throw new Refusal(400, "no binary tensors here");
  let message: Json;
  try {
    message = JSON.parse(body.subarray(0, headerLength ?? body.length).toString("utf8"));
  } catch {
    throw new Refusal(400, "no JSON");
  }
  let at = headerLength ?? body.length;
  const inputs = (message.inputs ?? []).map(({ name, datatype, shape, parameters, data }: Json): Wire => {
    const array = datatype === "FP32" ? Float32Array : Int32Array;
    const size = parameters?.binary_data_size;
    if (size === undefined)
      return { name, datatype, shape, data: array.from(data.flat(Number.POSITIVE_INFINITY)) };
    const bytes = new Uint8Array(body.subarray(at, at + size)).buffer;
    at += size;
    if (bytes.byteLength !== size) throw new Refusal(400, `input ${name} is cut off`);
    return { name, datatype, shape, data: new array(bytes) };
  });
  const outputs: Json[] = message.outputs ?? [];
  return {
    id: message.id as string | undefined,
    inputs: inputs as Wire[],
    outputs: outputs.map((o) => o.name as string),
    wantsBinary: binary && outputs.some((o) => o.parameters?.binary_data === true),
  };
}

/** What a server that answers wrongly says. */
export const tampered = (answers: readonly Wire[], { bias = 0, without }: Faults): Wire[] =>
  answers
    .filter(({ name }) => name !== without)
    .map((t) => (bias === 0 ? t : { ...t, data: Float32Array.from(t.data, (x) => x + bias) }));

function write(about: object, answers: readonly Wire[], binary: boolean, faults: Faults): Reply {
  const told = tampered(answers, faults);
  if (!binary) return json(200, { ...about, outputs: told.map((t) => ({ ...t, data: Array.from(t.data) })) });
  const bytes = told.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  const outputs = told.map(({ name, datatype, shape, data }) => ({
    name,
    datatype,
    shape,
    parameters: { binary_data_size: data.byteLength },
  }));
  const header = Buffer.from(JSON.stringify({ ...about, outputs }));
  const body = Buffer.concat([header, ...bytes]);
  return {
    status: 200,
    headers: {
      "content-type": "application/octet-stream",
      "inference-header-content-length": header.length,
      "content-length": body.length,
    },
    body,
  };
}
