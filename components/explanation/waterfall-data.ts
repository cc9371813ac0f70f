import type { Group } from "@/lib/explain/explanation";
import type { GroupPart, Part, Picture } from "./picture-data";

/** How far a group is opened: its largest members and the rest in one, or all of them. */
export type Opened = "top" | "all";
export type Openings = Readonly<Partial<Record<Group, Opened>>>;

type Step = Omit<Part, "key"> & {
  readonly key: string;
  /** Where the bar begins and ends on the outcome's scale. */
  readonly from: number;
  readonly to: number;
};
export type WaterfallRow = Step &
  (
    | { readonly kind: "group"; readonly group: Group; readonly count: number; readonly open: boolean }
    | { readonly kind: "member" }
    | { readonly kind: "rest"; readonly group: Group }
    /** A member that is still being worked out: keeps its place. */
    | { readonly kind: "waiting" }
  );

export type Waterfall = {
  readonly rows: readonly WaterfallRow[];
  /** Limits of the axis: wide enough for every row that can be opened, so that opening moves nothing. */
  readonly domain: readonly [number, number];
};

/** Named members of an opened group. */
const TOP = 3;

/**
 * Bars from the base to the output. Groups stand in the order of a triage form, so that each is always found in its place;
 * an opened group's members fill exactly its bar.
 */
export function waterfallOf(picture: Picture, open: Openings): Waterfall {
  const rows: WaterfallRow[] = [];
  let at = picture.base;
  for (const group of picture.groups) {
    const from = at;
    at += group.effect;
    const { members: _, ...step } = group;
    const opened = open[group.group];
    rows.push({ ...step, kind: "group", from, to: at, open: opened !== undefined });
    if (opened) rows.push(...membersOf(group, from, opened));
  }
  return { rows, domain: domainOf(picture) };
}

function membersOf(group: GroupPart, start: number, opened: Opened): WaterfallRow[] {
  // "1 smaller" would take as much room as its name.
  const named = opened === "all" || group.count <= TOP + 1 ? group.count : TOP;
  if (!group.members) {
    const places = named + (group.count > named ? 1 : 0);
    return Array.from({ length: places }, (_, i) => ({
      key: `${group.key}.waiting.${i}`,
      label: "",
      kind: "waiting",
      effect: 0,
      standardError: null,
      from: start,
      to: start,
    }));
  }
  let at = start;
  const step = (part: Part) => {
    const from = at;
    at += part.effect;
    return { ...part, from, to: at };
  };
  const rows: WaterfallRow[] = group.members.slice(0, named).map((m) => ({ ...step(m), kind: "member" }));
  const rest = group.members.slice(named);
  if (rest.length > 0)
    rows.push({ ...step(sumOf(`${group.key}.rest`, rest)), kind: "rest", group: group.group });
  return rows;
}

/** Several parts as one. Independent estimates: variances add. */
export function sumOf(key: string, parts: readonly Part[]): Part {
  const errors = parts.map((p) => p.standardError);
  return {
    key,
    label: `${parts.length} smaller`,
    effect: parts.reduce((sum, p) => sum + p.effect, 0),
    standardError: errors.includes(null)
      ? null
      : Math.sqrt(errors.reduce<number>((sum, e) => sum + (e ?? 0) ** 2, 0)),
  };
}

function domainOf({ base, output, scale, groups }: Picture): [number, number] {
  const edges = [base, output];
  let at = base;
  for (const group of groups) {
    let inner = at;
    for (const member of group.members ?? []) {
      inner += member.effect;
      edges.push(inner);
    }
    at += group.effect;
    edges.push(at);
  }
  return roundedOut(edges, scale);
}

/** Out to whole steps of the scale, with air around, but never beyond its ends unless an estimate goes there. */
export function roundedOut(
  edges: readonly number[],
  [low, high]: readonly [number, number],
): [number, number] {
  const step = (high - low) / 8;
  const air = step / 4;
  const out = (value: number, round: (n: number) => number) => low + round((value - low) / step) * step;
  const [least, most] = [Math.min(...edges), Math.max(...edges)];
  return [
    Math.min(Math.max(low, out(least - air, Math.floor)), least),
    Math.max(Math.min(high, out(most + air, Math.ceil)), most),
  ];
}
