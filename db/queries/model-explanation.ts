import {
  and,
  countDistinct,
  desc,
  eq,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  notInArray,
  or,
} from "drizzle-orm";
import type { TriageCase } from "@/lib/case/triage-case";
import type { DbOrTx, Tx } from "../client";
import { assessment, encounter, encounterSnapshot, modelExplanation } from "../schema";
import type { ExplanationSource } from "../schema/model-explanation";
import { type Opened, openRows, sealSet, tryOpen, type Unsealed } from "../sealed";

/** With its result sealed: `resultOf` opens it where it is shown. */
export type ModelExplanationRow = typeof modelExplanation.$inferSelect;

/** What was found; null where there is nothing yet, or nothing that opens. */
export const resultOf = (row: ModelExplanationRow): Opened<ModelExplanationRow>["result"] =>
  tryOpen<ModelExplanationRow>(row)?.result ?? null;

export const OPEN_EXPLANATION = ["queued", "running"] as const;

export type ExplanationKey = {
  readonly artifactDigest: string;
  readonly source: ExplanationSource;
  readonly parametersKey: string;
};

export async function findModelExplanation(db: DbOrTx, id: string): Promise<ModelExplanationRow | null> {
  const [row] = await db.select().from(modelExplanation).where(eq(modelExplanation.id, id));
  return row ?? null;
}

export async function explanationByKey(db: DbOrTx, key: ExplanationKey): Promise<ModelExplanationRow | null> {
  const [row] = await db
    .select()
    .from(modelExplanation)
    .where(
      and(
        eq(modelExplanation.artifactDigest, key.artifactDigest),
        eq(modelExplanation.source, key.source),
        eq(modelExplanation.parametersKey, key.parametersKey),
      ),
    );
  return row ?? null;
}

/** What has a result: digest, source and parameters, without the result itself. */
export const computedExplanations = (db: DbOrTx): Promise<ExplanationKey[]> =>
  db
    .select({
      artifactDigest: modelExplanation.artifactDigest,
      source: modelExplanation.source,
      parametersKey: modelExplanation.parametersKey,
    })
    .from(modelExplanation)
    .where(isNotNull(modelExplanation.computedAt));

export const openModelExplanations = (
  db: DbOrTx,
): Promise<Pick<ModelExplanationRow, "id" | "heartbeatAt" | "requestedAt">[]> =>
  db
    .select({
      id: modelExplanation.id,
      heartbeatAt: modelExplanation.heartbeatAt,
      requestedAt: modelExplanation.requestedAt,
    })
    .from(modelExplanation)
    .where(inArray(modelExplanation.status, [...OPEN_EXPLANATION]));

/** Queues the row of these parameters, made where there is none; its last result stays. Null: it is under way already. */
export async function queueModelExplanation(
  tx: Tx,
  row: Pick<
    typeof modelExplanation.$inferInsert,
    | "id"
    | "version"
    | "artifactDigest"
    | "source"
    | "parameters"
    | "parametersKey"
    | "requestedBy"
    | "requestedAt"
  >,
): Promise<ModelExplanationRow | null> {
  const { version, requestedBy, requestedAt } = row;
  const [queued] = await tx
    .insert(modelExplanation)
    .values({ ...row, status: "queued" })
    .onConflictDoUpdate({
      target: [modelExplanation.artifactDigest, modelExplanation.source, modelExplanation.parametersKey],
      set: {
        version,
        requestedBy,
        requestedAt,
        status: "queued",
        attempt: 0,
        startedAt: null,
        finishedAt: null,
        progress: null,
        error: null,
        owner: null,
        heartbeatAt: null,
      },
      setWhere: notInArray(modelExplanation.status, [...OPEN_EXPLANATION]),
    })
    .returning();
  return queued ?? null;
}

/**
 * Takes an open one for `owner`. Succeeds when nobody has it, or when its worker has not been heard of since
 * `staleBefore`. Of two workers asking at once one gets it.
 */
export async function claimModelExplanation(
  db: DbOrTx,
  id: string,
  owner: string,
  now: Date,
  staleBefore: Date,
): Promise<ModelExplanationRow | null> {
  const free = or(isNull(modelExplanation.owner), lt(modelExplanation.heartbeatAt, staleBefore));
  const [row] = await db
    .update(modelExplanation)
    .set({ owner, heartbeatAt: now })
    .where(and(eq(modelExplanation.id, id), inArray(modelExplanation.status, [...OPEN_EXPLANATION]), free))
    .returning();
  return row ?? null;
}

/** Changes one that `owner` still has. False: it was taken over or called off. */
export async function updateOwnModelExplanation(
  db: DbOrTx,
  id: string,
  owner: string,
  set: Unsealed<Partial<typeof modelExplanation.$inferInsert>>,
): Promise<boolean> {
  const rows = await db
    .update(modelExplanation)
    .set(sealSet(modelExplanation, id, set))
    .where(and(eq(modelExplanation.id, id), eq(modelExplanation.owner, owner)))
    .returning({ id: modelExplanation.id });
  return rows.length > 0;
}

/** Calls an open one off; its worker, if any, finds out at its next sign of life. False: it was not open. */
export async function cancelModelExplanation(tx: Tx, id: string, now: Date): Promise<boolean> {
  const rows = await tx
    .update(modelExplanation)
    .set({ status: "cancelled", owner: null, progress: null, error: null, finishedAt: now })
    .where(and(eq(modelExplanation.id, id), inArray(modelExplanation.status, [...OPEN_EXPLANATION])))
    .returning({ id: modelExplanation.id });
  return rows.length > 0;
}

/** Patients with at least one assessed case. */
export async function countAssessedPatients(db: DbOrTx): Promise<number> {
  const [row] = await db
    .select({ n: countDistinct(encounter.patientKey) })
    .from(assessment)
    .innerJoin(encounter, eq(encounter.id, assessment.encounterId))
    .where(isNotNull(assessment.case));
  return row?.n ?? 0;
}

export type AssessedCase = {
  readonly case: TriageCase;
  readonly at: Date;
  /** What identifies the patient, to be taken out of the texts. */
  readonly identifyingTexts: readonly string[];
};

/** The last case of each patient up to an instant, newest first: asked again for the same instant, the same ones. */
export async function lastCases(db: DbOrTx, until: Date, limit: number): Promise<AssessedCase[]> {
  const newest = db
    .selectDistinctOn([encounter.patientKey], { id: assessment.id, at: assessment.createdAt })
    .from(assessment)
    .innerJoin(encounter, eq(encounter.id, assessment.encounterId))
    .where(and(isNotNull(assessment.case), lte(assessment.createdAt, until)))
    .orderBy(encounter.patientKey, desc(assessment.createdAt), assessment.id)
    .as("newest");
  const rows = await db
    .select({
      id: assessment.id,
      case: assessment.case,
      at: assessment.createdAt,
      encounterId: assessment.encounterId,
      context: encounterSnapshot.context,
    })
    .from(newest)
    .innerJoin(assessment, eq(assessment.id, newest.id))
    .leftJoin(encounterSnapshot, eq(encounterSnapshot.encounterId, assessment.encounterId))
    .orderBy(desc(newest.at), newest.id)
    .limit(limit);
  return openRows(rows).rows.flatMap((row) =>
    row.case
      ? { case: row.case, at: row.at, identifyingTexts: row.context?.patient.identifyingTexts ?? [] }
      : [],
  );
}
