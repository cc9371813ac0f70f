import type { RuleGroup } from "./rules";

/**
 * What somebody should know of besides the promises. `page`: somebody gets up for it, since patients are triaged with less than
 * there should be. `ticket`: somebody looks at it on the next working day.
 */
export const stateAlerts = (): RuleGroup => ({
  name: "openacuity-alerts",
  rules: [
    {
      alert: "OpenAcuityDown",
      expr: 'up{job=~"openacuity-.*"} == 0',
      for: "2m",
      labels: { severity: "page" },
      summary: "{{ $labels.job }} on {{ $labels.instance }} does not answer",
      description: "Prometheus has not been able to read its figures for two minutes.",
    },
    {
      alert: "OpenAcuityDatabaseDown",
      // A process that cannot even find out says nothing of it, and answers all the same.
      expr: [
        'max(openacuity_degraded{reason="database"}) == 1',
        "or",
        '(count(up{job="openacuity-app"} == 1) unless count(openacuity_degraded))',
      ].join("\n"),
      for: "1m",
      labels: { severity: "page" },
      summary: "Nothing can be recorded",
      description: "The database does not answer, or takes no writes. /api/health says which.",
    },
    {
      alert: "OpenAcuityModelNotReady",
      expr: "min(openacuity_model_ready) == 0",
      for: "2m",
      labels: { severity: "page" },
      summary: "The model does not answer: safety rules only",
      description:
        "At least one process serves no model. Clinicians see the safety rules alone, and that it is so.",
    },
    {
      alert: "OpenAcuityDegraded",
      expr: 'max by (reason) (openacuity_degraded{reason!~"database|model|audit"}) == 1',
      for: "10m",
      labels: { severity: "ticket" },
      summary: "Degraded for ten minutes: {{ $labels.reason }}",
      description: "Patients can be triaged, with less. /api/health says why.",
    },
    {
      alert: "OpenAcuityVersionsDiffer",
      expr: "count(count by (version) (openacuity_model_info)) > 1",
      for: "5m",
      labels: { severity: "ticket" },
      summary: "Processes serve different model versions",
      description: "A promotion or rollback reaches every process within seconds. One has not followed.",
    },
    {
      alert: "OpenAcuityAuditNotAnchored",
      expr: "min(openacuity_audit_anchored) == 0",
      for: "10m",
      labels: { severity: "ticket" },
      summary: "The audit log is not anchored outside the database",
      description: "Its end could be cut off unnoticed, or it does not fit its anchors.",
    },
    {
      alert: "OpenAcuityQueueStuck",
      expr: [
        'max by (queue) (openacuity_queue_oldest_due_seconds{queue=~"write-back|embed-cases"}) > 600',
        "or",
        'max by (queue) (openacuity_queue_oldest_due_seconds{queue!~"write-back|embed-cases"}) > 14400',
      ].join("\n"),
      for: "5m",
      labels: { severity: "ticket" },
      summary: "Nobody does the work of the queue {{ $labels.queue }}",
      description: "Its oldest job has been due for {{ $value | humanizeDuration }}.",
    },
    {
      alert: "OpenAcuityWriteBacksFailed",
      expr: 'max(openacuity_write_backs_waiting{state="failed"}) > 0',
      for: "15m",
      labels: { severity: "ticket" },
      summary: "{{ $value }} decisions are not in the EHR and will not get there by themselves",
      description:
        "The EHR refused them for good. Clinicians see it at each patient and can ask for another try.",
    },
    {
      alert: "OpenAcuityRetrainingFailing",
      expr: 'max(openacuity_retraining_last_outcome{outcome="failed"}) == 1',
      for: "5m",
      labels: { severity: "ticket" },
      summary: "The last retraining failed",
      description: "What serves is not touched by it. The console's page of runs says why.",
    },
    {
      alert: "OpenAcuityRetrainingStuck",
      expr: "min_over_time((max(openacuity_retraining_running))[12h:5m]) == 1",
      for: "5m",
      labels: { severity: "ticket" },
      summary: "A retraining has been open for twelve hours",
      description: "A run takes minutes to an hour. No other can start before it ends.",
    },
    {
      alert: "OpenAcuityEhrFailing",
      expr: [
        'sum(rate(openacuity_ehr_request_duration_seconds_count{outcome=~"unreachable|malformed|5.."}[10m]))',
        "  / (sum(rate(openacuity_ehr_request_duration_seconds_count[10m])) > 0) > 0.2",
        "and",
        'sum(increase(openacuity_ehr_request_duration_seconds_count{outcome=~"unreachable|malformed|5.."}[10m])) >= 10',
      ].join("\n"),
      for: "5m",
      labels: { severity: "page" },
      summary: "{{ $value | humanizePercentage }} of calls to the EHR fail",
      description: "The board shows last known data with its age; decisions are kept and written later.",
    },
    {
      alert: "OpenAcuityBrokerAway",
      expr: "max(openacuity_broker_connected) == 0",
      for: "5m",
      labels: { severity: "page" },
      summary: "No readings of monitors and wearables arrive",
      description:
        "The gateway is not connected to the broker, or may not listen there. Nothing is lost: the broker keeps what devices send. Until then boards show what was measured before.",
    },
    {
      alert: "OpenAcuityEventLoopLag",
      expr: "openacuity_nodejs_eventloop_lag_p99_seconds > 0.25",
      for: "10m",
      labels: { severity: "ticket" },
      summary: "{{ $labels.instance }} is too busy to answer in time",
      description: "Work waits {{ $value | humanizeDuration }} before it is begun.",
    },
    {
      alert: "OpenAcuityDatabaseSlow",
      expr: "histogram_quantile(0.95, sum by (le) (rate(openacuity_database_acquire_seconds_bucket[10m]))) > 0.5",
      for: "10m",
      labels: { severity: "ticket" },
      summary: "The database makes its callers wait",
      description: "One in twenty waits for {{ $value | humanizeDuration }} or longer.",
    },
    {
      alert: "OpenAcuityMemory",
      expr: "openacuity_process_resident_memory_bytes > 3e9",
      for: "15m",
      labels: { severity: "ticket" },
      summary: "{{ $labels.instance }} takes {{ $value | humanize1024 }}B of memory",
      description: "Normal is below 2 GB. It may be killed for it.",
    },
  ],
});
