import type { RuleGroup } from "./rules";

/**
 * Site by site in a network (docs/sites.md), so that one in trouble is not lost among the others; elsewhere nothing has a `site`.
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
      alert: "OpenAcuitySiteDown",
      expr: "openacuity_site_up == 0",
      for: "2m",
      labels: { severity: "page" },
      summary: "The app of the site {{ $labels.site }} does not answer",
      description:
        "The door of the network has not been able to read its figures for two minutes. Other sites go on.",
    },
    {
      alert: "OpenAcuityDatabaseDown",
      // A process that cannot even find out says nothing of it, and answers all the same.
      expr: [
        'max by (site) (openacuity_degraded{reason="database"}) == 1',
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
      expr: "min by (site) (openacuity_model_ready) == 0",
      for: "2m",
      labels: { severity: "page" },
      summary: "The model does not answer: safety rules only",
      description:
        "At least one process serves no model. Clinicians see the safety rules alone, and that it is so.",
    },
    {
      alert: "OpenAcuityDegraded",
      expr: 'max by (site, reason) (openacuity_degraded{reason!~"database|model|audit"}) == 1',
      for: "10m",
      labels: { severity: "ticket" },
      summary: "Degraded for ten minutes: {{ $labels.reason }}",
      description: "Patients can be triaged, with less. /api/health says why.",
    },
    {
      alert: "OpenAcuityVersionsDiffer",
      expr: "count by (site) (count by (site, version) (openacuity_model_info)) > 1",
      for: "5m",
      labels: { severity: "ticket" },
      summary: "Processes serve different model versions",
      description: "A promotion or rollback reaches every process within seconds. One has not followed.",
    },
    {
      alert: "OpenAcuityAuditNotAnchored",
      expr: "min by (site) (openacuity_audit_anchored) == 0",
      for: "10m",
      labels: { severity: "ticket" },
      summary: "The audit log is not anchored outside the database",
      description: "Its end could be cut off unnoticed, or it does not fit its anchors.",
    },
    {
      alert: "OpenAcuityQueueStuck",
      expr: [
        'max by (site, queue) (openacuity_queue_oldest_due_seconds{queue=~"write-back|embed-cases"}) > 600',
        "or",
        'max by (site, queue) (openacuity_queue_oldest_due_seconds{queue!~"write-back|embed-cases"}) > 14400',
      ].join("\n"),
      for: "5m",
      labels: { severity: "ticket" },
      summary: "Nobody does the work of the queue {{ $labels.queue }}",
      description: "Its oldest job has been due for {{ $value | humanizeDuration }}.",
    },
    {
      alert: "OpenAcuityWriteBacksFailed",
      expr: 'max by (site) (openacuity_write_backs_waiting{state="failed"}) > 0',
      for: "15m",
      labels: { severity: "ticket" },
      summary: "{{ $value }} decisions are not in the EHR and will not get there by themselves",
      description:
        "The EHR refused them for good. Clinicians see it at each patient and can ask for another try.",
    },
    {
      alert: "OpenAcuityRetrainingFailing",
      expr: 'max by (site) (openacuity_retraining_last_outcome{outcome="failed"}) == 1',
      for: "5m",
      labels: { severity: "ticket" },
      summary: "The last retraining failed",
      description: "What serves is not touched by it. The console's page of runs says why.",
    },
    {
      alert: "OpenAcuityRetrainingStuck",
      expr: "min_over_time((max by (site) (openacuity_retraining_running))[12h:5m]) == 1",
      for: "5m",
      labels: { severity: "ticket" },
      summary: "A retraining has been open for twelve hours",
      description: "A run takes minutes to an hour. No other can start before it ends.",
    },
    {
      alert: "OpenAcuityEhrFailing",
      expr: [
        'sum by (site) (rate(openacuity_ehr_request_duration_seconds_count{outcome=~"unreachable|malformed|5.."}[10m]))',
        "  / (sum by (site) (rate(openacuity_ehr_request_duration_seconds_count[10m])) > 0) > 0.2",
        "and",
        'sum by (site) (increase(openacuity_ehr_request_duration_seconds_count{outcome=~"unreachable|malformed|5.."}[10m])) >= 10',
      ].join("\n"),
      for: "5m",
      labels: { severity: "page" },
      summary: "{{ $value | humanizePercentage }} of calls to the EHR fail",
      description: "The board shows last known data with its age; decisions are kept and written later.",
    },
    {
      alert: "OpenAcuityBrokerAway",
      expr: "max by (site) (openacuity_broker_connected) == 0",
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
      expr: "histogram_quantile(0.95, sum by (site, le) (rate(openacuity_database_acquire_seconds_bucket[10m]))) > 0.5",
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
