import { SECOND } from "@/lib/core/clock";
import { hearChanges, siteOf } from "../service/changes";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";

/** An EHR that repeats itself and has been silent for so many of its times no longer tells. */
const SILENT_AFTER = 2.5;
/** Boards ask so much less often of an EHR that tells, or takes long to answer. */
const SLOWEST = 4;
/** But at least this often, where they would have asked so often by themselves (seconds). */
const LEAST_OFTEN = 60;

type Pace = {
  /** By site: until when it is known to tell of news, ms. */
  readonly tells: Map<string, number>;
  /** By site: how long its last list took, ms. */
  readonly took: Map<string, number>;
};

const paceOf = (rt: Runtime): Pace =>
  processState(rt, "ehr-pace", () => {
    const pace: Pace = { tells: new Map(), took: new Map() };
    hearChanges(rt, (change) => {
      // What could not be heard may have been that it has stopped.
      if (change === "missed") pace.tells.clear();
      else if (change.what === "ehr" && change.beat !== null)
        pace.tells.set(change.at, Date.now() + SILENT_AFTER * change.beat * SECOND);
    });
    return pace;
  });

export const noteListTook = (rt: Runtime, issuer: string, ms: number): void =>
  void paceOf(rt).took.set(siteOf(issuer), ms);

/** Whether this EHR tells of news by itself and has shown lately that it does. */
export const isTelling = (rt: Runtime, issuer: string): boolean =>
  (paceOf(rt).tells.get(siteOf(issuer)) ?? 0) > Date.now();

/** How often boards ask this EHR, in seconds. */
export const refreshSecondsOf = (rt: Runtime, issuer: string): number =>
  secondsBetween(rt.env.BOARD_REFRESH_SECONDS, {
    tells: isTelling(rt, issuer),
    tookMs: paceOf(rt).took.get(siteOf(issuer)) ?? 0,
  });

/** @param base as it is set. An EHR is given at least as long as it took to answer before it is asked again. */
export function secondsBetween(base: number, { tells, tookMs }: { tells: boolean; tookMs: number }): number {
  const slow = base * Math.min(SLOWEST, Math.max(1, Math.ceil((2 * tookMs) / SECOND / base)));
  return tells ? Math.max(slow, base, Math.min(LEAST_OFTEN, SLOWEST * base)) : slow;
}
