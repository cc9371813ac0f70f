import type { TriageCase } from "@/lib/case/triage-case";
import type { Precision } from "@/lib/model/artifact";
import type { PolicyName } from "@/lib/model/calibration";
import type { FamiliarityTable } from "@/lib/model/familiarity";
import type { ModelIdentity, Prediction } from "@/lib/model/prediction";

export type PredictOptions = {
  /** Also give each answer its embedding, where the artifact has one. Explanations, which ask thousands, leave it out. */
  readonly embedding?: boolean;
  /** Also say of each case how like the visits the model learned from it is, where the artifact can. */
  readonly familiarity?: boolean;
};

/** Serves one loaded artifact. Two engines over the same artifact, in the same precision, must give the same answers to 1e-4. */
export interface Engine {
  readonly engine: "onnx" | "tfjs";
  /** Where it runs, as the runtime reports it: "cpu", "cuda", "webgpu", "wasm", "tensorflow" ... */
  readonly device: string;
  readonly precision: Precision;
  readonly model: ModelIdentity;
  /** Decision policy in force: whose thresholds turn expected severity into a level. */
  readonly policy: PolicyName;
  /** sha256 of the artifact's manifest: names exactly what answered. */
  readonly artifactDigest: string;
  /** Cosine distances that one in a hundred and one in ten pairs of ordinary visits fall below; null where not known. */
  readonly pairDistances?: FamiliarityTable["pairs"] | null;
  /** Answers in input order. Throws AppError("model-unavailable") when the runtime fails. */
  predict(cases: readonly TriageCase[], options?: PredictOptions): Promise<Prediction[]>;
  close(): Promise<void>;
}
