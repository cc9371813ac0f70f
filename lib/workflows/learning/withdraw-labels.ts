import type { DbOrTx, Tx } from "@/db/client";
import { dropOutcomes, visitsOfLabels, visitsOfPatient } from "@/db/queries/outcome";
import { listVersions, lockChampion } from "@/db/queries/registry";
import { openRun } from "@/db/queries/training";
import {
  dropKeptCases,
  findLabel,
  insertOptOut,
  labelsOf,
  listWithdrawals,
  patientOf,
  versionsThatLearned,
  withdraw,
} from "@/db/queries/withdrawal";
import type { Authorized } from "@/lib/auth/principal";
import type { Level } from "@/lib/case/level";
import { AppError } from "@/lib/core/errors";
import type { DecisionKind } from "@/lib/decision/decision";
import { descendantsOf } from "@/lib/registry/descent";
import type { VersionStatus } from "@/lib/registry/versions";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";

/** A version that a label is in. */
export type LearnedBy = {
  readonly version: string;
  readonly status: VersionStatus;
  /** Made by a run that learned from it; else it descends from one that was. */
  readonly directly: boolean;
};

type Withdrawal = {
  readonly why: "withdrawn" | "opted-out";
  readonly reason: string;
  readonly by: string;
  readonly at: string;
};

/** A label, without the case and without who decided. */
export type LabelView = {
  readonly id: string;
  readonly level: Level;
  readonly source: DecisionKind;
  readonly assessedLevel: Level | null;
  readonly modelVersion: string | null;
  readonly weight: number;
  readonly heldOut: boolean;
  readonly createdAt: string;
  readonly superseded: boolean;
  /** The visit's data has expired: which other labels are of the same patient cannot be told. */
  readonly expired: boolean;
  readonly withdrawal: Withdrawal | null;
  readonly versions: readonly LearnedBy[];
  /** A run under way has been given it; its candidate will not come into use once the label is withdrawn. */
  readonly inOpenRun: boolean;
};

/** @throws AppError("not-found") */
export async function viewLabel(
  rt: Runtime,
  _auth: Authorized,
  { labelId }: { readonly labelId: string },
): Promise<LabelView> {
  const row = await findLabel(rt.db, labelId);
  if (!row) throw new AppError("not-found", "no such label");
  const { decisionId: _d, encounterId: _e, withdrawal: w, withdrawnByName, createdAt, ...rest } = row;
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    withdrawal: w && {
      why: w.why,
      reason: w.reason,
      by: withdrawnByName ?? "",
      at: w.withdrawnAt.toISOString(),
    },
    versions: (await learnedBy(rt.db, [labelId])).get(labelId) ?? [],
    inOpenRun: (await openRun(rt.db))?.labelIds.includes(labelId) ?? false,
  };
}

/** Which versions each of these labels is in. */
async function learnedBy(db: DbOrTx, ids: readonly string[]): Promise<Map<string, LearnedBy[]>> {
  const versions = await listVersions(db);
  const status = new Map(versions.map((v) => [v.version, v.status]));
  const of = (directly: boolean) => (version: string) => ({
    version,
    status: status.get(version) ?? "invalid",
    directly,
  });
  const learned = await versionsThatLearned(db, ids);
  return new Map(
    ids.map((id) => {
      const direct = learned.filter((l) => l.labelId === id).map((l) => l.version);
      return [id, [...direct.map(of(true)), ...descendantsOf(direct, versions).map(of(false))]];
    }),
  );
}

export type WithdrawnView = Withdrawal & {
  readonly labelId: string;
  readonly versions: readonly LearnedBy[];
};

export async function listWithdrawn(rt: Runtime, _auth: Authorized): Promise<WithdrawnView[]> {
  const rows = await listWithdrawals(rt.db);
  const learned = await learnedBy(
    rt.db,
    rows.map((r) => r.labelId),
  );
  return rows.map(({ labelId, why, reason, by, withdrawnAt }) => ({
    labelId,
    why,
    reason,
    by,
    at: withdrawnAt.toISOString(),
    versions: learned.get(labelId) ?? [],
  }));
}

type Act = { readonly labelId: string; readonly reason: string };

/**
 * Takes one label out of everything that is learned from now on. Versions that learned from it stay as they are, and are named; a
 * promotion at the same moment goes first, or finds it withdrawn.
 * @throws AppError("not-found" | "conflict") when it was withdrawn before
 */
