import { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import { newId } from "@/lib/core/ids";
import type { DeviceMessage } from "@/lib/fhir/devices/payload";
import type { DeviceRefusal } from "@/lib/fhir/devices/refusals";
import type { DbOrTx, Tx } from "../client";
import { device, deviceCheckOut, deviceMessage, deviceReading, deviceRefusal } from "../schema";
import { type Opened, openRows, sealRow } from "../sealed";
import { databaseTime, leaseEnd } from "../time";

export type DeviceRow = typeof device.$inferSelect;
export type CheckOutRow = typeof deviceCheckOut.$inferSelect;
export type ReadingRow = Opened<typeof deviceReading.$inferSelect>;
export type MessageRow = Opened<typeof deviceMessage.$inferSelect>;
export type RefusalRow = typeof deviceRefusal.$inferSelect;

export const listDevices = (db: DbOrTx, issuer: string): Promise<DeviceRow[]> =>
  db.select().from(device).where(eq(device.issuer, issuer)).orderBy(asc(device.code));

export async function findDevice(db: DbOrTx, code: string): Promise<DeviceRow | null> {
  const [row] = await db.select().from(device).where(eq(device.code, code));
  return row ?? null;
}

/** Locked: of two who check it out, in, or retire it at once, one waits for the other. */
export async function lockDevice(
  tx: Tx,
  where: { id: string } | { code: string },
): Promise<DeviceRow | null> {
  const [row] = await tx
    .select()
    .from(device)
    .where("id" in where ? eq(device.id, where.id) : eq(device.code, where.code))
    .for("update");
  return row ?? null;
}

/** False: there is one of this code already. */
export async function insertDevice(tx: Tx, row: typeof device.$inferInsert): Promise<boolean> {
  const added = await tx.insert(device).values(row).onConflictDoNothing().returning({ id: device.id });
  return added.length > 0;
}

export async function retireDevice(tx: Tx, id: string, by: string, now: Date): Promise<void> {
  await tx.update(device).set({ retiredAt: now, retiredByName: by }).where(eq(device.id, id));
}

export async function openCheckOut(db: DbOrTx, deviceId: string): Promise<CheckOutRow | null> {
  const [row] = await db
    .select()
    .from(deviceCheckOut)
    .where(and(eq(deviceCheckOut.deviceId, deviceId), isNull(deviceCheckOut.checkedInAt)));
  return row ?? null;
}

/** Open check-outs of these visits, with their devices. */
export const checkOutsOf = (db: DbOrTx, encounterId: string) =>
  db
    .select({ checkOut: deviceCheckOut, device })
    .from(deviceCheckOut)
    .innerJoin(device, eq(device.id, deviceCheckOut.deviceId))
    .where(and(eq(deviceCheckOut.encounterId, encounterId), isNull(deviceCheckOut.checkedInAt)))
    .orderBy(asc(deviceCheckOut.checkedOutAt));

export const openCheckOuts = (db: DbOrTx, deviceIds: readonly string[]): Promise<CheckOutRow[]> =>
  deviceIds.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(deviceCheckOut)
        .where(and(inArray(deviceCheckOut.deviceId, [...deviceIds]), isNull(deviceCheckOut.checkedInAt)));

/** Check-outs of these devices that were open at any time since then. */
export const checkOutsSince = (
  db: DbOrTx,
  deviceIds: readonly string[],
  since: Date,
): Promise<CheckOutRow[]> =>
  db
    .select()
    .from(deviceCheckOut)
    .where(
      and(
        inArray(deviceCheckOut.deviceId, [...deviceIds]),
        or(isNull(deviceCheckOut.checkedInAt), gte(deviceCheckOut.checkedInAt, since)),
      ),
    );

/** Whether a reading of an earlier check-out of this device may be on its way to the EHR at this moment. */
export async function isBeingWritten(tx: Tx, deviceId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: deviceCheckOut.id })
    .from(deviceCheckOut)
    .where(and(eq(deviceCheckOut.deviceId, deviceId), gt(deviceCheckOut.leaseUntil, sql`now()`)))
    .limit(1);
  return rows.length > 0;
}

export async function insertCheckOut(tx: Tx, row: typeof deviceCheckOut.$inferInsert): Promise<void> {
  await tx.insert(deviceCheckOut).values(row);
}

export async function endCheckOut(
  tx: Tx,
  id: string,
  by: { readonly userId: string; readonly displayName: string },
  now: Date,
): Promise<void> {
  await tx
    .update(deviceCheckOut)
    .set({ checkedInAt: now, checkedInBy: by.userId, checkedInByName: by.displayName })
    .where(and(eq(deviceCheckOut.id, id), isNull(deviceCheckOut.checkedInAt)));
}

/**
 * Stores a message and moves the device's mark on, both or neither, so that one that was delivered twice, or overtaken by a
 * newer one, is stored once. After the device was switched on anew (another `boot`) numbers start again, times do not. When it came
 * is told by the clock that tells when devices are checked out.
 */
