import type { Level } from "@/lib/case/level";

/** Minutes from arrival within which somebody is to be triaged (CTAS national guidelines; ESI handbook, chapter 2). */
export const TRIAGED_WITHIN = 10;
export const SHIFT_HOURS = [4, 8, 12, 24] as const;
export type ShiftHours = (typeof SHIFT_HOURS)[number];

/** What a shift was, in numbers of visits; no patient is named. */
export type ShiftReport = {
  readonly from: string;
  readonly to: string;
  readonly arrivals: number;
  readonly byLevel: readonly {
    readonly level: Level | null;
    readonly arrived: number;
    readonly decided: number;
    /** Minutes from arrival to the first decided level; null: none can be told. */
    readonly median: number | null;
    readonly longest: number | null;
    readonly inTime: number;
    readonly timed: number;
  }[];
  readonly decisions: {
    readonly total: number;
    readonly accepted: number;
    readonly more: number;
    readonly less: number;
    readonly assigned: number;
  };
  readonly reasons: readonly { readonly label: string; readonly count: number }[];
  readonly rules: readonly {
    readonly when: string;
    readonly level: Level;
    readonly count: number;
    readonly belowIt: number;
  }[];
  readonly secondLooks: {
    readonly asked: number;
    readonly answered: number;
    readonly agreed: number;
    readonly changed: number;
  };
  /** Left the list of waiting visits without a level. */
  readonly leftUndecided: number;
  readonly notInEhr: number;
};
