import type { EncounterRow } from "@/db/queries/encounter";
import type { GrantRow } from "@/db/queries/identity";
import {
  accessRows,
  confirmListed,
  confirmRead,
  recordRefusal,
  withdrawConfirmations,
} from "@/db/queries/patient-access";
import type { EncounterRefs } from "@/db/schema";
import {
  isConfirmedWithin,
  isRefusal,
  type Refusal,
  type Standing,
  standingOf,
} from "@/lib/auth/patient-access";
import type { Authorized } from "@/lib/auth/principal";
import { MINUTE } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { withheldParts } from "@/lib/fhir/sections";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";

/** One person's way to one visit. */
export type VisitAccess = {
  readonly encounter: EncounterRow;
  /** The EHR's ids of visit and patient. */
  readonly refs: EncounterRefs;
  readonly grant: GrantRow;
};

/** Boards are read again and again; that a patient still stands on them is not written down each time. */
const LISTED = 1 * MINUTE;

/** What the EHR has last said to this person about this visit. */
export async function standing(rt: Runtime, auth: Authorized, encounter: EncounterRow): Promise<Standing> {
  return standingOf(await accessRows(rt.db, auth.principal.userId, [encounter.id]), encounter.id);
}

/** The same for many visits, by our encounter id. */
export async function standings(
  rt: Runtime,
  auth: Authorized,
  encounters: readonly EncounterRow[],
): Promise<Map<string, Standing>> {
  const ids = encounters.map((e) => e.id);
  const byVisit = Map.groupBy(await accessRows(rt.db, auth.principal.userId, ids), (r) => r.tellsOf);
  return new Map(ids.map((id) => [id, standingOf(byVisit.get(id) ?? [], id)]));
}

/** The EHR has shown visit and patient to this person, asked at `askedAt`. */
export async function noteShown(
  rt: Runtime,
  auth: Authorized,
  { encounter, grant }: VisitAccess,
  askedAt: Date,
  withheld: readonly string[],
): Promise<void> {
  await confirmRead(rt.db, {
    userId: auth.principal.userId,
    encounterId: encounter.id,
    grantId: grant.id,
    askedAt,
    withheld,
  });
}

/** The EHR has listed these visits to this person. */
export async function noteListed(
  rt: Runtime,
  auth: Authorized,
  grant: GrantRow,
  askedAt: Date,
  visits: readonly { readonly encounter: EncounterRow; readonly context: PatientContext }[],
): Promise<void> {
  const known = await standings(
    rt,
    auth,
    visits.map((v) => v.encounter),
  );
  const due = visits.filter(({ encounter }) => {
    const s = known.get(encounter.id);
    return (
      s?.state === "unknown" || (s?.state === "confirmed" && askedAt.getTime() - s.at.getTime() >= LISTED)
    );
  });
  await confirmListed(
    rt.db,
    due.map(({ encounter, context }) => ({
      userId: auth.principal.userId,
      encounterId: encounter.id,
      grantId: grant.id,
      askedAt,
      withheld: withheldParts(context.problems),
    })),
  );
}

/** Remembers a refusal for as long as the EHR does not say otherwise; the first time it is on record. */
export async function noteRefusal(
  rt: Runtime,
  auth: Authorized,
  { encounter, grant }: VisitAccess,
  failure: AppError,
): Promise<void> {
  if (failure.code === "unauthenticated") return withdrawConfirmations(rt.db, grant.id);
  const { code } = failure;
  if (!isRefusal(code)) return;
  const { principal: actor, requestId } = auth;
  const row = { userId: actor.userId, encounterId: encounter.id };
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    if (!(await recordRefusal(tx, row, code, now))) return;
    const subject = { type: "encounter", id: encounter.id };
    const detail = { why: code, where: "ehr" };
    await appendAudit(tx, { event: "access.denied", actor, subject, requestId, detail }, now);
  });
}

/**
 * Whether what is stored of a visit may be shown although the EHR does not answer.
 * @param stored parts that the stored record itself lacks because they were refused to whoever read it
 * @throws AppError(as the EHR refused it; "ehr-unavailable" where it never confirmed it, or too long ago)
 */
export function assertMayBeShown(
  rt: Runtime,
  known: Standing,
  stored: readonly string[] = [],
  failure?: AppError,
): void {
  if (known.state === "refused") throw refusedError(known.refusal);
  const limit = rt.env.SNAPSHOT_ACCESS_MINUTES * MINUTE;
  const unconfirmed = (message: string, userMessage: string) =>
    new AppError("ehr-unavailable", message, { userMessage, ...(failure ? { cause: failure } : {}) });
  if (!isConfirmedWithin(known, limit, rt.clock()) || known.state !== "confirmed")
    throw unconfirmed(
      "the EHR has not confirmed lately that this person may see the visit",
      "The EHR cannot be reached, so it cannot confirm that you may see this patient. Try again when it is back.",
    );
  // Somebody else may have read more of the record than the EHR shows to this person.
  if (known.withheld.some((part) => !stored.includes(part)))
    throw unconfirmed(
      "the stored record has parts that the EHR refused to this person",
      "The EHR cannot be reached. It shows you only a part of this record, so the stored copy is not shown.",
    );
}

export function mayBeShown(rt: Runtime, known: Standing, stored: readonly string[]): boolean {
  try {
    assertMayBeShown(rt, known, stored);
    return true;
  } catch {
    return false;
  }
}

/** In the EHR's words to us, and ours to the person. */
export const refusedError = (refusal: Refusal): AppError =>
  new AppError(refusal, "the EHR refuses this visit to this person", {
    ...(WORDS[refusal] ? { userMessage: WORDS[refusal] } : {}),
  });

const WORDS: Partial<Record<Refusal, string>> = {
  "ehr-refused":
    "The EHR does not let you see this patient. If you care for them, open their record in the EHR first, then launch OpenAcuity from there.",
  "not-found":
    "The EHR no longer has this visit. Find the patient in the EHR and launch OpenAcuity from there.",
};
