import {
  computedExplanations,
  countAssessedPatients,
  explanationByKey,
  type ModelExplanationRow,
  resultOf,
} from "@/db/queries/model-explanation";
import { findVersion, listVersions, type ModelVersionRow } from "@/db/queries/registry";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { globalExplanationSchema } from "@/lib/explain/global/result";
import type { Runtime } from "../service/runtime";
import type {
  ExplanationJobView,
  ExplanationSource,
  ModelExplanationsView,
  ModelExplanationView,
} from "../views";
import { type ExplanationRequest, keyOf, PARAMETERS, requestModelExplanation } from "./explain-model";
import { FEWEST_SITE_CASES } from "./explain-model-sample";

const SOURCES: readonly ExplanationSource[] = ["site", "reference"];

export type ExplanationChoice = {
  readonly version?: string | undefined;
  readonly source?: string | undefined;
  /** A second version to show beside it. */
  readonly compare?: string | undefined;
};

/** Unless told otherwise: the version in use, on the site's own data where there is enough. */
export async function getModelExplanations(
  rt: Runtime,
  auth: Authorized,
  choice: ExplanationChoice,
): Promise<ModelExplanationsView> {
  const [rows, computed, patients] = await Promise.all([
    listVersions(rt.db),
    computedExplanations(rt.db),
    countAssessedPatients(rt.db),
  ]);
  const has = (row: ModelVersionRow, source: ExplanationSource): boolean => {
    const key = keyOf(row, source);
    return computed.some(
      (c) =>
        c.artifactDigest === key.artifactDigest &&
        c.source === source &&
        c.parametersKey === key.parametersKey,
    );
  };
  const version =
    rows.find((r) => r.version === choice.version) ?? rows.find((r) => r.status === "champion") ?? rows[0];
  const chosen = SOURCES.find((s) => s === choice.source);
  const source = chosen ?? (patients >= FEWEST_SITE_CASES ? "site" : "reference");
  const beside = rows.find((r) => r.version === choice.compare && r.version !== version?.version);
  const [row, otherRow] = await Promise.all([
    version ? explanationByKey(rt.db, keyOf(version, source)) : null,
    beside ? explanationByKey(rt.db, keyOf(beside, source)) : null,
  ]);
  return {
    versions: rows.map((r) => ({
      version: r.version,
      status: r.status,
      computed: SOURCES.filter((s) => has(r, s)),
    })),
    version: version?.version ?? null,
    source,
    site: { patients, needed: FEWEST_SITE_CASES },
    mostCases: PARAMETERS.mostCases,
    job: row && toJob(row),
    result: row && toResult(row),
    other: otherRow && toResult(otherRow),
    canCompute: can(auth.principal.role, "explanation:compute"),
  };
}

export async function getExplanationJob(
  rt: Runtime,
  _auth: Authorized,
  { version, source }: ExplanationRequest,
): Promise<ExplanationJobView | null> {
  const row = await findVersion(rt.db, version);
  const found = row && (await explanationByKey(rt.db, keyOf(row, source)));
  return found && toJob(found);
}

/** Queues it. @returns what the page shows of it. */
export async function computeExplanation(
  rt: Runtime,
  auth: Authorized,
  request: ExplanationRequest,
): Promise<ExplanationJobView | null> {
  await requestModelExplanation(rt, auth, request);
  return getExplanationJob(rt, auth, request);
}

function toJob(row: ModelExplanationRow): ExplanationJobView {
  const { id, status, requestedBy, attempt, progress, error } = row;
  return {
    id,
    status,
    requestedBy,
    requestedAt: row.requestedAt.toISOString(),
    attempt,
    progress,
    error,
    computedAt: row.computedAt?.toISOString() ?? null,
  };
}

function toResult(row: ModelExplanationRow): ModelExplanationView | null {
  const { version, dataset, engine, computedAt, tookMs } = row;
  // One that does not open, or that an earlier release stored in another shape, is as good as none: it can be made again.
  const result = globalExplanationSchema.safeParse(resultOf(row)).data;
  if (!result || !dataset || !computedAt) return null;
  return {
    version,
    explanation: result,
    dataset: { source: dataset.source, from: dataset.from, to: dataset.to },
    engine: engine ?? "unknown",
    computedAt: computedAt.toISOString(),
    tookMs: tookMs ?? 0,
  };
}
