import { createHash } from "node:crypto";
import { countNotInEhr } from "@/db/queries/decision";
import { contentOf } from "@/db/queries/encounter";
import { type ReviewWithCause, reviewsOf } from "@/db/queries/lead-review";
import type { Authorized } from "@/lib/auth/principal";
import { SECOND } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import { hearEarly, isHearing, siteOf } from "../service/changes";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { SharedAnswers } from "../service/shared-answers";
import type { BoardRow, ModelState } from "../views";
import { type Assessed, assessVisits, type Visit } from "./assess";
import { type Decided, hasWorsened, toBoardRow } from "./board-row";
import { decidedOf } from "./decided";
import { withoutModel } from "./suggestion";

/**
 * What a board rests on and is the same for all who may see it, worked out once a change: the assessment of what the EHR said of a
 * visit, word for word, and what was decided on it. Two to whom the EHR says different things of one patient share nothing of
 * that patient. Who may see what is decided in board.ts, for each request.
 */

/** The longest anything is shared: what no change was told of, such as a reading that has grown old, shows after this. */
const KEPT_FOR = 10 * SECOND;
/** The same while changes are not heard. */
const KEPT_UNHEARD = 1 * SECOND;

/** What was decided on a visit, and what a lead is still asked about it. */
export type Judged = { readonly decided: Decided | null; readonly open: readonly ReviewWithCause[] };

type Parts = {
  readonly assessed: SharedAnswers<Assessed>;
  readonly judged: SharedAnswers<Judged>;
  readonly notInEhr: SharedAnswers<number>;
};

function parts(rt: Runtime): Parts {
  return processState(rt, "board-parts", () => {
    const own: Parts = {
      assessed: new SharedAnswers(),
      judged: new SharedAnswers(),
      notInEhr: new SharedAnswers(),
    };
    hearEarly(rt, (change) => {
      if (change === "missed") for (const part of Object.values(own)) part.dropAll();
      else if (change.what === "visit") {
        own.judged.drop(change.visit);
        own.notInEhr.drop(change.at);
      }
    });
    return own;
  });
}

const keptFor = (rt: Runtime): number => (isHearing(rt) ? KEPT_FOR : KEPT_UNHEARD);
const nowOf = (rt: Runtime): number => rt.clock().getTime();

/** Another number whenever something of the shared part has changed. */
export function sharedRevision(rt: Runtime): number {
  const { assessed, judged, notInEhr } = parts(rt);
  return assessed.revision + judged.revision + notInEhr.revision;
}

/** Who answers now, and the same as a text: another model, policy or candidate, or none since it was switched off, is another one. */
export type Answering = { readonly model: ModelState; readonly said: string };

export async function whoAnswers(rt: Runtime): Promise<Answering> {
  const model = await rt.engines.state();
  const candidate = model.state === "ready" ? ((await rt.engines.canary())?.id ?? null) : null;
  return { model, said: JSON.stringify([model, candidate]) };
}

/**
 * The assessments of these visits, in their order.
 * @param answering now: what another one said is not shown, and nothing of one that is switched off or of a candidate that was ended
 */
export async function sharedAssessments(
  rt: Runtime,
  auth: Authorized,
  visits: readonly Visit[],
  { model, said }: Answering,
): Promise<Assessed[]> {
  const by = sha256(said).slice(0, 16);
  const keys = visits.map((v) => `${v.encounter.id} ${contentOf(v.context)} ${by}`);
  const byKey = new Map(visits.map((v, i) => [keys[i] as string, v]));
  let asSaid = false;
  return parts(rt).assessed.get(
    keys,
    nowOf(rt),
    keptFor(rt),
    async (missing) => {
      const answers = await assessVisits(
        rt,
        auth,
        missing.map((key) => byKey.get(key) as Visit),
      );
      asSaid = (await whoAnswers(rt)).said === said;
      return answers;
    },
    // Where the model has changed meanwhile, or did not answer although it is there, the next one asks again.
    ({ assessment, built }) =>
      asSaid && (assessment.modelVersion !== null || !built.case || model.state !== "ready"),
  );
}

/** What was decided on these visits, in their order. */
export const sharedJudgements = (rt: Runtime, encounterIds: readonly string[]): Promise<Judged[]> =>
  parts(rt).judged.get(encounterIds, nowOf(rt), keptFor(rt), async (missing) => {
    const [decided, reviews] = await Promise.all([
      decidedOf(rt.db, missing),
      reviewsOf(rt.db, missing, true),
    ]);
    const open = Map.groupBy(reviews, (r) => r.review.encounterId);
    return missing.map((id) => ({ decided: decided.get(id) ?? null, open: open.get(id) ?? [] }));
  });

/** Decisions of this EHR's visits that are not in it yet. */
export async function sharedNotInEhr(rt: Runtime, issuer: string): Promise<number> {
  const [count] = await parts(rt).notInEhr.get([siteOf(issuer)], nowOf(rt), keptFor(rt), async () => [
    await countNotInEhr(rt.db, issuer),
  ]);
  return count ?? 0;
}

/** A row as it is sent, and what it says without what only time changes. */
export type DrawnRow = { readonly row: BoardRow; readonly json: string; readonly content: string };

export function drawRow(row: BoardRow): DrawnRow {
  const timeless = JSON.stringify({ ...row, waitMinutes: null, lookedMinutes: null });
  return {
    row,
    json: JSON.stringify(row),
    content: createHash("sha256").update(timeless).digest("base64url"),
  };
}

type Drawings = { readonly judged: Judged; worsened?: boolean; shown?: DrawnRow; heldBack?: DrawnRow };
const drawings = new WeakMap<Assessed, Drawings>();

function drawingsOf(assessed: Assessed, judged: Judged): Drawings {
  const known = drawings.get(assessed);
  if (known?.judged === judged) return known;
  const fresh: Drawings = { judged };
  drawings.set(assessed, fresh);
  return fresh;
}

/** Whether newer data speak for more urgency than was decided. */
export function worsenedOf(assessed: Assessed, judged: Judged): boolean {
  const known = drawingsOf(assessed, judged);
  known.worsened ??= hasWorsened(judged.decided, assessed.assessment);
  return known.worsened;
}

/**
 * The row of a visit that no lead is asked about: the same for all from whom the suggestion is kept, or for all from whom it is not. It is
 * as old as the assessment at most.
 */
export function sharedRow(assessed: Assessed, judged: Judged, heldBack: boolean, now: Date): DrawnRow {
  const known = drawingsOf(assessed, judged);
  if (heldBack) {
    const without = { ...assessed, assessment: withoutModel(assessed.assessment) };
    known.heldBack ??= drawRow(toBoardRow(without, judged.decided, null, now));
    return known.heldBack;
  }
  known.shown ??= drawRow(toBoardRow(assessed, judged.decided, null, now));
  return known.shown;
}
