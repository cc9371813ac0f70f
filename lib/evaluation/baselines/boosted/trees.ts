import { z } from "zod";
import { AppError } from "@/lib/core/errors";

/**
 * Gradient-boosted trees as XGBoost fits them (Chen & Guestrin 2016, arXiv:1603.02754), answered here: a value below the
 * threshold goes left, one that is missing the way the fit learned for it, and the leaves that are reached add up.
 *
 * A tree is a list of numbers, read from the left: a split is [input, threshold, 1 where missing goes left or else 0], then all of
 * its left side, then all of its right; a leaf is [-1, what it adds].
 */
export const treesSchema = z.strictObject({
  inputs: z.array(z.string().min(1)).min(1),
  classes: z.number().int().min(2),
  /** Tree i adds to class i % classes. */
  trees: z.array(z.array(z.number())).min(1),
});
export type StoredTrees = z.infer<typeof treesSchema>;

const LEAF = -1;

/** Node i of a tree: an input (or LEAF), its threshold (or the leaf's value), and where to go. */
type Tree = {
  readonly input: Int16Array;
  readonly value: Float32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly missing: Int32Array;
};
export type Trees = Pick<StoredTrees, "inputs" | "classes"> & { readonly trees: readonly Tree[] };

/** @throws AppError("artifact-invalid") where a list is no whole tree over the inputs. */
export function openTrees(stored: StoredTrees): Trees {
  const { inputs, classes } = stored;
  if (stored.trees.length % classes !== 0) throw broken("not as many trees for every class");
  return { inputs, classes, trees: stored.trees.map((list) => openTree(list, inputs.length)) };
}

function openTree(list: readonly number[], inputs: number): Tree {
  const nodes: { input: number; value: number; left: number; right: number; missing: number }[] = [];
  let at = 0;
  const next = (): number => {
    const x = list[at++];
    if (x === undefined) throw broken("a tree ends in its middle");
    return x;
  };
  const read = (): number => {
    const own = nodes.length;
    const input = next();
    if (input !== LEAF && !(Number.isInteger(input) && input >= 0 && input < inputs))
      throw broken(`there is no input ${input}`);
    const node = { input, value: next(), left: 0, right: 0, missing: 0 };
    nodes.push(node);
    if (input === LEAF) return own;
    const isLeft = next();
    node.left = read();
    node.right = read();
    node.missing = isLeft === 1 ? node.left : node.right;
    return own;
  };
  read();
  if (at !== list.length) throw broken("a tree goes on after its end");
  return {
    input: Int16Array.from(nodes, (n) => n.input),
    value: Float32Array.from(nodes, (n) => n.value),
    left: Int32Array.from(nodes, (n) => n.left),
    right: Int32Array.from(nodes, (n) => n.right),
    missing: Int32Array.from(nodes, (n) => n.missing),
  };
}

const broken = (why: string): AppError => new AppError("artifact-invalid", `boosted trees: ${why}`);

/**
 * What the leaves of each class add up to.
 * @param values (inputs), NaN where missing. In single precision, as XGBoost compares.
 * @returns (classes)
 */
export function sumLeaves({ trees, classes }: Trees, values: Float32Array): number[] {
  const sums = Array.from({ length: classes }, () => 0);
  trees.forEach((t, i) => {
    let node = 0;
    while (t.input[node] !== LEAF) {
      const x = values[t.input[node] as number] as number;
      const side = Number.isNaN(x) ? t.missing : x < (t.value[node] as number) ? t.left : t.right;
      node = side[node] as number;
    }
    sums[i % classes] = (sums[i % classes] as number) + (t.value[node] as number);
  });
  return sums;
}
