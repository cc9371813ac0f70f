import { LATE_AFTER_SECONDS, SILENT_AFTER_SECONDS } from "@/lib/monitoring/network/site-figures";
import { FEWEST_CASES } from "@/lib/registry/metric-set";

/** What the table of sites says, column by column; what each means is in the messages. */
export const COLUMNS = [
  "site",
  "answers",
  "withoutLevel",
  "decided",
  "toTheEhr",
  "degraded",
  "model",
  "incidents",
  "drift",
  "log",
] as const;

/** The figures in what is said of them. */
export const COLUMN_FIGURES = {
  silent: SILENT_AFTER_SECONDS / 60,
  late: LATE_AFTER_SECONDS / 60,
  fewest: FEWEST_CASES,
} as const;
