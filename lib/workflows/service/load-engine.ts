import { MINUTE } from "@/lib/core/clock";
import type { Env } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import type { Engine } from "@/lib/engine/engine";
import type { PolicyName } from "@/lib/model/calibration";
import type { EngineLoader } from "./engines";

/**
 * Opens an artifact with the runtime the settings name. `auto` prefers ONNX Runtime and falls back to TensorFlow.js when
 * its library cannot be loaded on this machine; a broken artifact is broken for both and falls back to nothing.
 */
export function loadEngine(choice: Env["ENGINE"]): EngineLoader {
  return (dir, policy) => inTime(open(choice, dir, policy));
}

/** A folder on a disk that does not answer must not keep everybody waiting: rules only until it is tried again. */
const LOADED_WITHIN = 2 * MINUTE;

async function inTime(opening: Promise<Engine>): Promise<Engine> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError("model-unavailable", "the model took too long to load")),
      LOADED_WITHIN,
    );
  });
  try {
    return await Promise.race([opening, late]);
  } catch (error) {
    // One that arrives after all is nobody's.
    opening.then((engine) => engine.close()).catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function open(choice: Env["ENGINE"], dir: string, policy?: PolicyName): Promise<Engine> {
  const options = policy ? { policy } : {};
  if (choice !== "tfjs") {
    try {
      const { createOnnxEngine } = await import("@/lib/engine/onnx");
      return await createOnnxEngine(dir, options);
    } catch (error) {
      if (choice === "onnx" || (error instanceof AppError && error.code === "artifact-invalid")) throw error;
    }
  }
  const { createTfjsEngine } = await import("@/lib/engine/tfjs");
  return createTfjsEngine(dir, options);
}
