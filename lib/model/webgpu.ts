import { existsSync, readdirSync } from "node:fs";
import type { Tf } from "./tf";

/**
 * WebGPU in Node: Dawn (the `webgpu` package) under TensorFlow.js's WebGPU backend. Any GPU with Vulkan, Metal or D3D12
 * will do, without CUDA. Both packages are optional dependencies.
 */
export type Adapter = {
  readonly info?: {
    readonly vendor?: string;
    readonly architecture?: string;
    readonly description?: string;
    readonly isFallbackAdapter?: boolean;
  };
};
type Gpu = { requestAdapter(options?: { powerPreference?: string }): Promise<Adapter | null> };
type Dawn = { create(options: string[]): Gpu; globals: Record<string, unknown> };

/** The library on WebGPU and the adapter's name, or why there is none. */
type WebgpuStart =
  | { readonly tf: Tf; readonly adapter: string }
  | { readonly tf: null; readonly why: string };
const none = (why: string): WebgpuStart => ({ tf: null, why });

/** Dawn's instance holds the devices: one for the process. */
let gpu: Gpu | null = null;

/** @param allowSoftware whether an adapter that computes on the CPU will do; it is slower than WASM */
export async function loadWebgpu(tf: Tf, allowSoftware: boolean): Promise<WebgpuStart> {
  if (!allowSoftware && hasNoGpu()) return none("this machine shows no GPU");
  gpu ??= await openDawn();
  if (!gpu) return none("the webgpu package is not installed or does not run here");
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter)
    return none("no adapter: neither a GPU's driver nor a software one (VK_DRIVER_FILES) was found");
  const name = adapterName(adapter);
  if (!allowSoftware && isSoftware(adapter)) return none(`${name} is no GPU`);
  try {
    await import(
      /* webpackIgnore: true */ /* turbopackIgnore: true */ named("@tensorflow/tfjs-backend-webgpu")
    );
  } catch {
    return none("@tensorflow/tfjs-backend-webgpu is not installed");
  }
  return (await tf.setBackend("webgpu")) ? { tf, adapter: name } : none(`${name} could not be opened`);
}

function adapterName({ info = {} }: Adapter): string {
  const { vendor = "", architecture = "", description = "" } = info;
  return description || `${vendor} ${architecture}`.trim() || "unnamed";
}

/** Whether an adapter computes on the processor. Drivers in software do not all say so of themselves; their names do. */
export function isSoftware(adapter: Adapter): boolean {
  const { architecture = "", isFallbackAdapter = false } = adapter.info ?? {};
  const words = `${architecture} ${adapterName(adapter)}`;
  return isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i.test(words);
}

/**
 * Whether a look at the devices is enough to tell, as it is on Linux. Dawn loads 20 MB and complains aloud where there is
 * no Vulkan.
 */
export function hasNoGpu(): boolean {
  if (process.platform !== "linux") return false;
  if (existsSync("/dev/nvidia0") || existsSync("/dev/dxg")) return false;
  return !(existsSync("/dev/dri") && readdirSync("/dev/dri").some((name) => name.startsWith("renderD")));
}

async function openDawn(): Promise<Gpu | null> {
  let dawn: Dawn;
  try {
    dawn = (await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ named("webgpu"))) as Dawn;
  } catch {
    return null;
  }
  // The backend looks for these where a browser has them.
  const global = globalThis as Record<string, unknown>;
  for (const [name, value] of Object.entries(dawn.globals)) global[name] ??= value;
  const made = dawn.create([]);
  if (!global.navigator) global.navigator = {};
  Object.defineProperty(global.navigator, "gpu", { value: made, configurable: true });
  return made;
}

/** Kept from the bundler's and the type checker's eyes: an optional package may be absent. */
const named = (specifier: string): string => specifier;
