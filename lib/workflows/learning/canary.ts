import { type CanaryRow, canaryOn, insertCanary, listCanaries } from "@/db/queries/canary";
import { championVersion, findVersion, listVersions, lockChampion } from "@/db/queries/registry";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { GuardVerdict } from "@/lib/monitoring/canary/guard";
import { CANARY_ENDS, canaryUntil, canCanary } from "@/lib/registry/canary";
import { appendAudit } from "../govern/append-audit";
import { calibrationServed } from "../service/calibrated-engine";
import type { Runtime } from "../service/runtime";
import { noteDeed } from "../watch/note-deed";
import { assertHasPolicy, requireVersion, verifyArtifact } from "./change-model";
import { objectionTo, standingOf } from "./exceptions";
import { afterEnd, endIn, judgeArms } from "./guard-canary";

const MOST_EARLIER = 20;

export type CanaryBrief = {
  readonly id: string;
  readonly version: string;
  readonly champion: string;
  readonly percent: number;
  readonly startedAt: string;
  readonly startedBy: string;
  readonly until: string;
  readonly endedAt: string | null;
  /** In words. */
  readonly ended: string | null;
  readonly endedBy: string | null;
  readonly words: string | null;
  readonly incidentId: string | null;
};

export type CanaryView = {
  readonly on: string | null;
  readonly canStart: boolean;
  readonly canEnd: boolean;
  /** Candidates, each with what stands against it; null: it passed its checks. */
  readonly candidates: readonly { readonly version: string; readonly objection: string | null }[];
  readonly shown: (CanaryBrief & { readonly verdicts: readonly GuardVerdict[] }) | null;
  readonly earlier: readonly CanaryBrief[];
  /** The site's calibration laid over the version in use now, by its name; null: none is. */
  readonly calibration: string | null;
};

/** The candidate that answers a share of the patients, or the one asked for of the earlier ones, beside the version in use. */
export async function viewCanary(
  rt: Runtime,
  auth: Authorized,
  { id }: { readonly id?: string | undefined } = {},
): Promise<CanaryView> {
  const rows = await listCanaries(rt.db, MOST_EARLIER);
  const on = rows.find((r) => r.endedAt === null) ?? null;
  const shown = id ? rows.find((r) => r.id === id) : (on ?? rows[0]);
  if (id && !shown) throw new AppError("not-found", "no such canary");
  const mayChange = can(auth.principal.role, "model:promote");
  const candidates = [];
  for (const row of (await listVersions(rt.db)).filter(canCanary)) {
    const objection = objectionTo(await standingOf(rt.db, row, rt.clock()));
    candidates.push({ version: row.version, objection: objection?.words ?? null });
  }
  return {
    on: on?.id ?? null,
    canStart: mayChange && on === null,
    canEnd: mayChange && on !== null,
    candidates,
    shown: shown ? { ...inBrief(shown), verdicts: await judgeArms(rt.db, shown) } : null,
    earlier: rows.filter((r) => r.id !== shown?.id).map(inBrief),
    calibration: await calibrationNow(rt),
  };
}

async function calibrationNow(rt: Runtime): Promise<string | null> {
  const champion = await championVersion(rt.db);
  const model = champion && (await findVersion(rt.db, champion.version));
  return (model && (await calibrationServed(rt.db, model.digest)))?.version ?? null;
}

const inBrief = (row: CanaryRow): CanaryBrief => ({
  id: row.id,
  version: row.version,
  champion: row.champion,
  percent: row.percent,
  startedAt: row.startedAt.toISOString(),
  startedBy: row.startedBy,
  until: row.until.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
  ended: row.ended && CANARY_ENDS[row.ended],
  endedBy: row.endedBy,
  words: row.words,
  incidentId: row.incidentId,
});

export type CanaryStart = {
  readonly version: string;
  readonly percent: number;
  readonly days: number;
  /** For the audit log. */
  readonly reason: string;
};

/**
 * Lets a candidate answer a share of the visits that begin from now on. It must have passed its checks: an exception that two people
 * agreed to is for putting a version into use knowingly, not for trying it.
 * @throws AppError("conflict" | "gates-failed" | "not-measured" | "labels-fallen" | "gates-unverified" | "artifact-invalid")
 */
export async function startCanary(
  rt: Runtime,
  auth: Authorized,
  { version, percent, days, reason }: CanaryStart,
): Promise<CanaryView> {
  const artifact = await verifyArtifact(rt, await requireVersion(rt.db, version));
  await rt.db.transaction(async (tx) => {
    const champion = await lockChampion(tx);
    if (!champion)
      throw new AppError("conflict", "no version in use", {
        userMessage: "There is no version in use that would answer the other patients.",
      });
    assertHasPolicy(artifact, champion.policy);
    const row = await requireVersion(tx, version);
    if (!canCanary(row) || row.digest !== artifact.digest)
      throw new AppError("conflict", `cannot canary a version that is ${row.status}`, {
        userMessage: `Version ${version} is ${row.status}; only a candidate can answer a share of the patients.`,
      });
    const now = rt.clock();
    const objection = objectionTo(await standingOf(tx, row, now));
    if (objection)
      throw new AppError(objection.code, `canary refused: ${objection.code}`, {
        userMessage: objection.words,
      });
    const started = await insertCanary(tx, {
      id: newId(),
      version,
      digest: row.digest,
      champion: champion.version,
      percent,
      startedAt: now,
      startedBy: auth.principal.displayName,
      until: canaryUntil(now, days),
    });
    if (!started) {
      const other = await canaryOn(tx);
      throw new AppError("conflict", "another canary is on", {
        userMessage: `Version ${other?.version ?? "another"} answers a share of the patients already. End that first.`,
      });
    }
    const done = { detail: { version, percent: `${percent} %` }, versions: [version, champion.version] };
    await noteDeed(tx, auth, "canary.started", done, now);
    await appendAudit(
      tx,
      {
        event: "canary.started",
        actor: auth.principal,
        subject: { type: "model", id: version },
        requestId: auth.requestId,
        detail: {
          canary: started.id,
          digest: row.digest,
          champion: champion.version,
          percent,
          until: started.until.toISOString(),
          reason,
        },
      },
      now,
    );
  });
  rt.engines.invalidate();
  return viewCanary(rt, auth);
}

/** A steward ends it: from their next assessment on, its patients are answered by the version in use. */
export async function stopCanary(
  rt: Runtime,
  auth: Authorized,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<CanaryView> {
  await rt.db.transaction(async (tx) => {
    const on = await canaryOn(tx);
    const now = rt.clock();
    if (on?.id !== id || !(await endIn(tx, on, { why: "person", words: reason }, auth, now)))
      throw new AppError("conflict", "it has ended", { userMessage: "It has ended already." });
    await noteDeed(tx, auth, "canary.ended", { detail: { reason }, versions: [on.version] }, now);
  });
  await afterEnd(rt);
  return viewCanary(rt, auth, { id });
}
