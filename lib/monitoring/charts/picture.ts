/**
 * What a chart of the console shows, as data: the chart, the table under it, the CSV file and the PNG are all made from the
 * one picture, so that they cannot say different things. Pure types; days are UTC, "YYYY-MM-DD".
 */

/** How a value is written. percent: a share 0 to 1. points: a difference of shares. minutes: a difference of times. */
export type Quantity =
  | "percent"
  | "points"
  | "kappa"
  | "count"
  | "number"
  | "seconds"
  | "minutes"
  | "per-hundred";

/** A measured value. `value` null: too few to tell, or not defined; then `n` still says how many there were. */
export type Measured = {
  readonly value: number | null;
  /** Ends of its interval, where one was computed. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly n: number;
};

export type TimePoint = Measured & {
  /** First day of what it sums up. */
  readonly day: string;
  /** Its last answers may still come: shown hollow. */
  readonly open?: boolean | undefined;
};
export type TimeLine = { readonly name: string; readonly points: readonly TimePoint[] };

/** Where values are looked for: an aim, or what was measured at release. */
export type Band = { readonly from: number; readonly to: number; readonly label: string };

/** Something that happened on a day and may explain a step. */
export type ChartEvent = { readonly day: string; readonly label: string };

/** Told behind one click, and in every file. */
export type About = {
  /** What the value is, so that somebody could compute it again. */
  readonly definition: string;
  /** The patients it was measured on. */
  readonly measuredOn: string;
  /** "1 Sep 2026 to 29 Nov 2026, by week". */
  readonly window: string;
  readonly n: number;
  /** How the intervals were made; absent without any. */
  readonly intervals?: string | undefined;
};

type Common = {
  /** Names the picture in addresses and files: letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly quantity: Quantity;
  readonly about: About;
  /** Said above the chart, where something about it must not be missed. */
  readonly warning?: string | undefined;
};

export type TimePicture = Common & {
  readonly kind: "time";
  readonly lines: readonly TimeLine[];
  readonly bands?: readonly Band[] | undefined;
  readonly events?: readonly ChartEvent[] | undefined;
  /** The scale, where it is not to follow the values. */
  readonly scale?: readonly [low: number, high: number] | undefined;
};

/** One row a thing compared, a dot and its interval for each column. */
export type RowsPicture = Common & {
  readonly kind: "rows";
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly values: readonly Measured[] }[];
  readonly bands?: readonly Band[] | undefined;
  readonly scale?: readonly [low: number, high: number] | undefined;
};

/** Shares of groups against their size (Spiegelhalter 2005): outside the limits a group differs by more than chance. */
export type FunnelPicture = Common & {
  readonly kind: "funnel";
  /** The share of everybody. */
  readonly centre: number;
  readonly points: readonly { readonly name: string; readonly n: number; readonly value: number }[];
  /** Groups without enough cases: named, with how many. */
  readonly tooFew: readonly { readonly name: string; readonly n: number }[];
};

/** Counts or shares a row, one bar each, parts side by side. */
export type BarsPicture = Common & {
  readonly kind: "bars";
  readonly parts: readonly string[];
  readonly rows: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
};

export type Picture = TimePicture | RowsPicture | FunnelPicture | BarsPicture;