export async function withdrawLabel(rt: Runtime, auth: Authorized, act: Act): Promise<LabelView> {
  await rt.db.transaction(async (tx) => {
    await lockChampion(tx);
    const label = await findLabel(tx, act.labelId);
    if (!label) throw new AppError("not-found", "no such label");
    const done = await withdraw(tx, [label.id], said(rt, auth, "withdrawn", act.reason));
    if (done.length === 0) throw gone();
    await withdrawOutcomes(rt, tx, auth, done);
    await appendAudit(
      tx,
      {
        event: "label.withdrawn",
        actor: auth.principal,
        subject: { type: "label", id: label.id },
        requestId: auth.requestId,
        detail: { decision: label.decisionId, reason: act.reason, versions: await versionsOf(tx, done) },
      },
      rt.clock(),
    );
  });
  return viewLabel(rt, auth, act);
}

/**
 * Takes all labels of the patient whose label this is out of everything that is learned from now on, and keeps later decisions on this
 * patient from becoming labels. Once the visit's data has expired only its own labels can be found.
 * @throws AppError("not-found" | "conflict") when there was nothing left to take out
 */
export async function optOutPatient(rt: Runtime, auth: Authorized, act: Act): Promise<LabelView> {
  await rt.db.transaction(async (tx) => {
    const label = await findLabel(tx, act.labelId);
    if (!label) throw new AppError("not-found", "no such label");
    const { labels } = await takePatientOut(rt, tx, auth, label.encounterId, act.reason);
    if (labels.length === 0) throw gone();
  });
  return viewLabel(rt, auth, act);
}

/**
 * The patient of a visit is left out of everything that is learned from now on: labels there are, outcomes, cases kept for second readings and for comparison, and decisions to come. In
 * the caller's transaction. `fresh`: decisions to come became labels until now.
 */
export async function takePatientOut(
  rt: Runtime,
  tx: Tx,
  auth: Authorized,
  encounterId: string,
  reason: string,
): Promise<{ readonly labels: readonly string[]; readonly fresh: boolean }> {
  await lockChampion(tx);
  const known = await patientOf(tx, encounterId);
  const now = rt.clock();
  const by = { optedOutAt: now, optedOutBy: auth.principal.userId, reason };
  const fresh = known !== null && (await insertOptOut(tx, { ...known, ...by }));
  const all = await labelsOf(tx, known ?? { encounterId });
  const labels = await withdraw(tx, all, said(rt, auth, "opted-out", reason));
  const kept = await dropKeptCases(tx, known ?? { encounterId });
  if (labels.length === 0 && !fresh) return { labels, fresh };
  await withdrawOutcomes(rt, tx, auth, labels, known?.patientKey);
  await appendAudit(
    tx,
    {
      event: "patient.opted-out",
      actor: auth.principal,
      subject: { type: "encounter", id: encounterId },
      requestId: auth.requestId,
      detail: { labels, reason, versions: await versionsOf(tx, labels), laterToo: known !== null, ...kept },
    },
    now,
  );
  return { labels, fresh };
}

/** What became of the visits of these labels, or of every visit of a patient, goes with them. */
async function withdrawOutcomes(
  rt: Runtime,
  tx: Tx,
  auth: Authorized,
  labels: readonly string[],
  patientKey?: string,
): Promise<void> {
  const now = rt.clock();
  const visits = [
    ...(await visitsOfLabels(tx, labels)),
    ...(patientKey ? await visitsOfPatient(tx, patientKey) : []),
  ];
  const dropped = await dropOutcomes(tx, [...new Set(visits)], "withdrawn", now);
  if (dropped === 0) return;
  await appendAudit(
    tx,
    {
      event: "outcome.withdrawn",
      actor: auth.principal,
      requestId: auth.requestId,
      detail: { visits: dropped },
    },
    now,
  );
}

const said = (rt: Runtime, { principal }: Authorized, why: Withdrawal["why"], reason: string) => ({
  why,
  reason,
  withdrawnBy: principal.userId,
  withdrawnAt: rt.clock(),
});

const versionsOf = async (tx: Tx, ids: readonly string[]): Promise<string[]> => [
  ...new Set([...(await learnedBy(tx, ids)).values()].flat().map((v) => v.version)),
];

const gone = () =>
  new AppError("conflict", "withdrawn before", {
    userMessage: "This was withdrawn in the meantime. Please look again.",
  });
