import type * as tfjs from "@tensorflow/tfjs";
import type { Artifact } from "@/lib/model/artifact";
import { readWeights } from "@/lib/model/artifact";
import { type Backend, loadBackend } from "@/lib/model/backend";
import { EMBEDDING } from "@/lib/model/config";
import { forward } from "@/lib/model/network";
import type { Engine } from "./engine";
import { createEngine, type EngineOptions, type Logits, type Runtime } from "./serve";

export type TfjsOptions = EngineOptions & { readonly backend?: Backend };

/** Serves an artifact through TensorFlow.js: the native addon where there is one, else WASM, else JavaScript. */
export function createTfjsEngine(artifactDir: string, options: TfjsOptions = {}): Promise<Engine> {
  return createEngine(artifactDir, (artifact) => startTfjs(artifact, options.backend), options);
}

async function startTfjs(artifact: Artifact, wanted?: Backend): Promise<Runtime> {
  const stored = await readWeights(artifact);
  const { tf, backend } = await loadBackend(wanted);
  const weights: Record<string, tfjs.Tensor> = {};
  for (const [name, t] of Object.entries(stored)) weights[name] = tf.tensor(t.data, [...t.shape]);
  return {
    engine: "tfjs",
    device: backend,
    precision: "fp32",
    async run(inputs, { embedding = false }) {
      const outputs = tf.tidy(() => {
        const { [EMBEDDING]: place, ...heads } = forward(tf, artifact.config, weights, inputs);
        return (embedding ? { ...heads, [EMBEDDING]: place } : heads) as Record<string, tfjs.Tensor>;
      });
      const logits: Record<string, Float32Array> = {};
      for (const [head, tensor] of Object.entries(outputs)) {
        logits[head] = (await tensor.data()) as Float32Array;
        tensor.dispose();
      }
      return logits as Logits;
    },
    async close() {
      for (const t of Object.values(weights)) t.dispose();
    },
  };
}
