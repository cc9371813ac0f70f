import { createHash } from "node:crypto";
import { personStamp } from "@/db/queries/person-stamp";
import type { Authorized } from "@/lib/auth/principal";
import { MINUTE, SECOND } from "@/lib/core/clock";
import { BOARD_READ_AT } from "@/lib/core/read-at-header";
import { withheldParts } from "@/lib/fhir/sections";
import { appendAudit } from "../govern/append-audit";
import { traceOfLaunch } from "../govern/launch-trace";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import type { BoardView, Freshness } from "../views";
import type { Assessed, Visit } from "./assess";
import { compareBoardRows, toBoardRow } from "./board-row";
import {
  type Answering,
  type DrawnRow,
  drawRow,
  type Judged,
  sharedAssessments,
  sharedJudgements,
  sharedNotInEhr,
  sharedRevision,
  sharedRow,
  whoAnswers,
  worsenedOf,
} from "./board-shared";
import { refreshSecondsOf } from "./ehr-pace";
import { openReviewByVisit } from "./lead-review";
import { mayBeShown, standings } from "./patient-access";
import { firstWithin } from "./recently";
import { isTheirs, openReviewWithoutModel, type Showing, showingTo, withoutModel } from "./suggestion";
import { type Waiting, waitingFor } from "./waiting-list";

/** A board is looked at for hours; that it was opened is recorded, each refresh is not. */
const SAME_LOOK = 15 * MINUTE;
/** A person's board stands for this long where nothing it rests on has changed: their session, launch and rights are looked at each time. */
const STANDS_FOR = 2 * SECOND;

/** One person's board, and what it says without what only time changes. */
type OwnBoard = {
  readonly rows: readonly DrawnRow[];
  readonly rest: Omit<BoardView, "rows">;
  /** Equal for two boards that say the same. */
  readonly content: string;
};

/** The waiting patients of the person's EHR, most urgent first. */
export async function getBoard(rt: Runtime, auth: Authorized): Promise<BoardView> {
  const { rows, rest } = await ownBoard(rt, auth);
  return { rows: rows.map((r) => r.row), ...rest };
}

/** The same with its rows as they are sent. */
const ownBoard = async (rt: Runtime, auth: Authorized): Promise<OwnBoard> =>
  rt.tracing.span("board.read", {}, () => readBoard(rt, auth), {
    // A board refreshes itself for a whole shift: a trace of its own each time, or no viewer could show the launch's.
    link: await traceOfLaunch(rt, auth.principal.sessionId, null),
  });

/** All that a person's board rests on; equal, and the board is the same. */
type Ground = {
  readonly waiting: Waiting;
  readonly stamp: string;
  readonly answering: string;
  readonly notYetInEhr: number;
  readonly revision: number;
  readonly person: string;
};
type Standing = { readonly at: number; readonly ground: Ground; readonly board: OwnBoard };

async function readBoard(rt: Runtime, auth: Authorized): Promise<OwnBoard> {
  const { principal } = auth;
  const waiting = await waitingFor(rt, auth);
  const answering = await whoAnswers(rt);
  const notYetInEhr = await sharedNotInEhr(rt, principal.issuer);
  const ground: Ground = {
    waiting,
    // Read before what it speaks for: what changes in between shows with the next request.
    stamp: await personStamp(rt.db, principal),
    answering: answering.said,
    notYetInEhr,
    revision: sharedRevision(rt),
    person: `${principal.userId} ${principal.role}`,
  };
  const standing = processState(rt, "own-boards", () => new Map<string, Standing>());
  const now = rt.clock().getTime();
  const known = standing.get(principal.sessionId);
  if (known && Math.abs(now - known.at) < STANDS_FOR && isSame(known.ground, ground)) return known.board;
  for (const [other, { at }] of standing) if (Math.abs(now - at) > MINUTE) standing.delete(other);
  const board = await drawBoard(rt, auth, waiting, answering, notYetInEhr);
  // What was worked out for it has changed the revision itself.
  if (sharedRevision(rt) === ground.revision) standing.set(principal.sessionId, { at: now, ground, board });
  return board;
}

