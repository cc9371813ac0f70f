import type { Artifact } from "@/lib/model/artifact";
import type { Prediction } from "@/lib/model/prediction";
import type { Sources } from "@/lib/training/sources/load";
import type { SourceVisit } from "@/lib/training/sources/visit";
import type { ResultsFile } from "./baselines/results-file";

/** What levels and outcomes alike are measured from. */
export type MeasuredInput = {
  readonly artifact: Artifact;
  readonly sources: Sources;
  readonly visits: readonly SourceVisit[];
  /** The model's answers to `visits` under its balanced policy. */
  readonly answers: readonly Prediction[];
  readonly resamples: number;
  /** Whether the baselines are fitted and measured too. */
  readonly baselines: boolean;
  readonly results: ResultsFile | null;
  readonly onNote?: (line: string) => void;
};
