import { and, asc, count, desc, eq, gte, isNull, lt, ne, notInArray, sql } from "drizzle-orm";
import { customType, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { DbOrTx, Tx } from "../client";
import { decidedCase, encounter } from "../schema";
import { type Opened, openRows, sealRow, type Unsealed } from "../sealed";

type Vector = Float32Array | readonly number[];

const literal = (v: Vector): string => `[${Array.from(v, (x) => Number(x).toFixed(7)).join(",")}]`;

const vector = customType<{ data: Vector; driverData: string }>({
  dataType: () => "vector",
  toDriver: literal,
  fromDriver: (stored) => JSON.parse(stored) as number[],
});

/** No part of the migrations: made where the database has vectors (db/vectors.ts). */
const caseEmbedding = pgTable(
  "case_embedding",
  {
    decisionId: uuid("decision_id").notNull(),
    artifactDigest: text("artifact_digest").notNull(),
    embedding: vector("embedding").notNull(),
  },
  (t) => [primaryKey({ columns: [t.artifactDigest, t.decisionId] })],
);

export type DecidedCaseRow = Opened<typeof decidedCase.$inferSelect>;

/** Puts a visit's newest decision in the place of the one before; null: it is not one to compare with. */
export async function replaceDecidedCase(
  tx: Tx,
  encounterId: string,
  row: Unsealed<typeof decidedCase.$inferInsert> | null,
): Promise<void> {
  await tx.delete(decidedCase).where(eq(decidedCase.encounterId, encounterId));
  if (row) await tx.insert(decidedCase).values(sealRow(decidedCase, row));
}

const embeddedBy = (digest: string) =>
  and(eq(caseEmbedding.decisionId, decidedCase.decisionId), eq(caseEmbedding.artifactDigest, digest));

export type CasesToEmbed = {
  readonly cases: readonly Pick<DecidedCaseRow, "decisionId" | "case">[];
  /** Decisions whose case does not open: to be left out of the next question. */
  readonly unreadable: readonly string[];
};

/** Decided cases this artifact has not placed yet, newest first. */
export async function casesToEmbed(
  db: DbOrTx,
  digest: string,
  limit: number,
  except: readonly string[] = [],
): Promise<CasesToEmbed> {
  const rows = await db
    .select({ decisionId: decidedCase.decisionId, case: decidedCase.case })
    .from(decidedCase)
    .leftJoin(caseEmbedding, embeddedBy(digest))
    .where(
      and(
        isNull(caseEmbedding.decisionId),
        except.length > 0 ? notInArray(decidedCase.decisionId, [...except]) : undefined,
      ),
    )
    .orderBy(desc(decidedCase.decidedAt))
    .limit(limit);
  const opened = openRows(rows);
  return { cases: opened.rows, unreadable: opened.unreadable.map((row) => row.decisionId) };
}

/** How many of an EHR's decided cases (of all, without one) this artifact has placed. */
export async function countEmbedded(
  db: DbOrTx,
  digest: string,
  issuer?: string,
): Promise<{ done: number; total: number }> {
  const [row] = await db
    .select({ total: count(), done: count(caseEmbedding.decisionId) })
    .from(decidedCase)
    .innerJoin(encounter, eq(encounter.id, decidedCase.encounterId))
    .leftJoin(caseEmbedding, embeddedBy(digest))
    .where(issuer === undefined ? undefined : eq(encounter.issuer, issuer));
  return { done: row?.done ?? 0, total: row?.total ?? 0 };
}

/** Keeps where an artifact places a case. Twice is once; of a case that was replaced meanwhile nothing is kept. */
export async function saveEmbeddings(
  db: DbOrTx,
  digest: string,
  placed: readonly { readonly decisionId: string; readonly embedding: Vector }[],
): Promise<void> {
  for (const { decisionId, embedding } of placed)
    await db.execute(sql`
      insert into case_embedding (decision_id, artifact_digest, embedding)
      select decision_id, ${digest}, ${literal(embedding)}::vector
      from decided_case where decision_id = ${decisionId} for key share
      on conflict do nothing`);
}

/** Forgets the embeddings of versions that are neither in use nor one step back. */
export async function forgetEmbeddings(db: DbOrTx, keep: readonly string[]): Promise<void> {
  await db
    .delete(caseEmbedding)
    .where(keep.length === 0 ? undefined : notInArray(caseEmbedding.artifactDigest, [...keep]));
}

/** Where an artifact placed the cases decided in a span of time: a sample that is always the same. */
export async function embeddingsBetween(
  db: DbOrTx,
  digest: string,
  from: Date,
  to: Date,
  limit: number,
): Promise<Float32Array[]> {
  const rows = await db
    .select({ embedding: caseEmbedding.embedding })
    .from(caseEmbedding)
    .innerJoin(decidedCase, eq(decidedCase.decisionId, caseEmbedding.decisionId))
    .where(
      and(
        eq(caseEmbedding.artifactDigest, digest),
        gte(decidedCase.decidedAt, from),
        lt(decidedCase.decidedAt, to),
      ),
    )
    .orderBy(sql`md5(${decidedCase.decisionId}::text)`)
    .limit(limit);
  return rows.map((r) => Float32Array.from(r.embedding));
}

export type Neighbour = DecidedCaseRow & { readonly distance: number };

/** Nearest decided cases by cosine distance: of this EHR only, of no visit of the patient asked about. */
export async function nearestCases(
  db: DbOrTx,
  of: {
    readonly digest: string;
    readonly embedding: Vector;
    readonly issuer: string;
    readonly patientKey: string;
    readonly encounterId: string;
  },
  limit: number,
): Promise<Neighbour[]> {
  const distance = sql<number>`${caseEmbedding.embedding} <=> ${literal(of.embedding)}::vector`.mapWith(
    Number,
  );
  const rows = await db
    .select({ row: decidedCase, distance })
    .from(caseEmbedding)
    .innerJoin(decidedCase, eq(decidedCase.decisionId, caseEmbedding.decisionId))
    .innerJoin(encounter, eq(encounter.id, decidedCase.encounterId))
    .where(
      and(
        eq(caseEmbedding.artifactDigest, of.digest),
        eq(encounter.issuer, of.issuer),
        ne(encounter.patientKey, of.patientKey),
        ne(encounter.id, of.encounterId),
      ),
    )
    .orderBy(asc(distance), desc(decidedCase.decidedAt))
    .limit(limit);
  return openRows(rows.map(({ row, distance: d }) => ({ ...row, distance: d }))).rows;
}
