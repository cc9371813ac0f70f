import type { Tx } from "@/db/client";
import {
  type CheckOutRow,
  checkOutsOf,
  type DeviceRow,
  endCheckOut,
  insertCheckOut,
  isBeingWritten,
  lockDevice,
  openCheckOut,
} from "@/db/queries/device";
import { findSnapshot } from "@/db/queries/encounter";
import { databaseTime } from "@/db/time";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { PatientSummary } from "@/lib/fhir/patient-context";
import { requireVisit, type VisitRef } from "../clinic/visit-access";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";

export type VisitDevice = {
  readonly code: string;
  readonly name: string;
  readonly checkedOut: { readonly by: string; readonly at: string };
  readonly lastHeardAt: string | null;
  /** Readings in the EHR. */
  readonly written: number;
};
/** Which devices send readings of a visit's patient, and who that is; null: their record does not open. */
export type VisitDevicesView = {
  readonly patient: Pick<PatientSummary, "name" | "birthDate" | "identifiers"> | null;
  readonly devices: readonly VisitDevice[];
};

/** @throws as requireVisit */
export async function viewVisitDevices(
  rt: Runtime,
  auth: Authorized,
  ref: VisitRef,
): Promise<VisitDevicesView> {
  const { encounter } = await requireVisit(rt, auth, ref);
  const snapshot = await findSnapshot(rt.db, encounter.id);
  return {
    patient: snapshot && whoIs(snapshot.context.patient),
    devices: (await checkOutsOf(rt.db, encounter.id)).map(toVisitDevice),
  };
}

const whoIs = ({ name, birthDate, identifiers }: PatientSummary): VisitDevicesView["patient"] => ({
  name,
  birthDate,
  identifiers,
});

const toVisitDevice = ({ checkOut, device }: { checkOut: CheckOutRow; device: DeviceRow }): VisitDevice => ({
  code: device.code,
  name: device.name,
  checkedOut: { by: checkOut.checkedOutByName, at: checkOut.checkedOutAt.toISOString() },
  lastHeardAt:
    device.lastHeardAt && device.lastHeardAt > checkOut.checkedOutAt
      ? device.lastHeardAt.toISOString()
      : null,
  written: checkOut.written,
});

export type CheckOut = VisitRef & {
  readonly code: string;
  /** Somebody has said that it is no longer with the patient it is checked out to. */
  readonly takeOver: boolean;
};

/**
 * Says that a device is with this visit's patient from now on. One that is checked out to another patient is taken from there
 * only when that is said, and never while a reading of that patient is on its way to the EHR.
 * @throws AppError("not-found" | "conflict"; `detail.why`: "elsewhere", "being-written"), as requireVisit
 */
export async function checkOutDevice(
  rt: Runtime,
  auth: Authorized,
  { code, takeOver, ...ref }: CheckOut,
): Promise<VisitDevicesView> {
  const { encounter } = await requireVisit(rt, auth, ref);
  const { principal: actor, requestId } = auth;
  await rt.db.transaction(async (tx) => {
    const device = await ownDevice(tx, auth, code);
    // By the clock that tells when its messages come: this process's own may be another.
    const now = await databaseTime(tx);
    const open = await openCheckOut(tx, device.id);
    if (open?.encounterId === encounter.id) return;
    if (open && !takeOver)
      throw new AppError("conflict", "the device is checked out to another visit", {
        userMessage: `${device.name} (${device.code}) is checked out to another patient.`,
        detail: { why: "elsewhere" },
      });
    if (await isBeingWritten(tx, device.id))
      throw new AppError("conflict", "a reading of an earlier check-out is being written", {
        userMessage: "A last reading is still being written for the earlier patient. Try again in a minute.",
        detail: { why: "being-written" },
      });
    if (open) await checkIn(rt, tx, auth, device, open, now);
    const id = newId();
    await insertCheckOut(tx, {
      id,
      deviceId: device.id,
      encounterId: encounter.id,
      checkedOutAt: now,
      checkedOutBy: actor.userId,
      checkedOutByName: actor.displayName,
    });
    await appendAudit(
      tx,
      {
        event: "device.checked-out",
        actor,
        subject: { type: "encounter", id: encounter.id },
        requestId,
        detail: { device: device.id, checkOut: id, takenOver: open?.id ?? null },
      },
      rt.clock(),
    );
  });
  return viewVisitDevices(rt, auth, ref);
}

/**
 * Says that a device is no longer with this visit's patient. From then on nothing is written for them by it, not even what it
 * measured before.
 * @throws AppError("not-found"), as requireVisit
 */
export async function checkInDevice(
  rt: Runtime,
  auth: Authorized,
  { code, ...ref }: VisitRef & { readonly code: string },
): Promise<VisitDevicesView> {
  const { encounter } = await requireVisit(rt, auth, ref);
  await rt.db.transaction(async (tx) => {
    const device = await ownDevice(tx, auth, code);
    const open = await openCheckOut(tx, device.id);
    // Somebody else has done it already.
    if (open?.encounterId === encounter.id) await checkIn(rt, tx, auth, device, open, await databaseTime(tx));
  });
  return viewVisitDevices(rt, auth, ref);
}

async function ownDevice(tx: Tx, { principal }: Authorized, code: string): Promise<DeviceRow> {
  const device = await lockDevice(tx, { code });
  if (device && device.issuer === principal.issuer && !device.retiredAt) return device;
  throw new AppError("not-found", "no such device at this EHR", {
    userMessage: device?.retiredAt
      ? `The device ${code} was retired.`
      : `No device with the code ${code} is registered. Look at its label again.`,
  });
}

async function checkIn(
  rt: Runtime,
  tx: Tx,
  { principal: actor, requestId }: Authorized,
  device: DeviceRow,
  open: CheckOutRow,
  at: Date,
): Promise<void> {
  await endCheckOut(tx, open.id, actor, at);
  await appendAudit(
    tx,
    {
      event: "device.checked-in",
      actor,
      subject: { type: "encounter", id: open.encounterId },
      requestId,
      detail: { device: device.id, checkOut: open.id, written: open.written },
    },
    rt.clock(),
  );
}
