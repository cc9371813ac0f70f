import { findVersion, type ModelVersionRow } from "@/db/queries/registry";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { forScreen, isOfExplanations, type MetricSet } from "@/lib/registry/metric-set";
import { releaseOf } from "../clinic/assessment-view";
import type { Runtime } from "../service/runtime";

/** What a version's levels rest on, for whoever triages with it. */
export type AboutModelView = {
  readonly name: string;
  readonly version: string;
  readonly trainedOn: string;
  readonly measured: readonly MetricSet[];
  /** The release it was retrained from; null: it is one. */
  readonly release: { readonly version: string; readonly measured: readonly MetricSet[] } | null;
};

/** @throws AppError("not-found") */
export async function aboutModel(rt: Runtime, _auth: Authorized, version: string): Promise<AboutModelView> {
  const row = await findVersion(rt.db, version);
  if (!row) throw new AppError("not-found", "no such model version");
  const release = await releaseOf(rt, row);
  return {
    name: row.name,
    version: row.version,
    trainedOn: row.trainedOn,
    measured: levelsOf(row),
    release:
      release && release.version !== row.version
        ? { version: release.version, measured: levelsOf(release) }
        : null,
  };
}

const levelsOf = (row: ModelVersionRow): MetricSet[] =>
  forScreen(row.metrics.filter((set) => !isOfExplanations(set)));
