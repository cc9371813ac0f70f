import { wilson } from "@/lib/measures/plots-data";
import { startOf } from "../charts/buckets";
import type { About, ChartEvent, Measured, RowsPicture, TimePicture } from "../charts/picture";
import { compareWindow, LEAST_WINDOW } from "./compare";
import { CATEGORIES, labelOf, numberFeature } from "./features";
import { addTallies, type NumberTally, newTally, type Tally } from "./reference";

const CELLS = 8;

/** How one feature's values lie in the reference and now, share by share. Null: there is nothing of it. */
export function featurePicture(
  feature: string,
  reference: Tally,
  now: Tally,
  window: string,
  measuredOn: string,
): RowsPicture | null {
  const rows = rowsOf(feature, reference, now);
  if (!rows) return null;
  const [all, current] = [sum(rows.map((r) => r.reference)), sum(rows.map((r) => r.now))];
  const label = labelOf(feature);
  return {
    kind: "rows",
    id: `drift-${feature.toLowerCase()}`,
    title: label,
    quantity: "percent",
    columns: ["Reference", "Now"],
    rows: rows.map((r) => ({
      name: r.name,
      values: [shareOf(r.reference, all), shareOf(r.now, current)],
    })),
    about: {
      definition: `Share of patients whose ${label.toLowerCase()} lies in each row, those in whom it was not recorded as a row of their own.`,
      measuredOn,
      window,
      n: current,
      intervals: "95 % Wilson",
    },
  };
}

type Row = { readonly name: string; readonly reference: number; readonly now: number };

function rowsOf(feature: string, reference: Tally, now: Tally): Row[] | null {
  const [a, b] = [reference.numbers[feature], now.numbers[feature]];
  if (a && b) return numberRows(feature, a, b, reference.patients, now.patients);
  const category = CATEGORIES.find((c) => c.key === feature);
  if (!category) return null;
  const [ca, cb] = [reference.categories[feature] ?? {}, now.categories[feature] ?? {}];
  const all = (t: Tally) => (feature === "decided" ? (t.decisions?.decided ?? 0) : t.patients);
  const named = category.values.map((v) => ({ name: v, reference: ca[v] ?? 0, now: cb[v] ?? 0 }));
  return [
    ...named,
    {
      name: "not recorded",
      reference: all(reference) - sum(Object.values(ca)),
      now: all(now) - sum(Object.values(cb)),
    },
  ].filter((r) => r.reference + r.now > 0);
}

/** Cells of the reference put together into a few of about equally many. */
function numberRows(feature: string, a: NumberTally, b: NumberTally, na: number, nb: number): Row[] {
  const decimals = numberFeature(feature)?.decimals ?? 1;
  const say = (v: number) => v.toFixed(decimals);
  const known = sum(a.counts);
  const rows: Row[] = [];
  let [x, y, below, from] = [0, 0, 0, null as number | null];
  a.counts.forEach((count, i) => {
    x += count;
    y += b.counts[i] ?? 0;
    below += count;
    const last = i === a.counts.length - 1;
    if (!last && below < ((rows.length + 1) * known) / CELLS) return;
    const to = a.edges[i];
    const name =
      to === undefined
        ? from === null
          ? "any"
          : `above ${say(from)}`
        : from === null
          ? `up to ${say(to)}`
          : `above ${say(from)} to ${say(to)}`;
    rows.push({ name, reference: x, now: y });
    [x, y, from] = [0, 0, to ?? from];
  });
  return [
    ...rows,
    { name: "cannot be", reference: a.impossible, now: b.impossible },
    {
      name: "not recorded",
      reference: na - known - a.impossible,
      now: nb - sum(b.counts) - b.impossible,
    },
  ].filter((r) => r.reference + r.now > 0);
}

function shareOf(n: number, of: number): Measured {
  if (of < LEAST_WINDOW) return { value: null, n: of };
  const [low, high] = wilson(n / of, of);
  return { value: n / of, low, high, n };
}

/** How far each feature lies from the reference, week by week. */
export function timePicture(
  reference: Tally,
  days: readonly { readonly day: string; readonly tally: Tally }[],
  features: readonly string[],
  events: readonly ChartEvent[],
  about: About,
): TimePicture | null {
  const weeks = new Map<string, Tally>();
  for (const { day, tally } of days) {
    const week = startOf("week", day);
    weeks.set(week, addTallies(weeks.get(week) ?? newTally(reference), tally));
  }
  if (weeks.size === 0 || features.length === 0) return null;
  const compared = [...weeks].map(([day, tally]) => ({ day, tally, rows: compareWindow(reference, tally) }));
  return {
    kind: "time",
    id: "drift-over-time",
    title: "How far from the reference, week by week",
    quantity: "number",
    lines: features.map((feature) => ({
      name: labelOf(feature),
      points: compared.map(({ day, tally, rows }) => ({
        day,
        n: tally.patients,
        value: rows?.find((r) => r.feature === feature)?.stability ?? null,
      })),
    })),
    bands: [
      { from: 0, to: 0.1, label: "little" },
      { from: 0.25, to: 0.25, label: "much from here on" },
    ],
    events,
    about,
  };
}

const sum = (xs: readonly number[]): number => xs.reduce((s, x) => s + x, 0);
