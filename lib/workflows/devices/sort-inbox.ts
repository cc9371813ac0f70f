import type { Tx } from "@/db/client";
import {
  type CheckOutRow,
  checkOutsSince,
  deleteMessages,
  devicesById,
  insertReadings,
  lastReadings,
  type MessageRow,
  noteAhead,
  takeMessages,
} from "@/db/queries/device";
import { databaseTime } from "@/db/time";
import { type DeviceVital, readDeviceVital } from "@/lib/case/device-vitals";
import { HOUR, MINUTE, SECOND } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { isWorthWriting, kindOf, type LastReading } from "./coalesce";
import { Tally } from "./tally";
import { checkOutOf, isAhead } from "./whose";

const BATCH = 400;
/** What was last chosen of a patient is looked up again after this. */
const REMEMBERED = 1 * HOUR;

type Chosen = { readonly encounterId: string; readonly kind: string } & LastReading;
/** By visit and kind: what was chosen to be written last. */
type Memory = { readonly last: Map<string, Chosen>; readonly loaded: Map<string, number> };

/**
 * Looks at what has arrived: whose each reading is, whether it may be believed, and whether it is worth a line in the chart.
 * One transaction: a message is gone from the inbox when, and only when, its readings are on their way or counted.
 * @returns how many messages were looked at
 */
export async function sortInbox(rt: Runtime): Promise<number> {
  const memory = processState(rt, "device-readings", (): Memory => ({ last: new Map(), loaded: new Map() }));
  const tally = new Tally();
  const now = rt.clock();
  const done = await rt.db.transaction(async (tx) => {
    const { messages, unreadable } = await takeMessages(tx, BATCH);
    for (const row of unreadable) tally.add(row.deviceId, "malformed");
    const found = await sort(rt, tx, messages, memory, tally);
    await insertReadings(
      tx,
      found.chosen.map((c) => ({
        id: newId(),
        checkOutId: c.checkOutId,
        encounterId: c.encounterId,
        kind: c.kind,
        values: c.values,
        measuredAt: c.measuredAt,
        state: "pending" as const,
        nextAt: now,
        createdAt: now,
      })),
    );
    await tally.save(tx, now);
    await deleteMessages(
      tx,
      [...messages, ...unreadable].map((m) => m.id),
    );
    return { ...found, looked: messages.length + unreadable.length };
  });
  for (const c of done.chosen) memory.last.set(keyOf(c.encounterId, c.kind), c);
  for (const { reason, count } of tally.all) rt.metrics.deviceReadings.inc({ outcome: reason }, count);
  if (done.dropped > 0) rt.metrics.deviceReadings.inc({ outcome: "coalesced" }, done.dropped);
  return done.looked;
}

const keyOf = (encounterId: string, kind: string): string => `${encounterId} ${kind}`;

type Found = {
  readonly chosen: readonly (Chosen & { readonly checkOutId: string })[];
  /** Readings that were good and not worth writing. */
  readonly dropped: number;
};

async function sort(
  rt: Runtime,
  tx: Tx,
  messages: readonly MessageRow[],
  memory: Memory,
  tally: Tally,
): Promise<Found> {
  if (messages.length === 0) return { chosen: [], dropped: 0 };
  const { ahead, owned } = await owners(rt, tx, messages, tally);
  if (ahead.length > 0) await noteAhead(tx, ahead, await databaseTime(tx));
  await remember(
    rt,
    tx,
    memory,
    owned.map((o) => o.checkOut.encounterId),
  );
  const chosen = new Map<string, Chosen & { checkOutId: string }>();
  const written: (Chosen & { checkOutId: string })[] = [];
  let dropped = 0;
  for (const { message, measuredAt, checkOut } of owned) {
    const { encounterId } = checkOut;
    for (const [kind, values] of vitalsOf(message, tally)) {
      const key = keyOf(encounterId, kind);
      const last = chosen.get(key) ?? memory.last.get(key) ?? null;
      if (!isWorthWriting(values, measuredAt, last, rt.env.DEVICE_WRITE_SECONDS * SECOND)) {
        dropped += 1;
        continue;
      }
      const one = { encounterId, kind, values, measuredAt, checkOutId: checkOut.id };
      chosen.set(key, one);
      written.push(one);
    }
  }
  return { chosen: written, dropped };
}

type Owned = { readonly message: MessageRow; readonly measuredAt: Date; readonly checkOut: CheckOutRow };

/** Whose each message is; what is nobody's is counted. */
async function owners(
  rt: Runtime,
  tx: Tx,
  messages: readonly MessageRow[],
  tally: Tally,
): Promise<{ readonly ahead: readonly string[]; readonly owned: readonly Owned[] }> {
  const ids = [...new Set(messages.map((m) => m.deviceId))];
  const lateMs = rt.env.DEVICE_LATE_MINUTES * MINUTE;
  const [oldest] = messages;
  const since = new Date((oldest?.receivedAt.getTime() ?? 0) - lateMs);
  const byDevice = Map.groupBy(await checkOutsSince(tx, ids, since), (c) => c.deviceId);
  const aheadAt = new Map((await devicesById(tx, ids)).map((d) => [d.id, d.aheadAt]));
  const ahead = new Set<string>();
  const owned: Owned[] = [];
  for (const message of messages) {
    const { deviceId, receivedAt } = message;
    const measuredAt = new Date(message.message.measuredAt);
    if (isAhead({ measuredAt, receivedAt })) {
      ahead.add(deviceId);
      aheadAt.set(deviceId, receivedAt);
    }
    const limits = { aheadAt: aheadAt.get(deviceId) ?? null, lateMs };
    const whose = checkOutOf({ measuredAt, receivedAt }, byDevice.get(deviceId) ?? [], limits);
    if (typeof whose === "string") tally.add(deviceId, whose, message.message.values.length);
    else owned.push({ message, measuredAt, checkOut: whose });
  }
  return { ahead: [...ahead], owned };
}

/** By kind, what can be used of a message; the rest is counted. */
function vitalsOf({ deviceId, message }: MessageRow, tally: Tally): Map<string, DeviceVital[]> {
  const good = message.values.flatMap((sent) => {
    const read = readDeviceVital(sent);
    if (typeof read !== "string") return [read];
    tally.add(deviceId, read);
    return [];
  });
  // Of two values of one vital sign in one message none can be told to be the right one; the first is as good as the other.
  const byKey = new Map(good.toReversed().map((v) => [v.key, v]));
  return Map.groupBy(byKey.values(), kindOf);
}

/** What was chosen last of these visits, also by an earlier process. */
async function remember(rt: Runtime, tx: Tx, memory: Memory, encounterIds: readonly string[]): Promise<void> {
  const now = rt.clock().getTime();
  for (const [id, at] of memory.loaded)
    if (now - at > REMEMBERED) {
      memory.loaded.delete(id);
      for (const [key, c] of memory.last) if (c.encounterId === id) memory.last.delete(key);
    }
  const unknown = [...new Set(encounterIds)].filter((id) => !memory.loaded.has(id));
  for (const { encounterId, kind, values, measuredAt } of await lastReadings(tx, unknown))
    memory.last.set(keyOf(encounterId, kind), { encounterId, kind, values, measuredAt });
  for (const id of unknown) memory.loaded.set(id, now);
}
