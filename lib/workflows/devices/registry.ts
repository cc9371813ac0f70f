import {
  type CheckOutRow,
  countWaiting,
  insertDevice,
  listDevices,
  lockDevice,
  openCheckOut,
  openCheckOuts,
  refusalsSince,
  retireDevice,
} from "@/db/queries/device";
import { findIssuer } from "@/lib/auth/issuers";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { DAY } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { DEVICE_REFUSAL_CODES, DEVICE_REFUSALS, type DeviceRefusal } from "@/lib/fhir/devices/refusals";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";

export const REFUSALS_SHOWN_DAYS = 7;

export type DeviceView = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly registered: { readonly by: string; readonly at: string };
  readonly retired: { readonly by: string; readonly at: string } | null;
  readonly lastHeardAt: string | null;
  /** Says nothing of whom it is with: the console's people see no patients. */
  readonly checkedOut: { readonly by: string; readonly at: string; readonly written: number } | null;
  readonly refused: number;
};
export type RegistryView = {
  readonly devices: readonly DeviceView[];
  /** What was refused in the last days, most frequent first. */
  readonly refusals: readonly {
    readonly reason: DeviceRefusal;
    readonly words: string;
    readonly count: number;
    readonly lastAt: string;
  }[];
  readonly waiting: { readonly messages: number; readonly readings: number };
  /** Why nothing would be written, whatever devices send; null: it would. */
  readonly idle: "no-broker" | "no-backend" | null;
  readonly canChange: boolean;
};

/** Devices of the asker's EHR, and what became of what they sent. */
export async function viewRegistry(rt: Runtime, { principal }: Authorized): Promise<RegistryView> {
  const rows = await listDevices(rt.db, principal.issuer);
  const ids = rows.map((d) => d.id);
  const since = new Date(rt.clock().getTime() - (REFUSALS_SHOWN_DAYS - 1) * DAY).toISOString().slice(0, 10);
  const [open, refused, waiting] = await Promise.all([
    openCheckOuts(rt.db, ids),
    refusalsSince(rt.db, ids, since),
    countWaiting(rt.db),
  ]);
  const checkOuts = new Map(open.map((c) => [c.deviceId, c]));
  return {
    devices: rows.map((d) => ({
      id: d.id,
      code: d.code,
      name: d.name,
      registered: { by: d.registeredByName, at: d.registeredAt.toISOString() },
      retired: d.retiredAt && { by: d.retiredByName ?? "", at: d.retiredAt.toISOString() },
      lastHeardAt: d.lastHeardAt?.toISOString() ?? null,
      checkedOut: toCheckedOut(checkOuts.get(d.id)),
      refused: refused.filter((r) => r.deviceId === d.id).reduce((sum, r) => sum + r.count, 0),
    })),
    refusals: DEVICE_REFUSAL_CODES.flatMap((reason) => {
      const of = refused.filter((r) => r.reason === reason);
      if (of.length === 0) return [];
      const count = of.reduce((sum, r) => sum + r.count, 0);
      const lastAt = new Date(Math.max(...of.map((r) => r.lastAt.getTime()))).toISOString();
      return [{ reason, words: DEVICE_REFUSALS[reason], count, lastAt }];
    }).sort((a, b) => b.count - a.count),
    waiting,
    idle: !rt.env.MQTT_URL
      ? "no-broker"
      : findIssuer(rt.issuers, principal.issuer)?.backend
        ? null
        : "no-backend",
    canChange: can(principal.role, "device:govern"),
  };
}

const toCheckedOut = (row: CheckOutRow | undefined): DeviceView["checkedOut"] =>
  row ? { by: row.checkedOutByName, at: row.checkedOutAt.toISOString(), written: row.written } : null;

/** @throws AppError("conflict") where a device of this code is there already, at whichever EHR */
export async function registerDevice(
  rt: Runtime,
  auth: Authorized,
  { code, name }: { readonly code: string; readonly name: string },
): Promise<RegistryView> {
  const { principal: actor, requestId } = auth;
  const now = rt.clock();
  const id = newId();
  await rt.db.transaction(async (tx) => {
    const added = await insertDevice(tx, {
      id,
      issuer: actor.issuer,
      code,
      name,
      registeredBy: actor.userId,
      registeredByName: actor.displayName,
      registeredAt: now,
    });
    if (!added)
      throw new AppError("conflict", "a device of this code is registered already", {
        userMessage: `A device with the code ${code} is registered already. Codes are never used twice, also not of a retired device.`,
      });
    await appendAudit(
      tx,
      { event: "device.registered", actor, subject: { type: "device", id }, requestId, detail: { code } },
      now,
    );
  });
  return viewRegistry(rt, auth);
}

/** For good: nothing it sends is taken any more. @throws AppError("not-found" | "conflict") while it is checked out */
export async function retire(
  rt: Runtime,
  auth: Authorized,
  { id }: { readonly id: string },
): Promise<RegistryView> {
  const { principal: actor, requestId } = auth;
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const row = await lockDevice(tx, { id });
    if (!row || row.issuer !== actor.issuer) throw new AppError("not-found", "no such device at this EHR");
    if (row.retiredAt) return;
    if (await openCheckOut(tx, id))
      throw new AppError("conflict", "the device is checked out", {
        userMessage:
          "This device is checked out to a patient. It can be retired once it has been checked in.",
      });
    await retireDevice(tx, id, actor.displayName, now);
    await appendAudit(
      tx,
      {
        event: "device.retired",
        actor,
        subject: { type: "device", id },
        requestId,
        detail: { code: row.code },
      },
      now,
    );
  });
  return viewRegistry(rt, auth);
}
