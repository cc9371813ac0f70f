import { DAY } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import type { Version } from "./versions";

/** Which version answers a visit while a candidate answers a share of them. */
export type Arm = "canary" | "champion";
export type Canary = {
  readonly id: string;
  /** Share of the visits, in per cent. */
  readonly percent: number;
  readonly startedAt: Date;
};

/** Shares and days a steward can choose. */
export const CANARY_PERCENTS = [1, 5, 10, 20, 50] as const;
export const CANARY_DAYS = [1, 3, 7, 14] as const;

/** Why a candidate stopped answering its share. */
export const CANARY_ENDS = {
  person: "ended by a steward",
  time: "its time was over",
  promoted: "it was put into use for everybody",
  rejected: "it was rejected",
  "champion-changed": "another version was put into use",
  "no-longer-passes": "it no longer stands as having passed its checks",
  "under-triage": "it under-triaged more, by what was decided",
  overrides: "its levels were changed more often",
  failures: "it failed or was slow to answer",
} as const;
export type CanaryEnd = keyof typeof CANARY_ENDS;

/** Ends that say something against the version: somebody has to look, and what it suggested is not to be accepted any more. */
export const AGAINST_IT: readonly CanaryEnd[] = ["no-longer-passes", "under-triage", "overrides", "failures"];

/** Only what could be put into use may answer patients; whether it passed its gates is asked beside this. */
export const canCanary = (v: Version): boolean => v.status === "candidate";

const SLICES = 10_000;

/**
 * The arm of a visit: the same on every process and at every reassessment, for as long as the canary is on. Visits that had begun
 * before it stay with the version in use, so that nobody's level changes because it began.
 */
export function armOf(canary: Canary, visit: { readonly id: string; readonly firstSeenAt: Date }): Arm {
  if (visit.firstSeenAt < canary.startedAt) return "champion";
  const slice = Number.parseInt(sha256(`${canary.id} ${visit.id}`).slice(0, 12), 16) % SLICES;
  return slice < (canary.percent / 100) * SLICES ? "canary" : "champion";
}

export const canaryUntil = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY);
