import { sql } from "drizzle-orm";
import { pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** "run" and "version" are ours; "alias" is what MLflow was last told is in use; "server" is the connection itself. */
export type MirrorKind = "run" | "version" | "alias" | "server";

/** What an MLflow server has been told, by what it calls it. Nothing here is needed by anybody else: losing it costs a repetition. */
export const mlflowMirror = pgTable(
  "mlflow_mirror",
  {
    kind: text("kind").$type<MirrorKind>().notNull(),
    id: text("id").notNull(),
    /** Of a run or version its id there; of the alias the number of the version. */
    remoteId: text("remote_id"),
    /** sha256 of what was told last. */
    digest: text("digest"),
    /** Why the last try failed; null: it did not. */
    error: text("error"),
    /** Of the server: when it was last told everything. */
    toldAt: at("told_at"),
    /** Of the server: who tells it, at most until then. */
    heldUntil: at("held_until"),
    updatedAt: at("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.id] })],
);

export type MlflowRequestState = "open" | "declined" | "granted" | "withdrawn";

/** Somebody made another version the champion in MLflow: shown to a steward here, and never obeyed. */
export const mlflowRequest = pgTable(
  "mlflow_request",
  {
    id: uuid("id").primaryKey(),
    /** The number in MLflow. */
    remoteVersion: text("remote_version").notNull(),
    /** Ours; null: it is no version of this installation. */
    version: text("version"),
    state: text("state").$type<MlflowRequestState>().notNull(),
    seenAt: at("seen_at").notNull(),
    closedAt: at("closed_at"),
    closedBy: text("closed_by"),
  },
  (t) => [uniqueIndex("mlflow_request_one_open").on(sql`(true)`).where(sql`${t.state} = 'open'`)],
);
