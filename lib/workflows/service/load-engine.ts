import { MINUTE } from "@/lib/core/clock";
import type { Env } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import type { Engine } from "@/lib/engine/engine";
import { joinCalls } from "@/lib/engine/join";
import { createLadder } from "@/lib/engine/ladder";
import { remoteSettings } from "@/lib/engine/remote/settings";
import type { EngineOptions } from "@/lib/engine/serve";
import type { EngineLoader } from "./engines";

/** Engines of this process. */
export type LocalEngine = Exclude<Env["ENGINE"], "remote">;

/**
 * Opens an artifact with a runtime of this process. `auto` is ONNX Runtime, with TensorFlow.js where it cannot be loaded on
 * this machine or stops answering; a broken artifact is broken for both and falls back to nothing.
 */
export function loadEngine(choice: LocalEngine): EngineLoader {
  return (dir, policy) => inTime(openLocal(choice, dir, policy ? { policy } : {}));
}

/** As the settings say: a remote engine with those of this process below it, or one of them. */
export function loadServingEngine(env: Env): EngineLoader {
  const { ENGINE: choice } = env;
  return async (dir, policy) => {
    const options = policy ? { policy } : {};
    return joined(
      await inTime(choice === "remote" ? openRemote(env, dir, options) : openLocal(choice, dir, options)),
    );
  };
}

/** In int8 an answer depends a little on what else is in its batch, so there nobody's is joined with another's. */
const joined = (engine: Engine): Engine => (engine.precision === "fp32" ? joinCalls(engine) : engine);

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

async function openLocal(choice: LocalEngine, dir: string, options: EngineOptions): Promise<Engine> {
  const onnx = {
    name: "onnx",
    open: async () => (await import("@/lib/engine/onnx")).createOnnxEngine(dir, options),
  } as const;
  const tfjs = {
    name: "tfjs",
    open: async () => (await import("@/lib/engine/tfjs")).createTfjsEngine(dir, options),
  } as const;
  if (choice === "onnx") return onnx.open();
  if (choice === "tfjs") return tfjs.open();
  return createLadder([onnx, tfjs]);
}

async function openRemote(env: Env, dir: string, options: EngineOptions): Promise<Engine> {
  const { createRemoteEngine } = await import("@/lib/engine/remote/remote");
  const settings = await remoteSettings(env);
  // First: it verifies the artifact, says what the remote one has to answer, and answers when that does not.
  const local = await openLocal("auto", dir, options);
  try {
    const remote = await createRemoteEngine(dir, settings, { ...options, reference: local });
    await remote.check();
    return await createLadder([
      { name: "remote", engine: remote },
      { name: local.engine, engine: local },
    ]);
  } catch (error) {
    await local.close();
    throw error;
  }
}
