import { type Bucket, startOf } from "../charts/buckets";
import { bucketOf, sayDays, type WatchFilter } from "../charts/filter";
import type { About, TimeLine, TimePoint } from "../charts/picture";
import { emptyTable, type LevelTable, type MeasureName, measure } from "./measures";

/** What every picture of a page is made for. */
export type Frame = {
  readonly filter: WatchFilter;
  /** UTC. */
  readonly today: string;
  /** "version 0.3.0, female"; empty when nothing narrows. */
  readonly narrowed: string;
};

export const SEQUENCES =
  "95 % confidence sequences: they hold however often one looks while cases come in (Robbins 1970; Waudby-Smith and Ramdas 2024; of kappa the asymptotic one of Waudby-Smith et al. 2024). Each point has its own.";

const BUCKET_WORDS: Readonly<Record<Bucket, string>> = { day: "day", week: "week", month: "month" };

/** @param overTime whether its points are of days, weeks or months */
export function aboutOf(
  { filter, narrowed }: Frame,
  about: Pick<About, "definition" | "measuredOn" | "n" | "intervals">,
  overTime = false,
): About {
  return {
    ...about,
    measuredOn: `${about.measuredOn}${narrowed ? `; ${narrowed}` : ""}`,
    window: `${sayDays(filter)}${overTime ? `, by ${BUCKET_WORDS[bucketOf(filter)]}` : ""}, days (UTC) on which visits were first seen`,
  };
}

type Dated = { readonly day: string; readonly n: number };

/** Rows by the bucket they fall in, in order of time. */
export function byBucket<T extends Dated>(rows: readonly T[], bucket: Bucket): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const start = startOf(bucket, row.day);
    const known = found.get(start);
    if (known) known.push(row);
    else found.set(start, [row]);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Counts as a table of levels; rows without either level are left out. */
export function tableOf<T extends { readonly n: number }>(
  rows: readonly T[],
  reference: (row: T) => number,
  shown: (row: T) => number,
): number[][] {
  const table = emptyTable();
  for (const row of rows) {
    const [r, s] = [reference(row), shown(row)];
    if (r === 0 || s === 0) continue;
    const line = table[r - 1] as number[];
    line[s - 1] = (line[s - 1] as number) + row.n;
  }
  return table;
}

/** A measure over time. `open`: buckets whose last answers may still come. */
export function measureLine<T extends Dated>(
  name: string,
  rows: readonly T[],
  {
    measure: what,
    table,
    bucket,
    open,
  }: {
    readonly measure: MeasureName;
    readonly table: (rows: readonly T[]) => LevelTable;
    readonly bucket: Bucket;
    readonly open: (start: string) => boolean;
  },
): TimeLine {
  const points: TimePoint[] = [...byBucket(rows, bucket)].map(([day, own]) => ({
    day,
    ...measure(table(own), what),
    ...(open(day) ? { open: true } : {}),
  }));
  return { name, points };
}

/** Whether a bucket reaches into today. */
export function isUnderWay(start: string, bucket: Bucket, today: string): boolean {
  return startOf(bucket, today) === start;
}
