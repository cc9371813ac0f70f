import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, lt, lte, sql } from "drizzle-orm";
import type { HashedEntry } from "@/lib/audit/chain";
import { type AuditKey, type AuditKeyMaterial, deriveAuditKey } from "@/lib/audit/keys";
import type { RecordType } from "@/lib/audit/records";
import type { DbOrTx, Tx } from "../client";
import { rowsIn } from "../rows";
import { assessment, auditEvent, auditKey, decision } from "../schema";
import { openRow, sealRow, tryOpen } from "../sealed";
import { containsText } from "../text";

export type AuditRow = HashedEntry;
type Stored = typeof auditEvent.$inferSelect;
const toEntry = (row: Stored): AuditRow => ({ ...row, at: row.at.toISOString() });

/** Newest first, `before` exclusive. */
export async function listAuditEvents(
  db: DbOrTx,
  {
    before,
    event,
    from,
    to,
    who,
    limit,
  }: {
    before?: number | undefined;
    event?: string | undefined;
    from?: Date | undefined;
    to?: Date | undefined;
    who?: string | undefined;
    limit: number;
  },
): Promise<AuditRow[]> {
  const names = who ? await actorsNamed(db, who) : undefined;
  if (names?.length === 0) return [];
  const matching = and(
    before ? lt(auditEvent.seq, before) : undefined,
    event ? eq(auditEvent.event, event) : undefined,
    from ? gte(auditEvent.at, from) : undefined,
    to ? lt(auditEvent.at, to) : undefined,
    names ? inArray(auditEvent.actorName, names) : undefined,
  );
  // Days that are over lie anywhere: found by their time, not by walking back from the end. The sum keeps the planner from that.
  const found = to
    ? inArray(
        auditEvent.seq,
        db
          .select({ seq: auditEvent.seq })
          .from(auditEvent)
          .where(matching)
          .orderBy(sql`${auditEvent.seq} + 0 desc`)
          .limit(limit),
      )
    : matching;
  const rows = await db.select().from(auditEvent).where(found).orderBy(desc(auditEvent.seq)).limit(limit);
  return rows.map(toEntry);
}

/** Who did something under a name with this in it. Names are few where entries are many: each is found by one step in the index. */
async function actorsNamed(db: DbOrTx, who: string): Promise<string[]> {
  const name = sql.raw("name");
  const result = await db.execute(sql`
    with recursive names as (
      (select actor_name as name from audit_event order by actor_name limit 1)
      union all
      select (select e.actor_name from audit_event e where e.actor_name > n.name order by e.actor_name limit 1)
      from names n where n.name is not null
    )
    select name from names where name is not null and ${containsText(name, who)}`);
  return rowsIn<{ name: string }>(result).map((row) => row.name);
}

/** Entries of these events in a span of time, oldest first; of many the newest `limit`. */
export async function auditEventsBetween(
  db: DbOrTx,
  events: readonly string[],
  { from, to, limit }: { readonly from: Date; readonly to: Date; readonly limit: number },
) {
  const rows = await db
    .select({
      at: auditEvent.at,
      event: auditEvent.event,
      subjectId: auditEvent.subjectId,
      detail: auditEvent.detail,
    })
    .from(auditEvent)
    .where(and(inArray(auditEvent.event, [...events]), gte(auditEvent.at, from), lt(auditEvent.at, to)))
    .orderBy(desc(auditEvent.seq))
    .limit(limit);
  return rows.reverse();
}

/** Oldest first, `after` exclusive and `upTo` inclusive: what a verifier reads page by page. */
export async function auditEventsAfter(
  db: DbOrTx,
  after: number,
  upTo: number,
  limit: number,
): Promise<AuditRow[]> {
  const rows = await db
    .select()
    .from(auditEvent)
    .where(and(gt(auditEvent.seq, after), lte(auditEvent.seq, upTo)))
    .orderBy(asc(auditEvent.seq))
    .limit(limit);
  return rows.map(toEntry);
}

export type AuditHead = { readonly seq: number; readonly hash: string; readonly anchor: string | null };

const headColumns = { seq: auditEvent.seq, hash: auditEvent.hash, anchor: auditEvent.anchor };

export async function auditHead(db: DbOrTx): Promise<AuditHead | null> {
  const [row] = await db.select(headColumns).from(auditEvent).orderBy(desc(auditEvent.seq)).limit(1);
  return row ?? null;
}

/** The instant of the newest entry. */
export async function lastRecordedAt(db: DbOrTx): Promise<Date | null> {
  const [row] = await db
    .select({ at: auditEvent.at })
    .from(auditEvent)
    .orderBy(desc(auditEvent.seq))
    .limit(1);
  return row?.at ?? null;
}

export async function auditEventAt(db: DbOrTx, seq: number): Promise<AuditHead | null> {
  const [row] = await db.select(headColumns).from(auditEvent).where(eq(auditEvent.seq, seq));
  return row ?? null;
}

/** The newest anchor that an entry of this log refers to; null when none does. */
export async function newestAnchorRef(db: DbOrTx): Promise<string | null> {
  const [row] = await db
    .select({ anchor: auditEvent.anchor })
    .from(auditEvent)
    .where(isNotNull(auditEvent.anchor))
    .orderBy(desc(auditEvent.seq))
    .limit(1);
  return row?.anchor ?? null;
}

