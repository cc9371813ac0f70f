import type { MetricDefinition } from "./instruments";

/**
 * Every metric of ours, once: what it counts, its labels' sets (labels.ts) and how processes add up. Requests by the RED
 * method (rate, errors, duration), resources by USE (utilisation, saturation, errors); names after
 * prometheus.io/docs/practices/naming. docs/metrics.md is made from this table.
 */
const REQUEST_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** What a person waits for while looking at the screen; explanations refine themselves and are not waited for. */
export const INTERACTIVE = [
  "board",
  "patient",
  "decide",
  "answer-lead-review",
  "retry-write-back",
  "assess-quick",
  "record-quick",
  "match-quick",
  "what-if",
] as const;
const INFERENCE_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
const ACQUIRE_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5];
/** From a second to two nights. */
const DELAY_BUCKETS = [1, 2, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 21_600, 86_400];
const JOB_BUCKETS = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600];

export const METRICS = {
  httpDuration: {
    type: "histogram",
    name: "openacuity_http_request_duration_seconds",
    help: "Time from a request at the door to the end of its answer; `gone`: who asked went away first",
    labels: { kind: "kind", status: "statusClass" },
    across: "sum",
    buckets: REQUEST_BUCKETS,
    from: ["read", "action", "launch", "anonymous"].map((kind) => ({ kind, status: "5xx" })),
  },
  requestDuration: {
    type: "histogram",
    name: "openacuity_request_duration_seconds",
    help: "Time to answer a page's action or route",
    labels: { route: "route", status: "answer" },
    across: "sum",
    buckets: REQUEST_BUCKETS,
    from: INTERACTIVE.map((route) => ({ route, status: "internal" })),
  },
  inferenceDuration: {
    type: "histogram",
    name: "openacuity_inference_duration_seconds",
    help: "Time of one call to the model, whatever its batch",
    labels: { engine: "engine", model_version: "version", outcome: "outcome" },
    across: "sum",
    buckets: INFERENCE_BUCKETS,
  },
  explanationDuration: {
    type: "histogram",
    name: "openacuity_explanation_duration_seconds",
    help: "Time to compute one explanation, by how far it goes and by what method",
    labels: { stage: "stage", method: "method" },
    across: "sum",
    buckets: REQUEST_BUCKETS,
  },
  explanationFailures: {
    type: "counter",
    name: "openacuity_explanation_failures_total",
    help: "Explanations that could not be computed",
    labels: { stage: "stage" },
    across: "sum",
  },
  ehrRequestDuration: {
    type: "histogram",
    name: "openacuity_ehr_request_duration_seconds",
    help: "Time of one try at the EHR by resource type and outcome (`unreachable`: no answer in time)",
    labels: { resource: "resource", outcome: "ehrOutcome" },
    across: "sum",
    buckets: REQUEST_BUCKETS,
  },
  assessments: {
    type: "counter",
    name: "openacuity_assessments_total",
    help: "Assessments made, by whether the model answered or the safety rules alone did",
    labels: { answered_by: "answeredBy" },
    across: "sum",
  },
  decisions: {
    type: "counter",
    name: "openacuity_decisions_total",
    help: "Clinicians' decisions by kind, chosen level and direction of an override",
    labels: { kind: "decisionKind", level: "level", direction: "direction" },
    across: "sum",
  },
  signIns: {
    type: "counter",
    name: "openacuity_sign_ins_total",
    help: "Launches by outcome",
    labels: { outcome: "answer" },
    across: "sum",
  },
  writeBacks: {
    type: "counter",
    name: "openacuity_write_backs_total",
    help: "Attempts to write a decision to the EHR by outcome",
    labels: { outcome: "written" },
    across: "sum",
  },
  outcomeReadings: {
    type: "counter",
    name: "openacuity_outcome_readings_total",
    help: "Times the EHR was asked what became of a decided visit, by outcome",
    labels: { outcome: "answer" },
    across: "sum",
  },
  writeBackDelay: {
    type: "histogram",
    name: "openacuity_write_back_delay_seconds",
    help: "Time from a decision to its being in the EHR",
    labels: {},
    across: "sum",
    buckets: DELAY_BUCKETS,
  },
  jobDuration: {
    type: "histogram",
    name: "openacuity_job_duration_seconds",
    help: "Time of one try at a job of the work queue",
    labels: { queue: "queue", outcome: "outcome" },
    across: "sum",
    buckets: JOB_BUCKETS,
  },
  databaseAcquire: {
    type: "histogram",
    name: "openacuity_database_acquire_seconds",
    help: "Time until a transaction had its connection (PostgreSQL); `probe`: a trivial statement at each scrape, waiting included",
    labels: { how: "acquired" },
    across: "sum",
    buckets: ACQUIRE_BUCKETS,
  },
  databaseConnections: {
    type: "gauge",
    name: "openacuity_database_connections_max",
    help: "Connections this process may open for its tables; 1 for the embedded database",
    labels: {},
    across: "each",
  },
  databaseTransactions: {
    type: "gauge",
    name: "openacuity_database_transactions_open",
    help: "Transactions of this process under way or waiting for a connection (PostgreSQL)",
    labels: {},
    across: "each",
  },
  eventLoopUse: {
    type: "gauge",
    name: "openacuity_event_loop_utilization_ratio",
    help: "Share of the time since the last scrape in which the process was busy",
    labels: {},
    across: "each",
  },
  traceSpans: {
    type: "counter",
    name: "openacuity_trace_spans_total",
    help: "Spans by whether they reached the OpenTelemetry receiver or are lost (it is away, refuses, or is too slow)",
    labels: { outcome: "spans" },
    across: "sum",
    from: [{ outcome: "sent" }, { outcome: "lost" }],
  },
  queueDepth: {
    type: "gauge",
    name: "openacuity_queue_depth",
    help: "Jobs waiting by queue",
    labels: { queue: "queue" },
    across: "max",
  },
  queueOldest: {
    type: "gauge",
    name: "openacuity_queue_oldest_due_seconds",
    help: "How long the longest-waiting job that is due has been due; 0: none is",
    labels: { queue: "queue" },
    across: "max",
  },
  writeBackOldest: {
    type: "gauge",
    name: "openacuity_write_back_oldest_seconds",
    help: "Age of the oldest decision that is still on its way to the EHR; 0: none is",
    labels: {},
    across: "max",
  },
  writeBackWaiting: {
    type: "gauge",
    name: "openacuity_write_backs_waiting",
    help: "Decisions not in the EHR: `pending` are tried again by themselves, `failed` wait for a person",
    labels: { state: "waiting" },
    across: "max",
  },
  retrainingRunning: {
    type: "gauge",
    name: "openacuity_retraining_running",
    help: "1 while a retraining is queued or under way",
    labels: {},
    across: "max",
  },
  retrainingLast: {
    type: "gauge",
    name: "openacuity_retraining_last_outcome",
    help: "1 for how the newest finished retraining ended, 0 for the other ways",
    labels: { outcome: "runOutcome" },
    across: "max",
  },
  retrainingDuration: {
    type: "gauge",
    name: "openacuity_retraining_last_duration_seconds",
    help: "How long the newest finished retraining took",
    labels: {},
    across: "max",
  },
  retrainingFinished: {
    type: "gauge",
    name: "openacuity_retraining_last_finished_timestamp_seconds",
    help: "When the newest finished retraining ended, as Unix time",
    labels: {},
    across: "max",
  },
  modelInfo: {
    type: "gauge",
    name: "openacuity_model_info",
    help: "1 for the model version in use",
    labels: { version: "version", engine: "engine", device: "device", precision: "precision" },
    across: "each",
  },
  policyInfo: {
    type: "gauge",
    name: "openacuity_policy_info",
    help: "1 for the decision policy in force",
    labels: { policy: "policy" },
    across: "each",
  },
  modelReady: {
    type: "gauge",
    name: "openacuity_model_ready",
    help: "1 when the model answers, 0 when only the safety rules do",
    labels: {},
    across: "min",
  },
  degraded: {
    type: "gauge",
    name: "openacuity_degraded",
    help: "1 for each reason for which /api/health says degraded or down, else 0",
    labels: { reason: "degraded" },
    across: "max",
  },
  auditAnchored: {
    type: "gauge",
    name: "openacuity_audit_anchored",
    help: "1 when the audit log's head is anchored outside the database and fits its anchors",
    labels: {},
    across: "min",
  },
  gpuUse: {
    type: "gauge",
    name: "openacuity_gpu_utilization_ratio",
    help: "Share of time the GPU was busy, after nvidia-smi; absent without one",
    labels: { gpu: "gpu" },
    across: "max",
  },
  gpuMemoryUsed: {
    type: "gauge",
    name: "openacuity_gpu_memory_used_bytes",
    help: "GPU memory in use, after nvidia-smi; absent without one",
    labels: { gpu: "gpu" },
    across: "max",
  },
  gpuMemoryTotal: {
    type: "gauge",
    name: "openacuity_gpu_memory_total_bytes",
    help: "GPU memory there is, after nvidia-smi; absent without one",
    labels: { gpu: "gpu" },
    across: "max",
  },
} as const satisfies Record<string, MetricDefinition>;

/** What prom-client measures of each process that our rules, panels and docs name. */
export const PROCESS_METRICS = {
  openacuity_process_cpu_seconds_total: "CPU time of the process",
  openacuity_process_resident_memory_bytes: "Memory of the process",
  openacuity_process_start_time_seconds: "When the process started, as Unix time",
  openacuity_nodejs_heap_size_used_bytes: "JavaScript heap in use",
  openacuity_nodejs_eventloop_lag_p99_seconds: "How late timers run, 99th percentile since the last scrape",
  openacuity_nodejs_eventloop_lag_max_seconds: "How late timers run, worst since the last scrape",
  openacuity_nodejs_gc_duration_seconds: "Pauses for garbage collection",
  openacuity_nodejs_active_handles_total: "Open sockets, timers and the like",
} as const;
