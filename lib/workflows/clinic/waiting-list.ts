import {
  activeSnapshots,
  contentOf,
  deactivateOthers,
  type EncounterRow,
  ensureEncounters,
  findSnapshots,
  recentEncounters,
  refsOf,
  saveSnapshots,
} from "@/db/queries/encounter";
import type { GrantRow } from "@/db/queries/identity";
import { withdrawConfirmations } from "@/db/queries/patient-access";
import type { EncounterRefs } from "@/db/schema/encounter";
import type { Authorized } from "@/lib/auth/principal";
import { DAY, MINUTE, SECOND } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import { toAppError } from "@/lib/core/errors";
import { mapLimited } from "@/lib/fhir/concurrency";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { type Waiting as Listed, listWaiting } from "@/lib/fhir/read-patient";
import { withheldParts } from "@/lib/fhir/sections";
import { hearEarly, isHearing, siteOf } from "../service/changes";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { Turnstile } from "../service/turnstile";
import type { Freshness } from "../views";
import type { Visit } from "./assess";
import { hidesKnownParts, preferSnapshot, standIn, unreadParts } from "./choose-context";
import { ehrClient, requireGrant } from "./ehr-access";
import { withinDeadline } from "./ehr-deadline";
import { noteListTook, refreshSecondsOf } from "./ehr-pace";
import { noteVersions } from "./note-versions";
import { noteListed, standings } from "./patient-access";
import { firstWithin } from "./recently";
import { askEhr, canShowSnapshot, SIGHTING, TRUSTED } from "./visit-access";

/** Who is waiting, as the EHR tells one person, or as it last told before it went away. */
export type Waiting = { readonly visits: readonly Visit[]; readonly freshness: Freshness };

/** Tabs and quick refreshes of one person share an answer of the EHR for this long, whatever happens. */
const SHARED_FOR = 5 * SECOND;
/** The EHR is asked again a little before the boards' own next refresh, as a share of the time between two. */
const UNTIL_REFRESH = 0.9;
/** One of those who were told the same asks for all of them; who takes longer holds nobody up. */
const ASKS_FOR_ALL = 10 * SECOND;
/** Of many open boards, so many ask one EHR for its list at a time. */
const LISTS_AT_A_TIME = 3;
/** A visit leaves the board's fallback once nobody has been shown it for this long. */
const GONE_AFTER = 2 * MINUTE;
/** How often a refused record is asked for again, and how many at a time. */
const ASKED_AGAIN = 1 * MINUTE;
const ASKED_AT_A_TIME = 4;

type Told = {
  readonly at: number;
  waiting: Promise<Waiting>;
  /** Equal for all who were told the same, word for word; null while nobody has answered, or not the EHR. */
  words: string | null;
  settled: boolean;
};
/** All who were told the same: when the EHR last said it to one of them, and when one of them last began to ask. */
type Words = { said: number; asked: number };
type Heard = {
  readonly words: Map<string, Words>;
  /** When news of an EHR were last heard, by site; under "" of all. */
  readonly news: Map<string, number>;
  /** When an EHR last called to say that there are some, by site. */
  readonly called: Map<string, number>;
};

/** By session and launch. */
const toldBy = (rt: Runtime) => processState(rt, "boards", () => new Map<string, Told>());

function heardOf(rt: Runtime): Heard {
  return processState(rt, "board-words", () => {
    const known: Heard = { words: new Map(), news: new Map(), called: new Map() };
    hearEarly(rt, (change) => {
      if (change === "missed") known.news.set("", Date.now());
      else if (change.what === "board") known.news.set(change.at, Date.now());
      else if (change.what === "ehr" && change.news) known.called.set(change.at, Date.now());
    });
    return known;
  });
}

/**
 * Never shared between two people: what the EHR lets one see is not what it lets the other see. What is shared is that nothing has changed:
 * a person's own answer stands for as long as the EHR's word does that they may see these visits, while it goes on saying the
 * same, word for word, to somebody else who was told the same.
 */
export async function waitingFor(rt: Runtime, auth: Authorized): Promise<Waiting> {
  const grant = await requireGrant(rt, auth.principal, null);
  const [told, known] = [toldBy(rt), heardOf(rt)];
  const key = `${auth.principal.sessionId} ${grant.id}`;
  const before = told.get(key);
  // What is under way may have been asked before the EHR called.
  if (before && !before.settled && calledSince(known, auth.principal.issuer, before.at))
    await before.waiting.catch(() => {});
  const now = Date.now();
  const last = told.get(key);
  if (last && isCurrent(rt, last, known, auth.principal.issuer, now)) return asSaidLast(last, known);
  forgetOld(told, known, now);
  const group = last?.words ? known.words.get(last.words) : undefined;
  if (group) group.asked = now;
  const waiting = readWaiting(rt, auth, grant);
  const mine: Told = { at: now, waiting, words: null, settled: false };
  told.set(key, mine);
  try {
    const { visits, freshness } = await waiting;
    if (freshness.source === "ehr") {
      mine.words = wordsOf(auth.principal.issuer, visits);
      known.words.set(mine.words, { said: now, asked: now });
    }
    // It says something else now, or nothing: the others ask for themselves.
    if (group && last?.words !== mine.words) Object.assign(group, { said: 0, asked: 0 });
    return await waiting;
  } catch (error) {
    if (group) group.asked = 0;
    if (told.get(key) === mine) told.delete(key);
    throw error;
  } finally {
    mine.settled = true;
  }
}

