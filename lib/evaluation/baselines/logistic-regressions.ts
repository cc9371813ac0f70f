import type { Artifact } from "@/lib/model/artifact";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { type Classified, chooseRidge } from "./choose-ridge";
import { linearFeatures } from "./features";
import { ordinalProbabilities, type SparseRows } from "./ordinal-regression";

/** Yes-or-no questions by name; null: not known of the visit. */
export type BinaryTargets = Readonly<Record<string, (v: SourceVisit) => boolean | null>>;

/** Ridge strengths tried, strongest first. */
const PENALTIES = [100, 30, 10] as const;

/**
 * A logistic regression for each question on the inputs of the model. What a visit is to a linear model is worked out once for all.
 * @returns by question, the risk of each of `visits`
 */
export function logisticRegressions(
  artifact: Artifact,
  train: readonly SourceVisit[],
  choose: readonly SourceVisit[],
  visits: readonly SourceVisit[],
  targets: BinaryTargets,
  onNote?: (line: string) => void,
): Record<string, number[]> {
  const featuresOf = (of: readonly SourceVisit[]) =>
    linearFeatures(
      artifact,
      of.map((v) => v.case),
    );
  const [trainRows, chooseRows, rows] = [featuresOf(train), featuresOf(choose), featuresOf(visits)];
  return Object.fromEntries(
    Object.entries(targets).map(([name, truth]) => {
      onNote?.(`fitting a logistic regression: ${name}`);
      const { model } = chooseRidge(
        known(trainRows, train.map(truth)),
        known(chooseRows, choose.map(truth)),
        2,
        PENALTIES,
      );
      return [name, ordinalProbabilities(rows, model).map((p) => p[1] as number)];
    }),
  );
}

/** The rows of which the answer is known; class 2 is yes. */
function known(rows: SparseRows, answers: readonly (boolean | null)[]): Classified {
  const at = answers.flatMap((a, r) => (a === null ? [] : [r]));
  const offsets = new Int32Array(at.length + 1);
  at.forEach((r, i) => {
    offsets[i + 1] = (offsets[i] as number) + (rows.offsets[r + 1] as number) - (rows.offsets[r] as number);
  });
  const size = offsets.at(-1) as number;
  const columns = new Int32Array(size);
  const values = new Float64Array(size);
  at.forEach((r, i) => {
    const [from, to] = [rows.offsets[r] as number, rows.offsets[r + 1] as number];
    columns.set(rows.columns.subarray(from, to), offsets[i] as number);
    values.set(rows.values.subarray(from, to), offsets[i] as number);
  });
  return {
    rows: { width: rows.width, offsets, columns, values },
    classes: at.map((r) => (answers[r] ? 2 : 1)),
  };
}