export async function storeMessage(
  tx: Tx,
  code: string,
  message: DeviceMessage,
): Promise<"stored" | { readonly refusal: DeviceRefusal; readonly deviceId: string | null }> {
  const row = await lockDevice(tx, { code });
  if (!row) return { refusal: "unknown-device", deviceId: null };
  const receivedAt = await databaseTime(tx);
  const measuredAt = new Date(message.measuredAt);
  const { id, lastSequence, lastBoot, lastMeasuredAt } = row;
  if (row.retiredAt) return { refusal: "retired", deviceId: id };
  const sameRun = lastBoot === message.boot;
  const isNew =
    lastSequence === null ||
    (sameRun ? message.sequence > lastSequence : lastMeasuredAt === null || measuredAt > lastMeasuredAt);
  if (!isNew) return { refusal: "doubled", deviceId: id };
  await tx
    .update(device)
    .set({
      lastSequence: message.sequence,
      lastBoot: message.boot,
      // A clock that was once ahead must not keep the device silent until that time has come.
      lastMeasuredAt: measuredAt > receivedAt ? receivedAt : measuredAt,
      lastHeardAt: receivedAt,
    })
    .where(eq(device.id, id));
  await tx
    .insert(deviceMessage)
    .values(sealRow(deviceMessage, { id: newId(), deviceId: id, message, receivedAt }));
  return "stored";
}

/** The oldest messages nobody has looked at, locked, with their devices; those that do not open apart. */
export async function takeMessages(
  tx: Tx,
  limit: number,
): Promise<{
  readonly messages: readonly MessageRow[];
  readonly unreadable: readonly { readonly id: string; readonly deviceId: string }[];
}> {
  const rows = await tx
    .select()
    .from(deviceMessage)
    .orderBy(asc(deviceMessage.receivedAt))
    .limit(limit)
    .for("update", { skipLocked: true });
  const { rows: messages, unreadable } = openRows<(typeof rows)[number]>(rows);
  return { messages, unreadable };
}

export async function deleteMessages(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.delete(deviceMessage).where(inArray(deviceMessage.id, [...ids]));
}

export const devicesById = (db: DbOrTx, ids: readonly string[]): Promise<DeviceRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(device)
        .where(inArray(device.id, [...ids]));

export async function noteAhead(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length > 0)
    await tx
      .update(device)
      .set({ aheadAt: at })
      .where(inArray(device.id, [...ids]));
}

/** The newest reading of each kind of these visits that was not refused. */
export async function lastReadings(db: DbOrTx, encounterIds: readonly string[]): Promise<ReadingRow[]> {
  if (encounterIds.length === 0) return [];
  const rows = await db
    .selectDistinctOn([deviceReading.encounterId, deviceReading.kind])
    .from(deviceReading)
    .where(and(inArray(deviceReading.encounterId, [...encounterIds]), ne(deviceReading.state, "refused")))
    .orderBy(deviceReading.encounterId, deviceReading.kind, desc(deviceReading.measuredAt));
  return openRows<(typeof rows)[number]>(rows).rows;
}

export async function insertReadings(
  tx: Tx,
  rows: readonly Parameters<typeof sealRow<typeof deviceReading>>[1][],
): Promise<void> {
  if (rows.length > 0) await tx.insert(deviceReading).values(rows.map((row) => sealRow(deviceReading, row)));
}

const isDue = (now: Date) => and(eq(deviceReading.state, "pending"), lte(deviceReading.nextAt, now));

/** Check-outs that have readings to be written now, the longest-waiting first. */
export async function checkOutsWithDue(db: DbOrTx, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: deviceReading.checkOutId })
    .from(deviceReading)
    .where(isDue(now))
    .groupBy(deviceReading.checkOutId)
    .orderBy(sql`min(${deviceReading.nextAt})`)
    .limit(limit);
  return rows.map((r) => r.id);
}

export async function dueReadings(db: DbOrTx, checkOutId: string, now: Date): Promise<ReadingRow[]> {
  const rows = await db
    .select()
    .from(deviceReading)
    .where(and(isDue(now), eq(deviceReading.checkOutId, checkOutId)))
    .orderBy(asc(deviceReading.measuredAt), deviceReading.id);
  return openRows<(typeof rows)[number]>(rows).rows;
}

export async function checkOutWithDevice(db: DbOrTx, id: string) {
  const [row] = await db
    .select({ checkOut: deviceCheckOut, device })
    .from(deviceCheckOut)
    .innerJoin(device, eq(device.id, deviceCheckOut.deviceId))
    .where(eq(deviceCheckOut.id, id));
  return row ?? null;
}

/**
 * Takes the check-out for writing its readings, for so many milliseconds by the database's clock; false: it has ended, or somebody else
 * is at it.
 */
export async function takeCheckOut(db: DbOrTx, id: string, lease: string, ms: number): Promise<boolean> {
  const rows = await db
    .update(deviceCheckOut)
    .set({ leaseId: lease, leaseUntil: leaseEnd(ms) })
    .where(
      and(
        eq(deviceCheckOut.id, id),
        isNull(deviceCheckOut.checkedInAt),
        or(
          isNull(deviceCheckOut.leaseUntil),
          lte(deviceCheckOut.leaseUntil, sql`now()`),
          eq(deviceCheckOut.leaseId, lease),
        ),
      ),
    )
    .returning({ id: deviceCheckOut.id });
  return rows.length > 0;
}

