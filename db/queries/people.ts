import { and, asc, eq, inArray, or } from "drizzle-orm";
import type { Role } from "@/lib/auth/roles";
import { newId } from "@/lib/core/ids";
import type { DbOrTx, Tx } from "../client";
import { appUser } from "../schema";

export type PersonRow = typeof appUser.$inferSelect;

/** Finds somebody by what the EHR calls them; makes them, without a role, at their first launch. */
export async function upsertPerson(
  db: DbOrTx,
  person: { issuer: string; subject: string; displayName: string; fhirUser: string | null },
  now: Date,
): Promise<PersonRow> {
  const [row] = await db
    .insert(appUser)
    .values({ id: newId(), ...person, role: null, createdAt: now, lastSeenAt: now })
    .onConflictDoUpdate({
      target: [appUser.issuer, appUser.subject],
      set: { displayName: person.displayName, fhirUser: person.fhirUser, lastSeenAt: now },
    })
    .returning();
  if (!row) throw new Error("upsert returned no row");
  return row;
}

/** Gives a role to somebody who has none yet; a role given by an admin is never overwritten. */
export async function grantInitialRole(
  db: DbOrTx,
  person: { issuer: string; subject: string; displayName: string; role: Role },
  now: Date,
): Promise<boolean> {
  const added = await db
    .insert(appUser)
    .values({ id: newId(), ...person, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: appUser.id });
  return added.length > 0;
}

export const listPeopleRows = (db: DbOrTx): Promise<PersonRow[]> =>
  db.select().from(appUser).orderBy(asc(appUser.displayName));

export async function findPerson(db: DbOrTx, id: string): Promise<PersonRow | null> {
  const [row] = await db.select().from(appUser).where(eq(appUser.id, id));
  return row ?? null;
}

export type Roles = Pick<PersonRow, "role" | "secondRole">;

export async function setPersonRoles(db: DbOrTx, id: string, { role, secondRole }: Roles): Promise<void> {
  await db.update(appUser).set({ role, secondRole }).where(eq(appUser.id, id));
}

/** Nobody else changes their roles until this transaction ends. What only names them, as a decision does, goes on. */
export async function lockPerson(tx: Tx, id: string): Promise<PersonRow | null> {
  const [row] = await tx.select().from(appUser).where(eq(appUser.id, id)).for("no key update");
  return row ?? null;
}

/**
 * How many people are admins, or can be by themselves; nobody else can take the role from one until this transaction ends.
 */
export const countAdmins = async (tx: Tx, issuer: string): Promise<number> =>
  (
    await tx
      .select({ id: appUser.id })
      .from(appUser)
      .where(and(eq(appUser.issuer, issuer), or(eq(appUser.role, "admin"), eq(appUser.secondRole, "admin"))))
      .for("update")
  ).length;

/** What people are called, by id. */
export async function namesOf(db: DbOrTx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: appUser.id, name: appUser.displayName })
    .from(appUser)
    .where(inArray(appUser.id, [...ids]));
  return new Map(rows.map((r) => [r.id, r.name]));
}
