import { resolve } from "node:path";
import type { DbOrTx } from "@/db/client";
import { type GatePolicyRow, newestGatePolicy } from "@/db/queries/gate-policy";
import { lastCases } from "@/db/queries/model-explanation";
import { outcomesOfLabels } from "@/db/queries/outcome";
import { championVersion, findVersion, type ModelVersionRow } from "@/db/queries/registry";
import { patientsOfLabels } from "@/db/queries/site-calibration";
import { sitePhrases } from "@/db/queries/site-phrase";
import { heldOutLabels, runsOfLine, teachersAmong } from "@/db/queries/training";
import { policyStatement, whyUnsigned } from "@/db/signing";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError, toAppError } from "@/lib/core/errors";
import { deidentifyCase } from "@/lib/feedback/label";
import { calibrationDigest } from "@/lib/policy/site-calibration";
import { type GatePolicy, gatePolicySchema, policyDigest } from "@/lib/registry/gates/gate-policy";
import type { Situation } from "@/lib/registry/gates/standing";
import { calibrationServed } from "../service/calibrated-engine";
import type { Runtime } from "../service/runtime";
import type { Measuring } from "./measure-versions";

/** More tell no more about which of two models is better, and cost minutes. */
const MOST_HELD_OUT = 5_000;
const MOST_LIVE = 500;

/**
 * The gates in force, and the name of their content: the newest that were put into force, signed by this installation.
 * @throws AppError("gates-unverified") in words, when there are none that can be believed
 */
export async function gatesInForce(db: DbOrTx): Promise<{ policy: GatePolicy; digest: string }> {
  const row = await newestGatePolicy(db);
  const why = row ? await whyNotBelieved(db, row) : "there are none";
  if (row && why === null) return { policy: row.content, digest: row.digest };
  throw new AppError("gates-unverified", `the gate policy is refused: ${why}`, {
    userMessage: `The checks in force cannot be verified (${why}). Nothing is measured or promoted until they are put into force again.`,
  });
}

/** Why a stored gate policy is not to be believed; null: it is. */
export async function whyNotBelieved(db: DbOrTx, row: GatePolicyRow): Promise<string | null> {
  const parsed = gatePolicySchema.safeParse(row.content);
  if (!parsed.success || row.content.version !== row.version || policyDigest(row.content) !== row.digest)
    return "their content is not what was put into force";
  const why = await whyUnsigned(db, policyStatement(row), row);
  return why?.replace(/^it is/, "they are").replace(/^its/, "their") ?? null;
}

/** What a version is judged against at this moment. */
export async function situationNow(db: DbOrTx): Promise<Situation> {
  const champion = await championVersion(db);
  return {
    champion: champion?.version ?? null,
    policy: await digestInForce(db),
    served: digestServed(await servedOver(db, champion?.version)),
  };
}

/** What is laid over a version where it answers patients; null: nothing. */
async function servedOver(db: DbOrTx, version: string | undefined) {
  const row = version === undefined ? null : await findVersion(db, version);
  return row && calibrationServed(db, row.digest);
}

export const digestServed = (served: Measuring["served"] | null): string | null =>
  served ? calibrationDigest(served.content) : null;

/** null: it cannot be verified, and so nothing passes. */
async function digestInForce(db: DbOrTx): Promise<string | null> {
  try {
    return (await gatesInForce(db)).digest;
  } catch (error) {
    if (toAppError(error).code === "gates-unverified") return null;
    throw error;
  }
}

export type Material = Measuring & {
  readonly gates: GatePolicy;
  /** Labels that did not open and are left out. */
  readonly unreadable: number;
};

/**
 * Everything a version is measured on beside its benchmark, as it was at an instant: asked again, the same. Nobody whose
 * labels the version or its ancestors learned from is among those it is measured by.
 * @param learning labels that it is about to learn from
 */
export async function checkMaterial(
  rt: Runtime,
  version: Pick<ModelVersionRow, "version" | "parent">,
  until: Date,
  learning: readonly { readonly author: string }[] = [],
): Promise<Material> {
  const [gates, champion] = [await gatesInForce(rt.db), await championVersion(rt.db)];
  const learned = (await runsOfLine(rt.db, version.version)).flatMap((run) => run.labelIds);
  const teachers = new Set([...learning.map((l) => l.author), ...(await teachersAmong(rt.db, learned))]);
  const heldOut = await heldOutLabels(rt.db, until, MOST_HELD_OUT);
  const followed = await outcomesOfLabels(
    rt.db,
    heldOut.rows.map((l) => l.id),
    until,
  );
  const release = await releaseOf(rt.db, version);
  const served = await servedOver(rt.db, champion?.version);
  const whose = served
    ? await patientsOfLabels(
        rt.db,
        heldOut.rows.map((l) => l.id),
      )
    : null;
  return {
    gates: gates.policy,
    ...(champion?.policy ? { decisionPolicy: champion.policy } : {}),
    unreadable: heldOut.unreadable.length,
    validation: heldOut.rows
      .filter((l) => !teachers.has(l.author))
      .map((l) => {
        const known = followed.get(l.id)?.outcomes;
        const unit = whose?.get(l.id)?.unit;
        return {
          case: l.case,
          level: l.level,
          ...(known ? { outcomes: known } : {}),
          ...(unit ? { unit } : {}),
        };
      }),
    ...(served ? { served } : {}),
    live: await patientsOfLate(rt, until),
    ...(release && release.version !== champion?.version && release.version !== version.version
      ? { releaseDir: resolve(rt.dataDir, release.artifactDir) }
      : {}),
  };
}

/** The version that came from a release and that this one descends from; itself, when it is one. */
async function releaseOf(
  db: DbOrTx,
  { version, parent }: Pick<ModelVersionRow, "version" | "parent">,
): Promise<ModelVersionRow | null> {
  const seen = new Set<string>();
  let next = (await findVersion(db, version)) ? version : parent;
  while (next && !seen.has(next)) {
    seen.add(next);
    const row = await findVersion(db, next);
    if (!row || row.runId === null) return row;
    next = row.parent;
  }
  return null;
}

/** The last patients' cases without identifiers; nobody said what is right. */
export async function patientsOfLate(rt: Runtime, until: Date, most = MOST_LIVE): Promise<TriageCase[]> {
  const out: TriageCase[] = [];
  const phrases = await sitePhrases(rt.db);
  for (const [i, row] of (await lastCases(rt.db, until, most)).entries()) {
    out.push(deidentifyCase(row.case, `live-${i}`, row.identifyingTexts, phrases));
    // Scrubbing some hundred notes takes seconds; requests go on in between.
    if (i % 10 === 9) await new Promise((done) => setImmediate(done));
  }
  return out;
}
