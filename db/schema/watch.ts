import { sql } from "drizzle-orm";
import {
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
} from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/**
 * Roll-ups of a day's visits (UTC, by when a visit was first seen): counts, of which none tells of one patient more than that there
 * was one. A day is written anew, whole, when anything of it has changed (lib/workflows/watch/roll-up-days.ts).
 */
const key = () => ({
  day: date("day", { mode: "string" }).notNull(),
  version: text("version").notNull(),
  policy: text("policy").notNull(),
  unit: text("unit").notNull(),
});

const levels = () => ({
  dimension: text("dimension").notNull(),
  value: text("value").notNull(),
  shown: smallint("shown").notNull(),
  decided: smallint("decided").notNull(),
  first: smallint("first").notNull(),
  read: smallint("read").notNull(),
  readFar: smallint("read_far").notNull(),
  n: integer("n").notNull(),
  /** Sums of the model's probabilities and of their products (lib/monitoring/watch/estimate.ts). */
  sums: doublePrecision("sums").array().notNull(),
});
const contenders = () => ({
  shown: smallint("shown").notNull(),
  model: smallint("model").notNull(),
  rules: smallint("rules").notNull(),
  news2: smallint("news2").notNull(),
  xgboost: smallint("xgboost").notNull(),
  candidateVersion: text("candidate_version").notNull(),
  candidate: smallint("candidate").notNull(),
  decided: smallint("decided").notNull(),
  read: smallint("read").notNull(),
  n: integer("n").notNull(),
});
const uses = () => ({
  shift: text("shift").notNull(),
  name: text("name").notNull(),
  n: integer("n").notNull(),
});

/** Patients with the same levels; 0 where there is none. */
export const watchLevel = pgTable(
  "watch_level",
  {
    ...key(),
    ...levels(),
  },
  (t) => [
    primaryKey({
      columns: [
        t.day,
        t.dimension,
        t.value,
        t.version,
        t.policy,
        t.unit,
        t.shown,
        t.decided,
        t.first,
        t.read,
        t.readFar,
      ],
    }),
    index("watch_level_group").on(t.dimension, t.value, t.day),
  ],
);

/** Patients with the same levels by everything that could have given one. */
export const watchContender = pgTable(
  "watch_contender",
  {
    ...key(),
    ...contenders(),
    /** 0 in days rolled up before there was a baseline, of which nothing but counts is left. */
    xgboost: smallint("xgboost").notNull().default(0),
  },
  (t) => [
    primaryKey({
      name: "watch_contender_levels",
      columns: [
        t.day,
        t.version,
        t.policy,
        t.unit,
        t.shown,
        t.model,
        t.rules,
        t.news2,
        t.xgboost,
        t.candidateVersion,
        t.candidate,
        t.decided,
        t.read,
      ],
    }),
  ],
);

/** What was done with suggestions, counted by name. */
export const watchUsage = pgTable("watch_usage", { ...key(), ...uses() }, (t) => [
  primaryKey({ columns: [t.day, t.version, t.policy, t.unit, t.shift, t.name] }),
  // For what there is to choose from: a row of each key a day.
  index("watch_usage_keys").on(t.version, t.policy, t.unit).where(sql`${t.name} = 'visits'`),
]);

/** What a day's roll-ups were made from: where that is otherwise now, the day is written anew. */
export const watchDay = pgTable("watch_day", {
  day: date("day", { mode: "string" }).primaryKey(),
  madeFrom: text("made_from").notNull(),
  visits: integer("visits").notNull(),
  rolledUpAt: at("rolled_up_at").notNull(),
});

/** Weeks (from Monday) and months of days that are over, added up, so that a page over a year adds up months. */
const span = () => ({
  span: text("span").$type<"week" | "month">().notNull(),
  start: date("start", { mode: "string" }).notNull(),
});
/** Without the day: the span stands in its place. */
const summedKey = () => {
  const { day: _, ...rest } = key();
  return { ...span(), ...rest };
};

/** What a span was added up from: where its days are otherwise now, they are added up instead (db/queries/watch-sums.ts). */
export const watchSum = pgTable("watch_sum", { ...span(), madeFrom: text("made_from").notNull() }, (t) => [
  primaryKey({ columns: [t.span, t.start] }),
]);

export const watchLevelSum = pgTable(
  "watch_level_sum",
  {
    ...summedKey(),
    ...levels(),
  },
  (t) => [index("watch_level_sum_group").on(t.span, t.start, t.dimension, t.value)],
);

export const watchContenderSum = pgTable(
  "watch_contender_sum",
  {
    ...summedKey(),
    ...contenders(),
  },
  (t) => [index("watch_contender_sum_span").on(t.span, t.start)],
);

export const watchUsageSum = pgTable("watch_usage_sum", { ...summedKey(), ...uses() }, (t) => [
  index("watch_usage_sum_span").on(t.span, t.start, t.name),
]);

/**
 * Decisions of a day that is over (UTC, by when they were made), so that pages over all of them add up days: what was so when each was made,
 * and whether a later one took its place. What may change at any time (labels withdrawn, readers held) is asked live.
 */
export const decisionDay = pgTable(
  "decision_day",
  {
    day: date("day", { mode: "string" }).notNull(),
    kind: text("kind").notNull(),
    level: smallint("level").notNull(),
    shownLevel: smallint("shown_level"),
    notLabel: text("not_label"),
    labelled: boolean("labelled").notNull(),
    superseded: boolean("superseded").notNull(),
    /** Nobody had decided on the visit before. */
    first: boolean("first").notNull(),
    n: integer("n").notNull(),
  },
  (t) => [index("decision_day_day").on(t.day)],
);

/** One row: every day before `until` is rolled up. */
export const decisionDaysDone = pgTable("decision_days_done", {
  id: smallint("id").primaryKey(),
  until: at("until").notNull(),
});
