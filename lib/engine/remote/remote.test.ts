import { execFileSync } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import { explainGame } from "@/lib/explain/explain-case";
import { gameOf } from "@/lib/explain/game";
import { openArtifact } from "@/lib/model/artifact";
import { parseReplay, synthesize } from "@/lib/training/replay";
import { temporaryFolder, tinyArtifact } from "@/lib/training/tiny-artifact.test-support";
import { findProgram } from "@/scripts/test/prometheus";
import type { Engine } from "../engine";
import { createOnnxEngine } from "../onnx";
import { furthestApart, PARITY } from "./parity";
import { createRemoteEngine, type RemoteEngine } from "./remote";
import type { RemoteSettings } from "./settings";
import { DIGEST_PARAMETER } from "./tensors";
import { type InferenceServer, type ServerOptions, startInferenceServer } from "./testing/inference-server";

const SHIPPED = "models/openacuity-triage";
let tiny: string;
let cases: TriageCase[];
let local: Engine;
beforeAll(async () => {
  tiny = await tinyArtifact();
  local = await createOnnxEngine(SHIPPED);
  const summary = parseReplay(JSON.parse(await readFile(join(SHIPPED, "replay.json"), "utf8")));
  const r = random(5, "remote");
  cases = Array.from({ length: 120 }, (_, i) => ({ ...synthesize(summary, r), id: String(i) }));
});
afterAll(() => local.close());

let server: InferenceServer | undefined;
let remote: RemoteEngine | undefined;
afterEach(async () => {
  await remote?.close();
  await server?.stop();
  remote = server = undefined;
});

async function connect(
  serverOptions: Partial<ServerOptions> = {},
  settings: Partial<RemoteSettings> = {},
): Promise<{ remote: RemoteEngine; server: InferenceServer }> {
  server = await startInferenceServer({ artifactDir: SHIPPED, ...serverOptions });
  remote = await createRemoteEngine(
    SHIPPED,
    { url: server.url, model: "openacuity-triage", timeoutMs: 2_000, maxBatch: 256, ...settings },
    { reference: local, timing: { checkMs: 3_600_000, awayMs: 100 } },
  );
  await remote.check();
  return { remote, server };
}