const isSame = (a: Ground, b: Ground): boolean =>
  (Object.keys(a) as (keyof Ground)[]).every((key) => a[key] === b[key]);

async function drawBoard(
  rt: Runtime,
  auth: Authorized,
  waiting: Waiting,
  answering: Answering,
  notYetInEhr: number,
): Promise<OwnBoard> {
  const { visits, hidden } = await onlyPermitted(rt, auth, waiting);
  const ids = visits.map((v) => v.encounter.id);
  const [assessed, judged, showing] = await Promise.all([
    sharedAssessments(rt, auth, visits, answering),
    sharedJudgements(rt, ids),
    showingTo(rt.db, auth.principal, ids),
  ]);
  await auditLook(rt, auth, assessed.length, waiting.freshness);
  const now = rt.clock();
  const rows = assessed
    .map((a, i) => rowFor(auth, a, judged[i] as Judged, showing, now))
    .sort((a, b) => compareBoardRows(a.row, b.row));
  const rest = {
    freshness: waiting.freshness,
    model: answering.model,
    // What could not be read is asked for again no later than it is set, whoever else tells.
    refreshSeconds:
      waiting.freshness.source === "ehr"
        ? refreshSecondsOf(rt, auth.principal.issuer)
        : rt.env.BOARD_REFRESH_SECONDS,
    hidden,
    notYetInEhr,
  };
  return { rows, rest, content: contentOf(rows, rest) };
}

/** What one person is shown of a visit. */
function rowFor(auth: Authorized, a: Assessed, judged: Judged, showing: Showing, now: Date): DrawnRow {
  const { id } = a.encounter;
  const { decided, open } = judged;
  const heldBack = showing.holdsBack(id, {
    modelLevel: a.assessment.modelLevel,
    decided: decided !== null,
    review: isTheirs(auth.principal, open),
    worsened: worsenedOf(a, judged),
  });
  if (open.length === 0) return sharedRow(a, judged, heldBack, now);
  // Whether they may answer a review is theirs alone.
  const review = openReviewByVisit(open, auth).get(id) ?? null;
  return drawRow(
    heldBack
      ? toBoardRow(
          { ...a, assessment: withoutModel(a.assessment) },
          decided,
          review && openReviewWithoutModel(review),
          now,
        )
      : toBoardRow(a, decided, review, now),
  );
}

/** Without the time of the EHR's answer, and in no order: it follows from the rows and from how long each has waited. */
function contentOf(rows: readonly DrawnRow[], { freshness, ...rest }: Omit<BoardView, "rows">): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([rest, freshness.source, freshness.note]));
  for (const content of rows.map((r) => r.content).sort()) hash.update(content);
  return hash.digest("base64url");
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

/** What the asking page has already. */
export type BoardAsked = { readonly ifNoneMatch: string | null };

/**
 * A person's board as a page's refresh gets it: 304 without a body where the page has one that says the same. The mark (a weak ETag)
 * leaves out what only time changes, minutes and when the EHR was asked: a page counts minutes by itself, and the time of the EHR's answer
 * comes with either answer.
 * @throws as getBoard
 */
export async function serveBoard(rt: Runtime, auth: Authorized, asked: BoardAsked): Promise<Response> {
  const board = await ownBoard(rt, auth);
  const tag = `W/"${board.content}"`;
  const headers = { etag: tag, vary: "Cookie", [BOARD_READ_AT]: board.rest.freshness.fetchedAt };
  if (matches(asked.ifNoneMatch, tag)) return new Response(null, { status: 304, headers });
  return new Response(jsonOf(board), { headers: { ...headers, "content-type": "application/json" } });
}

/** RFC 9110, 13.1.2: any of the list, compared weakly. `*` asks whether there is anything at all: not what a board is asked. */
const matches = (header: string | null, tag: string): boolean =>
  (header ?? "").split(",").some((one) => one.trim().replace(/^(?:W\/)?/, "W/") === tag);

/** As JSON.stringify would write it, from rows that are written already. */
const jsonOf = ({ rows, rest }: OwnBoard): string =>
  `{"rows":[${rows.map((r) => r.json).join(",")}],${JSON.stringify(rest).slice(1)}`;
