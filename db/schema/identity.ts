import { index, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Role } from "@/lib/auth/roles";
import { sealedJson } from "../sealed";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** A person as one EHR knows them. No role: they may look at nothing until an admin gives one. */
export const appUser = pgTable(
  "app_user",
  {
    id: uuid("id").primaryKey(),
    issuer: text("issuer").notNull(),
    subject: text("subject").notNull(),
    displayName: text("display_name").notNull(),
    fhirUser: text("fhir_user"),
    role: text("role").$type<Role>(),
    lastSeenAt: at("last_seen_at"),
    createdAt: at("created_at").notNull(),
  },
  (t) => [uniqueIndex("app_user_issuer_subject").on(t.issuer, t.subject)],
);

export const session = pgTable(
  "session",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => appUser.id),
    createdAt: at("created_at").notNull(),
    lastSeenAt: at("last_seen_at").notNull(),
    revokedAt: at("revoked_at"),
  },
  (t) => [index("session_user").on(t.userId)],
);

export type GrantContext = { readonly patientId: string | null; readonly encounterId: string | null };
export type GrantTokens = {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  /** ISO instant. */
  readonly expiresAt: string;
  readonly scope: string;
};

/** One EHR launch: its tokens and its patient. The id is the launch id in page addresses. */
export const ehrGrant = pgTable(
  "ehr_grant",
  {
    id: uuid("id").primaryKey(),
    sessionId: uuid("session_id")
      .notNull()
      .references(() => session.id),
    issuer: text("issuer").notNull(),
    context: sealedJson<GrantContext>("context", "ehr_grant.context").notNull(),
    /** Keyed pseudonym of the launch's patient; null for a launch without one. */
    patientKey: text("patient_key"),
    tokens: sealedJson<GrantTokens>("tokens", "ehr_grant.tokens").notNull(),
    createdAt: at("created_at").notNull(),
    revokedAt: at("revoked_at"),
  },
  (t) => [index("ehr_grant_session").on(t.sessionId)],
);

/** A launch under way: what the callback needs, usable once, by the browser that started it. */
export const pendingLaunch = pgTable("pending_launch", {
  stateHash: text("state_hash").primaryKey(),
  bindingHash: text("binding_hash").notNull(),
  payload: sealedJson<unknown>("payload", "pending_launch.payload").notNull(),
  expiresAt: at("expires_at").notNull(),
});