describe("a remote engine", () => {
  it.each([
    ["JSON", false],
    ["binary tensors", true],
  ])("answers as the artifact does, to 1e-4, over HTTP with %s", async (_how, binary) => {
    const { remote, server } = await connect({ binary });
    const asked = { embedding: true, familiarity: true };
    const answers = await remote.predict(cases, asked);
    expect(remote.away()).toBeNull();
    expect(furthestApart(answers, await local.predict(cases, asked))).toBeLessThan(PARITY);
    expect(remote.parity()).toBeLessThan(PARITY);
    expect(answers.every((p) => p.embedding?.length === 128 && p.familiarity)).toBe(true);
    expect([remote.engine, remote.device, remote.precision]).toEqual(["remote", "http", "fp32"]);
    expect(remote.artifactDigest).toBe(local.artifactDigest);
    expect(server.seen[0]?.contentType).toBe(binary ? "application/octet-stream" : "application/json");
  });

  it("answers so over gRPC too, and carries the token", async () => {
    server = await startInferenceServer({ artifactDir: SHIPPED, token: "t0ken", version: "7" });
    const over = (token: string) =>
      createRemoteEngine(
        SHIPPED,
        {
          url: server?.grpcUrl ?? "",
          model: "openacuity-triage",
          version: "7",
          token,
          timeoutMs: 2_000,
          maxBatch: 256,
        },
        { reference: local, timing: { checkMs: 3_600_000, awayMs: 100 } },
      );
    remote = await over("wrong");
    await remote.check();
    expect(remote.away()).toBe("The remote engine answers with an error.");
    await remote.close();
    remote = await over("t0ken");
    await remote.check();
    expect(remote.away()).toBeNull();
    const asked = { embedding: true, familiarity: true };
    const answers = await remote.predict(cases, asked);
    expect(furthestApart(answers, await local.predict(cases, asked))).toBeLessThan(PARITY);
    expect(remote.device).toBe("grpc");

    server.faults.delayMs = 5_000;
    await expect(remote.predict(cases.slice(0, 1))).rejects.toMatchObject({
      userMessage: expect.stringMatching(/too long/),
    });
    server.faults.delayMs = 0;
    server.faults.bias = 0.01;
    await remote.check();
    expect(remote.away()).toMatch(/answers differently/);
    await server.stop();
    await remote.check();
    expect(remote.away()).toMatch(/cannot be reached/);
    server = undefined;
  });

  it("is sent no identifier, and words only as the numbers of their pieces", async () => {
    const { remote, server } = await connect();
    await remote.predict([{ id: "MRN-4711", ageYears: 70, chiefComplaint: "zebrafish bite" }]);
    const sent = server.seen.map((s) => s.body.toString("latin1")).join();
    expect(sent).toContain('"tokens"');
    expect(sent).not.toMatch(/MRN-4711|zebrafish|bite/);
  });

  it("explains a case in few large requests, with the numbers of the local engine", async () => {
    const { remote, server } = await connect({ binary: true }, { maxBatch: 512 });
    server.batches.length = 0;
    const asked = { seed: 7, maxEvaluations: 600 };
    const long: TriageCase = {
      ...(cases[0] as TriageCase),
      chiefComplaint: "chest pain and cold sweat since noon",
    };
    const a = await explainGame(gameOf(long, remote), asked);
    const b = await explainGame(gameOf(long, local), asked);
    const ours = new Map(b.contributions.map((c) => [c.feature, c.shap]));
    expect(a.contributions.length).toBe(ours.size);
    for (const { feature, shap } of a.contributions)
      expect(Math.abs(shap - (ours.get(feature) as number))).toBeLessThan(1e-4);
    expect(a.additivityResidual).toBeLessThan(1e-4);
    expect(server.batches.reduce((x, y) => x + y)).toBeGreaterThan(100);
    expect(Math.max(...server.batches)).toBeGreaterThan(64);
  });

  it("cuts what it asks to the largest batch that the server takes", async () => {
    const { remote, server } = await connect({ binary: true }, { maxBatch: 16 });
    server.batches.length = 0;
    await remote.predict(cases);
    expect(Math.max(...server.batches)).toBeLessThanOrEqual(16);
  });

  it("carries the token, and asks for the version it is told", async () => {
    const good = { token: "t0ken", version: "7" };
    const { remote } = await connect(good, good);
    expect(remote.away()).toBeNull();
    await remote.close();
    await server?.stop();
    const { remote: other } = await connect(good, { version: "7", token: "wrong" });
    expect(other.away()).toBe("The remote engine answers with an error.");
    await expect(other.predict(cases)).rejects.toMatchObject({ code: "model-unavailable" });
  });
});

