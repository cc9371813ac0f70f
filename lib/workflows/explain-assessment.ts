import { type AssessmentRow, findAssessment, saveExplanation } from "@/db/queries/assessment";
import type { Authorized } from "@/lib/auth/principal";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import { explainCase } from "@/lib/explain/explain-case";
import { viewAssessment } from "./assessment-view";
import { appendAudit } from "./audit";
import { processState, singleFlight } from "./process-state";
import type { Runtime } from "./runtime";
import type { AssessmentView } from "./views";
import { requireVisit, type VisitRef } from "./visit-access";

/**
 * Explains an assessment with the very model that made it, once; afterwards the stored explanation is shown. The seed
 * comes from the assessment's id, so that a replay gives the same numbers.
 */
export async function explainAssessment(
  rt: Runtime,
  auth: Authorized,
  ref: VisitRef & { readonly assessmentId: string },
): Promise<AssessmentView> {
  await requireVisit(rt, auth, ref);
  const row = await findAssessment(rt.db, ref.assessmentId);
  if (!row || row.encounterId !== ref.encounterId)
    throw new AppError("not-found", "no such assessment of this visit");
  if (row.explanation || !row.case || row.modelLevel === null) return viewAssessment(rt, row);
  const running = processState(rt, "explanations", () => new Map<string, Promise<void>>());
  const triageCase = row.case;
  await singleFlight(running, row.id, () => explain(rt, auth, { ...row, case: triageCase }));
  return viewAssessment(rt, (await findAssessment(rt.db, row.id)) ?? row);
}

async function explain(
  rt: Runtime,
  auth: Authorized,
  row: AssessmentRow & { readonly case: TriageCase },
): Promise<void> {
  const engine = await rt.engines.current();
  if (engine.artifactDigest !== row.artifactDigest) {
    throw new AppError("stale-view", "another model version is in use than the one that answered", {
      userMessage: "Another model version was put into use. Please look again to see its suggestion.",
    });
  }
  const stop = rt.metrics.explanationDuration.startTimer();
  const explanation = await explainCase(row.case, engine, { seed: explanationSeed(row.id) });
  stop({ method: explanation.method });
  await rt.db.transaction(async (tx) => {
    // Another process may have been first: its numbers are the same, and it has recorded them.
    if (!(await saveExplanation(tx, row.id, explanation))) return;
    const { method, samples, seed, additivityResidual } = explanation;
    await appendAudit(
      tx,
      {
        event: "assessment.explained",
        actor: auth.principal,
        subject: { type: "assessment", id: row.id },
        requestId: auth.requestId,
        detail: { method, samples, seed, residual: additivityResidual },
      },
      rt.clock(),
    );
  });
}

/** The same for the same assessment, for ever. */
export const explanationSeed = (assessmentId: string): number =>
  Number.parseInt(assessmentId.replaceAll("-", "").slice(0, 8), 16);
