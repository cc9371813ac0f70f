import { type AnyColumn, ilike, type SQL } from "drizzle-orm";

/** Contains this text, whatever the case. What stands for other characters in a pattern stands for itself. */
export const contains = (column: AnyColumn, text: string): SQL =>
  ilike(column, `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`);
