import { ERROR_CODES } from "@/lib/core/errors";
import { LLM_FAILURES } from "@/lib/engine/llm/client";
import { DEVICE_REFUSAL_CODES } from "@/lib/fhir/devices/refusals";
import { NOT_TO_BE_SAID } from "@/lib/language/may-not-be-said";
import { POLICIES } from "@/lib/model/calibration";
import { CAUSE_KINDS } from "./drift/causes";

/**
 * What a label may say. A label is a closed set of our own words: no patient, user, address or EHR identifier ever becomes
 * one, and no request can add a time series. What is not in its set is counted as "other".
 */
export type LabelSet = { readonly said: string; readonly admits: (value: string) => boolean };
export const OTHER = "other";

const oneOf = (...words: readonly string[]): LabelSet => {
  const known = new Set(words);
  return { said: words.map((w) => `\`${w}\``).join(", "), admits: (value) => known.has(value) };
};

const DECLARED = Symbol.for("openacuity.declaredRoutes");
type Holder = { [DECLARED]?: Set<string> };
/** On globalThis because Next bundles modules more than once. */
function declared(): Set<string> {
  const holder = globalThis as Holder;
  holder[DECLARED] ??= new Set(["page"]);
  return holder[DECLARED];
}

/** Called where an action or route is made, so that the code alone says which there are. */
export const declareRoute = (name: string): void => void declared().add(name);

/** Versions come one after another with promotions; a process that has seen more than so many calls the rest "other". */
const MOST_VERSIONS = 50;
const versionLabel = (): LabelSet => {
  const seen = new Set<string>();
  return {
    said: `the version's name; the first ${MOST_VERSIONS} of a process`,
    admits: (value) => {
      if (seen.has(value)) return true;
      if (seen.size >= MOST_VERSIONS || !/^\d+\.\d+\.\d+[0-9A-Za-z.+-]{0,40}$/.test(value)) return false;
      seen.add(value);
      return true;
    },
  };
};

const CODES = Object.keys(ERROR_CODES);
const EHR_RESOURCES =
  "metadata transaction AllergyIntolerance Binary Condition Device DocumentReference Encounter Location MedicationRequest MedicationStatement Observation Patient Practitioner Provenance RiskAssessment".split(
    " ",
  );
const EHR_STATUS = "400 401 403 404 408 409 410 412 422 429 500 501 502 503 504".split(" ");

export const QUEUES = [
  "write-back",
  "retrain",
  "embed-cases",
  "follow-outcomes",
  "consider-retraining",
  "guard-canary",
  "explain-model",
  "check-model",
  "measure-fairness",
] as const;
export const DEGRADED = ["database", "model", "engine", "switched-off", "ehr", "queue", "audit"] as const;
export const RUN_OUTCOMES = ["succeeded", "failed", "cancelled"] as const;

/** Made anew for each process' metrics: what versions it has seen is its own. */
export const labelSets = () =>
  ({
    route: { said: "the name of an action or route in `app/`", admits: (v) => declared().has(v) } as LabelSet,
    answer: { said: "`ok` or an error code (lib/core/errors.ts)", admits: oneOf("ok", ...CODES).admits },
    written: {
      said: "`written` or an error code (lib/core/errors.ts)",
      admits: oneOf("written", ...CODES).admits,
    },
    kind: oneOf("read", "action", "launch", "anonymous", "cds", "news", "probe", "files", "malformed"),
    statusClass: oneOf("2xx", "3xx", "4xx", "5xx", "gone"),
    engine: oneOf("onnx", "tfjs", "remote"),
    device: oneOf("cpu", "cuda", "webgpu", "wasm", "tensorflow", "http", "grpc"),
    precision: oneOf("fp32", "int8"),
    version: versionLabel(),
    policy: oneOf(...POLICIES),
    outcome: oneOf("ok", "failed"),
    stage: oneOf("groups", "first", "refined"),
    method: oneOf("groups", "exact", "owen", "permutation"),
    resource: oneOf(...EHR_RESOURCES),
    ehrOutcome: oneOf("ok", "malformed", "unreachable", ...EHR_STATUS),
    decisionKind: oneOf("accept", "override", "assign"),
    level: oneOf("1", "2", "3", "4", "5"),
    direction: oneOf("none", "more-urgent", "less-urgent"),
    answeredBy: oneOf("model", "rules-only"),
    deviceMessage: oneOf("stored", ...DEVICE_REFUSAL_CODES),
    deviceReading: oneOf("written", "coalesced", ...DEVICE_REFUSAL_CODES),
    textPlace: oneOf("page", "card", "record"),
    notToBeSaid: oneOf(...NOT_TO_BE_SAID),
    queue: oneOf(...QUEUES),
    waiting: oneOf("pending", "failed"),
    runOutcome: oneOf(...RUN_OUTCOMES),
    degraded: oneOf(...DEGRADED),
    cause: oneOf(...CAUSE_KINDS),
    llmOutcome: oneOf("ok", ...LLM_FAILURES),
    llmTokens: oneOf("asked", "answered"),
    spans: oneOf("sent", "lost"),
    acquired: oneOf("transaction", "probe"),
    gpu: oneOf(...Array.from({ length: 16 }, (_, i) => String(i))),
  }) as const satisfies Record<string, LabelSet>;
export type LabelSetName = keyof ReturnType<typeof labelSets>;
