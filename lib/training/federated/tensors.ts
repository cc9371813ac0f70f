import { AppError } from "@/lib/core/errors";
import type { ModelConfig } from "@/lib/model/config";
import type { NamedTensors } from "@/lib/model/safetensors";
import { learns, type Tuning } from "../fitting/tuning";

/**
 * What sites that learn together pass to each other: weights by name, as the model itself has them. Adapters are merged into the
 * matrices beside them first, because the mean of products is not the product of means (Sun et al. 2024, "Improving LoRA in
 * privacy-preserving federated learning").
 */
export type Sharing = {
  readonly tuning: Tuning;
  /** Beginnings of names that never leave a site. */
  readonly personal: readonly string[];
};

/** The head that labels teach here. The others stay as they are; rehearsing keeps what they say. */
const TAUGHT_HEAD = "heads.esi";

/** Whether a weight of the model itself learns at a site at all, shared or not. */
export const learnsAtSite = (name: string, tuning: Tuning, config: ModelConfig): boolean =>
  name.startsWith("heads.")
    ? startsWithPart(name, TAUGHT_HEAD)
    : tuning.mode === "lora"
      ? learns(name, tuning, config) || hasAdapter(name, tuning)
      : learns(name, tuning, config);

const hasAdapter = (name: string, { projections }: Extract<Tuning, { mode: "lora" }>): boolean => {
  const projection = /^encoder\.layer\.\d+\.(?:attention|feed_forward)\.([a-z]+)\.weight$/.exec(name)?.[1];
  return projection !== undefined && (projections as readonly string[]).includes(projection);
};

export type Parted = { readonly shared: readonly string[]; readonly personal: readonly string[] };

/**
 * The names that leave a site and those that learn and stay, each in the order of the alphabet.
 * @throws AppError("invalid-input") for a personal part that names no weight that learns, or when nothing is left to share
 */
export function partTensors(stored: NamedTensors, config: ModelConfig, s: Sharing): Parted {
  const learning = Object.keys(stored)
    .filter((name) => learnsAtSite(name, s.tuning, config))
    .sort();
  const isPersonal = (name: string) => s.personal.some((p) => startsWithPart(name, p));
  for (const p of s.personal)
    if (!learning.some((name) => startsWithPart(name, p)))
      throw new AppError("invalid-input", `${p} names no weight that learns; "federated tensors" lists them`);
  const shared = learning.filter((name) => !isPersonal(name));
  if (shared.length === 0) throw new AppError("invalid-input", "everything that learns is personal");
  return { shared, personal: learning.filter(isPersonal) };
}

/** "heads.esi" begins "heads.esi.weight", and not "heads.esix". */
const startsWithPart = (name: string, part: string): boolean => name === part || name.startsWith(`${part}.`);

export const pick = (tensors: NamedTensors, names: readonly string[]): NamedTensors =>
  Object.fromEntries(names.map((name) => [name, tensors[name] as NamedTensors[string]]));

/**
 * Weights somebody sent: exactly the named ones, each of its shape and finite throughout.
 * @throws AppError("invalid-input") naming what does not fit
 */
export function checkTensors(
  sent: NamedTensors,
  names: readonly string[],
  like: NamedTensors,
  whose: string,
): NamedTensors {
  const refuse = (why: string) => new AppError("invalid-input", `${whose}: ${why}`);
  const extra = Object.keys(sent).find((name) => !names.includes(name));
  if (extra) throw refuse(`${extra} is not among the weights that are shared`);
  for (const name of names) {
    const [got, wanted] = [sent[name], like[name] as NamedTensors[string]];
    if (!got) throw refuse(`${name} is missing`);
    if (got.shape.join() !== wanted.shape.join())
      throw refuse(`${name} has shape [${got.shape.join(", ")}], the model [${wanted.shape.join(", ")}]`);
    if (!got.data.every(Number.isFinite)) throw refuse(`${name} holds a number that is none`);
  }
  return sent;
}

/** What a site's learning changed: after less before. */
export const changeOf = (after: NamedTensors, before: NamedTensors): NamedTensors =>
  combine(after, before, (a, b) => a - b);

export const applyChange = (before: NamedTensors, change: NamedTensors): NamedTensors =>
  combine(before, change, (b, c) => b + c);

function combine(a: NamedTensors, b: NamedTensors, of: (a: number, b: number) => number): NamedTensors {
  return Object.fromEntries(
    Object.entries(a).map(([name, { shape, data }]) => {
      const other = b[name];
      if (other?.data.length !== data.length)
        throw new AppError("invalid-input", `${name} is not the same on both sides`);
      return [name, { shape, data: data.map((x, i) => of(x, other.data[i] as number)) }];
    }),
  );
}

/** Euclidean length over all weights together. */
export function normOf(tensors: NamedTensors): number {
  let sum = 0;
  for (const { data } of Object.values(tensors)) for (const x of data) sum += x * x;
  return Math.sqrt(sum);
}

export const scaled = (tensors: NamedTensors, by: number): NamedTensors =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, t]) => [name, { shape: t.shape, data: t.data.map((x) => x * by) }]),
  );

/** Shortened to a length, never lengthened: what one site can do in one round has a bound. */
export function shortened(change: NamedTensors, longest: number): NamedTensors {
  const norm = normOf(change);
  return norm <= longest ? change : scaled(change, longest / norm);
}