/** Lets it go, whatever became of it meanwhile. */
export async function releaseCheckOut(db: DbOrTx, id: string, lease: string): Promise<void> {
  await db
    .update(deviceCheckOut)
    .set({ leaseId: null, leaseUntil: null })
    .where(and(eq(deviceCheckOut.id, id), eq(deviceCheckOut.leaseId, lease)));
}

export async function noteWritten(
  tx: Tx,
  reading: Pick<ReadingRow, "id" | "checkOutId">,
  now: Date,
): Promise<void> {
  const done = await tx
    .update(deviceReading)
    .set({ state: "written", endedAt: now })
    .where(and(eq(deviceReading.id, reading.id), eq(deviceReading.state, "pending")))
    .returning({ id: deviceReading.id });
  if (done.length > 0)
    await tx
      .update(deviceCheckOut)
      .set({ written: sql`${deviceCheckOut.written} + 1` })
      .where(eq(deviceCheckOut.id, reading.checkOutId));
}

/** @returns how many were still waiting */
export async function refuseReadings(
  tx: Tx,
  ids: readonly string[],
  refusal: DeviceRefusal,
  now: Date,
): Promise<number> {
  if (ids.length === 0) return 0;
  const rows = await tx
    .update(deviceReading)
    .set({ state: "refused", refusal, endedAt: now })
    .where(and(inArray(deviceReading.id, [...ids]), eq(deviceReading.state, "pending")))
    .returning({ id: deviceReading.id });
  return rows.length;
}

export async function putReadingsOff(db: DbOrTx, ids: readonly string[], nextAt: Date): Promise<void> {
  if (ids.length > 0)
    await db
      .update(deviceReading)
      .set({ nextAt, attempts: sql`${deviceReading.attempts} + 1` })
      .where(inArray(deviceReading.id, [...ids]));
}

export type Refused = {
  readonly deviceId: string | null;
  readonly reason: DeviceRefusal;
  readonly count: number;
};

export async function countRefusals(db: DbOrTx, refused: readonly Refused[], now: Date): Promise<void> {
  const day = now.toISOString().slice(0, 10);
  // In one order, so that two who count at once do not wait for each other in a ring.
  const rows = refused
    .map(({ deviceId, reason, count }) => ({
      day,
      deviceId: deviceId ?? "unknown",
      reason,
      count,
      lastAt: now,
    }))
    .sort((a, b) => (`${a.deviceId} ${a.reason}` < `${b.deviceId} ${b.reason}` ? -1 : 1));
  if (rows.length === 0) return;
  await db
    .insert(deviceRefusal)
    .values(rows)
    .onConflictDoUpdate({
      target: [deviceRefusal.day, deviceRefusal.deviceId, deviceRefusal.reason],
      set: { count: sql`${deviceRefusal.count} + excluded.count`, lastAt: sql`excluded.last_at` },
    });
}

/** What was refused since a day ("2026-03-01"), of these devices and of unknown ones. */
export const refusalsSince = (db: DbOrTx, deviceIds: readonly string[], day: string): Promise<RefusalRow[]> =>
  db
    .select()
    .from(deviceRefusal)
    .where(and(gte(deviceRefusal.day, day), inArray(deviceRefusal.deviceId, [...deviceIds, "unknown"])));

export async function deleteOldReadings(db: DbOrTx, before: Date): Promise<void> {
  await db
    .delete(deviceReading)
    .where(and(isNotNull(deviceReading.endedAt), lt(deviceReading.endedAt, before)));
}

/** Messages nobody has looked at, and readings that still wait, since before: taken away. @returns whose they were */
export async function takeAbandoned(tx: Tx, before: Date): Promise<readonly string[]> {
  const messages = await tx
    .delete(deviceMessage)
    .where(lt(deviceMessage.receivedAt, before))
    .returning({ deviceId: deviceMessage.deviceId });
  const old = await tx
    .select({ id: deviceReading.id, deviceId: deviceCheckOut.deviceId })
    .from(deviceReading)
    .innerJoin(deviceCheckOut, eq(deviceCheckOut.id, deviceReading.checkOutId))
    .where(and(isNull(deviceReading.endedAt), lt(deviceReading.createdAt, before)));
  const ids = old.map((r) => r.id);
  if (ids.length > 0) await tx.delete(deviceReading).where(inArray(deviceReading.id, ids));
  return [...messages, ...old].map((r) => r.deviceId);
}

export async function deleteOldRefusals(db: DbOrTx, beforeDay: string): Promise<void> {
  await db.delete(deviceRefusal).where(lt(deviceRefusal.day, beforeDay));
}

export async function countWaiting(db: DbOrTx): Promise<{ messages: number; readings: number }> {
  return {
    messages: await db.$count(deviceMessage),
    readings: await db.$count(deviceReading, eq(deviceReading.state, "pending")),
  };
}
