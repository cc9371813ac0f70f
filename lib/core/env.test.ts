import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { envSchema, parseEnv, WORK_QUEUES } from "./env";

const key = `k1:${randomBytes(32).toString("base64")}`;
const allOf = (byte: number) => Buffer.alloc(32, byte).toString("base64");
const secret = "q8Zr1Lw0mY3bT6vN9xC2sF5hJ7kP4dGa";
const embedded = { NEXTAUTH_SECRET: secret, DATA_KEYS: key };
const production = {
  ...embedded,
  DATABASE_URL: "postgres://app:pw@db:5432/acuity",
  APP_ORIGIN: "https://triage.hospital.test",
  SMART_ISSUERS: '[{"name":"EHR","issuer":"https://ehr.hospital.test/r4","clientId":"openacuity"}]',
};

describe("parseEnv", () => {
  it("fills in the defaults of the embedded mode", () => {
    expect(parseEnv(embedded)).toMatchObject({
      mode: "embedded",
      PORT: 3000,
      RETRAIN_AFTER: 50,
      RUN_WORKER: true,
    });
  });

  it.each(["https://collector.hospital.test/otlp", "http://127.0.0.1:4318", "http://[::1]:4318/"])(
    "lets traces go to %s",
    (OTEL_EXPORTER_OTLP_ENDPOINT) =>
      expect(parseEnv({ ...production, OTEL_EXPORTER_OTLP_ENDPOINT })).toMatchObject({
        OTEL_EXPORTER_OTLP_ENDPOINT,
        OTEL_TRACES_SAMPLER_ARG: 1,
        EHR_TRACE_HEADER: false,
      }),
  );

  it("accepts a complete production environment", () => {
    expect(parseEnv(production).mode).toBe("production");
  });

  it.each([
    ["a missing secret", { DATA_KEYS: key }, /NEXTAUTH_SECRET is missing: Signs the session cookie/],
    ...[
      "http://collector:4318",
      "http://localhost@collector:4318",
      "https://name:word@collector.test",
      "https://collector.test/?token=x",
      "collector:4318",
    ].map((OTEL_EXPORTER_OTLP_ENDPOINT): [string, Record<string, string>, RegExp] => [
      `traces going to ${OTEL_EXPORTER_OTLP_ENDPOINT}`,
      { ...embedded, OTEL_EXPORTER_OTLP_ENDPOINT },
      /OTEL_EXPORTER_OTLP_ENDPOINT: expected https/,
    ]),
    [
      "more than all traces",
      { ...embedded, OTEL_TRACES_SAMPLER_ARG: "5" },
      /OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1/,
    ],
    [
      "headers that are none",
      { ...embedded, OTEL_EXPORTER_OTLP_HEADERS: "Bearer abc" },
      /OTEL_EXPORTER_OTLP_HEADERS: expected name=value/,
    ],
    ["a short secret", { ...embedded, NEXTAUTH_SECRET: "short" }, /NEXTAUTH_SECRET: expected at least 32/],
    [
      "a key of the wrong length",
      { ...embedded, DATA_KEYS: "k1:abc=" },
      /DATA_KEYS: expected id:base64 of 32 bytes/,
    ],
    [
      "a port that is no number",
      { ...embedded, PORT: "http" },
      /PORT: expected a whole number from 1 to 65535/,
    ],
    ["another database", { ...embedded, DATABASE_URL: "mysql://x" }, /DATABASE_URL: expected postgres:\/\//],
    ["an unknown engine", { ...embedded, ENGINE: "torch" }, /ENGINE: expected auto, onnx, tfjs or remote/],
    ["a remote engine that is nowhere", { ...embedded, ENGINE: "remote" }, /REMOTE_ENGINE_URL is missing/],
    ...[
      "http://triton:8000",
      "grpc://triton:8001",
      "https://me:secret@triton",
      "grpcs://",
      "ftp://127.0.0.1",
    ].map((url): [string, Record<string, string>, RegExp] => [
      `a remote engine at ${url}`,
      { ...embedded, ENGINE: "remote", REMOTE_ENGINE_URL: url },
      /REMOTE_ENGINE_URL: expected https/,
    ]),
    ["too few labels", { ...embedded, RETRAIN_AFTER: "1" }, /RETRAIN_AFTER: expected a whole number from 10/],
    ["a key of zeros", { ...embedded, DATA_KEYS: `k1:${allOf(0)}` }, /DATA_KEYS: the key "k1" is all zeros/],
    [
      "two keys of one id",
      { ...embedded, DATA_KEYS: `${key},k1:${allOf(9)}` },
      /DATA_KEYS: the id "k1" is there twice/,
    ],
    [
      "a key that is not random in production",
      { ...production, DATA_KEYS: `k1:${allOf(7)}` },
      /DATA_KEYS: the key "k1" is not random/,
    ],
    ...["CHANGE_ME", "change-me", "changeme", "replace_this", "your-secret"].map(
      (word): [string, Record<string, string>, RegExp] => [
        `${word} for a secret, evaluation or not`,
        { ...embedded, NEXTAUTH_SECRET: `${word}-${secret}` },
        /NEXTAUTH_SECRET: still holds a placeholder/,
      ],
    ),
    [
      "a placeholder among the EHR's secrets",
      { ...production, SMART_ISSUERS: production.SMART_ISSUERS.replace("}", ',"clientSecret":"CHANGE_ME"}') },
      /SMART_ISSUERS: still holds a placeholder/,
    ],
    [
      "a placeholder in the database's address",
      { ...production, DATABASE_URL: "postgres://app:CHANGE_ME@db:5432/acuity" },
      /DATABASE_URL: still holds a placeholder/,
    ],
    [
      "a default secret in production",
      { ...production, NEXTAUTH_SECRET: "secretsecretsecretsecretsecretsecret" },
      /NEXTAUTH_SECRET: a default value/,
    ],
    [
      "a default token in production",
      { ...production, METRICS_TOKEN: "abcdabcdabcdabcdabcd" },
      /METRICS_TOKEN: a default value/,
    ],
    [
      "an empty allow-list in production",
      { ...production, SMART_ISSUERS: "[]" },
      /SMART_ISSUERS: name at least one EHR/,
    ],
    [
      "a plain-HTTP issuer in production",
      { ...production, SMART_ISSUERS: '[{"issuer":"http://ehr/r4"}]' },
      /every issuer must use https/,
    ],
    [
      "a plain-HTTP origin in production",
      { ...production, APP_ORIGIN: "http://triage" },
      /APP_ORIGIN: must use https/,
    ],
    [
      "the sandbox in production",
      { ...production, SANDBOX: "true" },
      /SANDBOX: .* not accepted together with DATABASE_URL/,
    ],
    [
      "issuers that are no JSON",
      { ...production, SMART_ISSUERS: "https://ehr" },
      /SMART_ISSUERS: expected JSON/,
    ],
  ])("refuses %s by name", (_what, source, message) => {
    expect(() => parseEnv(source)).toThrow(message);
  });

  it.each(["https://triton:8000", "grpcs://triton:8001", "http://127.0.0.1:8000", "grpc://localhost:8001"])(
    "takes a remote engine at %s",
    (url) => {
      expect(parseEnv({ ...embedded, ENGINE: "remote", REMOTE_ENGINE_URL: url }).REMOTE_ENGINE_URL).toBe(url);
    },
  );

  it("never repeats a secret's value in the message", () => {
    expect(() => parseEnv({ ...embedded, NEXTAUTH_SECRET: "hunter2" })).toThrow(/^(?!.*hunter2)/s);
  });
});

describe("WORKER_QUEUES", () => {
  const read = (value: string) => envSchema.shape.WORKER_QUEUES.safeParse(value);

  it("names kinds of work, or all but those named", () => {
    expect(read("retrain, check-model").data).toEqual(["retrain", "check-model"]);
    const rest = read("!retrain,!check-model").data ?? [];
    expect(rest).toContain("write-back");
    expect([...rest, "retrain", "check-model"].sort()).toEqual([...WORK_QUEUES].sort());
  });

  it("refuses what is no kind of work", () => {
    for (const wrong of ["retraining", "!", "write-back,"]) expect(read(wrong).success).toBe(false);
  });
});
