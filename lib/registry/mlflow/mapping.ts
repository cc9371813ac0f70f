import type { MetricSet } from "../metric-set";
import { forScreen, policyOfSet } from "../metric-set";
import type { MlflowMetric, MlflowPair, MlflowStatus } from "./client";

/** Everything of ours stands under these names in MLflow. */
export const EXPERIMENT = "openacuity";
export const CHAMPION_ALIAS = "champion";
export const RUN_TAG = "openacuity.run";
export const VERSION_TAG = "openacuity.version";

/** A retraining, as far as MLflow hears of it. */
export type MirroredRun = {
  readonly id: string;
  readonly status: "queued" | "running" | "evaluating" | "succeeded" | "failed" | "cancelled";
  readonly trigger: string;
  readonly parentVersion: string;
  readonly candidateVersion: string | null;
  readonly labelCount: number;
  readonly attempt: number;
  readonly lossCurve: readonly { readonly step: number; readonly loss: number }[];
  readonly candidateMetrics: readonly MetricSet[];
  readonly dataset: { readonly digest: string; readonly labels: number } | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
};

export type MirroredVersion = {
  readonly version: string;
  readonly name: string;
  readonly status: string;
  readonly parent: string | null;
  readonly digest: string;
  readonly trainedOn: string;
  readonly metrics: readonly MetricSet[];
  readonly createdAt: Date;
};

export type Logged = {
  readonly metrics: readonly MlflowMetric[];
  readonly params: readonly MlflowPair[];
  readonly tags: readonly MlflowPair[];
};

const STATUS: Readonly<Record<MirroredRun["status"], MlflowStatus>> = {
  queued: "RUNNING",
  running: "RUNNING",
  evaluating: "RUNNING",
  succeeded: "FINISHED",
  failed: "FAILED",
  cancelled: "KILLED",
};
export const statusOfRun = (run: MirroredRun): MlflowStatus => STATUS[run.status];

/** A run's times are its start and its steps, so that saying it again adds nothing. */
export function logOfRun(run: MirroredRun): Logged {
  const started = run.startedAt.getTime();
  const loss = run.lossCurve.map((p) => ({
    key: "loss",
    value: p.loss,
    timestamp: started + p.step,
    step: p.step,
  }));
  return {
    metrics: [...loss, ...metricsOf(run.candidateMetrics, run.finishedAt ?? run.startedAt)],
    params: [
      { key: "trigger", value: run.trigger },
      { key: "parent_version", value: run.parentVersion },
      { key: "labels", value: String(run.labelCount) },
    ],
    tags: [
      { key: "openacuity.attempt", value: String(run.attempt) },
      ...(run.candidateVersion ? [{ key: VERSION_TAG, value: run.candidateVersion }] : []),
    ],
  };
}

export function logOfVersion(version: MirroredVersion): Logged {
  return {
    metrics: metricsOf(version.metrics, version.createdAt),
    params: [
      { key: "trained_on", value: version.trainedOn.slice(0, 500) },
      { key: "parent_version", value: version.parent ?? "none" },
    ],
    tags: tagsOfVersion(version),
  };
}

export const tagsOfVersion = (version: MirroredVersion): readonly MlflowPair[] => [
  { key: VERSION_TAG, value: version.version },
  { key: "openacuity.digest", value: version.digest },
  { key: "openacuity.status", value: version.status },
];

/** Figures as "data set, policy/figure". Those of too few cases are not told here either. */
function metricsOf(sets: readonly MetricSet[], at: Date): MlflowMetric[] {
  const timestamp = at.getTime();
  return forScreen(sets).flatMap((set) =>
    set.figures.flatMap(({ name, value, low, high }) => {
      const policy = policyOfSet(set);
      const dataset = policy ? set.dataset.slice(0, -`, ${policy} policy`.length) : set.dataset;
      const key = metricKey([dataset, ...(policy ? [policy] : []), name]);
      const of = (suffix: string, number: number | null | undefined): MlflowMetric[] =>
        typeof number === "number" && Number.isFinite(number)
          ? [{ key: `${key}${suffix}`, value: number, timestamp, step: 0 }]
          : [];
      return [...of("", value), ...of(" low", low), ...of(" high", high)];
    }),
  );
}

/** MLflow takes letters, digits, underscores, dashes, periods, spaces and slashes, at most 250 of them with our suffix. */
export const metricKey = (parts: readonly string[]): string =>
  parts
    .map((part) => part.replace(/[^\w\-. ]+/g, "_").trim())
    .join("/")
    .slice(0, 240);