/** Entries of one kind, oldest first. */
export async function auditEventsNamed(db: DbOrTx, event: string): Promise<AuditRow[]> {
  const rows = await db
    .select()
    .from(auditEvent)
    .where(eq(auditEvent.event, event))
    .orderBy(asc(auditEvent.seq));
  return rows.map(toEntry);
}

export async function insertAuditEvent(tx: Tx, entry: AuditRow): Promise<void> {
  await tx.insert(auditEvent).values({ ...entry, at: new Date(entry.at) });
}

/** Opened once for as long as the sealed text is the same: every entry needs the key. */
const opened = new Map<string, AuditKey>();

/** Oldest first. @throws AppError("decrypt-failed") when DATA_KEYS do not open them. */
export async function auditKeys(db: DbOrTx): Promise<AuditKey[]> {
  const sealed = await db
    .select({ id: auditKey.id, text: sql<string>`${auditKey.material}`.mapWith(String) })
    .from(auditKey);
  if (sealed.some(({ text }) => !opened.has(text))) {
    const rows = await db.select().from(auditKey);
    const texts = new Map(sealed.map(({ id, text }) => [id, text]));
    for (const row of rows) {
      const text = texts.get(row.id);
      if (text) opened.set(text, deriveAuditKey(openRow(row).material));
    }
  }
  return sealed.flatMap(({ text }) => opened.get(text) ?? []).sort((a, b) => a.since - b.since);
}

export async function insertAuditKey(tx: Tx, material: AuditKeyMaterial, now: Date): Promise<AuditKey> {
  const key = deriveAuditKey(material);
  await tx.insert(auditKey).values(sealRow(auditKey, { id: key.id, material, createdAt: now }));
  return key;
}

type Records = Map<string, object | null>;

/** Records by id, as their digests are made over; null where the sealed part does not open. */
export async function recordsOf(db: DbOrTx, type: RecordType, ids: readonly string[]): Promise<Records> {
  if (ids.length === 0) return new Map();
  if (type === "decision") {
    const rows = await db
      .select()
      .from(decision)
      .where(inArray(decision.id, [...ids]));
    return new Map(rows.map((row) => [row.id, tryOpen<typeof row>(row)]));
  }
  const rows = await db
    .select()
    .from(assessment)
    .where(inArray(assessment.id, [...ids]));
  return new Map(
    rows.flatMap(({ explanation, ...row }): [string, object | null][] => {
      if (type === "assessment") return [[row.id, tryOpen<typeof row>(row)]];
      if (!explanation) return [];
      return [[row.id, tryOpen({ id: row.id, explanation })?.explanation ?? null]];
    }),
  );
}

/** Ids of one type, a page of them: what is taken into the log when its key begins. */
export async function recordIds(
  db: DbOrTx,
  type: RecordType,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const table = type === "decision" ? decision : assessment;
  const rows = await db
    .select({ id: table.id })
    .from(table)
    .where(
      and(
        after ? gt(table.id, after) : undefined,
        type === "explanation" ? isNotNull(assessment.explanation) : undefined,
      ),
    )
    .orderBy(asc(table.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Records no entry is about, at most `limit`: written past the application. */
export async function unrecorded(db: DbOrTx, limit: number): Promise<string[]> {
  const result = await db.execute(sql`
    with covered as (select jsonb_object_keys(digests) as name from audit_event where digests is not null),
    present as (
      select 'decision:' || id as name from decision
      union all select 'assessment:' || id from assessment
      union all select 'explanation:' || id from assessment where explanation is not null
    )
    select p.name from present p where not exists (select 1 from covered c where c.name = p.name)
    order by p.name limit ${limit}`);
  return rowsIn<{ name: string }>(result).map(({ name }) => name);
}

/** What the newest entry about a record says of it; a null digest: that it was removed. */
export type Superseding = {
  readonly seq: number;
  readonly keyId: string | null;
  readonly digest: string | null;
};

/** By name, the newest of every record that more than one entry is about: refined, emptied when its time was over, removed. */
export async function supersedingDigests(db: DbOrTx): Promise<Map<string, Superseding>> {
  const result = await db.execute(sql`
    select name, seq, key_id as "keyId", digest from (
      select d.key as name, e.seq, e.key_id, d.value as digest,
        row_number() over (partition by d.key order by e.seq desc) as nth,
        count(*) over (partition by d.key) as entries
      from audit_event e, jsonb_each_text(e.digests) d where e.digests is not null
    ) said where nth = 1 and entries > 1`);
  const rows = rowsIn<Superseding & { readonly name: string }>(result);
  return new Map(rows.map(({ name, seq, ...rest }) => [name, { ...rest, seq: Number(seq) }]));
}

/** How many entries of each kind there are from an instant on, most first. */
export const countAuditEvents = (db: DbOrTx, from: Date): Promise<{ event: string; count: number }[]> =>
  db
    .select({ event: auditEvent.event, count: count() })
    .from(auditEvent)
    .where(gte(auditEvent.at, from))
    .groupBy(auditEvent.event)
    .orderBy(desc(count()), auditEvent.event);
