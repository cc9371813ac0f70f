import type { DbOrTx, Tx } from "@/db/client";
import {
  type AccessReviewRow,
  accessReviewItems,
  closeAccessReview,
  closedAccessReviews,
  findAccessReview,
  firstPersonAt,
  insertAccessReview,
  judgeAccessItem,
  lockAccessReview,
  openAccessReview,
} from "@/db/queries/access-review";
import { lockPerson, type Roles } from "@/db/queries/people";
import {
  type AccessVerdict,
  dueOf,
  quarterOf,
  type ReviewState,
  reviewState,
  whyNotJudged,
} from "@/lib/auth/access-review";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import type { Role } from "@/lib/auth/roles";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { toCsv } from "@/lib/monitoring/listing";
import type { Runtime } from "../service/runtime";
import { appendAudit } from "./append-audit";
import { assertAsSeen, changeRoleIn } from "./change-people";
import { recordExport } from "./record-export";

export type AccessReviewView = {
  readonly quarter: string;
  readonly state: ReviewState;
  readonly dueAt: string | null;
  /** The one under way; null: none is. */
  readonly open: {
    readonly id: string;
    readonly quarter: string;
    readonly begunAt: string;
    readonly people: readonly ReviewedPerson[];
    readonly left: number;
  } | null;
  readonly closed: readonly { readonly id: string; readonly quarter: string; readonly closedAt: string }[];
  readonly mayReview: boolean;
  readonly ownId: string;
};

export type ReviewedPerson = {
  readonly personId: string;
  readonly name: string;
  readonly subject: string;
  /** When the review began, and now. */
  readonly role: Role;
  readonly roleNow: Role | null;
  /** Another one they may change to by themselves, now. Kept with the role, and gone with it. */
  readonly secondNow: Role | null;
  readonly lastSignInAt: string | null;
  readonly lastUseAt: string | null;
  readonly verdict: AccessVerdict | null;
  readonly roleAfter: Role | null;
  readonly reason: string | null;
  readonly judgedBy: string | null;
  readonly judgedAt: string | null;
};

const MOST_CLOSED = 20;

/** Of one's own EHR, whose people they are. */
export async function viewAccessReview(rt: Runtime, auth: Authorized): Promise<AccessReviewView> {
  const { issuer, userId, role } = auth.principal;
  const now = rt.clock();
  const [open, closed] = [
    await openAccessReview(rt.db, issuer),
    await closedAccessReviews(rt.db, issuer, MOST_CLOSED),
  ];
  const people = open ? await peopleOf(rt.db, open.id) : [];
  const { state, dueAt } = reviewState(now, {
    since: await firstPersonAt(rt.db, issuer),
    open,
    closed: closed[0]?.quarter ?? null,
  });
  return {
    quarter: quarterOf(now).name,
    state,
    dueAt: dueAt?.toISOString() ?? null,
    open: open && {
      id: open.id,
      quarter: open.quarter,
      begunAt: open.begunAt.toISOString(),
      people,
      left: people.filter((p) => p.verdict === null).length,
    },
    closed: closed.flatMap((r) =>
      r.closedAt ? [{ id: r.id, quarter: r.quarter, closedAt: r.closedAt.toISOString() }] : [],
    ),
    mayReview: can(role, "people:write"),
    ownId: userId,
  };
}

/** What the overview says of it. */
export async function accessReviewDue(
  rt: Runtime,
  auth: Authorized,
): Promise<{ readonly state: ReviewState; readonly dueAt: string | null }> {
  const { issuer } = auth.principal;
  const { state, dueAt } = reviewState(rt.clock(), {
    since: await firstPersonAt(rt.db, issuer),
    open: await openAccessReview(rt.db, issuer),
    closed: (await closedAccessReviews(rt.db, issuer, 1))[0]?.quarter ?? null,
  });
  return { state, dueAt: dueAt?.toISOString() ?? null };
}

/** @throws AppError("conflict") when one is under way, or this quarter's is done */
export async function beginAccessReview(rt: Runtime, auth: Authorized): Promise<AccessReviewView> {
  const now = rt.clock();
  const quarter = quarterOf(now);
  const { issuer, userId } = auth.principal;
  await rt.db.transaction(async (tx) => {
    const begun = await insertAccessReview(tx, {
      id: newId(),
      issuer,
      quarter: quarter.name,
      begunBy: userId,
      begunAt: now,
      dueAt: dueOf(quarter, now),
    });
    if (!begun)
      throw conflict("A review is under way, or that of this quarter is done. Load the page again.");
    await record(tx, auth, "access-review.begun", begun.review, { people: begun.people }, now);
  });
  return viewAccessReview(rt, auth);
}

export type Judgement = {
  readonly reviewId: string;
  readonly personId: string;
  readonly verdict: AccessVerdict;
  /** The new one, where it is changed. */
  readonly role: Role | null;
  readonly reason: string;
  /** What the page showed. */
  readonly seen?: Roles;
};

