import { AppError } from "@/lib/core/errors";

/**
 * Hugging Face's safetensors, float32 only: 8 bytes length, JSON header {name: {dtype, shape, data_offsets}}, raw data.
 * https://github.com/huggingface/safetensors#format
 */
export type NamedTensors = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
>;

export function encodeSafetensors(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
): Buffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const parts: Buffer[] = [];
  let at = 0;
  for (const name of Object.keys(tensors).sort()) {
    const { shape, data } = tensors[name] as NamedTensors[string];
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    header[name] = { dtype: "F32", shape: [...shape], data_offsets: [at, at + bytes.length] };
    parts.push(bytes);
    at += bytes.length;
  }
  const json = Buffer.from(JSON.stringify(header));
  // The format asks for data aligned to 8 bytes; the header is padded with spaces.
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, " ")]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, ...parts]);
}

/** @throws AppError("artifact-invalid") on anything that is not a whole float32 safetensors file. */
export function decodeSafetensors(content: Buffer): {
  tensors: NamedTensors;
  metadata: Record<string, string>;
} {
  const invalid = (why: string) => new AppError("artifact-invalid", `safetensors: ${why}`);
  if (content.length < 8) throw invalid("the file is too short");
  const headerLength = Number(content.readBigUInt64LE(0));
  if (headerLength > content.length - 8) throw invalid("the header is longer than the file");
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(content.subarray(8, 8 + headerLength).toString("utf8")) as Record<string, unknown>;
  } catch (cause) {
    throw new AppError("artifact-invalid", "safetensors: the header is no JSON", { cause });
  }
  const start = 8 + headerLength;
  const tensors: Record<string, { shape: number[]; data: Float32Array }> = {};
  const metadata = (header.__metadata__ ?? {}) as Record<string, string>;
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const entry = value as { dtype?: string; shape?: number[]; data_offsets?: [number, number] };
    const [from, to] = entry.data_offsets ?? [0, -1];
    const shape = entry.shape ?? [];
    const size = shape.reduce((a, b) => a * b, 1);
    if (entry.dtype !== "F32") throw invalid(`${name} is ${entry.dtype}; only F32 is read`);
    if (to - from !== size * 4 || from < 0 || start + to > content.length)
      throw invalid(`${name} does not fit its shape [${shape.join(", ")}]`);
    // Copied, because a float array must start at a multiple of four bytes.
    const bytes = content.buffer.slice(content.byteOffset + start + from, content.byteOffset + start + to);
    tensors[name] = { shape, data: new Float32Array(bytes) };
  }
  return { tensors, metadata };
}
