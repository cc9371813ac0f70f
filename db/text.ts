import { type AnyColumn, ilike, type SQL, sql } from "drizzle-orm";

/** Contains this text, whatever the case. What stands for other characters in a pattern stands for itself. */
export const contains = (column: AnyColumn, text: string): SQL => ilike(column, pattern(text));

/** The same of what is no column of ours. */
export const containsText = (expression: SQL, text: string): SQL => sql`${expression} ilike ${pattern(text)}`;

const pattern = (text: string): string => `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
