import { madeUpHistoryOf } from "@/db/queries/installation";
import { type Over, watchChoices } from "@/db/queries/watch";
import { type Sums, sumsInStep } from "@/db/queries/watch-sums";
import { daysBetween } from "@/lib/monitoring/charts/buckets";
import { bucketOf, comparedFilter, sayNarrowing, type WatchFilter } from "@/lib/monitoring/charts/filter";
import { type PlainTable, tableOf } from "@/lib/monitoring/charts/in-words";
import type { Picture } from "@/lib/monitoring/charts/picture";
import { toCsv } from "@/lib/monitoring/listing";
import type { Frame } from "@/lib/monitoring/watch/pictures";
import type { Runtime } from "../service/runtime";

/** What every page that watches the model says about itself. */
export type WatchPage = {
  readonly filter: WatchFilter;
  readonly choices: {
    readonly versions: readonly string[];
    readonly policies: readonly string[];
    readonly units: readonly { readonly issuer: string; readonly name: string }[];
  };
  /** When the figures were last brought up to date; null: never, there is nothing to count. */
  readonly upTo: string | null;
  /** Stands in every file made of a picture. */
  readonly notes: readonly string[];
};

/** As every page and file says it of an installation that holds visits that never were. */
const MADE_UP = "Made-up history: nothing here was measured on patients.";

/** UTC. */
export const todayOf = (rt: Pick<Runtime, "clock">): string => rt.clock().toISOString().slice(0, 10);

/** What stands on every page and in every file of this installation. */
export async function notesOf(rt: Pick<Runtime, "db">): Promise<readonly string[]> {
  return (await madeUpHistoryOf(rt.db)) ? [MADE_UP] : [];
}

export async function watchPage(
  rt: Pick<Runtime, "db" | "clock" | "issuers">,
  filter: WatchFilter,
): Promise<{
  readonly page: WatchPage;
  readonly frame: Frame;
  readonly unitName: (issuer: string) => string;
  /** What stands in the place of days, for the page's other queries. */
  readonly sums: Sums;
}> {
  const unitName = (issuer: string) => rt.issuers.find((i) => i.issuer === issuer)?.name ?? issuer;
  const [{ rolledUpAt, units, ...choices }, notes, sums] = await Promise.all([
    watchChoices(rt.db),
    notesOf(rt),
    sumsInStep(rt.db),
  ]);
  return {
    page: {
      filter,
      choices: { ...choices, units: units.map((issuer) => ({ issuer, name: unitName(issuer) })) },
      upTo: rolledUpAt?.toISOString() ?? null,
      notes,
    },
    frame: { filter, today: todayOf(rt), narrowed: sayNarrowing(filter, unitName) },
    unitName,
    sums,
  };
}

/** What is compared with, and how its days are laid over those of the window. Null: nothing is. */
export function comparedOver(
  filter: WatchFilter,
): { readonly filter: WatchFilter; readonly over: Over } | null {
  const compare = comparedFilter(filter);
  return (
    compare && {
      filter: compare.filter,
      over: { bucket: bucketOf(filter), later: daysBetween(compare.filter.from, filter.from) },
    }
  );
}

/** A picture's numbers as a file, with what they are in its first lines. */
export function pictureCsv(picture: Picture, notes: readonly string[] = []): { csv: string; rows: number } {
  const { title, about } = picture;
  return toldCsv(tableOf(picture), [
    title,
    about.definition,
    `Measured on: ${about.measuredOn}`,
    `Window: ${about.window}`,
    `n = ${about.n}`,
    ...(about.intervals ? [`Intervals: ${about.intervals}`] : []),
    ...notes,
  ]);
}

/** Numbers as a file, with what is told of them in lines of their own below. */
export function toldCsv({ head, rows }: PlainTable, told: readonly string[]): { csv: string; rows: number } {
  const width = head.length;
  const full = (cells: readonly (string | number | null)[]) => [
    ...cells,
    ...Array.from({ length: width - cells.length }, () => null),
  ];
  return {
    csv: toCsv(head, [...rows, full([]), ...told.map((line) => full([line]))]),
    rows: rows.length,
  };
}
