import { and, count, desc, eq, gte, inArray, lt, lte, min, ne, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Level } from "@/lib/case/level";
import type { DecisionKind } from "@/lib/decision/decision";
import type { DbOrTx } from "../client";
import { appUser, decision, label, writeBack } from "../schema";
import { contains } from "../text";
import { decisionCounts } from "./decision-days";
import { notUndone } from "./undo";

/** How often each shown level was accepted, and which way it was overridden. */
export type LevelTally = {
  readonly level: Level;
  readonly accepted: number;
  readonly moreUrgent: number;
  readonly lessUrgent: number;
};

export async function tallyDecisions(
  db: DbOrTx,
): Promise<{ total: number; overrides: number; byLevel: LevelTally[] }> {
  // Days that are over are added up; the few that were taken back are taken off.
  const made = (await decisionCounts(db)).filter((c) => c.kind !== "undo");
  const undo = alias(decision, "undo");
  const undone = await db
    .select({ shown: decision.shownLevel, level: decision.level, kind: decision.kind, n: count() })
    .from(undo)
    .innerJoin(decision, eq(decision.id, undo.supersedes))
    .where(and(eq(undo.kind, "undo"), ne(decision.kind, "undo")))
    .groupBy(decision.shownLevel, decision.level, decision.kind);
  const rows = [...made, ...undone.map((u) => ({ ...u, n: -u.n }))];
  const byLevel = ([1, 2, 3, 4, 5] as const).map((level) => {
    const shown = rows.filter((r) => r.shown === level);
    const sum = (matches: (chosen: Level) => boolean) =>
      shown.filter((r) => matches(r.level)).reduce((total, r) => total + r.n, 0);
    // A smaller number is more urgent.
    return {
      level,
      accepted: sum((c) => c === level),
      moreUrgent: sum((c) => c < level),
      lessUrgent: sum((c) => c > level),
    };
  });
  return {
    total: rows.reduce((total, r) => total + r.n, 0),
    overrides: rows.filter((r) => r.kind === "override").reduce((total, r) => total + r.n, 0),
    byLevel,
  };
}

/** Decisions on their way to the EHR, refused by it, and since when the oldest one waits. */
export async function tallyWriteBacks(
  db: DbOrTx,
): Promise<{ pending: number; failed: number; oldestPending: Date | null }> {
  const rows = await db
    .select({ state: writeBack.state, n: count(), oldest: min(decision.decidedAt) })
    .from(writeBack)
    .innerJoin(decision, eq(decision.id, writeBack.decisionId))
    .where(ne(writeBack.state, "written"))
    .groupBy(writeBack.state);
  const of = (state: "pending" | "failed") => rows.find((r) => r.state === state);
  return {
    pending: of("pending")?.n ?? 0,
    failed: of("failed")?.n ?? 0,
    oldestPending: of("pending")?.oldest ?? null,
  };
}

export type DecisionListRow = Pick<
  typeof decision.$inferSelect,
  "id" | "decidedAt" | "shownLevel" | "level" | "reason" | "modelVersion" | "exposure"
> & {
  readonly kind: DecisionKind;
  readonly decidedBy: string;
  readonly writeBack: (typeof writeBack.$inferSelect)["state"] | null;
  readonly becameLabel: boolean;
  readonly labelId: string | null;
};

async function peopleNamed(db: DbOrTx, who: string): Promise<string[]> {
  const rows = await db.select({ id: appUser.id }).from(appUser).where(contains(appUser.displayName, who));
  return rows.map((r) => r.id);
}

/** Newest first; `before` is the last row of the page before. */
export async function listDecisionRows(
  db: DbOrTx,
  {
    before,
    overridesOnly,
    from,
    to,
    who,
    limit,
  }: {
    before: { at: Date; id: string } | null;
    overridesOnly: boolean;
    from?: Date | undefined;
    to?: Date | undefined;
    who?: string | undefined;
    limit: number;
  },
): Promise<DecisionListRow[]> {
  // Said first in a way that an index answers: the rest would be asked of every row from the newest on.
  const older = before
    ? and(
        lte(decision.decidedAt, before.at),
        or(lt(decision.decidedAt, before.at), lt(decision.id, before.id)),
      )
    : undefined;
  const people = who ? await peopleNamed(db, who) : undefined;
  if (people?.length === 0) return [];
  return db
    .select({
      id: decision.id,
      decidedAt: decision.decidedAt,
      kind: sql<DecisionKind>`${decision.kind}`,
      shownLevel: decision.shownLevel,
      level: decision.level,
      reason: decision.reason,
      modelVersion: decision.modelVersion,
      exposure: decision.exposure,
      decidedBy: appUser.displayName,
      writeBack: writeBack.state,
      becameLabel: sql<boolean>`${label.id} is not null`,
      labelId: label.id,
    })
    .from(decision)
    .innerJoin(appUser, eq(appUser.id, decision.decidedBy))
    .leftJoin(writeBack, eq(writeBack.decisionId, decision.id))
    .leftJoin(label, eq(label.decisionId, decision.id))
    .where(
      and(
        notUndone(db),
        older,
        overridesOnly ? eq(decision.kind, "override") : undefined,
        from ? gte(decision.decidedAt, from) : undefined,
        to ? lt(decision.decidedAt, to) : undefined,
        people ? inArray(decision.decidedBy, people) : undefined,
      ),
    )
    .orderBy(desc(decision.decidedAt), desc(decision.id))
    .limit(limit);
}
