import { lockKeys } from "@/db/keys";
import {
  type GatePolicyRow,
  insertGatePolicy,
  listGatePolicies,
  newestGatePolicy,
} from "@/db/queries/gate-policy";
import { lockChampion } from "@/db/queries/registry";
import { hasSigningKey, listSigningKeys, renewSigningKey } from "@/db/signing";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { DEFAULT_GATE_POLICY } from "@/lib/registry/gates/default-policy";
import type { Gate, GatePolicy } from "@/lib/registry/gates/gate-policy";
import { describeChanges, problemsOf } from "@/lib/registry/gates/policy-changes";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import type { GatesView } from "../views";
import { whyNotBelieved } from "./check-material";

/** The checks in force, those before, and the keys that sign. */
export async function viewGates(rt: Runtime, auth: Authorized): Promise<GatesView> {
  const rows = await listGatePolicies(rt.db);
  const history = [];
  for (const row of rows) history.push({ row, trouble: await whyNotBelieved(rt.db, row) });
  const [newest] = history;
  const believed = newest && newest.trouble === null ? newest.row.content : null;
  return {
    version: newest?.row.version ?? 0,
    gates: believed?.gates ?? DEFAULT_GATE_POLICY.gates,
    trouble: newest ? newest.trouble : "there are none",
    release: DEFAULT_GATE_POLICY.gates,
    history: history.map(({ row, trouble }) => policyView(row, trouble)),
    keys: (await listSigningKeys(rt.db)).map((key) =>
      "facts" in key
        ? { id: key.id, publicKey: null, since: null, until: null, signs: false, trusted: false }
        : {
            id: key.id,
            publicKey: key.publicKey,
            since: key.since,
            until: key.until,
            signs: key.signs,
            trusted: !key.distrusted,
          },
    ),
    canSign: await hasSigningKey(rt.db),
    canChange: can(auth.principal.role, "model:promote"),
  };
}

const policyView = (row: GatePolicyRow, trouble: string | null): GatesView["history"][number] => ({
  version: row.version,
  setBy: row.setByName,
  setAt: row.setAt.toISOString(),
  reason: row.reason,
  changes: row.changes,
  signedWith: row.signedWith,
  trouble,
});

/**
 * Puts other checks into force, signed. What was measured under those before counts no more: candidates are measured again
 * by themselves, and exceptions lapse.
 * @throws AppError("invalid-input") with every problem in words, AppError("conflict") when others came into force meanwhile
 */
export async function changeGates(
  rt: Runtime,
  auth: Authorized,
  change: { readonly gates: readonly Gate[]; readonly expectedVersion: number; readonly reason: string },
): Promise<GatesView> {
  const content: GatePolicy = {
    format_version: 1,
    version: change.expectedVersion + 1,
    gates: [...change.gates],
  };
  const problems = problemsOf(content);
  if (problems.length > 0)
    throw new AppError("invalid-input", "gates", {
      userMessage: problems.join(" "),
      detail: { fields: ["gates"] },
    });
  await rt.db.transaction(async (tx) => {
    // A promotion at the same moment goes first under the checks before, or finds these.
    await lockChampion(tx);
    const newest = await newestGatePolicy(tx);
    if ((newest?.version ?? 0) !== change.expectedVersion) throw othersCame();
    const believed = newest !== null && (await whyNotBelieved(tx, newest)) === null;
    const changes = believed
      ? describeChanges(newest.content, content)
      : ["Put into force again, because those before could not be verified"];
    if (changes.length === 0)
      throw new AppError("conflict", "nothing changed", {
        userMessage: "These are the checks in force already.",
      });
    if (!(await hasSigningKey(tx))) throw cannotSign();
    const now = rt.clock();
    const { userId, displayName } = auth.principal;
    const about = { changes, reason: change.reason, setBy: userId, setByName: displayName, setAt: now };
    if (!(await insertGatePolicy(tx, content, about))) throw othersCame();
    await appendAudit(
      tx,
      {
        event: "gates.changed",
        actor: auth.principal,
        subject: { type: "gates", id: String(content.version) },
        requestId: auth.requestId,
        detail: {
          reason: change.reason,
          changes,
          from: newest?.digest ?? null,
          to: (await newestGatePolicy(tx))?.digest ?? null,
        },
      },
      now,
    );
  });
  return viewGates(rt, auth);
}

const othersCame = () =>
  new AppError("conflict", "another gate policy", {
    userMessage: "Somebody else changed the checks in the meantime. Nothing was saved. Please look again.",
  });
const cannotSign = () =>
  new AppError("conflict", "no signing key", {
    userMessage: "Nothing can be signed: the signing key is gone. Make a new one first.",
  });

/** Another key signs from now on; what was signed before stays valid by the record of the key before. */
export async function rotateSigningKey(
  rt: Runtime,
  auth: Authorized,
  { reason, expectedKey }: { readonly reason: string; readonly expectedKey: string | null },
): Promise<GatesView> {
  await rt.db.transaction(async (tx) => {
    await lockKeys(tx);
    const before = (await listSigningKeys(tx)).find((k) => "signs" in k && k.signs)?.id ?? null;
    if (before !== expectedKey)
      throw new AppError("conflict", "another key", {
        userMessage: "Somebody else replaced the key in the meantime. Please look again.",
      });
    const now = rt.clock();
    const key = await renewSigningKey(tx, auth.principal.displayName, now);
    await appendAudit(
      tx,
      {
        event: "signing.rotated",
        actor: auth.principal,
        subject: { type: "signing-key", id: key },
        requestId: auth.requestId,
        detail: { from: before, to: key, reason },
      },
      now,
    );
  });
  return viewGates(rt, auth);
}
