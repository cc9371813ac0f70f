import { type AssessmentRow, findAssessment } from "@/db/queries/assessment";
import { unitOf } from "@/db/queries/encounter";
import type { Authorized } from "@/lib/auth/principal";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import { changeInWords, type WhatWouldChangeInWords } from "@/lib/explain/change-words";
import { whatWouldChange } from "@/lib/explain/what-would-change";
import { processState, singleFlight } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { showingAt } from "./suggestion";
import { requireVisit, type VisitRef } from "./visit-access";

/**
 * What would make an assessment's level more or less urgent, by the very model and rules that gave it; null where no model
 * answered. Not stored: it follows from the stored case, the model version and the rules, and comes out the same again.
 * @throws AppError("not-found"; "stale-view" when another model version or other safety rules are in use by now) and what
 * {@link requireVisit} and the engine throw
 */
export async function whatWouldChangeAssessment(
  rt: Runtime,
  auth: Authorized,
  ref: VisitRef & { readonly assessmentId: string },
): Promise<WhatWouldChangeInWords | null> {
  await requireVisit(rt, auth, ref);
  const row = await findAssessment(rt.db, ref.assessmentId);
  if (!row || row.encounterId !== ref.encounterId)
    throw new AppError("not-found", "no such assessment of this visit");
  if (!row.case || row.modelLevel === null) return null;
  if ((await showingAt(rt.db, auth, row)).heldBackBy) return null;
  const running = processState(
    rt,
    "what-would-change",
    () => new Map<string, Promise<WhatWouldChangeInWords>>(),
  );
  const triageCase = row.case;
  return singleFlight(running, row.id, () => search(rt, { ...row, case: triageCase }));
}

async function search(
  rt: Runtime,
  row: AssessmentRow & { readonly case: TriageCase },
): Promise<WhatWouldChangeInWords> {
  const engine = await rt.engines.thatMade({ ...row, unit: await unitOf(rt.db, row.encounterId) });
  if (engine.artifactDigest !== row.artifactDigest)
    throw new AppError("stale-view", "another model version is in use than the one that answered", {
      userMessage: "Another model version was put into use. Please look again to see its suggestion.",
    });
  const found = await whatWouldChange(row.case, engine);
  if (found.level !== row.shownLevel)
    throw new AppError("stale-view", "model and safety rules give another level than was shown", {
      userMessage: "The safety rules have changed since this suggestion. Please look again.",
    });
  return changeInWords(found);
}
