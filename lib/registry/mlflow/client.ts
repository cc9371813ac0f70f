import { z } from "zod";
import { AppError } from "@/lib/core/errors";

/**
 * The parts of MLflow's REST API (mlflow.org/docs/latest/rest-api.html, version 2.0 of the API, servers from 2.3 on) that the mirror
 * needs. Requests carry figures and file digests, never a case or a person.
 */
export type MlflowAccess = {
  /** Base URL without a slash at its end. */
  readonly uri: string;
  /** Value of the authorization header; null: the server asks for none. */
  readonly authorization: string | null;
  readonly timeoutMs?: number;
};

export type MlflowMetric = {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
};
export type MlflowPair = { readonly key: string; readonly value: string };
export type MlflowStatus = "RUNNING" | "FINISHED" | "FAILED" | "KILLED";
export type MlflowRun = { readonly runId: string; readonly artifactUri: string };

const TIMEOUT = 15_000;
/** What the API takes at most in one call. */
const METRICS_AT_ONCE = 1_000;
const PAIRS_AT_ONCE = 100;

const runSchema = z.object({ info: z.object({ run_id: z.string().min(1), artifact_uri: z.string() }) });
const versionSchema = z.object({
  name: z.string(),
  version: z.coerce.string(),
  tags: z.array(z.object({ key: z.string(), value: z.string().default("") })).default([]),
});
const asRun = ({ info }: z.infer<typeof runSchema>): MlflowRun => ({
  runId: info.run_id,
  artifactUri: info.artifact_uri,
});

/** Whether the server gave this error code of its own, such as RESOURCE_DOES_NOT_EXIST. */
const said = (error: unknown, errorCode: string): boolean =>
  error instanceof AppError && error.detail.errorCode === errorCode;
/** What was told about before is not there any more. */
export const isGone = (error: unknown): boolean => said(error, "RESOURCE_DOES_NOT_EXIST");
const isThere = (error: unknown): boolean => said(error, "RESOURCE_ALREADY_EXISTS");

export class MlflowClient {
  constructor(
    private readonly access: MlflowAccess,
    private readonly signal?: AbortSignal,
  ) {}

