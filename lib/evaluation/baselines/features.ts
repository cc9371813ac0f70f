import type { TriageCase } from "@/lib/case/triage-case";
import type { Artifact } from "@/lib/model/artifact";
import { categoryRows, numberWidth, SEGMENT_COUNT } from "@/lib/model/config";
import { createCaseEncoder } from "@/lib/model/inputs";
import type { SparseRows } from "./ordinal-regression";

/**
 * What the model reads, for a linear model: the same piecewise-linear numbers with their missing slots, the same categories,
 * and the same word pieces, each counted present or not by where it stands (complaint, note, history).
 */
export function linearFeatures(
  { config, tokenizer }: Pick<Artifact, "config" | "tokenizer">,
  cases: readonly TriageCase[],
): SparseRows {
  const encode = createCaseEncoder(config, tokenizer);
  const numbers = config.numbers.length * numberWidth(config);
  const words = numbers + categoryRows(config);
  const offsets = new Int32Array(cases.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  cases.forEach((c, r) => {
    const e = encode(c);
    e.numbers.forEach((value, i) => {
      if (value === 0) return;
      columns.push(i);
      values.push(value);
    });
    const present = new Set(
      e.tokens.map((token, i) => words + (e.segments[i] as number) * config.vocab_size + token),
    );
    for (const column of [...Array.from(e.categories, (row) => numbers + row), ...present]) {
      columns.push(column);
      values.push(1);
    }
    offsets[r + 1] = columns.length;
  });
  return {
    width: words + SEGMENT_COUNT * config.vocab_size,
    offsets,
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
  };
}
