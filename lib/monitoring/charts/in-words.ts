import type { Measured, Picture, Quantity } from "./picture";

/** "62.4 %", "+1.2 points", "0.71", "1,204", "38 s". */
export function sayValue(value: number, quantity: Quantity): string {
  switch (quantity) {
    case "percent":
      return `${(100 * value).toFixed(1)} %`;
    case "points":
      return `${signed(100 * value, 1)} points`;
    case "kappa":
      return minus(value.toFixed(3));
    case "count":
      return Math.round(value).toLocaleString("en-GB");
    case "seconds":
      return `${Math.round(value)} s`;
    case "minutes":
      return `${signed(value, 1)} min`;
    case "per-hundred":
      return `${value.toFixed(1)} per 100`;
    case "number":
      return minus(String(Number(value.toPrecision(3))));
  }
}

/** The short form that fits an axis. */
export function sayTick(value: number, quantity: Quantity): string {
  if (quantity === "percent") return `${Number((100 * value).toFixed(1))} %`;
  if (quantity === "points") return value === 0 ? "0" : signed(100 * value, 1).replace(/\.0$/, "");
  if (quantity === "minutes") return value === 0 ? "0" : signed(value, 1).replace(/\.0$/, "");
  if (quantity === "kappa") return minus(String(Number(value.toFixed(2))));
  return minus(Number(value.toPrecision(4)).toLocaleString("en-GB"));
}

const minus = (text: string): string => text.replace(/^-/, "−");
const signed = (value: number, digits: number): string =>
  `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(digits)}`;

/** "62.4 % (58.0 % to 66.5 %)", or why there is no value. */
export function sayMeasured(m: Measured, quantity: Quantity): string {
  if (m.value === null) return m.n === 0 ? "none" : "too few to tell";
  const value = sayValue(m.value, quantity);
  return m.low === undefined || m.high === undefined
    ? value
    : `${value} (${sayValue(m.low, quantity)} to ${sayValue(m.high, quantity)})`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "2026-11-30" -> "30 Nov 2026", without the year "30 Nov". */
export function sayDay(day: string, withYear = true): string {
  const [year, month, date] = day.split("-");
  return `${Number(date)} ${MONTHS[Number(month) - 1]}${withYear ? ` ${year}` : ""}`;
}

export type PlainTable = {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
};

/** The picture as numbers, for a file: nothing is rounded or put in words. */
export function tableOf(picture: Picture): PlainTable {
  const measured = (m: Measured) => [m.value, m.low ?? null, m.high ?? null, m.n];
  switch (picture.kind) {
    case "time":
      return {
        head: ["line", "from", "value", "low", "high", "n", "complete"],
        rows: picture.lines.flatMap((line) =>
          line.points.map((p) => [line.name, p.day, ...measured(p), p.open ? "no" : "yes"]),
        ),
      };
    case "rows":
      return {
        head: ["row", "of", "value", "low", "high", "n"],
        rows: picture.rows.flatMap((row) =>
          row.values.map((m, i) => [row.name, picture.columns[i] ?? "", ...measured(m)]),
        ),
      };
    case "funnel":
      return {
        head: ["group", "value", "n", "everybody"],
        rows: [
          ...picture.points.map((p) => [p.name, p.value, p.n, picture.centre]),
          ...picture.tooFew.map((p) => [p.name, null, p.n, picture.centre]),
        ],
      };
    case "bars":
      return { head: ["row", ...picture.parts], rows: picture.rows.map((r) => [r.name, ...r.values]) };
  }
}

/** One sentence for whoever cannot see the chart. */
export function sayPicture(picture: Picture): string {
  const { title, about } = picture;
  const last =
    picture.kind === "time"
      ? picture.lines
          .map((line) => {
            const point = line.points.findLast((p) => p.value !== null);
            return point
              ? `${line.name} last ${sayMeasured(point, picture.quantity)}, from ${sayDay(point.day)}`
              : `${line.name}: too few to tell`;
          })
          .join("; ")
      : null;
  return `${title}. ${about.window}, ${about.n} in all.${last ? ` ${last}.` : ""} The data is in the table below the chart.`;
}
