import { dayOf } from "../listing";
import { addDays, type Bucket, bucketFor, daysBetween } from "./buckets";
import { sayDay } from "./in-words";

/** What a page that watches the model looks at, as its address says it. What is not understood narrows nothing. */
export type WatchFilter = {
  /** Days, UTC, both inclusive, from <= to. */
  readonly from: string;
  readonly to: string;
  /** Model version; "rules-only" for answers without a model. */
  readonly version?: string | undefined;
  readonly policy?: string | undefined;
  /** The EHR the visits come from, by its issuer. */
  readonly unit?: string | undefined;
  readonly group?: Group | undefined;
  readonly compare?: Compare | undefined;
};

/** What everything is held beside. `before`: the same length of time, just before. */
type Compare = { readonly kind: "before" } | { readonly kind: "version"; readonly version: string };

export const GROUP_DIMENSIONS = ["sex", "age", "arrival", "shift"] as const;
export type GroupDimension = (typeof GROUP_DIMENSIONS)[number];
export type Group = { readonly dimension: GroupDimension; readonly value: string };

/** Every group there is, in the order they are shown. `value` is what roll-ups and addresses say. */
export const GROUPS: readonly (Group & { readonly label: string })[] = [
  { dimension: "sex", value: "female", label: "Female" },
  { dimension: "sex", value: "male", label: "Male" },
  { dimension: "age", value: "0-1", label: "Under 2 years" },
  { dimension: "age", value: "2-15", label: "2 to 15 years" },
  { dimension: "age", value: "16-44", label: "16 to 44 years" },
  { dimension: "age", value: "45-64", label: "45 to 64 years" },
  { dimension: "age", value: "65+", label: "65 years and older" },
  { dimension: "arrival", value: "ambulance", label: "By ambulance" },
  { dimension: "arrival", value: "other", label: "Not by ambulance" },
  { dimension: "shift", value: "day", label: "Day shift (7 to 15)" },
  { dimension: "shift", value: "evening", label: "Evening shift (15 to 23)" },
  { dimension: "shift", value: "night", label: "Night shift (23 to 7)" },
];
export const DIMENSION_LABELS: Readonly<Record<GroupDimension, string>> = {
  sex: "Sex",
  age: "Age",
  arrival: "Arrival",
  shift: "Shift",
};

export const DEFAULT_DAYS = 90;
/** A longer window would be read whole for a picture nobody can read. */
const MOST_DAYS = 3 * 366;
const LONGEST_NAME = 200;

/** @param today UTC day; the window ends there unless the address says otherwise */
export function readWatchFilter(get: (name: string) => string | undefined, today: string): WatchFilter {
  const named = (name: string) => get(name)?.trim().slice(0, LONGEST_NAME) || undefined;
  const day = (name: string) => dayOf(get(name))?.toISOString().slice(0, 10);
  let to = day("to") ?? today;
  let from = day("from") ?? addDays(to, 1 - DEFAULT_DAYS);
  if (from > to) [from, to] = [to, from];
  if (daysBetween(from, to) >= MOST_DAYS) from = addDays(to, 1 - MOST_DAYS);
  const group = GROUPS.find((g) => keyOfGroup(g) === get("group"));
  return {
    from,
    to,
    version: named("version"),
    policy: named("policy"),
    unit: named("unit"),
    ...(group ? { group: { dimension: group.dimension, value: group.value } } : {}),
    ...compareOf(named("vs")),
  };
}

function compareOf(vs: string | undefined): { compare?: Compare } {
  if (vs === "before") return { compare: { kind: "before" } };
  const version = vs?.startsWith("version:") ? vs.slice("version:".length) : "";
  return version ? { compare: { kind: "version", version } } : {};
}

export const keyOfGroup = (g: Group): string => `${g.dimension}:${g.value}`;

/** The address that says the same filter; days that are the default are left out. */
export function queryOfFilter(filter: WatchFilter, today: string): Record<string, string | undefined> {
  const isDefault = filter.to === today && filter.from === addDays(today, 1 - DEFAULT_DAYS);
  return {
    from: isDefault ? undefined : filter.from,
    to: isDefault ? undefined : filter.to,
    version: filter.version,
    policy: filter.policy,
    unit: filter.unit,
    group: filter.group && keyOfGroup(filter.group),
    vs: filter.compare && (filter.compare.kind === "before" ? "before" : `version:${filter.compare.version}`),
  };
}

/** What is compared with: another filter, and what its line is called. Null: nothing is. */
export function comparedFilter(
  filter: WatchFilter,
): { readonly filter: WatchFilter; readonly name: string } | null {
  const { compare, ...rest } = filter;
  if (!compare) return null;
  if (compare.kind === "version")
    return { filter: { ...rest, version: compare.version }, name: `Version ${compare.version}` };
  return { filter: periodBefore(rest), name: "The period before" };
}

/** The same, over the same length of time just before. */
export function periodBefore(filter: WatchFilter): WatchFilter {
  const days = daysBetween(filter.from, filter.to) + 1;
  return { ...filter, from: addDays(filter.from, -days), to: addDays(filter.to, -days) };
}

export const bucketOf = (filter: WatchFilter): Bucket => bucketFor(filter.from, filter.to);

/** "1 Sep 2026 to 29 Nov 2026". */
export const sayDays = ({ from, to }: Pick<WatchFilter, "from" | "to">): string =>
  `${sayDay(from)} to ${sayDay(to)}`;

/** "version 0.3.0, women": what narrows, in words; empty when nothing does. */
export function sayNarrowing(filter: WatchFilter, unitName: (issuer: string) => string): string {
  const { group } = filter;
  const label =
    group && GROUPS.find((g) => g.dimension === group.dimension && g.value === group.value)?.label;
  return [
    filter.version && (filter.version === RULES_ONLY ? "rules only" : `version ${filter.version}`),
    filter.policy && `policy ${filter.policy}`,
    filter.unit && unitName(filter.unit),
    label?.toLowerCase(),
  ]
    .filter(Boolean)
    .join(", ");
}

/** The version of an answer that no model gave. */
export const RULES_ONLY = "rules-only";
