import type { Tx } from "@/db/client";
import { incidentOfSource, insertEntry, lockIncident, openIncidentOfAlert } from "@/db/queries/incident";
import { championVersion } from "@/db/queries/registry";
import { holdsToken } from "@/lib/auth/bearer";
import { AppError } from "@/lib/core/errors";
import { derivedId } from "@/lib/core/ids";
import {
  type Alert,
  alertCallSchema,
  nameOfFiring,
  severityOf,
  titleOf,
} from "@/lib/monitoring/incidents/alertmanager";
import type { Runtime } from "../service/runtime";
import { openIncident } from "./open-incident";

export type AlertsAnswer = { readonly status: 200 | 401 | 404; readonly body: object };

/**
 * For whoever holds ALERTS_TOKEN. Without a token set there is nothing to call. Nothing is read before who calls is known.
 * @throws AppError("invalid-input")
 */
export async function answerAlerts(
  rt: Runtime,
  authorization: string | null,
  read: () => Promise<unknown>,
): Promise<AlertsAnswer> {
  const expected = rt.env.ALERTS_TOKEN;
  if (!expected) return { status: 404, body: {} };
  if (!holdsToken(authorization, expected)) return { status: 401, body: {} };
  const call = alertCallSchema.safeParse(await read());
  if (!call.success)
    throw new AppError("invalid-input", "not a call of Alertmanager, version 4", {
      detail: { fields: call.error.issues.map((i) => i.path.join(".")).slice(0, 5) },
    });
  return { status: 200, body: await receiveAlerts(rt, call.data.alerts) };
}

/** How many alerts came to what. */
export type Received = { readonly opened: number; readonly noted: number };

/**
 * Opens an incident for each alert that fires; what fires again while its incident is open, or is over, is noted there.
 * Alertmanager repeats itself, and several of them say the same: each firing counts once.
 */
export async function receiveAlerts(rt: Runtime, alerts: readonly Alert[]): Promise<Received> {
  const total = { opened: 0, noted: 0 };
  for (const alert of alerts) {
    const done = await rt.db.transaction((tx) => receive(tx, alert, rt.clock()));
    if (done) total[done]++;
  }
  return total;
}

async function receive(tx: Tx, alert: Alert, now: Date): Promise<keyof Received | null> {
  const source = nameOfFiring(alert);
  const known = (await incidentOfSource(tx, source)) ?? (await openIncidentOfAlert(tx, alert.fingerprint));
  if (alert.status === "resolved") return known ? note(tx, known.id, alert, "resolved", now) : null;
  if (known) return known.source === source ? null : note(tx, known.id, alert, "fired", now);
  const champion = await championVersion(tx);
  const { opened } = await openIncident(
    tx,
    "system",
    {
      kind: "alert",
      severity: severityOf(alert),
      title: titleOf(alert),
      words: alert.annotations.description ?? null,
      links: champion ? [{ what: "model-version", ref: champion.version }] : [],
      source,
      alert: alert.fingerprint,
    },
    now,
  );
  return opened ? "opened" : null;
}

async function note(
  tx: Tx,
  incidentId: string,
  alert: Alert,
  kind: "fired" | "resolved",
  now: Date,
): Promise<"noted" | null> {
  await lockIncident(tx, incidentId);
  const made = await insertEntry(tx, {
    id: derivedId(`${incidentId} ${nameOfFiring(alert)} ${kind}`),
    incidentId,
    kind,
    at: now,
    by: "OpenAcuity",
    words: null,
    detail: {
      startsAt: alert.startsAt,
      ...(kind === "resolved" && alert.endsAt ? { endsAt: alert.endsAt } : {}),
    },
  });
  return made ? "noted" : null;
}
