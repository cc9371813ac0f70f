import type { Env } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import type { EngineLoader } from "./engines";

/**
 * Opens an artifact with the runtime the settings name. `auto` prefers ONNX Runtime and falls back to TensorFlow.js when
 * its library cannot be loaded on this machine; a broken artifact is broken for both and falls back to nothing.
 */
export function loadEngine(choice: Env["ENGINE"]): EngineLoader {
  return async (dir, policy) => {
    const options = policy ? { policy } : {};
    if (choice !== "tfjs") {
      try {
        const { createOnnxEngine } = await import("@/lib/engine/onnx");
        return await createOnnxEngine(dir, options);
      } catch (error) {
        if (choice === "onnx" || (error instanceof AppError && error.code === "artifact-invalid"))
          throw error;
      }
    }
    const { createTfjsEngine } = await import("@/lib/engine/tfjs");
    return createTfjsEngine(dir, options);
  };
}
