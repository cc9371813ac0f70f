import type { RowsPicture, TimePicture } from "../charts/picture";
import type { Cause } from "./causes";
import type { FeatureComparison } from "./compare";

export type DriftAlertView = {
  readonly id: string;
  readonly at: string;
  readonly lastAt: string;
  readonly times: number;
  readonly causes: readonly Cause[];
  /** False: nobody was called, because the week's alerts were used up or it was found looking back. */
  readonly told: boolean;
  readonly acknowledged: { readonly at: string; readonly by: string; readonly note: string } | null;
  readonly retraining: boolean;
  readonly incidentId: string | null;
};

export type EmbeddingMove = {
  readonly mmd2: number;
  readonly p: number;
  readonly reference: number;
  readonly now: number;
};

/** What the drift page shows. */
export type DriftView = {
  readonly reference: {
    readonly description: string;
    readonly patients: number;
    readonly month: string | null;
    readonly setBy: string;
    readonly setAt: string;
    /** Whether levels and decisions are held against it: only those of the version they were made with can be. */
    readonly ofVersionInUse: boolean;
    readonly decisions: boolean;
  } | null;
  readonly window: {
    readonly days: DriftWindow;
    readonly from: string;
    readonly patients: number;
    /** Null: too few patients to tell. */
    readonly rows: readonly FeatureComparison[] | null;
    readonly least: number;
  };
  readonly pictures: readonly RowsPicture[];
  readonly overTime: TimePicture | null;
  readonly embeddings: EmbeddingMove | null;
  readonly newWords: readonly { readonly word: string; readonly patients: number }[];
  readonly newWordsOf: number;
  readonly overridesTurned: {
    readonly at: string;
    readonly direction: "up" | "down";
    readonly ago: number;
  } | null;
  readonly alerts: readonly DriftAlertView[];
  readonly alertsAWeek: number;
  /** Whether a confirmed drift starts a retraining by itself: said on the page of the runs. */
  readonly retrains: boolean;
  /** Months with enough decisions to be a reference, newest first. */
  readonly months: readonly { readonly month: string; readonly n: number }[];
  readonly releaseFile: boolean;
  readonly canChange: boolean;
};

export const DRIFT_WINDOWS = [7, 28, 90] as const;
export type DriftWindow = (typeof DRIFT_WINDOWS)[number];
/** Fewer say too little of what is ordinary. */
export const LEAST_FOR_REFERENCE = 300;
