import { basesOf } from "@/db/queries/assessment";
import { countNotInEhr, decisionsOf } from "@/db/queries/decision";
import {
  activeSnapshots,
  deactivateOthers,
  ensureEncounters,
  findSnapshots,
  saveSnapshots,
} from "@/db/queries/encounter";
import type { GrantRow } from "@/db/queries/identity";
import type { Authorized } from "@/lib/auth/principal";
import { MINUTE, SECOND } from "@/lib/core/clock";
import { toAppError } from "@/lib/core/errors";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { listEmergencyEncounters } from "@/lib/fhir/read-patient";
import { assessVisits, type Visit } from "./assess";
import { appendAudit } from "./audit";
import { compareBoardRows, type Decided, toBoardRow } from "./board-row";
import { preferSnapshot, unreadParts } from "./choose-context";
import { inForceByVisit } from "./decision-view";
import { ehrClient, requireGrant } from "./ehr-access";
import { withinDeadline } from "./ehr-deadline";
import { processState } from "./process-state";
import { firstWithin } from "./recently";
import type { Runtime } from "./runtime";
import { Turnstile } from "./turnstile";
import type { BoardView, Freshness } from "./views";
import { canShowSnapshot, SIGHTING } from "./visit-access";

type Waiting = { readonly visits: readonly Visit[]; readonly freshness: Freshness };

/** Tabs and quick refreshes of one person share an answer for this long. */
const SHARED_FOR = 5 * SECOND;
/** Of many open boards, so many ask one EHR for its list at a time. */
const LISTS_AT_A_TIME = 3;
/** A visit leaves the board's fallback once nobody has been shown it for this long. */
const GONE_AFTER = 2 * MINUTE;
/** A board is looked at for hours; that it was opened is recorded, each refresh is not. */
const SAME_LOOK = 15 * MINUTE;

/** The waiting patients of the person's EHR, most urgent first. */
export async function getBoard(rt: Runtime, auth: Authorized): Promise<BoardView> {
  const { visits, freshness } = await waitingFor(rt, auth);
  const assessed = await assessVisits(rt, auth, visits);
  const decided = await decidedOf(rt, visits);
  const now = rt.clock();
  await auditLook(rt, auth, assessed.length, freshness);
  return {
    rows: assessed.map((a) => toBoardRow(a, decided.get(a.encounter.id) ?? null, now)).sort(compareBoardRows),
    freshness,
    model: await rt.engines.state(),
    refreshSeconds: rt.env.BOARD_REFRESH_SECONDS,
    notYetInEhr: await countNotInEhr(rt.db, auth.principal.issuer),
  };
}

type Shared = Map<string, { readonly at: number; readonly waiting: Promise<Waiting> }>;

/** Never shared between two people: what the EHR lets one see is not what it lets the other see. */
async function waitingFor(rt: Runtime, auth: Authorized): Promise<Waiting> {
  const grant = await requireGrant(rt, auth.principal, null);
  const shared = processState(rt, "boards", (): Shared => new Map());
  const key = `${auth.principal.sessionId} ${grant.id}`;
  const now = Date.now();
  const known = shared.get(key);
  if (known && now - known.at < SHARED_FOR) return known.waiting;
  for (const [other, { at }] of shared) if (now - at > MINUTE) shared.delete(other);
  const waiting = readWaiting(rt, auth, grant);
  shared.set(key, { at: now, waiting });
  waiting.catch(() => shared.delete(key));
  return waiting;
}

