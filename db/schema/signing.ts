import { sql } from "drizzle-orm";
import { boolean, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { GatePolicy } from "@/lib/registry/gates/gate-policy";
import { sealedJson } from "../sealed";
import { appUser } from "./identity";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** What is believed about a signing key. Sealed, so that nobody adds a key of theirs with the database's password alone. */
export type SigningKeyFacts = {
  /** base64 of the SPKI. */
  readonly publicKey: string;
  /** ISO instants between which it signed; null: it still does. */
  readonly since: string;
  readonly until: string | null;
  readonly by: string;
  /** Nothing it signed is believed any more. */
  readonly distrusted: boolean;
};

/** The installation's keys for model versions and gate policies. One signs; those before are kept to verify by. */
export const signingKey = pgTable(
  "signing_key",
  {
    id: text("id").primaryKey(),
    facts: sealedJson<SigningKeyFacts>("facts", "signing_key.facts").notNull(),
    /** base64 of the PKCS #8; removed when another key takes over. */
    privateKey: sealedJson<string>("private_key", "signing_key.private_key"),
    current: boolean("current").notNull(),
    createdAt: at("created_at").notNull(),
  },
  (t) => [uniqueIndex("signing_key_one_current").on(t.current).where(sql`${t.current}`)],
);

/** Every gate policy that was ever in force; the newest is. Rows are added, never changed. */
export const gatePolicy = pgTable("gate_policy", {
  version: integer("version").primaryKey(),
  content: jsonb("content").$type<GatePolicy>().notNull(),
  digest: text("digest").notNull(),
  /** What changed against the one before, in words as they were shown. */
  changes: jsonb("changes").$type<readonly string[]>().notNull(),
  reason: text("reason"),
  /** null: it came with the release. */
  setBy: uuid("set_by").references(() => appUser.id),
  setByName: text("set_by_name").notNull(),
  setAt: at("set_at").notNull(),
  signature: text("signature"),
  signedWith: text("signed_with"),
});