/**
 * Says of one person what is to be done with their role, and does it, under the rules by which roles are changed. Until the
 * review is closed it can be said anew.
 */
export async function judgePerson(rt: Runtime, auth: Authorized, j: Judgement): Promise<AccessReviewView> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const review = await lockOpen(tx, auth, j.reviewId);
    const person = await lockPerson(tx, j.personId);
    if (!person) throw new AppError("not-found", "no such person");
    assertAsSeen(person, j.seen);
    const { userId } = auth.principal;
    const why = whyNotJudged(userId, { personId: person.id, roleNow: person.role }, j.verdict, j.role);
    if (why) throw conflict(why);
    const roleAfter = j.verdict === "keep" ? person.role : j.verdict === "change" ? j.role : null;
    const judged = { verdict: j.verdict, roleAfter, reason: j.reason, judgedBy: userId, judgedAt: now };
    if (!(await judgeAccessItem(tx, j, judged)))
      throw new AppError("not-found", "this person is not in the review");
    if (roleAfter !== person.role)
      await changeRoleIn(tx, auth, { personId: person.id, role: roleAfter }, now);
    await appendAudit(
      tx,
      {
        event: "access-review.judged",
        actor: auth.principal,
        subject: { type: "person", id: person.id },
        requestId: auth.requestId,
        detail: { quarter: review.quarter, verdict: j.verdict, from: person.role, to: roleAfter },
      },
      now,
    );
  });
  return viewAccessReview(rt, auth);
}

/** @throws AppError("conflict") while somebody has not been looked at */
export async function closeReview(
  rt: Runtime,
  auth: Authorized,
  reviewId: string,
): Promise<AccessReviewView> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const review = await lockOpen(tx, auth, reviewId);
    const people = await peopleOf(tx, reviewId);
    const left = people.filter((p) => p.verdict === null).length;
    if (left > 0)
      throw conflict(`${left === 1 ? "One person has" : `${left} people have`} not been looked at.`);
    await closeAccessReview(tx, reviewId, auth.principal.userId, now);
    const count = (verdict: AccessVerdict) => people.filter((p) => p.verdict === verdict).length;
    const detail = { keep: count("keep"), change: count("change"), remove: count("remove") };
    await record(tx, auth, "access-review.closed", review, detail, now);
  });
  return viewAccessReview(rt, auth);
}

const HEADS = [
  "quarter",
  "name",
  "identifier",
  "role when it began",
  "second role now",
  "last sign-in",
  "last use",
  "verdict",
  "role after",
  "reason",
  "by",
  "at",
] as const;

/** One review as rows for a spreadsheet. @throws AppError("not-found") also for one of another EHR */
export async function accessReviewCsv(rt: Runtime, auth: Authorized, id: string): Promise<string> {
  const review = await findAccessReview(rt.db, id);
  if (!review || review.issuer !== auth.principal.issuer)
    throw new AppError("not-found", "no such access review");
  const people = await peopleOf(rt.db, id);
  await recordExport(rt, auth, `access-review ${review.quarter}`, people.length);
  return toCsv(
    HEADS,
    people.map((p) => [
      review.quarter,
      p.name,
      p.subject,
      p.role,
      p.secondNow ?? "",
      p.lastSignInAt ?? "",
      p.lastUseAt ?? "",
      p.verdict ?? "",
      p.verdict === null ? "" : (p.roleAfter ?? "none"),
      p.reason ?? "",
      p.judgedBy ?? "",
      p.judgedAt ?? "",
    ]),
  );
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

async function peopleOf(db: DbOrTx, reviewId: string): Promise<ReviewedPerson[]> {
  return (await accessReviewItems(db, reviewId)).map(
    ({ item, name, subject, roleNow, secondNow, judgedBy }) => ({
      personId: item.personId,
      name,
      subject,
      role: item.role,
      roleNow,
      secondNow,
      lastSignInAt: iso(item.lastSignInAt),
      lastUseAt: iso(item.lastUseAt),
      verdict: item.verdict,
      roleAfter: item.roleAfter,
      reason: item.reason,
      judgedBy,
      judgedAt: iso(item.judgedAt),
    }),
  );
}

/** Only of one's own EHR, and only while it is open. */
async function lockOpen(tx: Tx, auth: Authorized, id: string): Promise<AccessReviewRow> {
  const review = await lockAccessReview(tx, id);
  if (!review || review.issuer !== auth.principal.issuer)
    throw new AppError("not-found", "no such access review");
  if (review.closedAt) throw conflict("This review is closed.");
  return review;
}

const record = (
  tx: Tx,
  auth: Authorized,
  event: "access-review.begun" | "access-review.closed",
  { id, quarter }: AccessReviewRow,
  detail: Readonly<Record<string, number>>,
  now: Date,
) =>
  appendAudit(
    tx,
    {
      event,
      actor: auth.principal,
      subject: { type: "access-review", id },
      requestId: auth.requestId,
      detail: { quarter, ...detail },
    },
    now,
  );

const conflict = (userMessage: string) => new AppError("conflict", "access review", { userMessage });
