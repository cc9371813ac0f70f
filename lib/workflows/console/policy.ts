import { championVersion, findVersion, lockChampion, setPolicy } from "@/db/queries/registry";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { POLICIES, type PolicyName } from "@/lib/model/calibration";
import { type MetricSet, policyOfSet } from "@/lib/registry/metric-set";
import { assertChampionUnchanged } from "@/lib/registry/versions";
import { appendAudit } from "../audit";
import type { Runtime } from "../runtime";
import type { PolicyView } from "../views";
import { assertHasPolicy, requireVersion, verifyArtifact } from "./models";

/** The decision policy in force and what was measured under each; null while no version is in use. */
export async function viewPolicy(rt: Runtime, auth: Authorized): Promise<PolicyView | null> {
  const champion = await championVersion(rt.db);
  const version = champion && (await findVersion(rt.db, champion.version));
  if (!version) return null;
  const state = await rt.engines.state();
  return {
    version: version.version,
    inForce: state.state === "ready" ? state.policy : champion.policy,
    choices: POLICIES.map((policy) => ({ policy, measured: measuredUnder(version.metrics, policy) })),
    canChange: can(auth.principal.role, "model:promote"),
  };
}

/** The sets of figures taken under one policy. */
const measuredUnder = (metrics: readonly MetricSet[], policy: PolicyName): MetricSet[] =>
  metrics.filter((set) => policyOfSet(set) === policy);

/**
 * Puts another decision policy into force: the same model and probabilities, other thresholds between the levels. Takes
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
