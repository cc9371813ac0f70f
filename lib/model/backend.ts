import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import util from "node:util";
import { AppError } from "@/lib/core/errors";
import type { Tf } from "./tf";
import { loadWebgpu } from "./webgpu";

/**
 * The TensorFlow.js backend to compute on: the native addon where it is installed (CUDA, then CPU), else WebGPU where
 * there is a real GPU, else WASM, else plain JavaScript. Asked for by name, WebGPU also takes an adapter that computes in
 * software. All are loaded at run time, never bundled. `TFJS_NODE_PATH` names a copy of tfjs-node built elsewhere
 * (docs/native-backend.md).
 */
export const BACKENDS = ["tensorflow", "webgpu", "wasm", "cpu"] as const;
export type Backend = (typeof BACKENDS)[number];
export type LoadedBackend = {
  readonly tf: Tf;
  readonly backend: Backend;
  /** What it computes on, where the backend knows: the GPU's name. */
  readonly device?: string;
};

let loaded: Promise<LoadedBackend> | null = null;
let chosen: Backend | undefined;

/**
 * Loads once per process; asking for another backend later switches the same library where it can.
 * @throws AppError("model-unavailable") when the backend asked for cannot be had.
 */
export async function loadBackend(wanted?: Backend): Promise<LoadedBackend> {
  if (loaded) {
    const current = await loaded;
    if (!wanted || current.backend === wanted) return current;
    if (chosen === "tensorflow" || wanted === "tensorflow")
      throw new AppError("model-unavailable", `this process already computes on ${current.backend}`);
  }
  chosen = wanted;
  loaded = start(wanted);
  try {
    return await loaded;
  } catch (cause) {
    loaded = null;
    if (cause instanceof AppError) throw cause;
    throw new AppError("model-unavailable", `TensorFlow.js backend ${wanted ?? "any"} could not start`, {
      cause,
    });
  }
}

async function start(wanted?: Backend): Promise<LoadedBackend> {
  if (wanted === undefined || wanted === "tensorflow") {
    const native = await loadNative();
    if (native) return { tf: native, backend: "tensorflow" };
    if (wanted) throw new AppError("model-unavailable", "no TensorFlow native addon is installed");
  }
  const tf = moduleOf(await import("@tensorflow/tfjs"));
  if (wanted === undefined || wanted === "webgpu") {
    const webgpu = await loadWebgpu(tf, wanted === "webgpu");
    if (webgpu.tf) return { tf, backend: "webgpu", device: webgpu.adapter };
    if (wanted) throw new AppError("model-unavailable", `no WebGPU: ${webgpu.why}`);
  }
  if (wanted !== "cpu") {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    wasm.setWasmPaths(wasmFolder());
    if (await tf.setBackend("wasm")) return { tf, backend: "wasm" };
    if (wanted) throw new AppError("model-unavailable", "the WASM backend could not start");
  }
  await tf.setBackend("cpu");
  return { tf, backend: "cpu" };
}

async function loadNative(): Promise<Tf | null> {
  // tfjs-node 4.22 still calls two helpers that Node 23 removed and 22 warns of.
  const legacy = util as unknown as Record<string, unknown>;
  legacy.isNullOrUndefined = (x: unknown) => x === null || x === undefined;
  legacy.isArray = Array.isArray;
  const places = [process.env.TFJS_NODE_PATH, "@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];
  for (const place of places) {
    if (!place) continue;
    try {
      const specifier = place.startsWith("/") ? pathToFileURL(join(place, "dist/index.js")).href : place;
      const tf = moduleOf(
        (await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ specifier)) as Tf,
      );
      await tf.ready();
      if (tf.getBackend() === "tensorflow") return tf;
    } catch (cause) {
      // Absent on most machines; only a copy that was named on purpose must work.
      if (place === process.env.TFJS_NODE_PATH)
        throw new AppError("model-unavailable", `TFJS_NODE_PATH could not be loaded: ${place}`, { cause });
    }
  }
  return null;
}

/** CommonJS builds arrive under `default` when imported from ES modules. */
function moduleOf(module: unknown): Tf {
  const wrapped = module as { default?: Tf } & Partial<Tf>;
  return wrapped.matMul ? (wrapped as Tf) : (wrapped.default as Tf);
}

function wasmFolder(): string {
  const require = createRequire(join(process.cwd(), "package.json"));
  return `${dirname(require.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm"))}/`;
}
