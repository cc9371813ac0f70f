import { latestByVersion } from "@/db/queries/assessment";
import { championVersion, findVersion, lockChampion, setPolicy } from "@/db/queries/registry";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { POLICIES, type PolicyName } from "@/lib/model/calibration";
import { type Judged, onPatients } from "@/lib/policy/compare-policies";
import { forScreen, type MetricSet, policyOfSet } from "@/lib/registry/metric-set";
import { assertChampionUnchanged } from "@/lib/registry/versions";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import type { PolicyView } from "../views";
import { noteDeed } from "../watch/note-deed";
import { assertHasPolicy, requireVersion, verifyArtifact } from "./change-model";

/** The decision policy in force and what was measured under each; null while no version is in use. */
export async function viewPolicy(rt: Runtime, auth: Authorized): Promise<PolicyView | null> {
  const champion = await championVersion(rt.db);
  const version = champion && (await findVersion(rt.db, champion.version));
  if (!version) return null;
  const state = await rt.engines.state();
  const inForce = state.state === "ready" ? state.policy : champion.policy;
  const policies = await policiesOf(rt, version.version);
  const now = inForce && policies?.[inForce];
  const patients = now ? await lastPatients(rt, version.version) : [];
  return {
    version: version.version,
    inForce,
    choices: POLICIES.map((policy) => {
      const own = policies?.[policy];
      return {
        policy,
        measured: measuredUnder(version.metrics, policy),
        costs: own && "costs" in own ? own.costs : null,
        lately: own && now && patients.length > 0 ? onPatients(patients, own, now) : null,
      };
    }),
    canChange: can(auth.principal.role, "model:promote"),
  };
}

/** As many as the choice is shown on. */
const LAST_PATIENTS = 500;

async function lastPatients(rt: Runtime, version: string): Promise<Judged[]> {
  const rows = await latestByVersion(rt.db, version, LAST_PATIENTS);
  return rows.map(({ probabilities, floor }) => ({
    probabilities: probabilities ?? [],
    floor: floor?.level ?? null,
  }));
}

/** The policies of a version; null when its artifact does not load, which the page says elsewhere. */
async function policiesOf(rt: Runtime, version: string) {
  try {
    const artifact = await verifyArtifact(rt, await requireVersion(rt.db, version));
    return artifact.calibration.scales.esi.policies;
  } catch (error) {
    rt.logger.warn({ err: error, modelVersion: version }, "the policies of the version in use were not read");
    return null;
  }
}

/** The sets of figures taken under one policy. */
const measuredUnder = (metrics: readonly MetricSet[], policy: PolicyName): MetricSet[] =>
  forScreen(metrics.filter((set) => policyOfSet(set) === policy));

/**
 * Puts another decision policy into force: the same model and probabilities, other costs of mistakes. Takes
 * effect with the next assessment; a patient on the board is assessed anew.
 * @throws AppError("conflict") when version or policy are not the ones the page showed, or the version lacks the policy.
 */
export async function changePolicy(
  rt: Runtime,
  auth: Authorized,
  change: {
    readonly policy: PolicyName;
    readonly expectedPolicy: PolicyName | null;
    readonly expectedChampion: string;
    readonly comment?: string | undefined;
  },
): Promise<PolicyView> {
  const artifact = await verifyArtifact(rt, await requireVersion(rt.db, change.expectedChampion));
  assertHasPolicy(artifact, change.policy);
  await rt.db.transaction(async (tx) => {
    const champion = await lockChampion(tx);
    assertChampionUnchanged(champion?.version ?? null, change.expectedChampion);
    const from = champion?.policy ?? artifact.calibration.policy;
    if (from !== change.expectedPolicy)
      throw new AppError("conflict", `policy is ${from}, page showed ${change.expectedPolicy}`, {
        userMessage: "Somebody else changed the policy in the meantime. Please look again.",
      });
    const now = rt.clock();
    await setPolicy(tx, change.policy, auth.principal.displayName, now);
    const done = { detail: { from, to: change.policy }, versions: [change.expectedChampion] };
    await noteDeed(tx, auth, "model.policy-changed", done, now);
    await appendAudit(
      tx,
      {
        event: "model.policy-changed",
        actor: auth.principal,
        subject: { type: "model", id: change.expectedChampion },
        requestId: auth.requestId,
        detail: {
          from,
          to: change.policy,
          version: change.expectedChampion,
          ...(change.comment ? { comment: change.comment } : {}),
        },
      },
      now,
    );
  });
  rt.engines.invalidate();
  const view = await viewPolicy(rt, auth);
  if (!view) throw new AppError("internal", "the version in use vanished");
  return view;
}
