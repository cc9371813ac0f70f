import { DAY, MINUTE } from "@/lib/core/clock";
import type { Version } from "./versions";

/** Why a candidate stopped answering beside the version in use. */
export const SHADOW_ENDS = {
  person: "ended by a steward",
  time: "its time was over",
  "not-a-candidate": "the version is no candidate any more",
  failed: "it did not answer, three times in a row",
} as const;
export type ShadowEnd = keyof typeof SHADOW_ENDS;

/** Days a steward can choose; nobody looks at what runs on for ever. */
export const SHADOW_DAYS = [1, 7, 14, 30] as const;

/** Only what may come into use is worth the computing. */
export const canShadow = (v: Version): boolean => v.status === "candidate";

/** Answers asked for at once, and how long they may take in all: a candidate that is slower is not waited for. */
export const SHADOW_BATCH = { cases: 200, withinMs: 2 * MINUTE } as const;
export const MAX_FAILURES = 3;

/** Why it has to end now; null: it goes on. */
export function whyEnd(
  shadow: { readonly until: Date; readonly failures: number },
  version: Version | null,
  now: Date,
): Exclude<ShadowEnd, "person"> | null {
  if (!version || !canShadow(version)) return "not-a-candidate";
  if (shadow.failures >= MAX_FAILURES) return "failed";
  return now >= shadow.until ? "time" : null;
}

export const untilAfter = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY);
