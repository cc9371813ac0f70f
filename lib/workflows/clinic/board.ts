import { countNotInEhr } from "@/db/queries/decision";
import {
  activeSnapshots,
  deactivateOthers,
  type EncounterRow,
  ensureEncounters,
  findSnapshots,
  recentEncounters,
  refsOf,
  saveSnapshots,
} from "@/db/queries/encounter";
import type { GrantRow } from "@/db/queries/identity";
import { reviewsOf } from "@/db/queries/lead-review";
import { withdrawConfirmations } from "@/db/queries/patient-access";
import type { EncounterRefs } from "@/db/schema/encounter";
import type { Authorized } from "@/lib/auth/principal";
import { DAY, MINUTE, SECOND } from "@/lib/core/clock";
import { toAppError } from "@/lib/core/errors";
import { mapLimited } from "@/lib/fhir/concurrency";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { listWaiting } from "@/lib/fhir/read-patient";
import { withheldParts } from "@/lib/fhir/sections";
import { appendAudit } from "../govern/append-audit";
import { traceOfLaunch } from "../govern/launch-trace";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { Turnstile } from "../service/turnstile";
import type { BoardView, Freshness } from "../views";
import { assessVisits, type Visit } from "./assess";
import { compareBoardRows, hasWorsened, toBoardRow } from "./board-row";
import { hidesKnownParts, preferSnapshot, standIn, unreadParts } from "./choose-context";
import { decidedOf } from "./decided";
import { ehrClient, requireGrant } from "./ehr-access";
import { withinDeadline } from "./ehr-deadline";
import { openReviewByVisit } from "./lead-review";
import { noteVersions } from "./note-versions";
import { mayBeShown, noteListed, standings } from "./patient-access";
import { firstWithin } from "./recently";
import { isTheirs, openReviewWithoutModel, showingTo, withoutModel } from "./suggestion";
import { askEhr, canShowSnapshot, SIGHTING } from "./visit-access";

type Waiting = { readonly visits: readonly Visit[]; readonly freshness: Freshness };

/** Tabs and quick refreshes of one person share an answer for this long. */
const SHARED_FOR = 5 * SECOND;
/** Of many open boards, so many ask one EHR for its list at a time. */
const LISTS_AT_A_TIME = 3;
/** A visit leaves the board's fallback once nobody has been shown it for this long. */
const GONE_AFTER = 2 * MINUTE;
/** How often a refused record is asked for again, and how many at a time. */
const ASKED_AGAIN = 1 * MINUTE;
const ASKED_AT_A_TIME = 4;
/** A board is looked at for hours; that it was opened is recorded, each refresh is not. */
const SAME_LOOK = 15 * MINUTE;

/** The waiting patients of the person's EHR, most urgent first. */
export const getBoard = async (rt: Runtime, auth: Authorized): Promise<BoardView> =>
  rt.tracing.span("board.read", {}, () => readBoard(rt, auth), {
    // A board refreshes itself for a whole shift: a trace of its own each time, or no viewer could show the launch's.
    link: await traceOfLaunch(rt, auth.principal.sessionId, null),
  });

async function readBoard(rt: Runtime, auth: Authorized): Promise<BoardView> {
  const waiting = await waitingFor(rt, auth);
  const { freshness } = waiting;
  const { visits, hidden } = await onlyPermitted(rt, auth, waiting);
  const assessed = await assessVisits(rt, auth, visits);
  const ids = visits.map((v) => v.encounter.id);
  const decided = await decidedOf(rt.db, ids);
  const open = await reviewsOf(rt.db, ids, true);
  const reviews = openReviewByVisit(open, auth);
  const showing = await showingTo(rt.db, auth.principal, ids);
  const now = rt.clock();
  await auditLook(rt, auth, assessed.length, freshness);
  return {
    rows: assessed
      .map((a) => {
        const { id } = a.encounter;
        const chosen = decided.get(id) ?? null;
        const review = reviews.get(id) ?? null;
        const heldBack = showing.holdsBack(id, {
          modelLevel: a.assessment.modelLevel,
          decided: chosen !== null,
          review: isTheirs(
            auth.principal,
            open.filter((r) => r.review.encounterId === id),
          ),
          worsened: hasWorsened(chosen, a.assessment),
        });
        return heldBack
          ? toBoardRow(
              { ...a, assessment: withoutModel(a.assessment) },
              chosen,
              review && openReviewWithoutModel(review),
              now,
            )
          : toBoardRow(a, chosen, review, now);
      })
      .sort(compareBoardRows),
    freshness,
    model: await rt.engines.state(),
    refreshSeconds: rt.env.BOARD_REFRESH_SECONDS,
    hidden,
    notYetInEhr: await countNotInEhr(rt.db, auth.principal.issuer),
  };
}

/** What the EHR refused to this person is not on their board, also where its list has it; nor what it never showed them. */
async function onlyPermitted(
  rt: Runtime,
  auth: Authorized,
  { visits, freshness }: Waiting,
): Promise<{ visits: readonly Visit[]; hidden: number }> {
  const known = await standings(
    rt,
    auth,
    visits.map((v) => v.encounter),
  );
  const permitted = visits.filter(({ encounter, context }) => {
    const standing = known.get(encounter.id) ?? { state: "unknown" };
    return freshness.source === "ehr"
      ? standing.state !== "refused"
      : mayBeShown(rt, standing, withheldParts(context.problems));
  });
  return { visits: permitted, hidden: visits.length - permitted.length };
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
  const askedAt = rt.clock();
  try {
    const { contexts, from } = await turnstile.run(() =>
      // A list is many requests.
      withinDeadline(rt, issuer, 2 * rt.env.EHR_TIMEOUT_MS, () =>
        rt.tracing.span("ehr.read", {}, () => listWaiting(client, rt.clock(), () => knownVisits(rt, issuer))),
      ),
    );
    const waiting = await keep(rt, issuer, contexts, from === "opened" ? ONLY_OPENED : null);
    await noteListed(rt, auth, grant, askedAt, waiting.visits);
    await askAgain(rt, auth, grant, waiting.visits);
    return waiting;
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code === "unauthenticated") await withdrawConfirmations(rt.db, grant.id);
    if (!canShowSnapshot(failure.code)) throw error;
    rt.logger.warn(
      { requestId: auth.requestId, code: failure.code, err: failure },
      "EHR not read; board from snapshots",
    );
    return lastKnown(rt, issuer, failure.userMessage);
  }
}

