import type { ErrorCode } from "@/lib/core/errors";
import { INTERACTIVE } from "@/lib/monitoring/definitions";
import type { AlertRule, RecordingRule, RuleGroup } from "./rules";

/**
 * What the service promises over 30 days, and alerts on how fast the allowance for failure is used up: several windows and
 * several rates (Google, The Site Reliability Workbook, ch. 5, "Multiwindow, Multi-Burn-Rate Alerts", table 5-8).
 */
export type Slo = {
  readonly key: string;
  readonly alert: string;
  readonly title: string;
  /** Share that may go wrong. */
  readonly budget: number;
  /** Share that went wrong within a window. */
  readonly ratio: (window: string) => string;
  /** How many went wrong within a window; absent: the promise is about time, not about requests. */
  readonly bad?: (window: string) => string;
  readonly means: string;
};

/** Errors that are the service's own; the EHR's and what a person got wrong are not its failure. */
const OURS: readonly ErrorCode[] = [
  "internal",
  "model-unavailable",
  "artifact-invalid",
  "config-invalid",
  "data-locked",
  "decrypt-failed",
  "queue-unavailable",
];
export const SLOW_AFTER = 2.5;
export const LATE_AFTER = 300;

const DOOR = 'kind=~"read|action|launch|anonymous"';
const http = (more: string, w: string) =>
  `sum(rate(openacuity_http_request_duration_seconds_count{${DOOR}${more}}[${w}]))`;
const action = (suffix: string, more: string, w: string) =>
  `sum(rate(openacuity_request_duration_seconds_${suffix}{${more}}[${w}]))`;
const timed = `route=~"${INTERACTIVE.join("|")}"`;

export const SLOS: readonly Slo[] = [
  {
    key: "availability",
    alert: "OpenAcuityAvailabilityBudgetBurn",
    title: "99.9 % of requests are answered without an error of the server",
    budget: 0.001,
    ratio: (w) => `(${http(',status="5xx"', w)} or vector(0)) / (${http("", w)} > 0)`,
    bad: (w) =>
      `sum(increase(openacuity_http_request_duration_seconds_count{${DOOR},status="5xx"}[${w}])) or vector(0)`,
    means: "requests end in an error of the server",
  },
  {
    key: "actions",
    alert: "OpenAcuityActionsBudgetBurn",
    title: "99.9 % of actions do not fail for a reason of the service's own",
    budget: 0.001,
    ratio: (w) =>
      `(${action("count", `status=~"${OURS.join("|")}"`, w)} or vector(0)) / (${action("count", "", w)} > 0)`,
    bad: (w) =>
      `sum(increase(openacuity_request_duration_seconds_count{status=~"${OURS.join("|")}"}[${w}])) or vector(0)`,
    means: "actions fail for a reason of OpenAcuity's own",
  },
  {
    key: "latency",
    alert: "OpenAcuityLatencyBudgetBurn",
    title: `99 % of what somebody waits for is answered within ${SLOW_AFTER} s`,
    budget: 0.01,
    ratio: (w) =>
      `1 - ${action("bucket", `${timed},le="${SLOW_AFTER}"`, w)} / (${action("count", timed, w)} > 0)`,
    bad: (w) =>
      `sum(increase(openacuity_request_duration_seconds_count{${timed}}[${w}])) - sum(increase(openacuity_request_duration_seconds_bucket{${timed},le="${SLOW_AFTER}"}[${w}]))`,
    means: `answers take longer than ${SLOW_AFTER} s`,
  },
  {
    key: "write-back",
    alert: "OpenAcuityWriteBackBudgetBurn",
    title: `99 % of the time no decision has been on its way to the EHR for more than ${LATE_AFTER / 60} minutes`,
    budget: 0.01,
    ratio: (w) => `avg_over_time(openacuity:write_back_late[${w}])`,
    means: `decisions are on their way to the EHR for more than ${LATE_AFTER / 60} minutes`,
  },
];

/** Of a 30 days' allowance: 2 % in an hour, 5 % in six, 10 % in a day, 10 % in three. */
const BURNS = [
  { rate: 14.4, long: "1h", short: "5m", severity: "page" },
  { rate: 6, long: "6h", short: "30m", severity: "page" },
  { rate: 3, long: "1d", short: "2h", severity: "ticket" },
  { rate: 1, long: "3d", short: "6h", severity: "ticket" },
] as const;
const WINDOWS = [...new Set(BURNS.flatMap(({ long, short }) => [short, long]))];
/** At night one failure is a large share of few requests: fewer than so many in the long window wake nobody. */
export const FEWEST_BAD = 5;

const WRITE_BACK_LATE: RecordingRule = {
  record: "openacuity:write_back_late",
  // The largest: all processes say the same, and one that hangs may say an old number.
  expr: `max(openacuity_write_back_oldest_seconds) > bool ${LATE_AFTER}`,
};

export const sloRecording = (): RuleGroup => ({
  name: "openacuity-slo",
  rules: [
    WRITE_BACK_LATE,
    ...SLOS.flatMap(({ key: slo, ratio, bad }) => [
      ...WINDOWS.map((w) => ({
        record: `openacuity:slo_error_ratio:rate${w}`,
        expr: ratio(w),
        labels: { slo },
      })),
      ...(bad
        ? BURNS.map(({ long }) => ({
            record: `openacuity:slo_bad:increase${long}`,
            expr: bad(long),
            labels: { slo },
          }))
        : []),
    ]),
  ],
});

export const sloAlerts = (): RuleGroup => ({
  name: "openacuity-slo-alerts",
  rules: SLOS.flatMap((slo) => BURNS.map((burn) => burnAlert(slo, burn))),
});

function burnAlert(slo: Slo, { rate, long, short, severity }: (typeof BURNS)[number]): AlertRule {
  const limit = Number((rate * slo.budget).toPrecision(6));
  const over = (w: string) => `openacuity:slo_error_ratio:rate${w}{slo="${slo.key}"} > ${limit}`;
  const enough = slo.bad ? [`openacuity:slo_bad:increase${long}{slo="${slo.key}"} >= ${FEWEST_BAD}`] : [];
  return {
    alert: slo.alert,
    expr: [over(long), over(short), ...enough].join("\nand\n"),
    labels: { severity, slo: slo.key, window: long },
    summary: `${slo.title}: the allowance for 30 days is being used ${rate} times too fast`,
    description: `In the last ${long} too many ${slo.means}: {{ $value | humanizePercentage }} (allowed over 30 days: ${slo.budget * 100} %).`,
  };
}
