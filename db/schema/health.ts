import { pgTable, smallint, timestamp } from "drizzle-orm/pg-core";

/**
 * One row, written to find out whether the database takes writes at all. On PostgreSQL by `health_probe_write()`, which
 * starts the table anew each time: only a write that needs new room on the disk fails on a full one.
 */
export const healthProbe = pgTable("health_probe", {
  id: smallint("id").primaryKey(),
  at: timestamp("at", { withTimezone: true, mode: "date" }).notNull(),
});
