import type { TriageCase } from "@/lib/case/triage-case";
import type { Precision } from "@/lib/model/artifact";
import type { PolicyName } from "@/lib/model/calibration";
import type { FamiliarityTable } from "@/lib/model/familiarity";
import type { ModelIdentity, Prediction } from "@/lib/model/prediction";
import type { DecisionRule } from "@/lib/policy/site-calibration";

export type PredictOptions = {
  /** Also give each answer its embedding, where the artifact has one. Explanations, which ask thousands, leave it out. */
  readonly embedding?: boolean;
  /** Also say of each case how like the visits the model learned from it is, where the artifact can. */
  readonly familiarity?: boolean;
  /** Whether others' calls may be answered together with this one (join.ts). */
  readonly joinable?: boolean;
  /** Told what answered: an engine with stand-ins is not always the same one. Called once before the answers are given. */
  readonly onAnswer?: (by: AnsweredBy) => void;
};

export type AnsweredBy = Pick<Engine, "engine" | "device" | "precision">;

/** Another engine over the same artifact answers in the place of the one that was asked for. */
export type StandIn = {
  readonly wanted: Engine["engine"];
  /** For a person. */
  readonly why: string;
};

/** Serves one loaded artifact. Two engines over the same artifact, in the same precision, must give the same answers to 1e-4. */
export interface Engine {
  readonly engine: "onnx" | "tfjs" | "remote";
  /** Where it runs, as the runtime reports it: "cpu", "cuda", "webgpu", "wasm", "tensorflow"; of a remote one how it is spoken to: "http", "grpc". */
  readonly device: string;
  readonly precision: Precision;
  readonly model: ModelIdentity;
  /** Decision policy in force: whose thresholds turn expected severity into a level. */
  readonly policy: PolicyName;
  /** sha256 of the artifact's manifest: names exactly what answered. */
  readonly artifactDigest: string;
  /** Cosine distances that one in a hundred and one in ten pairs of ordinary visits fall below; null where not known. */
  readonly pairDistances?: FamiliarityTable["pairs"] | null;
  /** How its probabilities become a level; absent where it cannot say. */
  readonly decision?: DecisionRule;
  /** Digest of the site calibration laid over its answers (adjust.ts); absent: the model's own are given. */
  readonly calibration?: string;
  /** The same with what was learned of a unit; absent where units make no difference. */
  readonly forUnit?: (unit: string) => Engine;
  /** Set while another engine answers in the place of the one wanted. */
  readonly standIn?: StandIn | null;
  /** Answers in input order. Throws AppError("model-unavailable") when the runtime fails. */
  predict(cases: readonly TriageCase[], options?: PredictOptions): Promise<Prediction[]>;
  close(): Promise<void>;
}
