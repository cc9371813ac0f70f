import { findQuick, insertQuick, matchQuickRow, openQuick } from "@/db/queries/quick-triage";
import type { Authorized } from "@/lib/auth/principal";
import { ageInYears } from "@/lib/case/age";
import type { AgelessCase, TriageCase } from "@/lib/case/triage-case";
import { HOUR } from "@/lib/core/clock";
import { AppError, toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import {
  LONGEST_WHO,
  mismatch,
  type QuickAnswer,
  type QuickCase,
  type QuickInput,
  type QuickView,
} from "@/lib/decision/quick";
import { isWithheld } from "@/lib/model/familiarity";
import { assessFloorAtAnyAge } from "@/lib/safety/any-age";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import { appendAudit } from "../govern/append-audit";
import { SWITCHED_OFF_WHY } from "../service/engines";
import type { Runtime } from "../service/runtime";
import { showingTo } from "./suggestion";
import { UNLIKE_WHY } from "./unlike";
import { readVisit } from "./visit-access";

/** Who has not come up in the EHR by then was sent home, or was never matched: the list is of today. */
const LISTED_FOR = 24 * HOUR;
const MOST_LISTED = 50;
const NOT_KNOWN = "The age is not known: only safety rules that hold at any age can judge.";

const withId = (c: QuickCase, id: string): TriageCase | AgelessCase => {
  const { ageYears, ...rest } = c;
  return ageYears === undefined ? { id, ...rest } : { id, ageYears, ...rest };
};

/** What the model and the rules make of somebody the EHR does not know. Asks no EHR and keeps nothing. */
export async function assessQuick(rt: Runtime, auth: Authorized, c: QuickCase): Promise<QuickAnswer> {
  const known = withId(c, newId());
  if (!("ageYears" in known)) {
    const floor = assessFloorAtAnyAge(known);
    return { ...NO_MODEL, level: floor?.level ?? null, floor, why: NOT_KNOWN };
  }
  const floor = assessFloor(known);
  const rulesOnly = (why: string): QuickAnswer => ({ ...NO_MODEL, level: floor?.level ?? null, floor, why });
  // There is no visit that could be drawn, nor a second step: whoever is to give their own level gives it here.
  if ((await showingTo(rt.db, auth.principal, [])).setting.mode !== "suggest") return rulesOnly(OWN_LEVEL);
  try {
    const inUse = await rt.engines.current();
    const engine = inUse.forUnit?.(auth.principal.issuer) ?? inUse;
    const [answer] = await engine.predict([known], { familiarity: true, joinable: true });
    if (await rt.engines.switchedOff()) return rulesOnly(SWITCHED_OFF_WHY);
    if (!answer) return rulesOnly("The model did not answer. Safety rules still apply.");
    if (isWithheld(answer.familiarity)) return rulesOnly(UNLIKE_WHY);
    return {
      level: applyFloor(answer.level, floor),
      modelLevel: answer.level,
      floor,
      predictionSet: answer.set,
      modelVersion: engine.model.version,
      ...(engine.calibration ? { calibration: engine.calibration } : {}),
      why: null,
    };
  } catch (error) {
    rt.logger.error({ err: error }, "the model did not answer a quick triage; rules only");
    return rulesOnly(toAppError(error).userMessage);
  }
}
const OWN_LEVEL = "Your department asks for your own level: only the safety rules are shown here.";
const NO_MODEL = { modelLevel: null, predictionSet: null, modelVersion: null } as const;

/**
 * Records the level given to somebody the EHR does not know yet, once a gesture. Nothing is written to an EHR.
 * @throws AppError("invalid-input" | "stale-view" | "conflict")
 */
export async function recordQuick(rt: Runtime, auth: Authorized, input: QuickInput): Promise<QuickView> {
  const who = input.who.trim();
  if (who === "" || who.length > LONGEST_WHO)
    throw new AppError("invalid-input", "who it is", {
      userMessage: "Write a name, or how to find this patient.",
      detail: { fields: ["who"] },
    });
  const before = await findQuick(rt.db, { requestId: input.requestId });
  if (before) return sameGesture(before, auth, input);
  const answer = await assessQuick(rt, auth, input.case);
  if (answer.level !== input.shownLevel)
    throw new AppError("stale-view", "the suggestion is another one than was shown", {
      userMessage: "The suggestion has changed since it was shown. Look at it again, then save.",
    });
  const overridden = answer.level !== null && input.level !== answer.level;
  if (overridden && !input.reason)
    throw new AppError("invalid-input", "an override without a reason", {
      userMessage: "Please choose a reason for the other level.",
      detail: { fields: ["reason"] },
    });
  const { principal, requestId } = auth;
  const id = newId();
  const now = rt.clock();
  const added = await rt.db.transaction(async (tx) => {
    const made = await insertQuick(tx, {
      id,
      requestId: input.requestId,
      issuer: principal.issuer,
      content: { who, case: withId(input.case, id), answer },
      level: input.level,
      shownLevel: answer.level,
      modelVersion: answer.modelVersion,
      reason: overridden ? (input.reason ?? null) : null,
      decidedBy: principal.userId,
      decidedAt: now,
    });
    if (!made) return false;
    await appendAudit(
      tx,
      {
        event: "quick.recorded",
        actor: principal,
        subject: { type: "quick-triage", id },
        requestId,
        detail: {
          level: input.level,
          shownLevel: answer.level,
          reason: overridden ? (input.reason ?? null) : null,
          modelVersion: answer.modelVersion,
        },
      },
      now,
    );
    return true;
  });
  const recorded = await findQuick(rt.db, { requestId: input.requestId });
  if (!recorded) throw new AppError("internal", "a quick triage was not found after it was recorded");
  // Sent again before the first was answered: it may have been changed in between.
  return added ? toQuickView(recorded) : sameGesture(recorded, auth, input);
}

type Row = NonNullable<Awaited<ReturnType<typeof findQuick>>>;

function sameGesture(row: Row, { principal }: Authorized, input: QuickInput): QuickView {
  if (row.decidedBy !== principal.userId || row.level !== input.level || row.content.who !== input.who.trim())
    throw new AppError("conflict", "the request id was used for another quick triage");
  return toQuickView(row);
}

/** Today's, whom no visit of the EHR is known to be. */
export async function listQuick(rt: Runtime, { principal }: Authorized): Promise<QuickView[]> {
  const since = new Date(rt.clock().getTime() - LISTED_FOR);
  return (await openQuick(rt.db, principal.issuer, since, MOST_LISTED)).map(toQuickView);
}

export type MatchInput = {
  readonly id: string;
  readonly encounterId: string;
  /** As somebody read it off the wristband or the EHR: it must be the visit's own. */
  readonly recordNumber: string;
};

/**
 * Says that a visit of the EHR is of the person who was triaged at the door. The EHR is asked for the visit anew; number, sex
 * and age must not contradict. Nothing is written to the EHR, and no level is decided by it.
 * @throws AppError("not-found" | "wrong-patient" | "conflict") and what {@link readVisit} throws
 */
export async function matchQuick(rt: Runtime, auth: Authorized, input: MatchInput): Promise<void> {
  const { principal, requestId } = auth;
  const row = await findQuick(rt.db, { id: input.id });
  if (!row || row.issuer !== principal.issuer) throw new AppError("not-found", "no such quick triage");
  const { encounter, context } = await readVisit(rt, auth, {
    encounterId: input.encounterId,
    launchId: null,
  });
  const { patient } = context;
  const now = rt.clock();
  const against = mismatch(
    toQuickView(row),
    {
      ageYears: ageInYears(patient.birthDate, now),
      sex: patient.sex,
      recordNumbers: patient.identifiers.map((i) => i.value),
    },
    input.recordNumber,
  );
  if (against)
    throw new AppError("wrong-patient", `quick triage and visit differ in ${against}`, {
      userMessage: MISMATCH_WORDS[against],
    });
  await rt.db.transaction(async (tx) => {
    const first = await matchQuickRow(tx, row.id, {
      encounterId: encounter.id,
      matchedBy: principal.userId,
      matchedAt: now,
    });
    if (!first)
      throw new AppError("conflict", "matched already", {
        userMessage: "Somebody has already said who this is. Load the page again.",
      });
    await appendAudit(
      tx,
      {
        event: "quick.matched",
        actor: principal,
        subject: { type: "quick-triage", id: row.id },
        requestId,
        detail: { encounter: encounter.id },
      },
      now,
    );
  });
}

const MISMATCH_WORDS = {
  "record-number": "This record number is not that patient’s. Nothing was saved.",
  sex: "The EHR has another sex for this patient than you wrote down. Nothing was saved; check who it is.",
  age: "The EHR has another age for this patient than you wrote down. Nothing was saved; check who it is.",
} as const;

export function toQuickView(row: Row): QuickView {
  const { who, case: c } = row.content;
  return {
    id: row.id,
    who,
    ageYears: "ageYears" in c ? c.ageYears : null,
    sex: c.sex ?? "unknown",
    complaint: c.chiefComplaint ?? null,
    level: row.level,
    shownLevel: row.shownLevel,
    decidedBy: row.by,
    decidedAt: row.decidedAt.toISOString(),
  };
}
