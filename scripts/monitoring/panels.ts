/** What the dashboards show, as data: a row a panel. */
export type Unit = "reqps" | "s" | "percentunit" | "short" | "bytes" | "dateTimeFromNow";
export type PanelSpec = {
  readonly title: string;
  readonly says: string;
  readonly kind: "graph" | "number";
  readonly unit: Unit;
  /** PromQL and what its lines are called. */
  readonly queries: readonly (readonly [expr: string, legend: string])[];
  /** From here on it is bad news. */
  readonly bad?: number;
  /** The bad news is below it. */
  readonly badBelow?: boolean;
};
export type DashboardSpec = {
  readonly uid: string;
  readonly title: string;
  readonly says: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly PanelSpec[] }[];
};

const RATE = "[$__rate_interval]";
const quantile = (q: number, histogram: string, by: string, match = "") =>
  `histogram_quantile(${q}, sum by (le${by ? `, ${by}` : ""}) (rate(${histogram}_bucket${match}${RATE})))`;
const rateBy = (series: string, by: string) => `sum by (${by}) (rate(${series}${RATE}))`;

export const DASHBOARDS: readonly DashboardSpec[] = [
  {
    uid: "openacuity-service",
    title: "OpenAcuity: service",
    says: "Whether it is up, keeps its promises, and how fast it answers.",
    rows: [
      {
        title: "Now",
        panels: [
          {
            title: "Model answers",
            says: "0: at least one process serves the safety rules alone.",
            kind: "number",
            unit: "short",
            queries: [["min(openacuity_model_ready)", ""]],
            bad: 1,
            badBelow: true,
          },
          {
            title: "Reasons for degraded",
            says: "What /api/health counts against ready: database, model, EHR, queue, audit.",
            kind: "number",
            unit: "short",
            queries: [["sum(max by (reason) (openacuity_degraded))", ""]],
            bad: 1,
          },
          {
            title: "Oldest decision not in the EHR",
            says: "Age of the oldest decision that is still on its way.",
            kind: "number",
            unit: "s",
            queries: [["max(openacuity_write_back_oldest_seconds)", ""]],
            bad: 300,
          },
          {
            title: "Audit log anchored",
            says: "1: its head is noted outside the database and fits.",
            kind: "number",
            unit: "short",
            queries: [["min(openacuity_audit_anchored)", ""]],
            bad: 1,
            badBelow: true,
          },
          {
            title: "Version and policy",
            says: "Which model version each process serves, under which decision policy.",
            kind: "graph",
            unit: "short",
            queries: [
              ["count by (version, device) (openacuity_model_info)", "{{version}} on {{device}}"],
              ["count by (policy) (openacuity_policy_info)", "{{policy}}"],
            ],
          },
          {
            title: "Degraded by reason",
            says: "1 while the reason holds.",
            kind: "graph",
            unit: "short",
            queries: [["max by (reason) (openacuity_degraded)", "{{reason}}"]],
          },
        ],
      },
      {
        title: "Promises over 30 days",
        panels: [
          {
            title: "What went wrong, last hour",
            says: "Share of requests, actions or time outside each promise; the alerts of docs/operations.md rest on it.",
            kind: "graph",
            unit: "percentunit",
            queries: [["openacuity:slo_error_ratio:rate1h", "{{slo}}"]],
          },
          {
            title: "What went wrong, three days",
            says: "The same over three days.",
            kind: "graph",
            unit: "percentunit",
            queries: [["openacuity:slo_error_ratio:rate3d", "{{slo}}"]],
          },
        ],
      },
      {
        title: "Requests",
        panels: [
          {
            title: "Requests at the door",
            says: "By kind, as bin/serve counts them.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_http_request_duration_seconds_count", "kind"), "{{kind}}"]],
          },
          {
            title: "Answers by status",
            says: "gone: who asked went away before the answer.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_http_request_duration_seconds_count", "status"), "{{status}}"]],
          },
          {
            title: "Actions and routes",
            says: "How often each is asked.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_request_duration_seconds_count", "route"), "{{route}}"]],
          },
          {
            title: "Refusals and errors by code",
            says: "Codes of lib/core/errors.ts, but for ok.",
            kind: "graph",
            unit: "reqps",
            queries: [
              [rateBy('openacuity_request_duration_seconds_count{status!="ok"}', "status"), "{{status}}"],
            ],
          },
          {
            title: "Time of actions, 95 of 100",
            says: "Time within which 95 of 100 are answered.",
            kind: "graph",
            unit: "s",
            queries: [[quantile(0.95, "openacuity_request_duration_seconds", "route"), "{{route}}"]],
            bad: 2.5,
          },
          {
            title: "Sign-ins",
            says: "Launches by outcome.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_sign_ins_total", "outcome"), "{{outcome}}"]],
          },
        ],
      },
    ],
  },
  {
    uid: "openacuity-work",
    title: "OpenAcuity: triage and work",
    says: "The model, its reasons, the EHR, and what waits to be done.",
    rows: [
      {
        title: "Model and reasons",
        panels: [
          {
            title: "Assessments",
            says: "By whether the model answered or the safety rules alone did.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_assessments_total", "answered_by"), "{{answered_by}}"]],
          },
          {
            title: "Inference, 50 and 95 of 100",
            says: "Time of one call to the model.",
            kind: "graph",
            unit: "s",
            queries: [
              [
                quantile(0.5, "openacuity_inference_duration_seconds", "model_version"),
                "{{model_version}} 50",
              ],
              [
                quantile(0.95, "openacuity_inference_duration_seconds", "model_version"),
                "{{model_version}} 95",
              ],
            ],
          },
          {
            title: "Explanation by stage, 95 of 100",
            says: "groups: parts of the chart first; first: every finding; refined: more samples.",
            kind: "graph",
            unit: "s",
            queries: [[quantile(0.95, "openacuity_explanation_duration_seconds", "stage"), "{{stage}}"]],
          },
          {
            title: "Explanations that failed",
            says: "By stage.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_explanation_failures_total", "stage"), "{{stage}}"]],
          },
          {
            title: "Sentences withheld",
            says: "What said what may not be said, by where it would have been seen.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_withheld_texts_total", "place, kind"), "{{place}} {{kind}}"]],
          },
          {
            title: "Decisions",
            says: "By kind and direction of an override.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_decisions_total", "kind, direction"), "{{kind}} {{direction}}"]],
          },
        ],
      },
      {
        title: "EHR",
        panels: [
          {
            title: "Calls by outcome",
            says: "Each try counts.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_ehr_request_duration_seconds_count", "outcome"), "{{outcome}}"]],
          },
          {
            title: "Time of calls, 95 of 100",
            says: "By resource.",
            kind: "graph",
            unit: "s",
            queries: [
              [quantile(0.95, "openacuity_ehr_request_duration_seconds", "resource"), "{{resource}}"],
            ],
          },
          {
            title: "Write-backs",
            says: "Attempts by outcome.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_write_backs_total", "outcome"), "{{outcome}}"]],
          },
          {
            title: "From decision to EHR, 95 of 100",
            says: "Of those that got there.",
            kind: "graph",
            unit: "s",
            queries: [[quantile(0.95, "openacuity_write_back_delay_seconds", ""), "95 of 100"]],
          },
          {
            title: "Decisions not in the EHR",
            says: "pending: tried again by themselves; failed: wait for a person.",
            kind: "graph",
            unit: "short",
            queries: [["max by (state) (openacuity_write_backs_waiting)", "{{state}}"]],
          },
          {
            title: "Asked what became of visits",
            says: "By outcome; one that did not answer is tried again.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_outcome_readings_total", "outcome"), "{{outcome}}"]],
          },
        ],
      },
      {
        title: "Monitors and wearables",
        panels: [
          {
            title: "Connected to the broker",
            says: "1: the gateway hears devices. Nothing: none runs.",
            kind: "graph",
            unit: "short",
            queries: [["max(openacuity_broker_connected)", "connected"]],
          },
          {
            title: "Messages",
            says: "Stored, or why they were refused.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_device_messages_total", "outcome"), "{{outcome}}"]],
          },
          {
            title: "Readings",
            says: "Written to the EHR, followed by a newer one, or why they were refused.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_device_readings_total", "outcome"), "{{outcome}}"]],
          },
          {
            title: "From the measuring to the EHR",
            says: "95 of 100 readings were there within so long.",
            kind: "graph",
            unit: "s",
            queries: [[quantile(0.95, "openacuity_device_reading_delay_seconds", ""), "95 of 100"]],
          },
        ],
      },
      {
        title: "A language model that answers unseen",
        panels: [
          {
            title: "Requests",
            says: "By what came of them; malformed: it answered something else than was asked for.",
            kind: "graph",
            unit: "reqps",
            queries: [[rateBy("openacuity_llm_request_duration_seconds_count", "outcome"), "{{outcome}}"]],
          },
          {
            title: "Time of a request",
            says: "95 of 100 were answered within so long. Nobody waits for them.",
            kind: "graph",
            unit: "s",
            queries: [[quantile(0.95, "openacuity_llm_request_duration_seconds", ""), "95 of 100"]],
          },
          {
            title: "Tokens",
            says: "Sent and answered, a second.",
            kind: "graph",
            unit: "short",
            queries: [[rateBy("openacuity_llm_tokens_total", "direction"), "{{direction}}"]],
          },
          {
            title: "Cost of the last day",
            says: "At the prices that are set, in your own money.",
            kind: "number",
            unit: "short",
            queries: [["sum(increase(openacuity_llm_cost_total[1d]))", ""]],
          },
        ],
      },
      {
        title: "Queue and retraining",
        panels: [
          {
            title: "Jobs waiting",
            says: "By queue; every process says the same.",
            kind: "graph",
            unit: "short",
            queries: [["max by (queue) (openacuity_queue_depth)", "{{queue}}"]],
          },
          {
            title: "Oldest job due for",
            says: "By queue.",
            kind: "graph",
            unit: "s",
            queries: [["max by (queue) (openacuity_queue_oldest_due_seconds)", "{{queue}}"]],
          },
          {
            title: "Tries at jobs",
            says: "By queue and outcome.",
            kind: "graph",
            unit: "reqps",
            queries: [
              [rateBy("openacuity_job_duration_seconds_count", "queue, outcome"), "{{queue}} {{outcome}}"],
            ],
          },
          {
            title: "Retraining under way",
            says: "1 while one is queued or running.",
            kind: "graph",
            unit: "short",
            queries: [["max(openacuity_retraining_running)", "running"]],
          },
          {
            title: "Last retraining",
            says: "How the newest finished one ended.",
            kind: "graph",
            unit: "short",
            queries: [["max by (outcome) (openacuity_retraining_last_outcome)", "{{outcome}}"]],
          },
          {
            title: "Drifts nobody has taken note of",
            says: "By what is said of them first; Drift in the console has them.",
            kind: "graph",
            unit: "short",
            queries: [["max by (cause) (openacuity_drift_alerts_open)", "{{cause}}"]],
          },
          {
            title: "Last retraining took",
            says: "From its start to its end.",
            kind: "number",
            unit: "s",
            queries: [["max(openacuity_retraining_last_duration_seconds)", ""]],
          },
          {
            title: "Last retraining ended",
            says: "How long ago.",
            kind: "number",
            unit: "s",
            queries: [["time() - max(openacuity_retraining_last_finished_timestamp_seconds)", ""]],
          },
        ],
      },
    ],
  },
  {
    uid: "openacuity-resources",
    title: "OpenAcuity: resources",
    says: "How busy each process, the database and the GPU are.",
    rows: [
      {
        title: "Processes",
        panels: [
          {
            title: "CPU",
            says: "Cores in use by each process.",
            kind: "graph",
            unit: "short",
            queries: [[rateBy("openacuity_process_cpu_seconds_total", "instance"), "{{instance}}"]],
          },
          {
            title: "Memory",
            says: "Of each process.",
            kind: "graph",
            unit: "bytes",
            queries: [
              ["openacuity_process_resident_memory_bytes", "{{instance}}"],
              ["openacuity_nodejs_heap_size_used_bytes", "{{instance}} JavaScript"],
            ],
            bad: 3e9,
          },
          {
            title: "Event loop busy",
            says: "Share of time each process was busy.",
            kind: "graph",
            unit: "percentunit",
            queries: [["openacuity_event_loop_utilization_ratio", "{{instance}}"]],
          },
          {
            title: "Event loop lag",
            says: "How late work is begun.",
            kind: "graph",
            unit: "s",
            queries: [
              ["openacuity_nodejs_eventloop_lag_p99_seconds", "{{instance}} 99 of 100"],
              ["openacuity_nodejs_eventloop_lag_max_seconds", "{{instance}} worst"],
            ],
            bad: 0.25,
          },
          {
            title: "Garbage collection",
            says: "Share of time spent on it.",
            kind: "graph",
            unit: "percentunit",
            queries: [[rateBy("openacuity_nodejs_gc_duration_seconds_sum", "instance"), "{{instance}}"]],
          },
          {
            title: "Up since",
            says: "Time since each process started.",
            kind: "graph",
            unit: "s",
            queries: [["time() - openacuity_process_start_time_seconds", "{{instance}}"]],
          },
          {
            title: "Traces",
            says: "Spans a second sent to the OpenTelemetry receiver, and lost on the way; none while nothing is traced.",
            kind: "graph",
            unit: "short",
            queries: [[rateBy("openacuity_trace_spans_total", "outcome"), "{{outcome}}"]],
          },
        ],
      },
      {
        title: "Database",
        panels: [
          {
            title: "Wait for the database, 95 of 100",
            says: "Until a transaction has its connection (PostgreSQL); probe: a trivial statement.",
            kind: "graph",
            unit: "s",
            queries: [[quantile(0.95, "openacuity_database_acquire_seconds", "how"), "{{how}}"]],
            bad: 0.5,
          },
          {
            title: "Connections",
            says: "Transactions open or waiting, and how many connections there may be.",
            kind: "graph",
            unit: "short",
            queries: [
              ["openacuity_database_connections_max", "{{instance}} may open"],
              ["openacuity_database_transactions_open", "{{instance}} transactions"],
            ],
          },
        ],
      },
      {
        title: "GPU (absent without one)",
        panels: [
          {
            title: "GPU busy",
            says: "After nvidia-smi.",
            kind: "graph",
            unit: "percentunit",
            queries: [["max by (gpu) (openacuity_gpu_utilization_ratio)", "GPU {{gpu}}"]],
          },
          {
            title: "GPU memory",
            says: "In use and there.",
            kind: "graph",
            unit: "bytes",
            queries: [
              ["max by (gpu) (openacuity_gpu_memory_used_bytes)", "GPU {{gpu}} in use"],
              ["max by (gpu) (openacuity_gpu_memory_total_bytes)", "GPU {{gpu}} there"],
            ],
          },
        ],
      },
    ],
  },
];