describe("a remote engine is not used", () => {
  it("when it serves another model", async () => {
    server = await startInferenceServer({ artifactDir: tiny });
    remote = await createRemoteEngine(
      SHIPPED,
      { url: server.url, model: "openacuity-triage", timeoutMs: 2_000, maxBatch: 256 },
      { reference: local },
    );
    await remote.check();
    expect(remote.away()).toMatch(/answers differently/);
    await expect(remote.predict(cases)).rejects.toMatchObject({
      code: "model-unavailable",
      userMessage: expect.stringMatching(/answers differently/),
    });
  });

  it("when it says that it serves another file", async () => {
    const { files } = (await openArtifact(SHIPPED)).manifest;
    const { remote } = await connect({ parameters: { [DIGEST_PARAMETER]: files["model.onnx"] } });
    expect(remote.away()).toBeNull();
    await remote.close();
    await server?.stop();
    const { remote: other } = await connect({ parameters: { [DIGEST_PARAMETER]: "0".repeat(64) } });
    expect(other.away()).toMatch(/answers differently/);
  });

  it("when its answers are further than 1e-4 from the artifact's, from the next check on", async () => {
    const { remote, server } = await connect();
    // A bias on every logit leaves a softmax as it is; the risks and the embedding give it away.
    server.faults.bias = 0.01;
    await remote.check();
    expect(remote.away()).toMatch(/answers differently/);
    expect(remote.parity()).toBeLessThan(PARITY);
    server.faults.bias = 0;
    await remote.check();
    expect(remote.away()).toBeNull();
  });

  const nonsense: [string, Partial<InferenceServer["faults"]>, RegExp][] = [
    ["answers with something else than JSON", { garbage: "<html>" }, /not understood/],
    ["answers with other JSON", { garbage: '{"ok":true}' }, /not understood/],
    ["leaves an output out", { without: "esi" }, /not understood/],
    ["answers with what is no number", { bias: Number.NaN }, /not understood/],
    ["refuses", { status: { code: 403 } }, /with an error/],
    ["fails", { status: { code: 500 } }, /with an error/],
    ["is overloaded", { status: { code: 503 } }, /overloaded/],
  ];
  it.each(nonsense)("when it %s", async (_what, faults, why) => {
    const { remote, server } = await connect();
    Object.assign(server.faults, faults);
    await expect(remote.predict(cases)).rejects.toMatchObject({ userMessage: expect.stringMatching(why) });
  });

  it("when it takes longer than it may", async () => {
    const { remote, server } = await connect({}, { timeoutMs: 300 });
    server.faults.delayMs = 60_000;
    const started = performance.now();
    await expect(remote.predict(cases.slice(0, 1))).rejects.toMatchObject({
      userMessage: expect.stringMatching(/too long/),
    });
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it("for a version that is served in int8: there is nothing to hold its answers against", async () => {
    const small = join(await temporaryFolder(), "int8");
    await cp(tiny, small, { recursive: true });
    const manifest = JSON.parse(await readFile(join(small, "manifest.json"), "utf8"));
    await writeFile(join(small, "manifest.json"), JSON.stringify({ ...manifest, precision: "int8" }));
    await expect(
      createRemoteEngine(
        small,
        { url: "http://127.0.0.1:9", model: "m", timeoutMs: 100, maxBatch: 1 },
        { reference: local },
      ),
    ).rejects.toMatchObject({ code: "model-unavailable", message: expect.stringContaining("int8") });
  });
});

const openssl = findProgram("openssl");
describe.skipIf(!openssl)("a remote engine behind TLS (needs openssl for a certificate)", () => {
  it("is believed by the authority it is told of, and by no other", async () => {
    const dir = await temporaryFolder();
    const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")];
    execFileSync(
      openssl as string,
      [
        ...[
          "req",
          "-x509",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:prime256v1",
          "-nodes",
          "-days",
          "1",
        ],
        ...["-subj", "/CN=engine", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
      ],
      { stdio: "ignore" },
    );
    const ca = await readFile(cert);
    server = await startInferenceServer({
      artifactDir: SHIPPED,
      tls: { key: await readFile(key), cert: ca },
    });
    for (const url of [server.url, server.grpcUrl]) {
      expect(url).toMatch(/^(https|grpcs):/);
      const over = (more: Partial<RemoteSettings>) =>
        createRemoteEngine(
          SHIPPED,
          { url, model: "openacuity-triage", timeoutMs: 5_000, maxBatch: 256, ...more },
          { reference: local },
        );
      remote = await over({ ca });
      await remote.check();
      expect(remote.away()).toBeNull();
      expect(await remote.predict(cases.slice(0, 2))).toHaveLength(2);
      await remote.close();
      remote = await over({});
      await remote.check();
      expect(remote.away()).toMatch(/cannot be reached|too long/);
      await remote.close();
    }
  });
});

describe("faults that pass", () => {
  it("are tried once more, after a moment that differs", async () => {
    const { remote, server } = await connect();
    server.faults.status = { code: 503, times: 1 };
    expect(await remote.predict(cases.slice(0, 3))).toHaveLength(3);
    expect(remote.away()).toBeNull();
  });

  it("three failures in a row keep everybody off it until it has passed a check", async () => {
    const { remote, server } = await connect();
    server.faults.status = { code: 500 };
    for (let i = 0; i < 3; i++) await expect(remote.predict(cases.slice(0, 1))).rejects.toThrow();
    expect(remote.away()).toMatch(/with an error/);
    const asked = server.batches.length;
    await expect(remote.predict(cases.slice(0, 1))).rejects.toThrow();
    expect(server.batches.length).toBe(asked);
    delete server.faults.status;
    await expect.poll(() => remote.away(), { timeout: 5_000 }).toBeNull();
    expect(await remote.predict(cases.slice(0, 1))).toHaveLength(1);
  });

  it("a server that is not there when the app starts is used once it is", async () => {
    const first = await startInferenceServer({ artifactDir: SHIPPED });
    const port = Number(new URL(first.url).port);
    await first.stop();
    remote = await createRemoteEngine(
      SHIPPED,
      { url: first.url, model: "openacuity-triage", timeoutMs: 1_000, maxBatch: 64 },
      { reference: local, timing: { checkMs: 3_600_000, awayMs: 100 } },
    );
    await remote.check();
    expect(remote.away()).toMatch(/cannot be reached/);
    server = await startInferenceServer({ artifactDir: SHIPPED, port });
    await expect.poll(() => remote?.away(), { timeout: 5_000 }).toBeNull();
  });
});
