import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { inferenceService } from "../grpc";
import {
  type Faults,
  type Graph,
  Refusal,
  type ServerOptions,
  tampered,
  type Wire,
} from "./inference-server";

/** The same server over gRPC. @returns its address, and what ends it */
export async function startGrpcServer(
  graph: Graph,
  { model = "openacuity-triage", version = "1", token, parameters = {}, tls }: ServerOptions,
  faults: Faults,
  batches: number[],
): Promise<{ url: string; stop(): void }> {
  const server = new Server();
  // biome-ignore lint/suspicious/noExplicitAny: messages as the client sent them
  type Message = any;
  const unary =
    (work: (message: Message) => Promise<object>) =>
    async (call: ServerUnaryCall<Message, object>, done: sendUnaryData<object>): Promise<void> => {
      try {
        if (token && call.metadata.get("authorization")[0] !== `Bearer ${token}`)
          return done({ code: status.UNAUTHENTICATED, details: "unauthorized" });
        const { name = call.request.model_name, version: asked = call.request.model_version } = call.request;
        if ((name && name !== model) || (asked && asked !== version))
          return done({ code: status.NOT_FOUND, details: "unknown model" });
        done(null, await work(call.request));
      } catch (error) {
        const code = error instanceof Refusal ? status.INVALID_ARGUMENT : status.INTERNAL;
        done({ code, details: "refused" });
      }
    };
  server.addService(inferenceService().service, {
    ServerLive: unary(async () => ({ live: true })),
    ServerReady: unary(async () => ({ ready: true })),
    ModelReady: unary(async () => ({ ready: true })),
    ServerMetadata: unary(async () => ({ name: "scripted", version: "1", extensions: [] })),
    ModelMetadata: unary(async () => ({
      name: model,
      versions: [version],
      platform: "onnxruntime_onnx",
      inputs: graph.inputs,
      outputs: graph.outputs,
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([key, value]) => [key, { string_param: String(value) }]),
      ),
    })),
    ModelInfer: unary(async ({ id, inputs, outputs, raw_input_contents: raw }) => {
      if (faults.delayMs) await new Promise((resolve) => setTimeout(resolve, faults.delayMs));
      if (raw.length !== inputs.length) throw new Refusal(400, "raw contents only");
      const given: Wire[] = inputs.map(({ name, datatype, shape }: Wire, i: number) => {
        const bytes = new Uint8Array(raw[i]).buffer;
        return { name, datatype, shape, data: new (datatype === "FP32" ? Float32Array : Int32Array)(bytes) };
      });
      batches.push(given[0]?.shape[0] ?? 0);
      const wanted = outputs.map((o: { name: string }) => o.name);
      const told = tampered(await graph.infer(given, wanted), faults);
      return {
        model_name: model,
        model_version: version,
        id,
        outputs: told.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
        raw_output_contents: told.map(({ data }) =>
          Buffer.from(data.buffer, data.byteOffset, data.byteLength),
        ),
      };
    }),
  });
  const secured = tls
    ? ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.cert }])
    : ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", secured, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  return { url: `${tls ? "grpcs" : "grpc"}://127.0.0.1:${port}`, stop: () => server.forceShutdown() };
}
