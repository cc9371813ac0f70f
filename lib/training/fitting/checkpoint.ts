import { open, readFile, rename } from "node:fs/promises";
import type * as tfjs from "@tensorflow/tfjs";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { decodeSafetensors, encodeSafetensors } from "@/lib/model/safetensors";
import type { AdamW } from "./optimizer";

/**
 * A training state on disk: weights and optimizer moments, nothing of the cases. One file, written beside and renamed, so
 * that kill -9 leaves the old one or the new one; its sha256 stands in front, so that a torn or changed file is refused.
 */
export type Checkpoint = { readonly step: number; readonly tensors: Readonly<Record<string, Float32Array>> };

const MAGIC = "openacuity-checkpoint-1";

export async function writeCheckpoint(
  file: string,
  fingerprint: string,
  step: number,
  weights: Readonly<Record<string, tfjs.Variable>>,
  optimizer: AdamW,
  /** What else belongs to the state, by names of its own. */
  more: Readonly<Record<string, Float32Array>> = {},
): Promise<void> {
  const tensors: Record<string, { shape: number[]; data: Float32Array }> = {};
  for (const [name, data] of Object.entries(more)) tensors[name] = { shape: [data.length], data };
  const keep = async (name: string, t: tfjs.Tensor) => {
    tensors[name] = { shape: t.shape, data: (await t.data()) as Float32Array };
  };
  for (const [name, w] of Object.entries(weights)) await keep(`weight/${name}`, w);
  for (const [name, moment] of Object.entries(optimizer.state())) {
    await keep(name, moment);
    moment.dispose();
  }
  const body = encodeSafetensors(tensors, { step: String(step), fingerprint });
  const head = Buffer.from(`${MAGIC} ${sha256(body)}\n`);
  const temporary = `${file}.writing`;
  const handle = await open(temporary, "w");
  try {
    await handle.writeFile(Buffer.concat([head, body]));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

/**
 * The checkpoint of this very run, or null when there is none or it is another run's.
 * @throws AppError("artifact-invalid") when the file is damaged
 */
export async function readCheckpoint(file: string, fingerprint: string): Promise<Checkpoint | null> {
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const end = content.indexOf(10);
  const [magic, digest] = content.subarray(0, Math.max(0, end)).toString("latin1").split(" ");
  const body = content.subarray(end + 1);
  if (magic !== MAGIC || sha256(body) !== digest)
    throw new AppError("artifact-invalid", `checkpoint ${file} is damaged; delete it to start over`);
  const { tensors, metadata } = decodeSafetensors(body);
  if (metadata.fingerprint !== fingerprint) return null;
  return {
    step: Number(metadata.step),
    tensors: Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, t.data])),
  };
}
