import { z } from "zod";
import { createExchange, ExchangeFailure } from "../exchange";
import {
  type InferenceClient,
  type Inferred,
  type InferredTensor,
  type NamedTensor,
  RemoteFailure,
} from "./client";
import type { RemoteSettings } from "./settings";

/**
 * The Open Inference Protocol over HTTP, with its binary tensors where the server says that it has them (Triton's extension
 * "binary_tensor_data"): numbers as JSON text take several times as long to write and read as the bytes themselves.
 */
const BINARY = "binary_tensor_data";
const HEADER_LENGTH = "inference-header-content-length";
/** An answer of 1,024 cases has some 700 KB; what is larger by far is no answer. */
const MOST_BYTES = 64 * 1024 * 1024;

const serverSchema = z.object({ extensions: z.array(z.string()).default([]) });
const tensorSchema = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.coerce.number()) });
const factsSchema = z.object({
  name: z.string(),
  inputs: z.array(tensorSchema).nullish(),
  outputs: z.array(tensorSchema).nullish(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
});
const answerSchema = z.object({
  model_version: z.string().nullish(),
  outputs: z.array(
    z.object({
      name: z.string(),
      datatype: z.string(),
      shape: z.array(z.int().min(0)),
      parameters: z.object({ binary_data_size: z.int().min(0).optional() }).nullish(),
      data: z.array(z.unknown()).nullish(),
    }),
  ),
});

type Response = { readonly status: number; readonly headerLength: number | null; readonly body: Buffer };

export function createHttpClient(settings: RemoteSettings): InferenceClient {
  const exchange = createExchange({ ...settings, mostBytes: MOST_BYTES });
  const version = settings.version ? `/versions/${encodeURIComponent(settings.version)}` : "";
  const model = `/v2/models/${encodeURIComponent(settings.model)}${version}`;
  let binary = false;

  async function ask(...what: Parameters<typeof exchange.ask>): Promise<Response> {
    try {
      const { status, headers, body } = await exchange.ask(...what);
      const length = Number(headers[HEADER_LENGTH] ?? Number.NaN);
      return { status, headerLength: Number.isInteger(length) ? length : null, body };
    } catch (cause) {
      throw asFailure(cause);
    }
  }

  async function read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const { status, body } = await ask(path);
    refuseStatus(status);
    return parse(schema, body);
  }

  return {
    protocol: "http",
    async describe() {
      const { extensions } = await read("/v2", serverSchema);
      binary = extensions.includes(BINARY);
      const { name, inputs, outputs, parameters } = await read(model, factsSchema);
      return { name, inputs: inputs ?? [], outputs: outputs ?? [], parameters: parameters ?? {} };
    },
    async infer(inputs, outputs) {
      const { body, headers } = binary ? asBinary(inputs, outputs) : asJson(inputs, outputs);
      const response = await ask(`${model}/infer`, body, headers);
      refuseStatus(response.status);
      return readAnswer(response);
    },
    async close() {
      exchange.close();
    },
  };
}

type Message = { readonly body: Buffer; readonly headers: Record<string, string | number> };

function asJson(inputs: readonly NamedTensor[], outputs: readonly string[]): Message {
  const message = {
    inputs: inputs.map((t) => ({ ...t, data: Array.from(t.data) })),
    outputs: outputs.map((name) => ({ name })),
  };
  return { body: Buffer.from(JSON.stringify(message)), headers: { "content-type": "application/json" } };
}

/** The JSON without the numbers, then each tensor's bytes, little-endian, in the order of the inputs. */
function asBinary(inputs: readonly NamedTensor[], outputs: readonly string[]): Message {
  const message = {
    inputs: inputs.map(({ name, datatype, shape, data }) => ({
      name,
      datatype,
      shape,
      parameters: { binary_data_size: data.byteLength },
    })),
    outputs: outputs.map((name) => ({ name, parameters: { binary_data: true } })),
  };
  const header = Buffer.from(JSON.stringify(message));
  const bytes = inputs.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  return {
    body: Buffer.concat([header, ...bytes]),
    headers: { "content-type": "application/octet-stream", [HEADER_LENGTH]: header.length },
  };
}

function readAnswer({ headerLength, body }: Response): Inferred {
  const end = headerLength ?? body.length;
  if (end > body.length) throw new RemoteFailure("malformed", "The answer is cut off.");
  const { model_version, outputs } = parse(answerSchema, body.subarray(0, end));
  let at = end;
  const read = new Map<string, InferredTensor>();
  for (const { name, datatype, shape, parameters, data } of outputs) {
    if (datatype !== "FP32") throw new RemoteFailure("malformed", "An output is not FP32.");
    const size = parameters?.binary_data_size;
    if (size === undefined) read.set(name, { shape, data: Float32Array.from(flat(data ?? [])) });
    else {
      if (at + size > body.length || size % 4 !== 0)
        throw new RemoteFailure("malformed", "The answer is cut off.");
      // Copied: the bytes need not stand where a Float32Array may begin.
      read.set(name, { shape, data: new Float32Array(new Uint8Array(body.subarray(at, at + size)).buffer) });
      at += size;
    }
  }
  return { modelVersion: model_version ?? null, outputs: read };
}

/** Tensor data may come nested, row by row. What is no number becomes NaN, and is refused where answers are checked. */
const flat = (data: readonly unknown[]): number[] =>
  (data.flat(Number.POSITIVE_INFINITY) as unknown[]).map((x) => (typeof x === "number" ? x : Number.NaN));

function parse<T>(schema: z.ZodType<T>, body: Buffer): T {
  try {
    return schema.parse(JSON.parse(body.toString("utf8")));
  } catch {
    // Without its cause: that would quote the answer.
    throw new RemoteFailure("malformed", "The answer does not follow the Open Inference Protocol.");
  }
}

const BUSY = new Set([429, 502, 503, 504]);

function refuseStatus(status: number): void {
  if (status === 200) return;
  throw new RemoteFailure(BUSY.has(status) ? "busy" : "refused", `It answered with status ${status}.`);
}

function asFailure(cause: unknown): RemoteFailure {
  if (!(cause instanceof ExchangeFailure)) return new RemoteFailure("unreachable", "", { cause });
  const kind = cause.kind === "too-large" ? "malformed" : cause.kind;
  return new RemoteFailure(kind, cause.message, { cause });
}
