import { answerCards, insertCard } from "@/db/queries/cds-card";
import { decisionsOf } from "@/db/queries/decision";
import { ensureEncounters } from "@/db/queries/encounter";
import { type CdsCall, type KeySets, type SeenTokens, verifyCdsCaller } from "@/lib/auth/cds-caller";
import type { SmartIssuer } from "@/lib/auth/issuers";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { assembleContext } from "@/lib/fhir/assemble";
import {
  CDS_SERVICES,
  type CdsService,
  chartFromPrefetch,
  type HookFeedback,
  type HookRequest,
} from "@/lib/fhir/cds-hooks";
import { createFhirClient } from "@/lib/fhir/client";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { readPatientContext } from "@/lib/fhir/read-patient";
import { judgeVisit } from "@/lib/fhir/visit-state";
import { assertSamePatient } from "@/lib/fhir/write-back";
import { appendAudit } from "../govern/append-audit";
import { sayable } from "../service/check-content";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { assessVisits } from "./assess";
import { viewAssessment } from "./assessment-view";
import { type Card, cardFor, levelOfReason } from "./cds-cards";
import { inForceByVisit } from "./decision-view";
import { ehrPeculiarities, noteEhrRequest } from "./ehr-access";
import { heldBackFromAnybody } from "./suggestion";

/** A call whose token was good. */
export type Called = {
  readonly issuer: SmartIssuer;
  readonly service: CdsService;
  readonly requestId: string;
};

/** What this installation answers; nothing while no EHR is named that may ask. */
export const listCdsServices = (rt: Runtime): readonly CdsService[] =>
  rt.issuers.some((i) => i.cdsHooks) ? CDS_SERVICES : [];

/**
 * Before anything of a call is read: which EHR makes it.
 * @param what that follows the service's address: "" for the hook itself, "/feedback".
 * @throws AppError("unauthenticated" | "not-found")
 */
export async function admitCds(
  rt: Runtime,
  call: Pick<CdsCall, "authorization"> & { readonly service: string; readonly requestId: string },
  what: "" | "/feedback",
): Promise<Called> {
  const seen = processState<SeenTokens>(rt, "cds-tokens", () => new Map());
  const keySets = processState<KeySets>(rt, "cds-keys", () => new Map());
  const { authorization, requestId } = call;
  const audience = `${rt.env.APP_ORIGIN}/api/cds-services/${call.service}${what}`;
  const issuer = await verifyCdsCaller(
    rt.issuers,
    { authorization, audience, now: rt.clock() },
    seen,
    keySets,
  );
  const service = CDS_SERVICES.find((s) => s.id === call.service);
  if (!service) throw new AppError("not-found", "no such service");
  return { issuer, service, requestId };
}

/**
 * Answers one call of a hook: one card for an open emergency visit nobody has decided on, none for any other. Never a level in
 * the record: a card is for a clinician to read.
 * @throws AppError("invalid-input" | "prefetch-missing" | "wrong-patient" | "ehr-…")
 */
export async function answerHook(rt: Runtime, called: Called, request: HookRequest): Promise<Card[]> {
  const { issuer, service } = called;
  if (request.hook !== service.hook)
    throw new AppError("invalid-input", "the service is not for this hook", { detail: { fields: ["hook"] } });
  // Whoever signs may speak for their own records only.
  if (request.fhirServer && request.fhirServer.replace(/\/+$/, "") !== issuer.issuer)
    throw new AppError("invalid-input", "the FHIR server is not the caller's", {
      detail: { fields: ["fhirServer"] },
    });
  // No visit, nobody waiting to be triaged.
  if (!request.context.encounterId) return [];
  const context = await contextOf(rt, issuer, request);
  assertSamePatient({ hook: request.context.patientId, ehr: context.patient.id });
  if (context.encounter.id !== request.context.encounterId)
    throw new AppError("wrong-patient", "the visit sent along is not the one the hook is about");
  if (judgeVisit(context, rt.clock()).barred) return [];
  return assessAndShow(rt, called, request, context);
}

