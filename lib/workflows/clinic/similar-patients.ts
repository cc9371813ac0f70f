import { findAssessment } from "@/db/queries/assessment";
import { findSnapshot } from "@/db/queries/encounter";
import { countEmbedded, type Neighbour, nearestCases } from "@/db/queries/similar";
import { sitePhrases } from "@/db/queries/site-phrase";
import type { Authorized } from "@/lib/auth/principal";
import type { TriageCase } from "@/lib/case/triage-case";
import { MINUTE } from "@/lib/core/clock";
import { AppError, toAppError } from "@/lib/core/errors";
import type { Engine } from "@/lib/engine/engine";
import { ageKinship, complaintOf, kinship } from "@/lib/feedback/kinship";
import { deidentifyCase } from "@/lib/feedback/label";
import { essentialsOf } from "@/lib/feedback/similar";
import { isWithheld } from "@/lib/model/familiarity";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import type { Likeness, SimilarPatientsView } from "../views";
import { firstWithin } from "./recently";
import type { Identifying } from "./second-reading";
import { showingAt } from "./suggestion";
import { requireVisit, type VisitRef } from "./visit-access";

const SHOWN = 5;
/** So many of the nearest are looked through for those who came with the same kind of thing at the same age. */
const LOOKED_THROUGH = 300;
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
  if ((await showingAt(rt.db, auth, assessment)).heldBackBy)
    return unavailable("Shown once the suggestion is: what was decided on others would lead as much as it.");
  if (!assessment.case) return unavailable("The age is not known, so there is nothing to compare by.");
  if (!rt.handle.vectors.ready)
    return unavailable("The database has no vector search. An administrator can add it.");
  if (isWithheld(assessment.familiarity))
    return unavailable("This patient is unlike those the model knows, so it cannot say who is like them.");
  const engine = await engineOrWhy(rt);
  if (typeof engine === "string") return unavailable(engine);

  const snapshot = await findSnapshot(rt.db, encounter.id);
  const embedding = await placeOf(engine, assessment.case, {
    texts: snapshot?.context.patient.identifyingTexts ?? [],
    phrases: await sitePhrases(rt.db),
  });
  if (!embedding)
    return unavailable("Not available for this model version: it does not say where it places a patient.");
  const digest = engine.artifactDigest;
  const { issuer, patientKey, id: encounterId } = encounter;
  const counted = await countEmbedded(rt.db, digest, issuer);
  const around = await nearestCases(
    rt.db,
    { digest, embedding, issuer, patientKey, encounterId },
    LOOKED_THROUGH,
  );
  const nearest = akin(assessment.case, around, engine).slice(0, SHOWN);
  if (around.length === 0 && counted.done < counted.total) return { state: "preparing", ...counted };
  if (around.length === 0) return { state: "empty" };
  if (nearest.length === 0) return { state: "none-alike", comparedWith: counted.done };
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

/**
 * Of the nearest those a nurse would compare with: the same kind of complaint, at about the same age. First the same complaint
 * and the same age, then the nearest. Who only shares a part of medicine must be near as the model sees it, too; who shares
 * nothing is not shown, so that there may be nobody.
 */
function akin(c: TriageCase, around: readonly Neighbour[], engine: Engine): Neighbour[] {
  const complaint = complaintOf(c);
  const ranked = around.flatMap((n) => {
    const kin = kinship(complaint, complaintOf(n.case));
    const age = ageKinship(c.ageYears, n.case.ageYears);
    const near = likeness(n.distance, engine);
    const nearEnough =
      near === "very-like" || near === "like" || (kin === "same-complaint" && age === "same");
    if (kin === "none" || age === "none" || !nearEnough) return [];
    return { n, rank: Number(kin !== "same-complaint") + Number(age !== "same") };
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.n.distance - b.n.distance).map(({ n }) => n);
}

async function engineOrWhy(rt: Runtime): Promise<Engine | string> {
  try {
    return await rt.engines.current();
  } catch (error) {
    return toAppError(error).userMessage;
  }
}

async function placeOf(engine: Engine, c: TriageCase, known: Identifying): Promise<Float32Array | undefined> {
  const [answer] = await engine.predict([deidentifyCase(c, c.id, known.texts, known.phrases)], {
    embedding: true,
  });
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
