import { isNull } from "drizzle-orm";
import { index, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { AccessVerdict } from "@/lib/auth/access-review";
import type { Role } from "@/lib/auth/roles";
import { appUser } from "./identity";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** A review of who has which role at one EHR, once a quarter; one at a time is under way. */
export const accessReview = pgTable(
  "access_review",
  {
    id: uuid("id").primaryKey(),
    issuer: text("issuer").notNull(),
    /** "2026-Q4". */
    quarter: text("quarter").notNull(),
    begunBy: uuid("begun_by")
      .notNull()
      .references(() => appUser.id),
    begunAt: at("begun_at").notNull(),
    dueAt: at("due_at").notNull(),
    closedBy: uuid("closed_by").references(() => appUser.id),
    closedAt: at("closed_at"),
  },
  (t) => [
    uniqueIndex("access_review_once").on(t.issuer, t.quarter),
    uniqueIndex("access_review_open").on(t.issuer).where(isNull(t.closedAt)),
  ],
);

/** Somebody who had a role when the review began, as they were then, and what was said of it. */
export const accessReviewItem = pgTable(
  "access_review_item",
  {
    reviewId: uuid("review_id")
      .notNull()
      .references(() => accessReview.id),
    personId: uuid("person_id")
      .notNull()
      .references(() => appUser.id),
    role: text("role").$type<Role>().notNull(),
    lastSignInAt: at("last_sign_in_at"),
    lastUseAt: at("last_use_at"),
    verdict: text("verdict").$type<AccessVerdict>(),
    /** What they had afterwards; null with a verdict: none. */
    roleAfter: text("role_after").$type<Role>(),
    reason: text("reason"),
    judgedBy: uuid("judged_by").references(() => appUser.id),
    judgedAt: at("judged_at"),
  },
  (t) => [
    primaryKey({ columns: [t.reviewId, t.personId] }),
    index("access_review_item_person").on(t.personId),
  ],
);