async function assessAndShow(
  rt: Runtime,
  { issuer, requestId, service }: Called,
  { hookInstance }: HookRequest,
  context: PatientContext,
): Promise<Card[]> {
  const now = rt.clock();
  const visit = {
    issuer: context.issuer,
    encounterId: context.encounter.id,
    patientId: context.patient.id,
  };
  const [encounter] = await ensureEncounters(rt.db, [visit], now);
  if (!encounter) throw new AppError("internal", "the visit was not kept");
  if (inForceByVisit(await decisionsOf(rt.db, [encounter.id])).has(encounter.id)) return [];
  const [assessed] = await assessVisits(rt, { principal: "system", requestId }, [{ encounter, context }]);
  if (!assessed) throw new AppError("internal", "the visit was not assessed");
  const { assessment, built } = assessed;
  const uuid = newId();
  const heldBackBy = await heldBackFromAnybody(rt.db, issuer.issuer, assessment);
  const view = await viewAssessment(rt, assessment, heldBackBy);
  await insertCard(rt.db, {
    id: uuid,
    issuer: context.issuer,
    service: service.id,
    hookInstance,
    encounterId: encounter.id,
    assessmentId: assessment.id,
    shownLevel: view.level,
    shownAt: now,
  });
  const problems = built.problems.map((p) => p.message);
  const card = cardFor(view, problems, { uuid, appOrigin: rt.env.APP_ORIGIN });
  const [summary = card.summary] = sayable(rt, "card", [card.summary]);
  return [{ ...card, summary, detail: sayable(rt, "card", card.detail.split("\n")).join("\n") }];
}

/**
 * Keeps what became of cards, once each, and says how many were known. It is what people did with a suggestion in the EHR: who
 * did it the EHR does not say, so that nothing is learned from it by itself.
 */
export async function keepFeedback(
  rt: Runtime,
  { issuer, service, requestId }: Called,
  feedback: readonly HookFeedback[],
): Promise<number> {
  const now = rt.clock();
  return rt.db.transaction(async (tx) => {
    const known = await answerCards(
      tx,
      issuer.issuer,
      service.id,
      feedback.map(({ card, outcome, overrideReason, outcomeTimestamp }) => ({
        id: card,
        outcome,
        level: overrideReason?.reason ? levelOfReason(overrideReason.reason) : null,
        outcomeAt: new Date(outcomeTimestamp),
      })),
    );
    if (known.length > 0)
      await appendAudit(
        tx,
        {
          event: "cds.feedback",
          actor: "system",
          requestId,
          detail: { service: service.id, cards: known },
        },
        now,
      );
    return known.length;
  });
}

/** From what was sent along; else asked of the EHR with the token the call brings. */
async function contextOf(
  rt: Runtime,
  issuer: SmartIssuer,
  { prefetch, fhirAuthorization, context }: HookRequest,
): Promise<PatientContext> {
  const peculiarities = ehrPeculiarities(rt, issuer.issuer);
  const chart = chartFromPrefetch(prefetch);
  if (chart) {
    const read = assembleContext(issuer.issuer, chart, rt.clock(), peculiarities.site);
    if (!read)
      throw new AppError("ehr-malformed", "patient or visit could not be read, or do not belong together");
    return read;
  }
  if (!fhirAuthorization)
    throw new AppError("prefetch-missing", "neither patient and visit nor a token were sent");
  const client = createFhirClient({
    issuer: issuer.issuer,
    ...peculiarities,
    timeoutMs: rt.env.EHR_TIMEOUT_MS,
    accessToken: async (fresh) => {
      if (fresh) throw new AppError("ehr-refused", "the EHR turned down the token it had sent along");
      return fhirAuthorization.access_token;
    },
    observe: (resource, outcome, seconds) => noteEhrRequest(rt, resource, outcome, seconds),
  });
  const { encounterId = "", patientId } = context;
  return readPatientContext(client, { encounterId, expectedPatientId: patientId }, rt.clock());
}
