import {
  cancelModelExplanation,
  countAssessedPatients,
  type ExplanationKey,
  findModelExplanation,
  queueModelExplanation,
} from "@/db/queries/model-explanation";
import { findVersion, type ModelVersionRow } from "@/db/queries/registry";
import type { ExplanationParameters, ExplanationSource } from "@/db/schema/model-explanation";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { canonicalJson } from "@/lib/core/json";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import { FEWEST_SITE_CASES } from "./explain-model-sample";

/**
 * What every explanation of a model is computed with. 800 visits fill the groups that matter (one in twenty is under
 * 3 years); 200 answers a case leave a standard error of about 0.005 levels in one finding's SHAP value.
 */
export const PARAMETERS: ExplanationParameters = { mostCases: 800, maxEvaluations: 200, seed: 20_200_701 };

export const keyOf = (version: ModelVersionRow, source: ExplanationSource): ExplanationKey => ({
  artifactDigest: version.digest,
  source,
  parametersKey: canonicalJson(PARAMETERS),
});

export type ExplanationRequest = { readonly version: string; readonly source: ExplanationSource };

/** Has a version explained over many cases. @returns the id of what was queued. */
export async function requestModelExplanation(
  rt: Runtime,
  auth: Authorized,
  { version, source }: ExplanationRequest,
): Promise<string> {
  const row = await findVersion(rt.db, version);
  if (!row) throw new AppError("not-found", `no model version ${version}`);
  if (source === "site") await requireSiteCases(rt);
  const now = rt.clock();
  return rt.db.transaction(async (tx) => {
    const queued = await queueModelExplanation(tx, {
      id: newId(),
      version,
      ...keyOf(row, source),
      parameters: PARAMETERS,
      requestedBy: auth.principal.displayName,
      requestedAt: now,
    });
    if (!queued)
      throw new AppError("conflict", "it is under way", {
        userMessage: `${version} is being explained on this data already.`,
      });
    await rt.queue.sendExplainModel(tx, queued.id);
    await appendAudit(
      tx,
      {
        event: "explanation.requested",
        actor: auth.principal,
        subject: { type: "model", id: version },
        requestId: auth.requestId,
        detail: { digest: row.digest, source, ...PARAMETERS },
      },
      now,
    );
    return queued.id;
  });
}

/** Calls off what is queued or under way; an earlier result stays. */
export async function cancelExplanation(
  rt: Runtime,
  auth: Authorized,
  { id }: { readonly id: string },
): Promise<void> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const row = await findModelExplanation(tx, id);
    if (!row) throw new AppError("not-found", "no such explanation");
    if (!(await cancelModelExplanation(tx, id, now)))
      throw new AppError("conflict", "it has ended", { userMessage: "It has ended already." });
    await appendAudit(
      tx,
      {
        event: "explanation.cancelled",
        actor: auth.principal,
        subject: { type: "model", id: row.version },
        requestId: auth.requestId,
        detail: { source: row.source },
      },
      now,
    );
  });
}

async function requireSiteCases(rt: Runtime): Promise<void> {
  const patients = await countAssessedPatients(rt.db);
  if (patients >= FEWEST_SITE_CASES) return;
  throw new AppError("insufficient-data", `${patients} assessed patients`, {
    userMessage: `${patients} patients have been assessed here; at least ${FEWEST_SITE_CASES} are needed. Use the reference sample until then.`,
  });
}