const wordsOf = (issuer: string, visits: readonly Visit[]): string =>
  sha256(
    [issuer, ...visits.map(({ encounter, context }) => `${encounter.id} ${contentOf(context)}`).sort()].join(
      "\n",
    ),
  );

const calledSince = ({ called }: Heard, issuer: string, at: number): boolean =>
  (called.get(siteOf(issuer)) ?? 0) >= at;

function isCurrent(rt: Runtime, last: Told, known: Heard, issuer: string, now: number): boolean {
  const { words, news } = known;
  const age = now - last.at;
  if (!last.settled || (age < SHARED_FOR && !calledSince(known, issuer, last.at))) return true;
  const group = last.words === null ? undefined : words.get(last.words);
  if (!group || age >= TRUSTED || !isHearing(rt)) return false;
  // Nobody waits for another where it is known that there is something new.
  const asking = group.asked > group.said && !calledSince(known, issuer, group.asked);
  if (group.said > 0 && asking && now - group.asked < ASKS_FOR_ALL) return true;
  if (calledSince(known, issuer, group.said)) return false;
  if (now - group.said >= UNTIL_REFRESH * refreshSecondsOf(rt, issuer) * SECOND) return false;
  return Math.max(news.get("") ?? 0, news.get(siteOf(issuer)) ?? 0) <= group.said;
}

/** With the time when the EHR last said so. */
async function asSaidLast(last: Told, { words }: Heard): Promise<Waiting> {
  const waiting = await last.waiting;
  const said = last.words === null ? 0 : (words.get(last.words)?.said ?? 0);
  if (said <= Date.parse(waiting.freshness.fetchedAt)) return waiting;
  const again = { ...waiting, freshness: { ...waiting.freshness, fetchedAt: new Date(said).toISOString() } };
  last.waiting = Promise.resolve(again);
  return again;
}

function forgetOld(told: Map<string, Told>, { words }: Heard, now: number): void {
  for (const [key, { at, settled }] of told) if (settled && now - at > TRUSTED) told.delete(key);
  for (const [key, { said, asked }] of words) if (now - Math.max(said, asked) > TRUSTED) words.delete(key);
}

async function readWaiting(rt: Runtime, auth: Authorized, grant: GrantRow): Promise<Waiting> {
  const { issuer } = auth.principal;
  const turnstiles = processState(rt, "ehr-lists", () => new Map<string, Turnstile>());
  const turnstile = turnstiles.get(issuer) ?? new Turnstile(LISTS_AT_A_TIME);
  turnstiles.set(issuer, turnstile);
  const client = ehrClient(rt, grant, { requestId: auth.requestId });
  const askedAt = rt.clock();
  const started = performance.now();
  try {
    const { contexts, ...how } = await turnstile.run(() =>
      // A list is many requests.
      withinDeadline(rt, issuer, 2 * rt.env.EHR_TIMEOUT_MS, () =>
        rt.tracing.span("ehr.read", {}, () => listWaiting(client, rt.clock(), () => knownVisits(rt, issuer))),
      ),
    );
    noteListTook(rt, issuer, performance.now() - started);
    const waiting = await keep(rt, issuer, contexts, wordsAbout(how));
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

const ONLY_OF_SETTINGS =
  "Your EHR gives no list of all waiting patients: these are the ones at the places or on the lists set for this site, and those opened in OpenAcuity. Look in the EHR for others.";

const MORE_THAN_GIVEN =
  "The EHR says that there are more visits than it gave: somebody may be missing here. Look in the EHR for others.";

/** What a board lacks by the way it was found. */
function wordsAbout({ from, missing, more, otherKinds }: Omit<Listed, "contexts">): string | null {
  if (from === "opened") return ONLY_OPENED;
  const rest = more ? MORE_THAN_GIVEN : null;
  if (from === "department") return rest;
  const lacking = missing.length > 0 ? `The EHR did not give ${missing.join(", ")}.` : null;
  const others =
    otherKinds > 0
      ? `Visits there that the EHR does not call emergency visits, and that are not shown: ${otherKinds}.`
      : null;
  return [ONLY_OF_SETTINGS, lacking, rest, others].filter((n) => n !== null).join(" ");
}

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
