import { isNull } from "drizzle-orm";
import { index, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Role } from "@/lib/auth/roles";
import type { SessionEnd } from "@/lib/auth/session";
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
    /** The role in force: all that is asked when somebody wants something. */
    role: text("role").$type<Role>(),
    /** Another one they may change to by themselves, where the installation allows two; grants nothing while it is not in force. */
    secondRole: text("second_role").$type<Role>(),
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
    endedWhy: text("ended_why").$type<SessionEnd>(),
    /** The session a later launch of the same person made of this one. */
    replacedBy: uuid("replaced_by"),
    /** "Chrome on Windows", so that somebody knows their sessions apart. */
    device: text("device"),
  },
  (t) => [
    index("session_user").on(t.userId),
    // The sweeps of each minute look at what is left, not at everything there ever was.
    index("session_live").on(t.lastSeenAt).where(isNull(t.revokedAt)),
  ],
);

export type GrantContext = {
  readonly patientId: string | null;
  readonly encounterId: string | null;
  /** Where the launch's trace began (W3C traceparent); absent when nothing was traced. */
  readonly trace?: string;
  /** false: the EHR says that it shows whose record it is around us (SMART `need_patient_banner`); else absent. */
  readonly needBanner?: false;
};
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
    /** When it was emptied, because it was too old. */
    expiredAt: at("expired_at"),
  },
  (t) => [
    index("ehr_grant_session").on(t.sessionId),
    index("ehr_grant_created").on(t.createdAt),
    index("ehr_grant_live").on(t.createdAt).where(isNull(t.revokedAt)),
    index("ehr_grant_kept").on(t.createdAt).where(isNull(t.expiredAt)),
  ],
);

/** A launch under way: what the callback needs, usable once, by the browser that started it. */
export const pendingLaunch = pgTable(
  "pending_launch",
  {
    stateHash: text("state_hash").primaryKey(),
    bindingHash: text("binding_hash").notNull(),
    payload: sealedJson<unknown, "stateHash">("payload", "pending_launch.payload", "stateHash").notNull(),
    expiresAt: at("expires_at").notNull(),
  },
  (t) => [index("pending_launch_expires").on(t.expiresAt)],
);

/** What somebody had begun to type, for them alone: it outlives their session and is gone after a shift. */
export const typedDraft = pgTable(
  "typed_draft",
  {
    /** "<person>/<place>": what is sealed in the row opens for that person and that field only. */
    id: text("id").primaryKey(),
    personId: uuid("person_id")
      .notNull()
      .references(() => appUser.id),
    content: sealedJson<string>("content", "typed_draft.content").notNull(),
    savedAt: at("saved_at").notNull(),
  },
  (t) => [index("typed_draft_person").on(t.personId), index("typed_draft_saved").on(t.savedAt)],
);
