import { z } from "zod";
import { DEGRADED } from "@/lib/monitoring/labels";
import { isTooFew } from "@/lib/registry/metric-set";

/**
 * All that a site tells the network about itself: counts, spans of time and words out of closed lists, never a case, a person
 * or a text that somebody wrote. What is not here does not leave the site. Spans are seconds, by the site's own clock, so that
 * no two clocks have to agree.
 */
const count = z.int().min(0).max(1e9);
const seconds = z.int().min(0).max(1e10);

export const siteFiguresSchema = z.object({
  /** The product's release, such as 0.3.0. */
  release: z.string().regex(/^[\w.+-]{1,40}$/),
  waiting: z.object({
    /** On the EHR's list of waiting patients when it was last read. */
    visits: count,
    /** Of them without a level that somebody decided. */
    withoutLevel: count,
    /** Of those on the list for longer than LATE_AFTER_SECONDS. */
    late: count,
    /** The longest on the list without a level; null: nobody is. */
    longestSeconds: seconds.nullable(),
    /** Since the EHR's list was last read; null: never. Without anybody at a board nobody reads it. */
    readSecondsAgo: seconds.nullable(),
  }),
  /** Levels decided in the last day. */
  decidedInDay: count,
  /** Of the last week. `changed` null: too few decisions to tell a share (isTooFew). */
  week: z.object({
    decided: count,
    changed: z.object({ moreUrgent: count, lessUrgent: count }).nullable(),
  }),
  /** On the way to the EHR, refused by it, and how long the oldest has been on the way. */
  writeBacks: z.object({ pending: count, failed: count, oldestSeconds: seconds.nullable() }),
  degraded: z.array(z.enum(DEGRADED)).max(DEGRADED.length),
  model: z.object({
    /** null: none is in use. */
    version: z
      .string()
      .regex(/^[\w.+-]{1,80}$/)
      .nullable(),
    policy: z.enum(["balanced", "safety-first"]).nullable(),
    /** Whether it answers; otherwise rules alone do. */
    answers: z.boolean(),
  }),
  openIncidents: count,
  /** Found and not taken note of; null: patients are held against nothing. */
  driftAlerts: count.nullable(),
  /** Since the last backup; null: none is known of. Releases before this one do not say. */
  backupSecondsAgo: seconds.nullable().default(null),
  audit: z.object({
    /** Whether the log's end is anchored outside the database. */
    anchored: z.boolean(),
    /** When it was last verified in the console, and how it came out; null: never. */
    verified: z.object({ secondsAgo: seconds, intact: z.boolean() }).nullable(),
  }),
});
export type SiteFigures = z.infer<typeof siteFiguresSchema>;

/** Initial assessment within 15 minutes of arrival (Royal College of Emergency Medicine, Initial Assessment of Emergency Department Patients, 2017). */
export const LATE_AFTER_SECONDS = 15 * 60;

/** How often a site tells, and after how long without a word it counts as silent. */
export const TOLD_EVERY_SECONDS = 60;
export const SILENT_AFTER_SECONDS = 3 * TOLD_EVERY_SECONDS;

/** A row as the network's database has it. */
export type ToldRow = {
  readonly site: string;
  readonly name: string;
  readonly origin: string;
  readonly figures: unknown;
  /** By the database's clock; null: it has never told anything. */
  readonly secondsAgo: number | null;
};

export type NetworkSite = {
  readonly id: string;
  readonly name: string;
  readonly origin: string;
  /** never: no word yet. silent: not within the last minutes. unreadable: told by a release that tells something else. */
  readonly state: "told" | "silent" | "never" | "unreadable";
  readonly secondsAgo: number | null;
  /** What it told last, however long ago. */
  readonly figures: SiteFigures | null;
};

/** What a row says, read as what a stranger says: nothing is believed but figures. */
export function readTold({ site, name, origin, figures, secondsAgo }: ToldRow): NetworkSite {
  const common = { id: site, name, origin, secondsAgo };
  if (secondsAgo === null || figures === null) return { ...common, state: "never", figures: null };
  const read = siteFiguresSchema.safeParse(figures);
  const silent = secondsAgo > SILENT_AFTER_SECONDS;
  if (!read.success) return { ...common, state: silent ? "silent" : "unreadable", figures: null };
  return { ...common, state: silent ? "silent" : "told", figures: read.data };
}

/** Counts of overrides leave a site only where there are enough for a share. */
export const changedOfWeek = (
  decided: number,
  changed: { readonly moreUrgent: number; readonly lessUrgent: number },
): SiteFigures["week"] => ({ decided, changed: isTooFew({ cases: decided }) ? null : changed });
