import { isNull } from "drizzle-orm";
import {
  bigint,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { DeviceVital } from "@/lib/case/device-vitals";
import type { DeviceMessage } from "@/lib/fhir/devices/payload";
import type { DeviceRefusal } from "@/lib/fhir/devices/refusals";
import { sealedJson } from "../sealed";
import { encounter } from "./encounter";
import { appUser } from "./identity";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** A monitor or wearable that may send readings (lib/workflows/devices). */
export const device = pgTable(
  "device",
  {
    id: uuid("id").primaryKey(),
    issuer: text("issuer").notNull(),
    /** On its label, and in its topic. */
    code: text("code").notNull(),
    name: text("name").notNull(),
    registeredBy: uuid("registered_by")
      .notNull()
      .references(() => appUser.id),
    registeredByName: text("registered_by_name").notNull(),
    registeredAt: at("registered_at").notNull(),
    retiredAt: at("retired_at"),
    retiredByName: text("retired_by_name"),
    /** Of the last message that was taken: what is not newer is a double. */
    lastSequence: bigint("last_sequence", { mode: "number" }),
    lastBoot: text("last_boot"),
    lastMeasuredAt: at("last_measured_at"),
    lastHeardAt: at("last_heard_at"),
    /** When its clock was last seen to be ahead of ours. */
    aheadAt: at("ahead_at"),
  },
  (t) => [uniqueIndex("device_code").on(t.code), index("device_issuer").on(t.issuer)],
);

/** For how long a device was somebody's. */
export const deviceCheckOut = pgTable(
  "device_check_out",
  {
    id: uuid("id").primaryKey(),
    deviceId: uuid("device_id")
      .notNull()
      .references(() => device.id),
    encounterId: uuid("encounter_id")
      .notNull()
      .references(() => encounter.id),
    checkedOutAt: at("checked_out_at").notNull(),
    checkedOutBy: uuid("checked_out_by")
      .notNull()
      .references(() => appUser.id),
    checkedOutByName: text("checked_out_by_name").notNull(),
    checkedInAt: at("checked_in_at"),
    checkedInBy: uuid("checked_in_by").references(() => appUser.id),
    checkedInByName: text("checked_in_by_name"),
    /** Who writes its readings to the EHR just now, and until when nobody else does. */
    leaseId: uuid("lease_id"),
    leaseUntil: at("lease_until"),
    /** Readings in the EHR. */
    written: integer("written").notNull().default(0),
  },
  (t) => [
    // A device is one patient's at a time.
    uniqueIndex("device_check_out_open").on(t.deviceId).where(isNull(t.checkedInAt)),
    index("device_check_out_device").on(t.deviceId, t.checkedOutAt),
    index("device_check_out_visit").on(t.encounterId),
  ],
);

/** What a device sent and nobody has looked at yet. Written before the broker is told that it arrived. */
export const deviceMessage = pgTable(
  "device_message",
  {
    id: uuid("id").primaryKey(),
    deviceId: uuid("device_id")
      .notNull()
      .references(() => device.id),
    message: sealedJson<DeviceMessage>("message", "device_message.message").notNull(),
    receivedAt: at("received_at").notNull(),
  },
  (t) => [index("device_message_received").on(t.receivedAt)],
);

/** A reading on its way to the EHR, or there. */
export const deviceReading = pgTable(
  "device_reading",
  {
    /** The EHR has at most one Observation under it. */
    id: uuid("id").primaryKey(),
    checkOutId: uuid("check_out_id")
      .notNull()
      .references(() => deviceCheckOut.id),
    encounterId: uuid("encounter_id")
      .notNull()
      .references(() => encounter.id),
    /** What is written together: a vital sign, or both pressures. */
    kind: text("kind").notNull(),
    values: sealedJson<readonly DeviceVital[]>("values", "device_reading.values").notNull(),
    measuredAt: at("measured_at").notNull(),
    state: text("state").$type<"pending" | "written" | "refused">().notNull(),
    refusal: text("refusal").$type<DeviceRefusal>(),
    attempts: integer("attempts").notNull().default(0),
    /** When to try next. */
    nextAt: at("next_at").notNull(),
    createdAt: at("created_at").notNull(),
    endedAt: at("ended_at"),
  },
  (t) => [
    index("device_reading_due").on(t.state, t.nextAt),
    index("device_reading_visit").on(t.encounterId, t.kind, t.measuredAt),
  ],
);

/** What was not passed on, by day (UTC), device and reason. */
export const deviceRefusal = pgTable(
  "device_refusal",
  {
    day: text("day").notNull(),
    /** Our id of the device; "unknown" for all that are not registered. */
    deviceId: text("device_id").notNull(),
    reason: text("reason").$type<DeviceRefusal>().notNull(),
    count: integer("count").notNull(),
    lastAt: at("last_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.deviceId, t.reason] })],
);
