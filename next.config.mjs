import createNextIntlPlugin from "next-intl/plugin";

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // forbidden(): a page refused to a role answers 403 with a page of its own (app/forbidden.tsx).
  experimental: { authInterrupts: true },
  // Native addons, WASM and workers must be loaded from node_modules as they are, never bundled.
  serverExternalPackages: [
    "@electric-sql/pglite",
    "@electric-sql/pglite-pgvector",
    "@grpc/grpc-js",
    "@grpc/proto-loader",
    "@huggingface/tokenizers",
    "@opentelemetry/api",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace",
    "@tensorflow/tfjs",
    "@tensorflow/tfjs-backend-wasm",
    "@tensorflow/tfjs-backend-webgpu",
    "@tensorflow/tfjs-node-gpu",
    "cockatiel",
    "fhir-kit-client",
    "mqtt",
    "onnx-proto",
    "onnxruntime-node",
    "pg-boss",
    "pino",
    "postgres",
    "prom-client",
    "webgpu",
  ],
  outputFileTracingIncludes: { "/**": ["./db/migrations/**/*"], "/help": ["./docs/clinicians.md"] },
  // Type check and lint are steps of their own (npm test); the build does not repeat them.
  typescript: { ignoreBuildErrors: true },
};

// Says where the language of a request is decided.
export default createNextIntlPlugin("./app/_server/words.ts")(config);
