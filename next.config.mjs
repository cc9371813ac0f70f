/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // forbidden(): a page refused to a role answers 403 with a page of its own (app/forbidden.tsx).
  experimental: { authInterrupts: true },
  // Native addons, WASM and workers must be loaded from node_modules as they are, never bundled.
  serverExternalPackages: [
    "@aws-sdk/client-s3",
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
  // Where the language of a request is decided. What next-intl's plugin sets, without the plugin: this file is read where the app
  // runs, too, and the plugin brings a compiler.
  turbopack: { resolveAlias: { "next-intl/config": "./app/_server/words.ts" } },
  outputFileTracingIncludes: {
    "/**": ["./db/migrations/**/*"],
    "/help": ["./docs/clinicians.md", "./docs/clinicians.es.md"],
  },
  // Type check and lint are steps of their own (npm test); the build does not repeat them.
  typescript: { ignoreBuildErrors: true },
};
export default config;
