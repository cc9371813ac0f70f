import { findAssessment } from "@/db/queries/assessment";
import { findSnapshot } from "@/db/queries/encounter";
import { countEmbedded, type Neighbour, nearestCases } from "@/db/queries/similar";
import type { Authorized } from "@/lib/auth/principal";
import type { TriageCase } from "@/lib/case/triage-case";
import { MINUTE } from "@/lib/core/clock";
import { AppError, toAppError } from "@/lib/core/errors";
import type { Engine } from "@/lib/engine/engine";
import { deidentifyCase } from "@/lib/feedback/label";
import { essentialsOf } from "@/lib/feedback/similar";
import { isWithheld } from "@/lib/model/familiarity";
import { appendAudit } from "./audit";
import { firstWithin } from "./recently";
import type { Runtime } from "./runtime";
import type { Likeness, SimilarPatientsView } from "./views";
import { requireVisit, type VisitRef } from "./visit-access";

const SHOWN = 5;
const SAME_LOOK = 5 * MINUTE;

const unavailable = (why: string): SimilarPatientsView => ({ state: "unavailable", why });

/**
 * The decided visits most like the one assessed, as the encoder of the model in use sees them: of the person's own EHR, of
 * other patients, without anything that names them.
 *
 * Both sides of the comparison are de-identified before the encoder reads them, so that no name takes part in it.
 */
export async function similarPatients(
  rt: Runtime,
  auth: Authorized,
  ref: VisitRef & { readonly assessmentId: string },
): Promise<SimilarPatientsView> {
  const { encounter } = await requireVisit(rt, auth, ref);
  const assessment = await findAssessment(rt.db, ref.assessmentId);
  if (!assessment || assessment.encounterId !== encounter.id)
    throw new AppError("not-found", "no such assessment of this visit");
  if (!assessment.case) return unavailable("The age is not known, so there is nothing to compare by.");
  if (!rt.handle.vectors.ready)
    return unavailable("The database has no vector search. An administrator can add it.");
  if (isWithheld(assessment.familiarity))
    return unavailable("This patient is unlike those the model knows, so it cannot say who is like them.");
  const engine = await engineOrWhy(rt);
  if (typeof engine === "string") return unavailable(engine);

  const snapshot = await findSnapshot(rt.db, encounter.id);
  const embedding = await placeOf(engine, assessment.case, snapshot?.context.patient.identifyingTexts ?? []);
  if (!embedding)
    return unavailable("Not available for this model version: it does not say where it places a patient.");
  const digest = engine.artifactDigest;
  const { issuer, patientKey, id: encounterId } = encounter;
  const counted = await countEmbedded(rt.db, digest, issuer);
  const nearest = await nearestCases(rt.db, { digest, embedding, issuer, patientKey, encounterId }, SHOWN);
  if (nearest.length === 0 && counted.done < counted.total) return { state: "preparing", ...counted };
  if (nearest.length === 0) return { state: "empty" };
  await auditLook(rt, auth, ref.assessmentId, digest, nearest);
  return {
    state: "ready",
    patients: nearest.map((n) => ({
      ...essentialsOf(n.case),
      level: n.level,
      modelLevel: n.modelLevel,
      likeness: likeness(n.distance, engine),
    })),
    comparedWith: counted.done,
    preparing: counted.done < counted.total ? counted : null,
  };
}

async function engineOrWhy(rt: Runtime): Promise<Engine | string> {
  try {
    return await rt.engines.current();
  } catch (error) {
    return toAppError(error).userMessage;
  }
}

async function placeOf(
  engine: Engine,
  c: TriageCase,
  identifyingTexts: readonly string[],
): Promise<Float32Array | undefined> {
  const [answer] = await engine.predict([deidentifyCase(c, c.id, identifyingTexts)], { embedding: true });
  return answer?.embedding;
}

/** In words, by how near pairs of ordinary visits are to each other; null where the model cannot say. */
function likeness(distance: number, { pairDistances }: Engine): Likeness | null {
  if (!pairDistances) return null;
  if (distance <= pairDistances.hundredth) return "very-like";
  return distance <= pairDistances.tenth ? "like" : "loosely-like";
}

/** Which cases were shown beside which assessment. */
async function auditLook(
  rt: Runtime,
  auth: Authorized,
  assessmentId: string,
  digest: string,
  shown: readonly Neighbour[],
): Promise<void> {
  const decisions = shown.map((n) => n.decisionId);
  const look = JSON.stringify([auth.principal.sessionId, assessmentId, decisions]);
  if (!firstWithin(rt, "similar-looks", look, SAME_LOOK)) return;
  await rt.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        event: "similar.viewed",
        actor: auth.principal,
        subject: { type: "assessment", id: assessmentId },
        requestId: auth.requestId,
        detail: { decisions, digest },
      },
      rt.clock(),
    ),
  );
}
