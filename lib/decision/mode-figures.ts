import type { Role } from "@/lib/auth/roles";
import type { Level } from "@/lib/case/level";
import type { Exposure } from "./decision";

/** A decision, for counting how suggestions are taken. */
export type ShownAndChosen = {
  readonly role: Role;
  readonly level: Level;
  readonly shownLevel: Level | null;
  readonly exposure: Exposure | null;
};

/** So many of so many. */
export type Share = { readonly of: number; readonly count: number };
export type ModeFigures = {
  /** Shown at once: how many saved the suggested level. */
  readonly followed: Share;
  /** Own level first: how many had come to the suggested level by themselves. */
  readonly sameUnled: Share;
  /** Of those who had not: how many took the suggested level once they saw it. */
  readonly wentOver: Share;
  /** Alerts: how many ended in the suggested level. */
  readonly alertsTaken: Share;
  /** Decided without being shown what the model said. */
  readonly unseen: number;
};

/** What is counted goes back so far. */
export const FIGURES_DAYS = 90;
/** Fewer than this tell nothing. */
export const FEWEST_FOR_SHARE = 30;

/**
 * How suggestions are taken, by when they were shown: the difference between `followed` and `sameUnled` is what showing them first
 * does. Pure.
 */
export function modeFigures(decisions: readonly ShownAndChosen[]): ModeFigures {
  const shown = decisions.filter((d) => d.shownLevel !== null && !d.exposure?.heldBack);
  const atOnce = shown.filter((d) => !d.exposure?.first);
  const after = (mode: Exposure["mode"]) =>
    shown.filter((d) => d.exposure?.first && d.exposure.mode === mode);
  const blind = after("blind-first");
  const share = (of: readonly ShownAndChosen[], is: (d: ShownAndChosen) => boolean): Share => ({
    of: of.length,
    count: of.filter(is).length,
  });
  const taken = (d: ShownAndChosen) => d.level === d.shownLevel;
  const sameFirst = (d: ShownAndChosen) => d.exposure?.first?.level === d.shownLevel;
  return {
    followed: share(atOnce, taken),
    sameUnled: share(blind, sameFirst),
    wentOver: share(
      blind.filter((d) => !sameFirst(d)),
      taken,
    ),
    alertsTaken: share(after("disagree-only"), taken),
    unseen: decisions.filter((d) => d.exposure?.heldBack).length,
  };
}
