import { jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { ChartEvent } from "@/lib/monitoring/charts/picture";

/** What an installation is, once for all: a row a property. A row is never changed or removed. */
export const installationProperty = pgTable("installation_property", {
  key: text("key").$type<InstallationKey>().primaryKey(),
  value: jsonb("value").$type<MadeUpHistory>().notNull(),
  setAt: timestamp("set_at", { withTimezone: true, mode: "date" }).notNull(),
});

/** made-up-history: it holds visits that never were, and every page says so. */
type InstallationKey = "made-up-history";

export type MadeUpHistory = {
  readonly days: number;
  readonly perDay: number;
  readonly seed: number;
  /** What is said to have happened in it; the audit log, which tells the truth, does not. */
  readonly events: readonly ChartEvent[];
};
