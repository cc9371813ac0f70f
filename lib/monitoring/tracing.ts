import type { ErrorCode } from "@/lib/core/errors";
import type { LabelSetName } from "./labels";

/**
 * Every span of ours, once. A name is one of these words; what goes with it is in SPAN_ATTRIBUTES. Nothing else can be said:
 * no id of a person, patient or visit, no address, no text of anybody's.
 */
export const SPANS = {
  "launch.begin": "The EHR sent a browser here; the trace of the launch begins",
  "launch.finish": "The browser came back from the EHR: code, tokens, person, session",
  request: "A page's action or route, from session and permission to its answer",
  "encounter.open": "A patient's page was put together",
  "board.read": "The board was put together",
  "ehr.read": "A visit or a list was read from the EHR",
  "ehr.request": "One try at the EHR",
  "case.assess": "Visits were assessed: case, model, safety rules, and their record",
  "case.build": "The cases were built from what the EHR said",
  "engine.predict": "One call to the model",
  "explanation.make": "An assessment was explained",
  "explanation.compute": "The values of an explanation were computed",
  "decision.record": "A clinician's level was recorded",
  "queue.send": "A job was put into the work queue",
  job: "One try at a job of the work queue",
  "ehr.write-back": "A decision was written to the EHR",
  "cds.answer": "An EHR's own question was answered (CDS Hooks)",
} as const;
export type SpanName = keyof typeof SPANS;

/** What a span may say, and of which closed set (labels.ts) each value is; "number": a count. */
export const SPAN_ATTRIBUTES = {
  "openacuity.route": "route",
  "openacuity.engine": "engine",
  "openacuity.model.version": "version",
  "openacuity.outcome": "outcome",
  "openacuity.explanation.stage": "stage",
  "openacuity.explanation.method": "method",
  "openacuity.decision.kind": "decisionKind",
  "openacuity.queue": "queue",
  "openacuity.count": "number",
  "ehr.resource": "resource",
  "ehr.outcome": "ehrOutcome",
  /** A stable code of ours (lib/core/errors.ts). */
  "error.type": "answer",
} as const satisfies Record<string, LabelSetName | "number">;
export type SpanAttributes = { readonly [K in keyof typeof SPAN_ATTRIBUTES]?: string | number };

/** Where a span belongs when nothing is under way around it. Texts are traceparents; what is none is taken for absent. */
export type Origin = {
  /** It goes on with this. */
  readonly parent?: string | null | undefined;
  /** It begins a trace of its own that points to this. */
  readonly link?: string | null | undefined;
};

export type OpenSpan = {
  set(attributes: SpanAttributes): void;
  fail(code: ErrorCode): void;
};

export type Tracing = {
  readonly on: boolean;
  /** Runs `work` as a span, inside the one under way. What it throws is passed on; of it the span says the code. */
  span<T>(
    name: SpanName,
    attributes: SpanAttributes,
    work: (span: OpenSpan) => Promise<T>,
    origin?: Origin,
  ): Promise<T>;
  /** Something that has just ended within the span under way; without one nothing is said. */
  ended(name: SpanName, attributes: SpanAttributes, seconds: number): void;
  /** Sends what is left, for as long as a stopping process has time. Never throws. */
  close(): Promise<void>;
};

const SILENT: OpenSpan = { set: () => {}, fail: () => {} };
export const TRACING_OFF: Tracing = {
  on: false,
  span: (_name, _attributes, work) => work(SILENT),
  ended: () => {},
  close: async () => {},
};
