import { boolean, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/**
 * Each time somebody switched the model off for the whole installation, or on again: the newest row is what is in force;
 * none: it is on. Rows are only ever added.
 */
export const modelSwitch = pgTable("model_switch", {
  /** Counts up without a gap: two people at once cannot both follow the same row. */
  seq: integer("seq").primaryKey(),
  off: boolean("off").notNull(),
  reason: text("reason").notNull(),
  by: uuid("by").notNull(),
  byName: text("by_name").notNull(),
  at: timestamp("at", { withTimezone: true, mode: "date" }).notNull(),
});
