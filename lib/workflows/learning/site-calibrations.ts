import { type CheckRow, checksOf, insertCheck, listChecks } from "@/db/queries/model-check";
import { championVersion, findVersion, lockChampion } from "@/db/queries/registry";
import {
  type CalibrationRow,
  countFallen,
  findCalibration,
  insertCalibration,
  insertCalibrationSwitch,
  lastCalibrationSwitch,
  listCalibrationSwitches,
  listCalibrations,
  lockCalibration,
} from "@/db/queries/site-calibration";
import { labelsNotLearnedBy } from "@/db/queries/training";
import type { CalibrationReport } from "@/db/schema/site-calibration";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { sha256 } from "@/lib/core/crypto";
import { AppError, toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { canonicalJson } from "@/lib/core/json";
import type { SiteSoftening } from "@/lib/policy/site-calibration";
import type { Finding, Verdict } from "@/lib/registry/gates/check-gates";
import {
  assertNoObjection,
  type Objection,
  objectionToLabels,
  objectionToPromoting,
} from "@/lib/registry/gates/standing";
import type { MetricSet } from "@/lib/registry/metric-set";
import { appendAudit } from "../govern/append-audit";
import { assertCalibration } from "../service/calibrated-engine";
import type { Runtime } from "../service/runtime";
import { noteDeed } from "../watch/note-deed";
import { situationNow } from "./check-material";
import { FEWEST_FITTED } from "./make-calibration";

/** More tell no more about six numbers, and cost minutes. */
const MOST_LABELS = 5_000;
const MOST_SHOWN = 20;

export type CalibrationView = {
  readonly version: string;
  readonly modelVersion: string;
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly state: "measuring" | "failed" | "made";
  /** Why it could not be made; null otherwise. */
  readonly error: string | null;
  readonly verdict: Verdict | null;
  readonly findings: readonly Finding[];
  readonly before: readonly MetricSet[];
  readonly after: readonly MetricSet[];
  readonly report: CalibrationReport | null;
  readonly numbers:
    | (SiteSoftening & { readonly units: readonly (SiteSoftening & { unit: string })[] })
    | null;
  /** What stands against laying it over the model, in words; null: nothing. */
  readonly objection: string | null;
  readonly inForce: boolean;
  readonly canLay: boolean;
};

export type CalibrationsView = {
  /** The version in use; null: none. */
  readonly champion: string | null;
  readonly inForce: { readonly version: string; readonly since: string; readonly by: string } | null;
  /** The one that was taken off last and could be laid on again; null: there is none. */
  readonly takenOff: string | null;
  /** Why what is switched on is not served; null: it is, or nothing is switched on. */
  readonly trouble: string | null;
  readonly seq: number;
  /** Labels that the version in use did not learn from. */
  readonly labels: number;
  readonly fewest: number;
  readonly canChange: boolean;
  readonly all: readonly CalibrationView[];
  readonly history: readonly {
    readonly seq: number;
    readonly calibration: string;
    readonly on: boolean;
    readonly reason: string;
    readonly by: string;
    readonly at: string;
  }[];
};

/** What was learned of this site apart from the model, what it was judged by, and what is laid over the model now. */
export async function viewCalibrations(rt: Runtime, auth: Authorized): Promise<CalibrationsView> {
  const [rows, checks, champion, situation] = [
    await listCalibrations(rt.db, MOST_SHOWN),
    await listChecks(rt.db),
    await championVersion(rt.db),
    await situationNow(rt.db),
  ];
  const model = champion && (await findVersion(rt.db, champion.version));
  const history = await listCalibrationSwitches(rt.db, MOST_SHOWN);
  const [last] = history;
  const switched = last ? await findCalibration(rt.db, last.calibration) : null;
  const fits = switched !== null && switched.modelDigest === model?.digest;
  const trouble = switched && last?.on ? await troubleOf(rt, switched, fits) : null;
  const serving = last?.on && trouble === null ? switched : null;
  const canChange = can(auth.principal.role, "model:promote");
  const all = [];
  for (const row of rows) {
    const own = checks.filter((c) => c.version === row.version);
    const objection = objectionTo(
      row,
      own,
      situation,
      await countFallen(rt.db, row.fittedOn ?? []),
      model?.digest,
    );
    const inForce = serving?.version === row.version;
    all.push({
      ...toView(row, own),
      objection: objection?.words ?? null,
      inForce,
      canLay: canChange && objection === null && !inForce,
    });
  }
  return {
    champion: champion?.version ?? null,
    inForce:
      serving && last ? { version: serving.version, since: last.at.toISOString(), by: last.byName } : null,
    takenOff: last && !last.on && fits ? last.calibration : null,
    trouble,
    seq: last?.seq ?? 0,
    labels: champion ? (await labelsNotLearnedBy(rt.db, champion.version, MOST_LABELS)).length : 0,
    fewest: FEWEST_FITTED,
    canChange,
    all,
    history: history.map(({ byName, at, by: _, ...row }) => ({ ...row, by: byName, at: at.toISOString() })),
  };
}

async function troubleOf(rt: Runtime, row: CalibrationRow, fits: boolean): Promise<string | null> {
  if (!fits)
    return `${row.version} was made for ${row.modelVersion}, which is not in use: the version in use answers without it.`;
  try {
    await assertCalibration(rt.db, row);
    return null;
  } catch (error) {
    return toAppError(error).userMessage;
  }
}

function toView(row: CalibrationRow, checks: readonly CheckRow[]) {
  const [check] = checks;
  const { content } = row;
  return {
    version: row.version,
    modelVersion: row.modelVersion,
    requestedAt: row.requestedAt.toISOString(),
    requestedBy: row.requestedBy,
    state: content
      ? ("made" as const)
      : check?.status === "failed"
        ? ("failed" as const)
        : ("measuring" as const),
    error: content ? null : (check?.error ?? null),
    verdict: check?.verdict ?? null,
    findings: check?.findings ?? [],
    before: check?.championMetrics ?? [],
    after: check?.candidateMetrics ?? [],
    report: row.report,
    numbers: content && {
      ...content.site,
      units: Object.entries(content.units).map(([unit, s]) => ({ unit, ...s })),
    },
  };
}

/** What stands against it: the rules of a version, and that its model is the one in use. */
function objectionTo(
  row: CalibrationRow,
  checks: readonly CheckRow[],
  situation: Awaited<ReturnType<typeof situationNow>>,
  fallen: number,
  modelInUse: string | undefined,
): Objection {
  const { version, digest } = row;
  if (digest === null) return { code: "not-measured", words: `${version} is not made yet.` };
  if (row.modelDigest !== modelInUse)
    return {
      code: "not-measured",
      words: `${version} was made for ${row.modelVersion}, which is not in use.`,
    };
  return (
    objectionToLabels({ version, digest }, fallen) ??
    // It was judged beside the model alone, whatever was laid over it then.
    objectionToPromoting({ version, digest }, checks, { ...situation, served: null })
  );
}

/** Asks for one to be made of the labels there are. @throws AppError("conflict" | "insufficient-data") in words */
export async function askCalibration(rt: Runtime, auth: Authorized): Promise<CalibrationsView> {
  await rt.db.transaction(async (tx) => {
    await lockCalibration(tx);
    const champion = await championVersion(tx);
    const model = champion && (await findVersion(tx, champion.version));
    if (!model)
      throw new AppError("conflict", "no version in use", { userMessage: "There is no version in use." });
    const [newest] = await listCalibrations(tx, 1);
    const open = newest && (await checksOf(tx, newest.version))[0];
    if (open && (open.status === "queued" || open.status === "running"))
      throw new AppError("conflict", "one is being made", {
        userMessage: `${open.version} is being made already.`,
      });
    const labelIds = await labelsNotLearnedBy(tx, model.version, MOST_LABELS);
    if (labelIds.length < FEWEST_FITTED)
      throw new AppError("insufficient-data", `${labelIds.length} labels`, {
        userMessage: `There are ${labelIds.length} labels that ${model.version} did not learn from; at least ${FEWEST_FITTED} are needed.`,
      });
    const now = rt.clock();
    const row = await insertCalibration(tx, {
      modelVersion: model.version,
      modelDigest: model.digest,
      labelIds,
      requestedAt: now,
      requestedBy: auth.principal.displayName,
    });
    const check = await insertCheck(tx, {
      id: newId(),
      version: row.version,
      // Of what is asked for; what is made of it has its own, which takes this one's place.
      digest: sha256(canonicalJson([row.version, model.digest, labelIds])),
      against: model.version,
      source: "check",
      status: "queued",
      requestedBy: auth.principal.displayName,
      requestedAt: now,
    });
    if (!check) throw new AppError("internal", "a check of a new calibration was open");
    await rt.queue.sendCheckModel(tx, check.id);
    await appendAudit(
      tx,
      {
        event: "calibration.asked",
        actor: auth.principal,
        subject: { type: "calibration", id: row.version },
        requestId: auth.requestId,
        detail: { model: model.version, modelDigest: model.digest, labels: labelIds.length },
      },
      now,
    );
  });
  return viewCalibrations(rt, auth);
}

type Switch = { readonly expectedSeq: number; readonly reason: string };

/**
 * Lays a calibration that passed its checks over the model it was made for. Takes effect with the next assessment.
 * @throws AppError("gates-failed" | "not-measured" | "labels-fallen" | "gates-unverified" | "artifact-invalid" | "conflict")
 */
export async function layCalibration(
  rt: Runtime,
  auth: Authorized,
  { version, ...change }: Switch & { readonly version: string },
): Promise<CalibrationsView> {
  await rt.db.transaction(async (tx) => {
    // A promotion at the same moment goes first, or finds it laid on: it ends with its model either way.
    const champion = await lockChampion(tx);
    await lockCalibration(tx);
    const row = await findCalibration(tx, version);
    if (!row) throw new AppError("not-found", `no calibration ${version}`);
    await assertCalibration(tx, row);
    const model = champion && (await findVersion(tx, champion.version));
    const fallen = await countFallen(tx, row.fittedOn ?? []);
    const [checks, situation] = [await checksOf(tx, version), await situationNow(tx)];
    assertNoObjection(objectionTo(row, checks, situation, fallen, model?.digest));
    await flip(rt, tx, auth, { ...change, row, on: true });
  });
  rt.engines.invalidate();
  return viewCalibrations(rt, auth);
}

/** Takes the calibration off: within a second the model answers as it does alone. A page that is out of date may do it, too. */
export async function takeCalibrationOff(
  rt: Runtime,
  auth: Authorized,
  { reason }: { readonly reason: string },
): Promise<CalibrationsView> {
  await rt.db.transaction(async (tx) => {
    await lockCalibration(tx);
    const last = await lastCalibrationSwitch(tx);
    const row = last?.on ? await findCalibration(tx, last.calibration) : null;
    if (!row)
      throw new AppError("conflict", "nothing is laid over the model", {
        userMessage: "No calibration is laid over the model.",
      });
    await flip(rt, tx, auth, { reason, expectedSeq: null, row, on: false });
  });
  rt.engines.invalidate();
  return viewCalibrations(rt, auth);
}

async function flip(
  rt: Runtime,
  tx: Parameters<typeof lockCalibration>[0],
  auth: Authorized,
  wanted: {
    readonly row: CalibrationRow;
    readonly on: boolean;
    readonly reason: string;
    readonly expectedSeq: number | null;
  },
): Promise<void> {
  const last = await lastCalibrationSwitch(tx);
  const { row, on, reason, expectedSeq } = wanted;
  if (expectedSeq !== null && expectedSeq !== (last?.seq ?? 0))
    throw new AppError("conflict", "somebody else was first", {
      userMessage: "Somebody else changed this in the meantime. Nothing was changed. Please look again.",
    });
  const now = rt.clock();
  const seq = (last?.seq ?? 0) + 1;
  const { userId, displayName } = auth.principal;
  await insertCalibrationSwitch(tx, {
    seq,
    calibration: row.version,
    on,
    reason,
    by: userId,
    byName: displayName,
    at: now,
  });
  const event = on ? "calibration.on" : "calibration.off";
  await noteDeed(
    tx,
    auth,
    event,
    { detail: { calibration: row.version }, versions: [row.modelVersion] },
    now,
  );
  await appendAudit(
    tx,
    {
      event,
      actor: auth.principal,
      subject: { type: "calibration", id: row.version },
      requestId: auth.requestId,
      detail: { digest: row.digest, model: row.modelVersion, reason },
    },
    now,
  );
}
