import {
  type AssessmentRow,
  findAssessment,
  refineExplanation,
  saveExplanation,
} from "@/db/queries/assessment";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { REFINED_MAX_EVALUATIONS } from "@/lib/explain/budget";
import { explainGame, explainGroups, isRefinable } from "@/lib/explain/explain-case";
import type { Explanation, GroupContribution } from "@/lib/explain/explanation";
import { appendAudit } from "../govern/append-audit";
import { inLaunch } from "../govern/launch-trace";
import { processState, singleFlight } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import type { AssessmentView } from "../views";
import { viewAssessment } from "./assessment-view";
import { type Explainable, gameFor } from "./explanation-games";
import { showingAt } from "./suggestion";
import { requireVisit, type VisitRef } from "./visit-access";

/**
 * "groups": what the parts of the form add, at once; nothing is stored. "refined": more samples where the standard error
 * leaves the order of the largest effects open. null: the explanation.
 */
export const EXPLANATION_STAGES = ["groups", "refined"] as const;
export type ExplanationStage = (typeof EXPLANATION_STAGES)[number] | null;

/**
 * Explains an assessment with the very model that made it, once; afterwards the stored explanation is shown. The seed
 * comes from the assessment's id, so that a replay gives the same numbers.
 */
export const explainAssessment = (rt: Runtime, auth: Authorized, asked: Asked): Promise<AssessmentView> =>
  inLaunch(rt, auth, asked.launchId, "explanation.make", {}, () => explainAsked(rt, auth, asked));

type Asked = VisitRef & { readonly assessmentId: string; readonly stage?: ExplanationStage };

async function explainAsked(rt: Runtime, auth: Authorized, ref: Asked): Promise<AssessmentView> {
  await requireVisit(rt, auth, ref);
  const row = await findAssessment(rt.db, ref.assessmentId);
  if (!row || row.encounterId !== ref.encounterId)
    throw new AppError("not-found", "no such assessment of this visit");
  const { heldBackBy } = await showingAt(rt.db, auth, row);
  if (heldBackBy) return viewAssessment(rt, row, heldBackBy);
  if (!isExplainable(row)) return viewAssessment(rt, row);
  if (ref.stage === "groups" && !row.explanation)
    return { ...(await viewAssessment(rt, row)), groups: await groupsOf(rt, row) };
  const refines = ref.stage === "refined" && row.explanation !== null && isRefinable(row.explanation);
  if (row.explanation && !refines) return viewAssessment(rt, row);
  const running = processState(rt, "explanations", () => new Map<string, Promise<void>>());
  await singleFlight(running, row.id, () => explain(rt, auth, row));
  return viewAssessment(rt, (await findAssessment(rt.db, row.id)) ?? row);
}

const isExplainable = (row: AssessmentRow): row is Explainable =>
  row.case !== null && row.modelLevel !== null;

async function groupsOf(rt: Runtime, row: Explainable): Promise<readonly GroupContribution[]> {
  const running = processState(
    rt,
    "explanation groups",
    () => new Map<string, Promise<GroupContribution[]>>(),
  );
  return singleFlight(running, row.id, async () => {
    return timed(
      rt,
      "groups",
      async () => explainGroups(await gameFor(rt, row)),
      () => "groups",
    );
  });
}

async function timed<T>(
  { metrics, tracing }: Runtime,
  stage: "groups" | "first" | "refined",
  work: () => Promise<T>,
  methodOf: (done: T) => string,
): Promise<T> {
  const started = performance.now();
  try {
    const done = await work();
    const seconds = (performance.now() - started) / 1000;
    const method = methodOf(done);
    metrics.explanationDuration.observe({ stage, method }, seconds);
    tracing.ended(
      "explanation.compute",
      { "openacuity.explanation.stage": stage, "openacuity.explanation.method": method },
      seconds,
    );
    return done;
  } catch (error) {
    metrics.explanationFailures.inc({ stage });
    throw error;
  }
}

/** The first explanation, or a finer one in its place. */
async function explain(rt: Runtime, auth: Authorized, row: Explainable): Promise<void> {
  const explained = await timed(
    rt,
    row.explanation ? "refined" : "first",
    async () =>
      explainGame(await gameFor(rt, row), {
        seed: explanationSeed(row.id),
        ...(row.explanation ? { maxEvaluations: REFINED_MAX_EVALUATIONS } : {}),
      }),
    ({ method }) => method,
  );
  const explanation = {
    ...explained,
    additivityResidual: Math.max(explained.additivityResidual, driftOf(row, explained)),
  };
  await rt.db.transaction(async (tx) => {
    // Another process may have been first: its numbers are the same, and it has recorded them.
    const save = row.explanation ? refineExplanation : saveExplanation;
    if (!(await save(tx, row.id, explanation))) return;
    const { method, samples, samplesByGroup, evaluations, settled, seed, additivityResidual } = explanation;
    await appendAudit(
      tx,
      {
        event: "assessment.explained",
        actor: auth.principal,
        subject: { type: "assessment", id: row.id },
        requestId: auth.requestId,
        // Enough to compute again what was on the screen, also before it was refined.
        detail: { method, samples, samplesByGroup, evaluations, settled, seed, residual: additivityResidual },
        records: [{ type: "explanation", id: row.id, row: explanation }],
      },
      rt.clock(),
    );
  });
}

/** How far the explained answer is from the one that was shown: an explanation of another answer is none. */
function driftOf(row: AssessmentRow, { outputValue, outputProbabilities }: Explanation): number {
  if (row.expectedSeverity === null || row.probabilities === null) return 0;
  const shown = [row.expectedSeverity, ...row.probabilities];
  return Math.max(...[outputValue, ...outputProbabilities].map((x, k) => Math.abs(x - (shown[k] as number))));
}

/** The same for the same assessment, for ever. */
export const explanationSeed = (assessmentId: string): number =>
  Number.parseInt(assessmentId.replaceAll("-", "").slice(0, 8), 16);
