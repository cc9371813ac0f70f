import { insertCounterfactual, listCounterfactual, setCounterfactualIncident } from "@/db/queries/fairness";
import { DAY } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { auditCounterfactual } from "@/lib/evaluation/counterfactual/audit";
import { dayOfTime } from "@/lib/monitoring/charts/buckets";
import { counterfactualFindings, LEAST_AUDITED, sayTelling } from "@/lib/monitoring/fairness/counterfactual";
import { patientsOfLate } from "../learning/check-material";
import type { Runtime } from "../service/runtime";
import { openIncident } from "./open-incident";

/** Each is asked about some thirty times: more would keep the engine from patients. */
const MOST_PATIENTS = 60;

/** One a day (UTC), after midnight: when few patients come. Not while the model is switched off or away. */
export async function isAuditDue(rt: Runtime): Promise<boolean> {
  const [last] = await listCounterfactual(rt.db, 1);
  if (last && rt.clock().getTime() - last.madeAt.getTime() < DAY / 2) return false;
  const today = dayOfTime(rt.clock().getTime());
  if (last?.day === today) return false;
  return !(await rt.engines.switchedOff());
}

/**
 * Tells the version in use of its last patients as somebody else, and keeps what moved. Twice on one day, it is kept once.
 * What is told of is found anew only after a night on which it was not.
 */
export async function auditOfLate(rt: Runtime, signal?: AbortSignal): Promise<void> {
  const engine = await rt.engines.current().catch(() => null);
  if (!engine) return;
  const now = rt.clock();
  const cases = await patientsOfLate(rt, now, MOST_PATIENTS);
  if (cases.length < LEAST_AUDITED) return;
  const audit = await auditCounterfactual(engine, cases, signal ? { signal } : {});
  if (signal?.aborted) return;
  const { version } = engine.model;
  await rt.db.transaction(async (tx) => {
    const before = (await listCounterfactual(tx, 20)).find((r) => r.version === version);
    const known = new Set(before ? counterfactualFindings(before.audit).map((f) => f.name) : []);
    const id = newId();
    const row = { id, version, policy: engine.policy, day: dayOfTime(now.getTime()), audit, madeAt: now };
    if (!(await insertCounterfactual(tx, { ...row, incidentId: null }))) return;
    const fresh = counterfactualFindings(audit).filter((f) => !known.has(f.name));
    if (fresh.length === 0) return;
    const { incident } = await openIncident(
      tx,
      "system",
      {
        kind: "fairness",
        severity: null,
        title: `Less urgent for the same patient: ${fresh[0]?.name}${fresh.length > 1 ? `, and ${fresh.length - 1} more` : ""}`,
        words: fresh.map((f) => sayTelling(f, audit)).join("\n"),
        links: [{ what: "model-version", ref: version }],
        source: `counterfactual:${id}`,
      },
      now,
    );
    await setCounterfactualIncident(tx, id, incident.id);
  });
}
