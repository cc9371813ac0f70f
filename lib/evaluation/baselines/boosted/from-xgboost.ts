import { z } from "zod";
import type { StoredTrees } from "./trees";

/** Of XGBoost's own JSON (Booster.save_model), what a prediction needs; a leaf's value stands where a split has its threshold. */
const savedSchema = z.object({
  learner: z.object({
    gradient_booster: z.object({
      name: z.literal("gbtree"),
      model: z.object({
        tree_info: z.array(z.number()),
        trees: z.array(
          z.object({
            left_children: z.array(z.number()),
            right_children: z.array(z.number()),
            split_indices: z.array(z.number()),
            split_conditions: z.array(z.number()),
            default_left: z.array(z.number()),
          }),
        ),
      }),
    }),
  }),
});
type SavedTree = z.infer<typeof savedSchema>["learner"]["gradient_booster"]["model"]["trees"][number];

/** The trees in short, with the inputs alone that they ask. @param names of the columns it was fitted on */
export function fromXgboost(json: unknown, names: readonly string[], classes: number): StoredTrees {
  const { tree_info, trees } = savedSchema.parse(json).learner.gradient_booster.model;
  if (tree_info.some((c, i) => c !== i % classes))
    throw new Error("its trees are not in the order of classes");
  const asked = new Set(trees.flatMap((t) => t.split_indices.filter((_, i) => t.left_children[i] !== -1)));
  const columns = [...asked].sort((a, b) => a - b);
  const place = new Map(columns.map((column, i) => [column, i]));
  return {
    inputs: columns.map((column) => names[column] as string),
    classes,
    trees: trees.map((t) => listOf(t, 0, place)),
  };
}

function listOf(t: SavedTree, node: number, place: ReadonlyMap<number, number>): number[] {
  const left = t.left_children[node] as number;
  const value = shortest(t.split_conditions[node] as number);
  if (left === -1) return [-1, value];
  return [
    place.get(t.split_indices[node] as number) as number,
    value,
    t.default_left[node] as number,
    ...listOf(t, left, place),
    ...listOf(t, t.right_children[node] as number, place),
  ];
}

/** The shortest decimal that is the same number in single precision. */
function shortest(x: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.fround(short) === Math.fround(x)) return short;
  }
  return Number(x.toPrecision(9));
}
