import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Level } from "@/lib/case/level";

/**
 * Service metrics in Prometheus' terms (prometheus.io/docs/practices/naming). Labels are closed sets of our own words:
 * no patient, user or EHR identifier ever becomes one.
 */
export type Metrics = {
  readonly registry: Registry;
  readonly requestDuration: Histogram<"route" | "status">;
  readonly inferenceDuration: Histogram<"engine" | "model_version">;
  readonly explanationDuration: Histogram<"method">;
  readonly ehrRequestDuration: Histogram<"resource" | "outcome">;
  readonly decisions: Counter<"kind" | "level" | "direction">;
  readonly signIns: Counter<"outcome">;
  readonly writeBacks: Counter<"outcome">;
  readonly queueDepth: Gauge<"queue">;
  readonly modelInfo: Gauge<"version" | "engine" | "device" | "precision">;
  readonly modelReady: Gauge;
};

const REQUEST_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const INFERENCE_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "openacuity_" });
  const registers = [registry];
  return {
    registry,
    requestDuration: new Histogram({
      name: "openacuity_request_duration_seconds",
      help: "Time to answer a page's action or route",
      labelNames: ["route", "status"],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
    inferenceDuration: new Histogram({
      name: "openacuity_inference_duration_seconds",
      help: "Time of one call to the model, whatever its batch",
      labelNames: ["engine", "model_version"],
      buckets: INFERENCE_BUCKETS,
      registers,
    }),
    explanationDuration: new Histogram({
      name: "openacuity_explanation_duration_seconds",
      help: "Time to explain one assessment",
      labelNames: ["method"],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
    ehrRequestDuration: new Histogram({
      name: "openacuity_ehr_request_duration_seconds",
      help: "Time of one EHR call by resource type and outcome",
      labelNames: ["resource", "outcome"],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
    decisions: new Counter({
      name: "openacuity_decisions_total",
      help: "Clinicians' decisions by kind, chosen level and direction of an override",
      labelNames: ["kind", "level", "direction"],
      registers,
    }),
    signIns: new Counter({
      name: "openacuity_sign_ins_total",
      help: "Launches by outcome",
      labelNames: ["outcome"],
      registers,
    }),
    writeBacks: new Counter({
      name: "openacuity_write_backs_total",
      help: "Attempts to write a decision to the EHR by outcome",
      labelNames: ["outcome"],
      registers,
    }),
    queueDepth: new Gauge({
      name: "openacuity_queue_depth",
      help: "Jobs waiting by queue",
      labelNames: ["queue"],
      registers,
    }),
    modelInfo: new Gauge({
      name: "openacuity_model_info",
      help: "1 for the model version in use",
      labelNames: ["version", "engine", "device", "precision"],
      registers,
    }),
    modelReady: new Gauge({
      name: "openacuity_model_ready",
      help: "1 when the model answers, 0 when only the safety rules do",
      registers,
    }),
  };
}

/** Which way a clinician moved the level: a smaller number is more urgent. */
export function overrideDirection(
  shown: Level | null,
  chosen: Level,
): "none" | "more-urgent" | "less-urgent" {
  if (shown === null || shown === chosen) return "none";
  return chosen < shown ? "more-urgent" : "less-urgent";
}
