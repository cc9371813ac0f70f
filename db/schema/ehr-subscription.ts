import { integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** What an EHR was asked to tell of by itself (R4 Subscription). No secret is in it, only what to know one by. */
export const ehrSubscription = pgTable(
  "ehr_subscription",
  {
    issuer: text("issuer").notNull(),
    /** A topic, or a search. */
    criteria: text("criteria").notNull(),
    form: text("form").$type<"topic" | "criteria">().notNull(),
    /** Of the address that the EHR calls; another one each time it is asked anew. */
    id: uuid("id").notNull(),
    /** SHA-256 of the secret it calls with, and of the one before: calls under way when it was renewed are still good. */
    secretHash: text("secret_hash").notNull(),
    previousHash: text("previous_hash"),
    /** The EHR's id of it; null: it has not taken it. */
    reference: text("reference"),
    state: text("state").$type<"asked" | "active" | "refused" | "off">().notNull(),
    /** Why it is not active: a stable code. */
    errorCode: text("error_code"),
    endsAt: at("ends_at"),
    askedAt: at("asked_at"),
    /** Whoever of several processes comes first after this looks after it. */
    dueAt: at("due_at").notNull(),
    heardAt: at("heard_at"),
    calls: integer("calls").notNull().default(0),
    /** Processes that look after it, by when they last did: the last to stop takes it back. */
    keepers: jsonb("keepers").$type<Readonly<Record<string, string>>>().notNull().default({}),
  },
  (t) => [primaryKey({ columns: [t.issuer, t.criteria] }), uniqueIndex("ehr_subscription_id").on(t.id)],
);
