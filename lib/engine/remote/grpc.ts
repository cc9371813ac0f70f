import {
  type ChannelCredentials,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceClientConstructor,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import { fromJSON } from "@grpc/proto-loader";
import { type InferenceClient, type InferredTensor, RemoteFailure, type TensorFacts } from "./client";
import { INFERENCE_SCHEMA } from "./grpc-schema";
import type { RemoteSettings } from "./settings";

/** The Open Inference Protocol over gRPC, tensors as raw bytes. */
const MOST_BYTES = 64 * 1024 * 1024;
/** A server that is back is noticed by the next check, not after gRPC's own two minutes. */
const OPTIONS = {
  "grpc.max_receive_message_length": MOST_BYTES,
  "grpc.max_send_message_length": MOST_BYTES,
  "grpc.initial_reconnect_backoff_ms": 200,
  "grpc.max_reconnect_backoff_ms": 2_000,
};

/** Also what the server of the tests is made of. */
export function inferenceService(): ServiceClientConstructor {
  const definition = fromJSON(INFERENCE_SCHEMA as Parameters<typeof fromJSON>[0], {
    longs: Number,
    defaults: true,
    oneofs: true,
  });
  const loaded = loadPackageDefinition(definition) as unknown as {
    inference: { GRPCInferenceService: ServiceClientConstructor };
  };
  return loaded.inference.GRPCInferenceService;
}

type Facts = {
  readonly name: string;
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
  readonly parameters: Readonly<Record<string, { readonly string_param?: string }>>;
};
type Answer = {
  readonly model_version: string;
  readonly outputs: readonly {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly number[];
    readonly contents: { readonly fp32_contents: readonly number[] } | null;
  }[];
  readonly raw_output_contents: readonly Buffer[];
};
type Unary = (
  message: object,
  metadata: Metadata,
  options: { deadline: number },
  done: (error: ServiceError | null, answer: unknown) => void,
) => void;

export function createGrpcClient(settings: RemoteSettings): InferenceClient {
  const { protocol, host } = new URL(settings.url);
  const Service = inferenceService();
  const client = new Service(host, channelCredentials(protocol === "grpcs:", settings), OPTIONS);
  const metadata = new Metadata();
  if (settings.token) metadata.set("authorization", `Bearer ${settings.token}`);

  const call = <T>(method: "ModelMetadata" | "ModelInfer", message: object): Promise<T> =>
    new Promise((resolve, reject) => {
      const unary = (client[method] as Unary).bind(client);
      unary(message, metadata, { deadline: Date.now() + settings.timeoutMs }, (error, answer) =>
        error ? reject(asFailure(error)) : resolve(answer as T),
      );
    });

  return {
    protocol: "grpc",
    async describe() {
      const { name, inputs, outputs, parameters } = await call<Facts>("ModelMetadata", {
        name: settings.model,
        version: settings.version ?? "",
      });
      const words = Object.entries(parameters ?? {}).map(([key, value]) => [key, value.string_param]);
      return { name, inputs, outputs, parameters: Object.fromEntries(words) };
    },
    async infer(inputs, outputs) {
      const answer = await call<Answer>("ModelInfer", {
        model_name: settings.model,
        model_version: settings.version ?? "",
        inputs: inputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
        outputs: outputs.map((name) => ({ name })),
        raw_input_contents: inputs.map(({ data }) =>
          Buffer.from(data.buffer, data.byteOffset, data.byteLength),
        ),
      });
      return { modelVersion: answer.model_version || null, outputs: readOutputs(answer) };
    },
    async close() {
      client.close();
    },
  };
}

function channelCredentials(isSecure: boolean, { ca }: RemoteSettings): ChannelCredentials {
  if (!isSecure) return credentials.createInsecure();
  return ca ? credentials.createSsl(ca) : credentials.createSsl();
}

/** Servers answer raw where they were asked raw; the specification leaves them the choice. */
function readOutputs({ outputs, raw_output_contents: raw }: Answer): Map<string, InferredTensor> {
  if (raw.length > 0 && raw.length !== outputs.length)
    throw new RemoteFailure("malformed", "Some outputs have no contents.");
  return new Map(
    outputs.map(({ name, datatype, shape, contents }, i) => {
      const bytes = raw[i];
      if (datatype !== "FP32" || (bytes && bytes.length % 4 !== 0))
        throw new RemoteFailure("malformed", "An output is not FP32.");
      const data = bytes
        ? // Copied: the bytes need not stand where a Float32Array may begin.
          new Float32Array(new Uint8Array(bytes).buffer)
        : Float32Array.from(contents?.fp32_contents ?? []);
      return [name, { shape, data }];
    }),
  );
}

/** Without what the server says in words: that may quote what it was sent. */
function asFailure({ code }: ServiceError): RemoteFailure {
  const said = `(${status[code] ?? code})`;
  if (code === status.DEADLINE_EXCEEDED) return new RemoteFailure("timeout", said);
  if (code === status.UNAVAILABLE) return new RemoteFailure("unreachable", said);
  if (code === status.RESOURCE_EXHAUSTED) return new RemoteFailure("busy", said);
  return new RemoteFailure("refused", said);
}
