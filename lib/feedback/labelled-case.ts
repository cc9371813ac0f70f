import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";

/** A case and the level that a person gave it: what is learned from and measured on, wherever it came from. */
export type LabelledCase = { readonly case: TriageCase; readonly level: Level };