  /** Its id; made when there is none of this name. */
  async experiment(name: string): Promise<string> {
    const found = z.object({ experiment: z.object({ experiment_id: z.coerce.string() }) });
    const byName = () =>
      this.call("GET", `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`, found);
    try {
      return (await byName()).experiment.experiment_id;
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    try {
      const made = z.object({ experiment_id: z.coerce.string() });
      return (await this.call("POST", "experiments/create", made, { name })).experiment_id;
    } catch (error) {
      // Another process made it at the same moment.
      if (!isThere(error)) throw error;
      return (await byName()).experiment.experiment_id;
    }
  }

  async findRun(experimentId: string, tag: MlflowPair): Promise<MlflowRun | null> {
    const found = await this.call("POST", "runs/search", z.object({ runs: z.array(runSchema).default([]) }), {
      experiment_ids: [experimentId],
      filter: `tags.\`${tag.key}\` = '${tag.value}'`,
      max_results: 1,
    });
    const [run] = found.runs;
    return run ? asRun(run) : null;
  }

  async createRun(run: {
    readonly experimentId: string;
    readonly name: string;
    readonly startedAt: Date;
    readonly tags: readonly MlflowPair[];
  }): Promise<MlflowRun> {
    const made = await this.call("POST", "runs/create", z.object({ run: runSchema }), {
      experiment_id: run.experimentId,
      run_name: run.name,
      start_time: run.startedAt.getTime(),
      tags: run.tags,
    });
    return asRun(made.run);
  }

  async updateRun(runId: string, status: MlflowStatus, endedAt: Date | null): Promise<void> {
    await this.call("POST", "runs/update", z.unknown(), {
      run_id: runId,
      status,
      ...(endedAt ? { end_time: endedAt.getTime() } : {}),
    });
  }

  /** Says the same again without adding anything: a metric is known by its key, time, step and value. */
  async logBatch(
    runId: string,
    what: {
      readonly metrics: readonly MlflowMetric[];
      readonly params: readonly MlflowPair[];
      readonly tags: readonly MlflowPair[];
    },
  ): Promise<void> {
    for (const metrics of slices(what.metrics, METRICS_AT_ONCE))
      await this.call("POST", "runs/log-batch", z.unknown(), { run_id: runId, metrics });
    for (const params of slices(what.params, PAIRS_AT_ONCE))
      await this.call("POST", "runs/log-batch", z.unknown(), { run_id: runId, params });
    for (const tags of slices(what.tags, PAIRS_AT_ONCE))
      await this.call("POST", "runs/log-batch", z.unknown(), { run_id: runId, tags });
  }

  async logDataset(runId: string, dataset: { name: string; digest: string; source: string }): Promise<void> {
    await this.call("POST", "runs/log-inputs", z.unknown(), {
      run_id: runId,
      datasets: [
        {
          tags: [{ key: "mlflow.data.context", value: "training" }],
          dataset: { ...dataset, source_type: "openacuity" },
        },
      ],
    });
  }

  /** False: the server does not take files over HTTP (it was started with `--no-serve-artifacts`). */
  async upload(run: MlflowRun, path: string, body: Uint8Array): Promise<boolean> {
    const root = /^mlflow-artifacts:\/+(?:[^/]+:\d+\/)?(.*)$/.exec(run.artifactUri)?.[1];
    if (root === undefined) return false;
    await this.request("PUT", `/api/2.0/mlflow-artifacts/artifacts/${root}/${path}`, body);
    return true;
  }

  async registerModel(name: string): Promise<void> {
    await this.call("POST", "registered-models/create", z.unknown(), { name }).catch((error: unknown) => {
      if (!isThere(error)) throw error;
    });
  }

  /** The number that MLflow gave a version, found by a tag of ours; null: it has none. */
  async findModelVersion(name: string, tag: MlflowPair): Promise<string | null> {
    const found = await this.call(
      "GET",
      `model-versions/search?max_results=200&filter=${encodeURIComponent(`name='${name}'`)}`,
      z.object({ model_versions: z.array(versionSchema).default([]) }),
    );
    const own = found.model_versions.find((v) =>
      v.tags.some((t) => t.key === tag.key && t.value === tag.value),
    );
    return own?.version ?? null;
  }

  async createModelVersion(version: {
    readonly name: string;
    readonly source: string;
    readonly runId: string;
    readonly description: string;
    readonly tags: readonly MlflowPair[];
  }): Promise<string> {
    const made = await this.call(
      "POST",
      "model-versions/create",
      z.object({ model_version: versionSchema }),
      {
        name: version.name,
        source: version.source,
        run_id: version.runId,
        description: version.description,
        tags: version.tags,
      },
    );
    return made.model_version.version;
  }

  async tagModelVersion(name: string, version: string, tag: MlflowPair): Promise<void> {
    await this.call("POST", "model-versions/set-tag", z.unknown(), { name, version, ...tag });
  }

  /** The number an alias points to; null: it does not exist. */
  async aliasOf(name: string, alias: string): Promise<string | null> {
    const query = `name=${encodeURIComponent(name)}&alias=${encodeURIComponent(alias)}`;
    try {
      const found = z.object({ model_version: versionSchema });
      return (await this.call("GET", `registered-models/alias?${query}`, found)).model_version.version;
    } catch (error) {
      // A server says of an alias that was never set that it was not found, or that the parameter is not valid.
      if (isGone(error) || said(error, "INVALID_PARAMETER_VALUE")) return null;
      throw error;
    }
  }

  async setAlias(name: string, alias: string, version: string): Promise<void> {
    await this.call("POST", "registered-models/alias", z.unknown(), { name, alias, version });
  }

  private async call<T>(
    method: "GET" | "POST",
    path: string,
    schema: z.ZodType<T>,
    body?: unknown,
  ): Promise<T> {
    const text = await this.request(
      method,
      `/api/2.0/mlflow/${path}`,
      body === undefined ? undefined : JSON.stringify(body),
    );
    const read = schema.safeParse(parseJson(text));
    if (!read.success)
      throw new AppError("mirror-failed", `MLflow's answer to ${nameOf(path)} could not be read`);
    return read.data;
  }

  private async request(method: string, path: string, body?: string | Uint8Array): Promise<string> {
    const { uri, authorization, timeoutMs = TIMEOUT } = this.access;
    const waits = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${uri}${path}`, {
      method,
      redirect: "error",
      headers: {
        ...(authorization ? { authorization } : {}),
        ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
      },
      body: body as BodyInit | undefined,
      signal: this.signal ? AbortSignal.any([waits, this.signal]) : waits,
    }).catch((cause: unknown) => {
      throw new AppError("mirror-failed", "MLflow does not answer", { cause });
    });
    const text = await response.text().catch(() => "");
    if (response.ok) return text;
    const refusal = z.object({ error_code: z.string().max(100) }).safeParse(parseJson(text));
    const errorCode = refusal.success ? refusal.data.error_code : null;
    throw new AppError(
      "mirror-failed",
      `MLflow answered ${response.status}${errorCode ? ` ${errorCode}` : ""} to ${nameOf(path)}`,
      { detail: { errorCode } },
    );
  }
}

const nameOf = (path: string): string => path.split("?")[0] ?? path;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text || "{}");
  } catch {
    return null;
  }
}

function slices<T>(all: readonly T[], most: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, i) => all.slice(i * most, (i + 1) * most));
}
