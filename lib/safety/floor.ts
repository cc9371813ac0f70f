import type { Level } from "@/lib/case/level";

/** A safety rule that fired on a case. */
export type FiredRule = {
  /** Stable name, e.g. "hypotension-adult". */
  readonly id: string;
  /** The level this rule demands at least. */
  readonly level: Level;
  /** In words a nurse uses, with the value: "Systolic blood pressure 78 mmHg (below 90)". */
  readonly reason: string;
  /** Where the rule comes from. */
  readonly source: string;
};

/** The deterministic floor: it can only make a level more urgent, never less. Absent (null) when no rule fired. */
export type Floor = { readonly level: Level; readonly rules: readonly FiredRule[] };
