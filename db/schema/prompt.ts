import { doublePrecision, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { Prompt } from "@/lib/engine/llm/prompt";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/**
 * What a language model is asked, one immutable row a version, named by its content and signed. They are no model versions: what
 * puts a version into use, into a canary or back looks in model_version alone, so nothing here can come to the bedside.
 */
export const promptVersion = pgTable("prompt_version", {
  version: text("version").primaryKey(),
  /** sha256 of the content. */
  digest: text("digest").notNull(),
  content: jsonb("content").$type<Prompt>().notNull(),
  status: text("status").$type<"candidate" | "rejected">().notNull(),
  createdAt: at("created_at").notNull(),
  createdBy: text("created_by").notNull(),
  signature: text("signature"),
  signedWith: text("signed_with"),
});

/** What a language model was asked in a day (UTC) for one version, and what it used. */
export const llmUsage = pgTable(
  "llm_usage",
  {
    day: text("day").notNull(),
    version: text("version").notNull(),
    requests: integer("requests").notNull(),
    failed: integer("failed").notNull(),
    tokensAsked: integer("tokens_asked").notNull(),
    tokensAnswered: integer("tokens_answered").notNull(),
    /** Seconds of all requests together. */
    seconds: doublePrecision("seconds").notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.version] })],
);
