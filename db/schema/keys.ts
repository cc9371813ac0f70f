import { pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { sealedJson } from "../sealed";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Every key that has sealed something here, with a word sealed by that very key: how a wrong one is told at the start. */
export const dataKey = pgTable("data_key", {
  id: text("id").primaryKey(),
  check: text("check").notNull(),
  addedAt: at("added_at").notNull(),
  /** A rotation away from it is under way: nothing is sealed with it any more. */
  retiringAt: at("retiring_at"),
  /** Nothing here needs it: it may leave DATA_KEYS, and nothing it sealed is believed. */
  retiredAt: at("retired_at"),
});

export type KeySecrets = {
  /** base64. Makes the pseudonyms by which rows are found. */
  readonly pseudonymKey: string;
  /** base64, oldest first: what keys for other purposes are derived from. The place in the list is the generation, from 1. */
  readonly roots: readonly string[];
  /** Id of the key that was the newest when pseudonym key and last root were made: a leak of an older one tells neither. */
  readonly madeUnder: string;
  /** Every value is bound to its row; the older form is no longer believed. */
  readonly rowBound: boolean;
  /** Versions and gate policies are signed: what is not, is not believed. */
  readonly signing?: boolean;
};

/** The one row of what hangs on the keys but must outlive each of them. */
export const keyRecord = pgTable("key_record", {
  id: text("id").primaryKey(),
  /** Another one whenever the secrets change, so that processes notice. */
  mark: uuid("mark").notNull(),
  secrets: sealedJson<KeySecrets>("secrets", "key_record.secrets").notNull(),
});
