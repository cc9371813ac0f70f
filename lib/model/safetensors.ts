import { AppError } from "@/lib/core/errors";

/**
 * Hugging Face's safetensors: 8 bytes length, JSON header {name: {dtype, shape, data_offsets}}, raw data. Written as
 * float32; half precision, in which checkpoints are often kept, is read into float32 (exactly: it is wider).
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

/** The format's own limit, in bytes. */
const LONGEST_HEADER = 100_000_000;
const BYTES: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

/**
 * @param wanted names to read; others may be of any type and are only checked to be within the file
 * @throws AppError("artifact-invalid") on anything that is not a whole safetensors file of floating-point numbers
 */
export function decodeSafetensors(
  content: Buffer,
  wanted: (name: string) => boolean = () => true,
): {
  tensors: NamedTensors;
  metadata: Record<string, string>;
  /** Every tensor's name, wanted or not. */
  names: readonly string[];
} {
  const invalid = (why: string) => new AppError("artifact-invalid", `safetensors: ${why}`);
  if (content.length < 8) throw invalid("the file is too short");
  const headerLength = Number(content.readBigUInt64LE(0));
  if (headerLength > LONGEST_HEADER) throw invalid("the header is too long");
  if (headerLength > content.length - 8) throw invalid("the header is longer than the file");
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(content.subarray(8, 8 + headerLength).toString("utf8")) as Record<string, unknown>;
  } catch (cause) {
    throw new AppError("artifact-invalid", "safetensors: the header is no JSON", { cause });
  }
  const start = 8 + headerLength;
  const tensors: Record<string, { shape: number[]; data: Float32Array }> = {};
  const names: string[] = [];
  let read = 0;
  const metadata = (header.__metadata__ ?? {}) as Record<string, string>;
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { dtype, shape, from, to } = entryOf(value) ?? {};
    if (dtype === undefined || shape === undefined || from === undefined || to === undefined)
      throw invalid(`${name} is not described as the format asks`);
    const size = shape.reduce((a, b) => a * b, 1);
    names.push(name);
    if (start + to > content.length)
      throw invalid(
        `${name} ends at byte ${start + to}, the file at ${content.length}; it was cut short or changed`,
      );
    if (!wanted(name)) continue;
    const width = BYTES[dtype];
    if (!width) throw invalid(`${name} is ${dtype}; only ${Object.keys(BYTES).join(", ")} are read`);
    if (to - from !== size * width) throw invalid(`${name} does not fit its shape [${shape.join(", ")}]`);
    read += to - from;
    // Tensors that share bytes would let a small file fill the memory.
    if (read > content.length - start) throw invalid("tensors overlap");
    // Copied, because a typed array must start at a multiple of its width.
    const bytes = content.buffer.slice(content.byteOffset + start + from, content.byteOffset + start + to);
    tensors[name] = { shape, data: toFloats(bytes as ArrayBuffer, dtype) };
  }
  return { tensors, metadata, names };
}

type Entry = { dtype: string; shape: number[]; from: number; to: number };

function entryOf(value: unknown): Entry | null {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  const whole = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (typeof dtype !== "string" || !/^[A-Z0-9_]{1,12}$/.test(dtype) || !whole(shape) || !whole(offsets))
    return null;
  const [from, to] = offsets;
  return offsets.length === 2 && from !== undefined && to !== undefined && from <= to
    ? { dtype, shape, from, to }
    : null;
}

function toFloats(bytes: ArrayBuffer, dtype: string): Float32Array {
  if (dtype === "F32") return new Float32Array(bytes);
  const halves = new Uint16Array(bytes);
  // bfloat16 is the upper half of a float32.
  if (dtype === "BF16") return new Float32Array(Uint32Array.from(halves, (h) => h << 16).buffer);
  return Float32Array.from(halves, halfToFloat);
}

/** IEEE 754 binary16: sign, five bits of exponent, ten of fraction. */
function halfToFloat(h: number): number {
  const sign = h & 0x8000 ? -1 : 1;
  const exponent = (h >> 10) & 31;
  const fraction = h & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
