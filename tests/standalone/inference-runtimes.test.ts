import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { writeTritonRepository } from "@/lib/artifact/triton-repository";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { furthestApart, PARITY } from "@/lib/engine/remote/parity";
import { createRemoteEngine } from "@/lib/engine/remote/remote";
import { explainGame } from "@/lib/explain/explain-case";
import { gameOf } from "@/lib/explain/game";
import { openArtifact } from "@/lib/model/artifact";
import { parseReplay, synthesize } from "@/lib/training/replay";
import { freePort } from "@/sandbox/testing";

/**
 * The shipped model behind runtimes that others wrote. OIP_PYTHON is a Python that has one of them:
 * `python3 -m venv oip && oip/bin/pip install mlserver onnxruntime` (or kserve); both may be named, comma separated.
 */
const PYTHONS = (process.env.OIP_PYTHON ?? "").split(",").filter(Boolean);
const SHIPPED = "models/openacuity-triage";
const NAME = "openacuity-triage";

const pythonWith = (module: string): string | null =>
  PYTHONS.find((python) => {
    try {
      execFileSync(python, ["-c", `import ${module}, onnxruntime`], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  }) ?? null;

let folder: string;
let child: ChildProcess | undefined;
let local: Engine;
let cases: TriageCase[];
beforeAll(async () => {
  local = await createOnnxEngine(SHIPPED);
  const summary = parseReplay(JSON.parse(await readFile(join(SHIPPED, "replay.json"), "utf8")));
  const r = random(8, "runtimes");
  cases = Array.from({ length: 200 }, (_, i) => ({ ...synthesize(summary, r), id: String(i) }));
  return () => local.close();
});
afterEach(async () => {
  if (child?.pid) process.kill(-child.pid, "SIGKILL");
  child = undefined;
  await rm(folder, { recursive: true, force: true });
});

type Ports = { readonly http: number; readonly grpc: number };

async function start(python: string, args: (ports: Ports) => Promise<string[]>): Promise<Ports> {
  folder = await mkdtemp(join(tmpdir(), "runtime-"));
  const ports = { http: await freePort(), grpc: await freePort() };
  const log = openSync(join(folder, "log"), "w");
  // A group of its own: a runtime starts workers, which end with it.
  child = spawn(python, await args(ports), { cwd: folder, stdio: ["ignore", log, log], detached: true });
  for (const end = Date.now() + 120_000; ; ) {
    const ready = await fetch(`http://127.0.0.1:${ports.http}/v2/models/${NAME}/ready`).then(
      (r) => r.ok,
      () => false,
    );
    if (ready) return ports;
    if (Date.now() > end || child.exitCode !== null)
      throw new Error(
        `the runtime did not come up: ${(await readFile(join(folder, "log"), "utf8")).slice(-2_000)}`,
      );
    await new Promise((r) => setTimeout(r, 500));
  }
}

async function answersAlike(runtime: string, url: string): Promise<void> {
  const remote = await createRemoteEngine(
    SHIPPED,
    { url, model: NAME, timeoutMs: 20_000, maxBatch: 256 },
    { reference: local },
  );
  try {
    await remote.check();
    expect(remote.away()).toBeNull();
    const asked = { embedding: true, familiarity: true };
    const apart = furthestApart(await remote.predict(cases, asked), await local.predict(cases, asked));
    expect(apart).toBeLessThan(PARITY);
    const one = cases.find((c) => c.chiefComplaint && c.vitals?.heartRate) as TriageCase;
    const explained = await explainGame(gameOf(one, remote), { seed: 1, maxEvaluations: 600 });
    expect(explained.additivityResidual).toBeLessThan(1e-4);
    console.log(
      `${runtime} over ${remote.device}: ${cases.length} cases at most ${apart.toExponential(1)} apart, probes ${remote.parity()?.toExponential(1)}`,
    );
  } finally {
    await remote.close();
  }
}

const versionOf = (python: string, module: string): string =>
  execFileSync(python, ["-c", `from importlib.metadata import version; print(version("${module}"))`])
    .toString()
    .trim();

const mlserver = pythonWith("mlserver");
describe.skipIf(!mlserver)("MLServer (needs OIP_PYTHON with mlserver and onnxruntime)", () => {
  it("answers for the shipped model over HTTP and gRPC", async () => {
    const python = mlserver as string;
    const ports = await start(python, async ({ http, grpc }) => {
      const settings = {
        http_port: http,
        grpc_port: grpc,
        metrics_port: await freePort(),
        host: "127.0.0.1",
        parallel_workers: 0,
      };
      await writeFile(join(folder, "settings.json"), JSON.stringify(settings));
      const model = {
        name: NAME,
        implementation: "openacuity_onnx.OpenAcuityOnnx",
        parameters: { uri: resolve(SHIPPED, "model.onnx") },
      };
      await writeFile(join(folder, "model-settings.json"), JSON.stringify(model));
      await writeFile(
        join(folder, "openacuity_onnx.py"),
        await readFile("deploy/mlserver/openacuity_onnx.py"),
      );
      return ["-c", "import sys; from mlserver.cli import main; sys.argv=['mlserver','start','.']; main()"];
    });
    const name = `MLServer ${versionOf(python, "mlserver")}`;
    await answersAlike(name, `http://127.0.0.1:${ports.http}`);
    await answersAlike(name, `grpc://127.0.0.1:${ports.grpc}`);
  });
});

const triton = pythonWith("tritonclient.grpc.model_config_pb2");
describe.skipIf(!triton)(
  "Triton's schema (needs OIP_PYTHON with tritonclient, which mlserver brings)",
  () => {
    it.each(["gpu", "cpu"] as const)(
      "takes the configuration of the shipped model for a %s",
      async (device) => {
        folder = await mkdtemp(join(tmpdir(), "triton-"));
        const options = { maxBatch: 256, delayMicroseconds: 500, device };
        const model = await writeTritonRepository(await openArtifact(SHIPPED), folder, options);
        const script = `
import sys
from google.protobuf import text_format
from tritonclient.grpc.model_config_pb2 import ModelConfig
config = text_format.Parse(open(sys.argv[1]).read(), ModelConfig())
print(config.name, config.max_batch_size, len(config.input), len(config.output))
print([a.name for a in config.optimization.execution_accelerators.gpu_execution_accelerator])`;
        const said = execFileSync(triton as string, ["-c", script, join(model, "config.pbtxt")]).toString();
        expect(said).toMatch(/^openacuity-triage 256 5 9\n/);
        expect(said).toContain(device === "gpu" ? "['cuda']" : "[]");
      },
    );
  },
);

const kserve = pythonWith("kserve");
describe.skipIf(!kserve)("KServe (needs OIP_PYTHON with kserve and onnxruntime)", () => {
  it("answers for the shipped model over HTTP and gRPC", async () => {
    const python = kserve as string;
    const ports = await start(python, async ({ http, grpc }) => [
      resolve("deploy/kserve/openacuity_onnx.py"),
      ...["--model_name", NAME, "--model_path", resolve(SHIPPED, "model.onnx")],
      ...["--http_port", String(http), "--grpc_port", String(grpc)],
    ]);
    const name = `KServe ${versionOf(python, "kserve")}`;
    await answersAlike(name, `http://127.0.0.1:${ports.http}`);
    await answersAlike(name, `grpc://127.0.0.1:${ports.grpc}`);
  });
});
