import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "@/lib/model/backend";

/** A Vulkan driver in software and the loader for it, as Chromium brings them. */
const DRIVER = process.env.VK_DRIVER_FILES ?? "/usr/lib/chromium/vk_swiftshader_icd.json";
const hasPackage = (name: string): boolean => {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
};
const hasAddon = Boolean(process.env.TFJS_NODE_PATH) || hasPackage("@tensorflow/tfjs-node-gpu");
const hasSoftwareGpu =
  existsSync(DRIVER) && hasPackage("webgpu") && hasPackage("@tensorflow/tfjs-backend-webgpu");

const STEPS = 3;

async function lossesOn(backend: Backend, asked: Backend | "auto" = backend): Promise<number[]> {
  const script = ["--import", "tsx", "lib/training/fitting/fit-child.test-support.ts", asked, String(STEPS)];
  const { stdout } = await promisify(execFile)(process.execPath, script, {
    env: {
      ...process.env,
      VK_DRIVER_FILES: DRIVER,
      LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, dirname(DRIVER)].filter(Boolean).join(":"),
    },
  });
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { loss: number; backend?: Backend });
  expect(lines.pop()?.backend).toBe(backend);
  return lines.map((line) => line.loss);
}

describe("the same seed learns alike on every backend", () => {
  let wasm: number[];
  beforeAll(async () => {
    wasm = await lossesOn("wasm");
  }, 120_000);

  const alike = (losses: readonly number[]) => {
    expect(losses).toHaveLength(wasm.length);
    losses.forEach((loss, i) => {
      expect(Math.abs(loss - (wasm[i] as number)), `step ${i + 1}`).toBeLessThan(1e-3 * (wasm[i] as number));
    });
  };

  it("wasm", () => {
    expect(wasm).toHaveLength(STEPS);
    expect(new Set(wasm).size).toBe(STEPS);
  });

  it.skipIf(!hasSoftwareGpu)(
    `none asked for: never a WebGPU adapter in software (needs what webgpu below does)`,
    async () => alike(await lossesOn(hasAddon ? "tensorflow" : "wasm", "auto")),
    120_000,
  );

  it("cpu", async () => alike(await lossesOn("cpu")), 120_000);

  it.skipIf(!hasSoftwareGpu)(
    `webgpu on a software adapter (needs the optional webgpu packages and ${DRIVER})`,
    // The driver in software may end the process when the machine is short of memory or time: once more, then it counts.
    { retry: 1, timeout: 300_000 },
    async () => alike(await lossesOn("webgpu")),
  );

  it.skipIf(!hasAddon)(
    "tensorflow (needs @tensorflow/tfjs-node-gpu, or TFJS_NODE_PATH)",
    async () => alike(await lossesOn("tensorflow")),
    120_000,
  );
});
