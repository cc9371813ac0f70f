import { findAssessment } from "@/db/queries/assessment";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { LONGEST_REPORT, SHORTEST_WORDS } from "@/lib/monitoring/incidents/incident";
import type { Runtime } from "../service/runtime";
import { openIncident } from "../watch/open-incident";
import { requireVisit, type VisitRef } from "./visit-access";

export type ProblemInput = VisitRef & {
  /** Of one gesture; the same twice is one report. */
  readonly requestId: string;
  readonly assessmentId: string;
  readonly words: string;
};

/**
 * A clinician says in a few words what is wrong with an answer they see: a safety report, tied to it, that model stewards find
 * among the incidents. Nothing about the patient's care waits for it.
 * @throws AppError("invalid-input" | "not-found") and what {@link requireVisit} throws
 */
export async function reportProblem(
  rt: Runtime,
  auth: Authorized,
  input: ProblemInput,
): Promise<{ readonly number: number }> {
  const words = input.words.trim();
  if (words.length < SHORTEST_WORDS || words.length > LONGEST_REPORT)
    throw new AppError("invalid-input", "a report needs words", {
      userMessage: "Say in a few words what is wrong.",
      detail: { fields: ["words"] },
    });
  const { encounter } = await requireVisit(rt, auth, input);
  const row = await findAssessment(rt.db, input.assessmentId);
  if (!row || row.encounterId !== encounter.id)
    throw new AppError("not-found", "no such assessment of this visit");
  const { incident } = await rt.db.transaction((tx) =>
    openIncident(
      tx,
      auth,
      {
        kind: "safety",
        severity: null,
        title:
          row.shownLevel === null
            ? "A problem with an answer without a level"
            : `A problem with a suggested level ${row.shownLevel}`,
        words,
        links: [
          { what: "assessment", ref: row.id },
          ...(row.modelVersion ? [{ what: "model-version" as const, ref: row.modelVersion }] : []),
        ],
        source: `report:${input.requestId}`,
        encounterId: encounter.id,
        entry: { id: input.requestId, kind: "reported" },
      },
      rt.clock(),
    ),
  );
  return { number: incident.number };
}
