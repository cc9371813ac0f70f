import { resolve } from "node:path";
import type { Tx } from "@/db/client";
import { championVersion, findVersion } from "@/db/queries/registry";
import { type CalibrationRow, closeCalibration, patientsOfLabels } from "@/db/queries/site-calibration";
import { type LabelRow, standingLabels } from "@/db/queries/training";
import type { CalibrationReport } from "@/db/schema/site-calibration";
import { AppError } from "@/lib/core/errors";
import { splitForCalibration } from "@/lib/feedback/calibration-split";
import { calibrationDigest } from "@/lib/policy/site-calibration";
import { policyDigest } from "@/lib/registry/gates/gate-policy";
import { assertSigned } from "../govern/signing";
import type { Runtime } from "../service/runtime";
import { type CalibrateResult, runCalibrateChild } from "./calibrate-child";
import { gatesInForce, patientsOfLate } from "./check-material";
import { holdInconsistentReaders } from "./hold-readers";
import { weighLabels } from "./weigh-labels";

/** Fewer are not fitted on at all. Most of them would not pass: the gates ask for more to judge by. */
export const FEWEST_FITTED = 100;

export type MadeCalibration = {
  readonly done: CalibrateResult;
  /** Digest of the gates it was held against. */
  readonly policy: string;
  readonly fittedOn: readonly string[];
  readonly report: CalibrationReport;
};

/**
 * Fits a calibration on a part of the labels that the model in use did not learn from, and judges it on those of other patients. Who
 * fits badly with everybody is held back first, and labels count as they do in a run, so that nobody drowns the others out.
 * @throws AppError("insufficient-data" | "conflict" | "artifact-invalid" | "gates-unverified") and what the child throws
 */
export async function makeCalibration(
  rt: Runtime,
  row: CalibrationRow,
  child: { readonly signal: AbortSignal; readonly command?: readonly string[] | undefined },
): Promise<MadeCalibration> {
  const [version, champion] = [await findVersion(rt.db, row.modelVersion), await championVersion(rt.db)];
  if (!version || version.digest !== row.modelDigest || champion?.version !== version.version)
    throw new AppError("conflict", "another version has come into use than the one it was asked for");
  await assertSigned(rt.db, version);
  await holdInconsistentReaders(rt);
  const { fit, judge, unreadable } = await drawLabels(rt, row);
  const weighed = await weighLabels(rt, fit, [], row.requestedAt);
  const unitOf = new Map(fit.map((l) => [l.id, l.unit]));
  const gates = await gatesInForce(rt.db);
  const done = await runCalibrateChild(
    {
      modelDir: resolve(rt.dataDir, version.artifactDir),
      ...(champion.policy ? { decisionPolicy: champion.policy } : {}),
      gates: gates.policy,
      fit: weighed.labels.map(({ id, case: c, level, weight }) => ({
        case: c,
        level,
        weight,
        unit: unitOf.get(id) ?? "",
      })),
      judge: judge.map((l) => ({ case: l.case, level: l.level, unit: l.unit })),
      live: await patientsOfLate(rt, row.requestedAt),
      fitted: {
        patients: new Set(fit.map((l) => l.patient)).size,
        digest: weighed.learned.digest,
        until: row.requestedAt.toISOString(),
      },
    },
    child,
  );
  if (done.content.model.digest !== row.modelDigest)
    throw new AppError("artifact-invalid", "another artifact was calibrated than was asked for");
  return {
    done,
    policy: policyDigest(gates.policy),
    fittedOn: fit.map((l) => l.id),
    report: {
      fitted: fit.length,
      judged: judge.length,
      judgedPatients: new Set(judge.map((l) => l.patient)).size,
      judgedUrgent: judge.filter((l) => l.level <= 2).length,
      before: done.reliability.before,
      after: done.reliability.after,
      unreadable,
    },
  };
}

type Drawn = LabelRow & { readonly patient: string; readonly unit: string };

async function drawLabels(rt: Runtime, row: CalibrationRow) {
  const labels = await standingLabels(rt.db, row.labelIds);
  const whose = await patientsOfLabels(
    rt.db,
    labels.rows.map((l) => l.id),
  );
  const drawn = labels.rows.flatMap((l): Drawn[] => {
    const known = whose.get(l.id);
    return known ? [{ ...l, ...known }] : [];
  });
  const { fit, judge } = splitForCalibration(drawn, row.version);
  if (fit.length < FEWEST_FITTED || judge.length === 0)
    throw new AppError(
      "insufficient-data",
      `${fit.length} labels to fit on and ${judge.length} to judge by; at least ${FEWEST_FITTED} are needed to fit on`,
    );
  return { fit, judge, unreadable: labels.unreadable.length };
}

/** Keeps it, signed. @returns its digest */
export async function keepCalibration(
  tx: Tx,
  { version }: CalibrationRow,
  { done, fittedOn, report }: MadeCalibration,
  now: Date,
): Promise<string> {
  if (!(await closeCalibration(tx, version, { content: done.content, fittedOn, report, madeAt: now })))
    throw new AppError("conflict", `${version} was made already`);
  return calibrationDigest(done.content);
}
