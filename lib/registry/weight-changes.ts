/** Weights by name, as lib/model/safetensors.ts reads them. */
type Tensors = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>;

export type TensorChange = {
  readonly name: string;
  readonly shape: readonly number[];
  /** Euclidean length of the difference, as a share of the length before; null: it cannot be compared. */
  readonly relative: number | null;
  /** Share of its numbers that differ at all; null as above. */
  readonly touched: number | null;
  readonly state: "same" | "changed" | "only-before" | "only-after" | "reshaped";
};

/** What differs between the weights of two versions, tensor by tensor, the most changed first; then by name. Pure. */
export function weightChanges(before: Tensors, after: Tensors): TensorChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => changeOf(name, before[name], after[name]))
    .sort((a, b) => (b.relative ?? Infinity) - (a.relative ?? Infinity) || (a.name < b.name ? -1 : 1));
}

function changeOf(
  name: string,
  a: Tensors[string] | undefined,
  b: Tensors[string] | undefined,
): TensorChange {
  const none = { relative: null, touched: null };
  if (!a || !b)
    return { name, shape: (a ?? b)?.shape ?? [], ...none, state: a ? "only-before" : "only-after" };
  if (a.shape.join() !== b.shape.join()) return { name, shape: b.shape, ...none, state: "reshaped" };
  let [moved, length, differing] = [0, 0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [a.data[i] as number, b.data[i] as number];
    moved += (y - x) ** 2;
    length += x ** 2;
    if (x !== y) differing++;
  }
  // A tensor of zeros that has learned something has moved by all of its new length.
  const relative = moved === 0 ? 0 : length === 0 ? 1 : Math.sqrt(moved / length);
  const touched = a.data.length === 0 ? 0 : differing / a.data.length;
  return { name, shape: b.shape, relative, touched, state: differing === 0 ? "same" : "changed" };
}
