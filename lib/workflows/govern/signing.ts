import { resolve } from "node:path";
import { eq } from "drizzle-orm";
import type { Db, DbOrTx } from "@/db/client";
import { isSigning, lockKeys, saveSecrets } from "@/db/keys";
import { insertGatePolicy, newestGatePolicy } from "@/db/queries/gate-policy";
import { listPrompts, signPrompt } from "@/db/queries/prompt";
import { listVersions, type ModelVersionRow, signVersion } from "@/db/queries/registry";
import { listCalibrations, signCalibration } from "@/db/queries/site-calibration";
import { gatePolicy } from "@/db/schema";
import {
  hasSigningKey,
  policyStatement,
  renewSigningKey,
  signed,
  versionStatement,
  whyUnsigned,
} from "@/db/signing";
import { AppError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/logger";
import { promptDigest } from "@/lib/engine/llm/prompt";
import { calibrationDigest } from "@/lib/policy/site-calibration";
import { DEFAULT_GATE_POLICY } from "@/lib/registry/gates/default-policy";
import { policyDigest } from "@/lib/registry/gates/gate-policy";
import { digestOf } from "../learning/artifact-store";
import { appendAudit } from "./append-audit";

const SYSTEM = "OpenAcuity";
/** More than a site makes in years; the newest are signed anew. */
const MOST_CALIBRATIONS = 1_000;

/**
 * Begins signing, once in the life of a database: the first key is made, what is registered is signed as it stands, and the
 * release's checks come into force. Afterwards a missing key is a loss that a person mends (`npm run signing:renew`): otherwise
 * removing it would be a way to have anything signed.
 */
export async function armSigning(db: Db, logger: Logger, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    await lockKeys(tx);
    if (isSigning()) {
      if (!(await hasSigningKey(tx)))
        logger.error(
          {},
          "the signing key is gone or does not open: nothing new can be signed (signing:renew)",
        );
      return;
    }
    const key = await renewSigningKey(tx, SYSTEM, now);
    const versions = await listVersions(tx);
    for (const row of versions) await signVersion(tx, row);
    await insertGatePolicy(tx, DEFAULT_GATE_POLICY, {
      changes: [],
      reason: null,
      setBy: null,
      setByName: "OpenAcuity release",
      setAt: now,
    });
    await saveSecrets(tx, { signing: true });
    await appendAudit(
      tx,
      {
        event: "signing.begun",
        actor: "system",
        detail: { key, gates: policyDigest(DEFAULT_GATE_POLICY), versions: versions.map((v) => v.digest) },
      },
      now,
    );
  });
}

/** @throws AppError("artifact-invalid") in words, when no key of this installation signed that this version is these files */
export async function assertSigned(db: DbOrTx, row: ModelVersionRow): Promise<void> {
  const why = await whyUnsigned(db, versionStatement(row), row);
  if (why)
    throw new AppError("artifact-invalid", `version ${row.version} is refused: ${why}`, {
      userMessage: `Version ${row.version} was refused: ${why}.`,
    });
}

export type Renewed = {
  readonly key: string;
  readonly signed: readonly string[];
  /** Versions whose files are not those that were registered, or are away: not signed, so not loaded any more. */
  readonly left: readonly string[];
};

/**
 * The way out when the signing key is lost or was in wrong hands, by whoever has the installation's encryption keys: nothing
 * signed before is believed, and what lies here whole is signed anew.
 */
export async function renewSigning(db: Db, dataDir: string, now: Date): Promise<Renewed> {
  const whole = new Set<string>();
  for (const row of await listVersions(db))
    if ((await digestOf(resolve(dataDir, row.artifactDir)).catch(() => null)) === row.digest)
      whole.add(`${row.version} ${row.digest}`);
  return db.transaction(async (tx) => {
    await lockKeys(tx);
    const key = await renewSigningKey(tx, SYSTEM, now, { distrustEarlier: true });
    const versions = await listVersions(tx);
    const [sign, left] = [true, false].map((wanted) =>
      versions.filter((v) => whole.has(`${v.version} ${v.digest}`) === wanted),
    ) as [ModelVersionRow[], ModelVersionRow[]];
    for (const row of sign) await signVersion(tx, row);
    for (const row of await listPrompts(tx))
      if (promptDigest(row.content) === row.digest) await signPrompt(tx, row);
    for (const row of await listCalibrations(tx, MOST_CALIBRATIONS))
      if (row.content && calibrationDigest(row.content) === row.digest) await signCalibration(tx, row);
    const policy = await newestGatePolicy(tx);
    if (policy && policyDigest(policy.content) === policy.digest)
      await tx
        .update(gatePolicy)
        .set((await signed(tx, policyStatement(policy))) ?? {})
        .where(eq(gatePolicy.version, policy.version));
    await saveSecrets(tx, { signing: true });
    await appendAudit(
      tx,
      {
        event: "signing.renewed",
        actor: "system",
        detail: {
          key,
          signed: sign.map((v) => v.digest),
          left: left.map((v) => v.version),
          gates: policy?.digest ?? null,
        },
      },
      now,
    );
    return { key, signed: sign.map((v) => v.version), left: left.map((v) => v.version) };
  });
}
