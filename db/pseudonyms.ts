import { randomUUID } from "node:crypto";
import { and, asc, gt, isNotNull, isNull, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Tx } from "./client";
import { encounterKey, patientKey } from "./queries/encounter";
import { ehrGrant, encounter, learningOptOut } from "./schema";
import { openRows } from "./sealed";

/** Every column but the visits' own that holds a patient's pseudonym. */
export const PATIENT_KEYS: readonly { readonly table: PgTable; readonly column: PgColumn }[] = [
  { table: ehrGrant, column: ehrGrant.patientKey },
  { table: learningOptOut, column: learningOptOut.patientKey },
];

const PAGE = 500;

/**
 * Makes every pseudonym anew with the key now in force, from the EHR's ids, which are stored sealed. One transaction: no
 * visit is ever to be found by neither or by both.
 * @returns the visits whose ids do not open: nobody finds them any more
 */
export async function remakePseudonyms(tx: Tx): Promise<string[]> {
  const patients = new Map<string, string>();
  const lost = await remakeVisits(tx, patients);
  await learnFromLaunches(tx, patients);
  await learnFromOptOuts(tx, patients);
  for (const { table, column } of PATIENT_KEYS) await follow(tx, table, column, patients);
  return lost;
}

/** @param patients learns the new pseudonym of each old one */
async function remakeVisits(tx: Tx, patients: Map<string, string>): Promise<string[]> {
  const lost: Lost[] = [];
  const seen = new Set<string>();
  for (let after: string | null = null; ; ) {
    const page: (typeof encounter.$inferSelect)[] = await tx
      .select()
      .from(encounter)
      .where(and(isNull(encounter.expiredAt), after === null ? undefined : gt(encounter.id, after)))
      .orderBy(asc(encounter.id))
      .limit(PAGE);
    const last = page.at(-1);
    if (!last) break;
    const { rows } = openRows<(typeof page)[number]>(page);
    const made = rows.flatMap(({ id, issuer, refs, patientKey: old }) => {
      if (!refs) return [];
      const [visit, patient] = [encounterKey({ issuer, ...refs }), patientKey(issuer, refs.patientId)];
      if (seen.has(visit)) return [];
      seen.add(visit);
      patients.set(old, patient);
      return [{ id, visit, patient }];
    });
    const given = new Set(made.map((row) => row.id));
    lost.push(
      ...page.filter((row) => !given.has(row.id)).map((row) => ({ id: row.id, patientKey: row.patientKey })),
    );
    await setPseudonyms(tx, made);
    after = last.id;
  }
  // Ids that do not open, or are another row's. The old pseudonyms could be guessed at with the old key: nobody finds these
  // visits by their own any more, but what the EHR refused of the patient still holds for the others.
  for (let i = 0; i < lost.length; i += PAGE)
    await setPseudonyms(
      tx,
      lost.slice(i, i + PAGE).map(({ id, patientKey: old }) => ({
        id,
        visit: randomUUID(),
        patient: patients.get(old) ?? randomUUID(),
      })),
    );
  return lost.map((row) => row.id);
}

type Lost = { readonly id: string; readonly patientKey: string };
type Made = { readonly id: string; readonly visit: string; readonly patient: string };

async function setPseudonyms(tx: Tx, made: readonly Made[]): Promise<void> {
  if (made.length === 0) return;
  const rows = made.map((row) => sql`(${row.id}::uuid, ${row.visit}, ${row.patient})`);
  await tx.execute(sql`
    update encounter set encounter_key = made.visit, patient_key = made.patient
    from (values ${sql.join(rows, sql`, `)}) as made (id, visit, patient) where encounter.id = made.id`);
}

/** A launch may be for a patient none of whose visits was seen. */
async function learnFromLaunches(tx: Tx, patients: Map<string, string>): Promise<void> {
  for (let after: string | null = null; ; ) {
    const page: (typeof ehrGrant.$inferSelect)[] = await tx
      .select()
      .from(ehrGrant)
      .where(and(isNotNull(ehrGrant.patientKey), after === null ? undefined : gt(ehrGrant.id, after)))
      .orderBy(asc(ehrGrant.id))
      .limit(PAGE);
    const last = page.at(-1);
    if (!last) return;
    for (const { issuer, context, patientKey: old } of openRows<(typeof page)[number]>(page).rows)
      if (old && context.patientId) patients.set(old, patientKey(issuer, context.patientId));
    after = last.id;
  }
}

/** Of a patient who opted out nothing else may be left. */
async function learnFromOptOuts(tx: Tx, patients: Map<string, string>): Promise<void> {
  const rows = await tx.select().from(learningOptOut);
  for (const { patient, patientKey: old } of openRows<(typeof rows)[number]>(rows).rows)
    patients.set(old, patientKey(patient.issuer, patient.patientId));
}

/** What says an old pseudonym says the new one; what is nobody's that is known says one that matches nobody. */
async function follow(
  tx: Tx,
  table: PgTable,
  column: PgColumn,
  patients: ReadonlyMap<string, string>,
): Promise<void> {
  const there = await tx.selectDistinct({ key: column }).from(table).where(isNotNull(column));
  for (let i = 0; i < there.length; i += PAGE) {
    const pairs = there
      .slice(i, i + PAGE)
      .map(({ key }) => sql`(${key}, ${patients.get(String(key)) ?? randomUUID()})`);
    await tx.execute(sql`
      update ${table} set ${sql.identifier(column.name)} = made.fresh
      from (values ${sql.join(pairs, sql`, `)}) as made (old, fresh) where ${column} = made.old`);
  }
}