async function readWaiting(rt: Runtime, auth: Authorized, grant: GrantRow): Promise<Waiting> {
  const { issuer } = auth.principal;
  const turnstiles = processState(rt, "ehr-lists", () => new Map<string, Turnstile>());
  const turnstile = turnstiles.get(issuer) ?? new Turnstile(LISTS_AT_A_TIME);
  turnstiles.set(issuer, turnstile);
  const client = ehrClient(rt, grant, { requestId: auth.requestId });
  try {
    const contexts = await turnstile.run(() =>
      // A list is many requests.
      withinDeadline(rt, issuer, 2 * rt.env.EHR_TIMEOUT_MS, () =>
        listEmergencyEncounters(client, rt.clock()),
      ),
    );
    return await keep(rt, issuer, contexts);
  } catch (error) {
    const failure = toAppError(error);
    if (!canShowSnapshot(failure.code)) throw error;
    rt.logger.warn(
      { requestId: auth.requestId, code: failure.code, err: failure },
      "EHR not read; board from snapshots",
    );
    return lastKnown(rt, issuer, failure.userMessage);
  }
}

/** Stores what the EHR said of each visit; where it left parts out that are known, what is known is shown on. */
async function keep(rt: Runtime, issuer: string, contexts: readonly PatientContext[]): Promise<Waiting> {
  const now = rt.clock();
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const encounters = await ensureEncounters(
    rt.db,
    contexts.map((c) => ({ issuer, encounterId: c.encounter.id, patientId: c.patient.id })),
    now,
    ago(SIGHTING),
  );
  const fresh = encounters.map((encounter, i) => ({ encounter, context: contexts[i] as PatientContext }));
  const partial = fresh.filter((v) => unreadParts(v.context).length > 0).map((v) => v.encounter.id);
  const last = new Map((await findSnapshots(rt.db, partial)).map((s) => [s.encounterId, s.context]));
  const visits = fresh.map((v) => {
    const known = last.get(v.encounter.id) ?? null;
    return known && preferSnapshot(v.context, known, now) ? { ...v, context: known } : v;
  });
  await saveSnapshots(
    rt.db,
    visits.filter((v, i) => v === fresh[i]).map((v) => ({ encounterId: v.encounter.id, context: v.context })),
  );
  const ids = encounters.map((e) => e.id);
  await deactivateOthers(rt.db, issuer, ids, ago(GONE_AFTER));
  const kept = visits.filter((v, i) => v !== fresh[i]).length;
  const note =
    kept > 0 ? `The EHR gave only a part of ${kept} records. What it said last of them is shown.` : null;
  return { visits, freshness: { fetchedAt: now.toISOString(), source: "ehr", note } };
}

async function lastKnown(rt: Runtime, issuer: string, note: string): Promise<Waiting> {
  const known = await activeSnapshots(rt.db, issuer);
  const oldest = known.reduce((min, { snapshot }) => Math.min(min, snapshot.fetchedAt.getTime()), Infinity);
  const fetchedAt = Number.isFinite(oldest) ? new Date(oldest) : rt.clock();
  return {
    visits: known.map(({ encounter, snapshot }) => ({ encounter, context: snapshot.context })),
    freshness: { fetchedAt: fetchedAt.toISOString(), source: "snapshot", note },
  };
}

async function decidedOf(rt: Runtime, visits: readonly Visit[]): Promise<Map<string, Decided>> {
  const inForce = inForceByVisit(
    await decisionsOf(
      rt.db,
      visits.map((v) => v.encounter.id),
    ),
  );
  const bases = new Map(
    (
      await basesOf(
        rt.db,
        [...inForce.values()].map((d) => d.decision.assessmentId),
      )
    ).map((a) => [a.id, a]),
  );
  return new Map(
    [...inForce].map(([id, d]) => [id, { ...d, basis: bases.get(d.decision.assessmentId) ?? null }]),
  );
}

async function auditLook(
  rt: Runtime,
  auth: Authorized,
  patients: number,
  { source }: Freshness,
): Promise<void> {
  if (!firstWithin(rt, "board-looks", `${auth.principal.sessionId} ${source}`, SAME_LOOK)) return;
  const { principal: actor, requestId } = auth;
  const detail = { patients, source };
  await rt.db.transaction((tx) =>
    appendAudit(tx, { event: "board.viewed", actor, requestId, detail }, rt.clock()),
  );
}