/** Where the EHR gives no list: so far back, and so many visits, are asked for one by one. */
const KNOWN_FOR = 1 * DAY;
const MOST_KNOWN = 60;
const ONLY_OPENED =
  "Your EHR gives no list of waiting patients: only visits that were opened in OpenAcuity are here. Look in the EHR for others.";

async function knownVisits(rt: Runtime, issuer: string): Promise<EncounterRefs[]> {
  const since = new Date(rt.clock().getTime() - KNOWN_FOR);
  const rows = await recentEncounters(rt.db, issuer, since, MOST_KNOWN);
  const refs = await Promise.all(rows.map((row) => refsOf(rt.db, row).catch(() => null)));
  return refs.filter((r) => r !== null);
}

/**
 * Patients on the list whose record was refused a while ago are asked for once more: the EHR may have let the person in
 * meanwhile, or the refusal was a fault, and nobody who waits may stay unseen for it.
 */
async function askAgain(
  rt: Runtime,
  auth: Authorized,
  grant: GrantRow,
  visits: readonly Visit[],
): Promise<void> {
  const known = await standings(
    rt,
    auth,
    visits.map((v) => v.encounter),
  );
  const due = visits
    .filter(({ encounter }) => known.get(encounter.id)?.state === "refused")
    .filter(({ encounter }) =>
      firstWithin(rt, "refused-visits", `${auth.principal.userId} ${encounter.id}`, ASKED_AGAIN),
    );
  const ask = async (encounter: EncounterRow) =>
    askEhr(rt, auth, { encounter, refs: await refsOf(rt.db, encounter), grant });
  await mapLimited(due, ASKED_AT_A_TIME, ({ encounter }) => ask(encounter).catch(() => {}));
}

/** Stores what the EHR said of each visit; where it left parts out that are known, what is known is shown on. */
async function keep(
  rt: Runtime,
  issuer: string,
  contexts: readonly PatientContext[],
  about: string | null,
): Promise<Waiting> {
  const now = rt.clock();
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const encounters = await ensureEncounters(
    rt.db,
    contexts.map((c) => ({ issuer, encounterId: c.encounter.id, patientId: c.patient.id })),
    now,
    ago(SIGHTING),
  );
  const fresh = encounters.map((encounter, i) => ({ encounter, context: contexts[i] as PatientContext }));
  const lacking = ({ context }: Visit) =>
    unreadParts(context).length + withheldParts(context.problems).length > 0;
  const partial = fresh.filter(lacking).map((v) => v.encounter.id);
  const last = new Map((await findSnapshots(rt.db, partial)).map((s) => [s.encounterId, s.context]));
  const visits = fresh.map((v) => {
    const known = last.get(v.encounter.id) ?? null;
    return known && preferSnapshot(v.context, known, now) ? { ...v, context: standIn(v.context, known) } : v;
  });
  const news = visits.filter((v, i) => {
    const known = last.get(v.encounter.id);
    return v === fresh[i] && !(known && hidesKnownParts(v.context, known, now));
  });
  await saveSnapshots(
    rt.db,
    news.map((v) => ({ encounterId: v.encounter.id, context: v.context })),
  );
  await noteVersions(rt, issuer, fresh);
  const ids = encounters.map((e) => e.id);
  await deactivateOthers(rt.db, issuer, ids, ago(GONE_AFTER));
  const kept = visits.filter((v, i) => v !== fresh[i]).length;
  const partly =
    kept > 0 ? `The EHR gave only a part of ${kept} records. What it said last of them is shown.` : null;
  const note = [about, partly].filter((n) => n !== null).join(" ") || null;
  return { visits, freshness: { fetchedAt: now.toISOString(), source: "ehr", note } };
}

async function lastKnown(rt: Runtime, issuer: string, note: string): Promise<Waiting> {
  const { known, unreadable } = await activeSnapshots(rt.db, issuer);
  const oldest = known.reduce((min, { snapshot }) => Math.min(min, snapshot.fetchedAt.getTime()), Infinity);
  const fetchedAt = Number.isFinite(oldest) ? new Date(oldest) : rt.clock();
  return {
    visits: known.map(({ encounter, snapshot }) => ({ encounter, context: snapshot.context })),
    freshness: {
      fetchedAt: fetchedAt.toISOString(),
      source: "snapshot",
      note: unreadable.length === 0 ? note : `${note} ${missingFromBoard(unreadable)}`,
    },
  };
}

/** Nobody may take a patient who is not shown for one who is not there. */
const missingFromBoard = (visits: readonly string[]): string =>
  visits.length === 1
    ? `One waiting patient is not shown, because the stored record could not be read (visit ${visits[0]}). Look in the EHR.`
    : `${visits.length} waiting patients are not shown, because their stored records could not be read (visits ${visits.join(", ")}). Look in the EHR.`;

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
