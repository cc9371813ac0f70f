import { and, count, desc, eq, gte, inArray } from "drizzle-orm";
import type { Role } from "@/lib/auth/roles";
import type { DbOrTx, Tx } from "../client";
import { decision, encounter, firstChoice, suggestionMode } from "../schema";
import { notUndone } from "./undo";

export type SuggestionModeRow = typeof suggestionMode.$inferSelect;
export type FirstChoiceRow = typeof firstChoice.$inferSelect;

/** What was ever set at an EHR, newest first. */
export const listModes = (db: DbOrTx, issuer: string): Promise<SuggestionModeRow[]> =>
  db
    .select()
    .from(suggestionMode)
    .where(eq(suggestionMode.issuer, issuer))
    .orderBy(desc(suggestionMode.setAt), desc(suggestionMode.version));

export async function modeInForce(db: DbOrTx, issuer: string, role: Role): Promise<SuggestionModeRow | null> {
  const [row] = await db
    .select()
    .from(suggestionMode)
    .where(and(eq(suggestionMode.issuer, issuer), eq(suggestionMode.role, role)))
    .orderBy(desc(suggestionMode.version))
    .limit(1);
  return row ?? null;
}

/** A setting by its id, of this EHR and role only. */
export async function findMode(
  db: DbOrTx,
  id: string,
  issuer: string,
  role: Role,
): Promise<SuggestionModeRow | null> {
  const [row] = await db
    .select()
    .from(suggestionMode)
    .where(and(eq(suggestionMode.id, id), eq(suggestionMode.issuer, issuer), eq(suggestionMode.role, role)));
  return row ?? null;
}

/** False: somebody else has put this version in already. */
export async function insertMode(tx: Tx, row: typeof suggestionMode.$inferInsert): Promise<boolean> {
  const added = await tx
    .insert(suggestionMode)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: suggestionMode.id });
  return added.length > 0;
}

/** What this person chose on these visits before they were shown a suggestion. */
export async function firstChoicesOf(
  db: DbOrTx,
  userId: string,
  encounterIds: readonly string[],
): Promise<FirstChoiceRow[]> {
  if (encounterIds.length === 0) return [];
  return db
    .select()
    .from(firstChoice)
    .where(and(eq(firstChoice.userId, userId), inArray(firstChoice.encounterId, [...encounterIds])));
}

/** False: theirs was there already, and stays. */
export async function insertFirstChoice(tx: Tx, row: typeof firstChoice.$inferInsert): Promise<boolean> {
  const added = await tx
    .insert(firstChoice)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: firstChoice.encounterId });
  return added.length > 0;
}

export async function countAlerts(db: DbOrTx, userId: string, since: Date): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(firstChoice)
    .where(
      and(eq(firstChoice.userId, userId), eq(firstChoice.why, "alert"), gte(firstChoice.chosenAt, since)),
    );
  return row?.n ?? 0;
}

/** What decisions of this EHR since then say of how suggestions are taken. */
export const exposuresSince = (db: DbOrTx, issuer: string, since: Date) =>
  db
    .select({
      role: decision.decidedByRole,
      level: decision.level,
      shownLevel: decision.shownLevel,
      exposure: decision.exposure,
    })
    .from(decision)
    .innerJoin(encounter, eq(encounter.id, decision.encounterId))
    .where(and(eq(encounter.issuer, issuer), gte(decision.decidedAt, since), notUndone(db)));
