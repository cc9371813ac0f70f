import { sayValue } from "../charts/in-words";
import type { Quantity } from "../charts/picture";
import { ABOUT_REFERENCE } from "../watch/references";
import { ABOUT_MEASURE, type FairMeasure } from "./measures";
import type { Comparison } from "./report";
import type { Interval } from "./two-groups";

/** How a difference is written. */
export const quantityOf = (measure: FairMeasure): Quantity =>
  ABOUT_MEASURE[measure].kind === "time" ? "minutes" : "points";

/** A group's own value: a share, or how far above what was foreseen, or minutes. */
export function sayOwn(measure: FairMeasure, value: number): string {
  if (ABOUT_MEASURE[measure].kind === "time") return `${value.toFixed(1)} min`;
  return sayValue(value, measure.endsWith("-calibration") ? "points" : "percent");
}

/** "+5.2 points (+1.1 points to +9.4 points)". */
const sayInterval = ({ value, low, high }: Interval, quantity: Quantity): string =>
  `${sayValue(value, quantity)} (${sayValue(low, quantity)} to ${sayValue(high, quantity)})`;

/** "1.42 (1.10 to 1.83)". */
export const sayRatio = ({ value, low, high }: Interval): string =>
  `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;

/** "5 points", "10 minutes". */
export function sayBound(measure: FairMeasure): string {
  const { kind, bound } = ABOUT_MEASURE[measure];
  return kind === "time" ? `${bound} minutes` : `${Number((100 * bound).toFixed(1))} points`;
}

/** One line that names no patient; what is before the colon is its title. */
export function sayFinding(c: Comparison): string {
  const about = ABOUT_MEASURE[c.measure];
  const title = `${about.title}, ${c.group}`;
  if (!c.found) return title;
  const { here, rest, difference } = c.found;
  const against = c.against ? ` Held against: ${ABOUT_REFERENCE[c.against].name.toLowerCase()}.` : "";
  return `${title}: ${sayOwn(c.measure, here)} (n = ${c.n}) against ${sayOwn(c.measure, rest)} of everybody else (n = ${c.restN}), ${sayInterval(difference, quantityOf(c.measure))}; worse by more than ${sayBound(c.measure)} after correction.${against}`;
}

/** What a comparison comes to. */
export const VERDICTS = {
  beyond: "Worse beyond the bound",
  differs: "Differs",
  none: "No difference shown",
  few: "Too few to tell",
} as const;
export function verdictOf({ found }: Comparison, level: number): keyof typeof VERDICTS {
  if (!found) return "few";
  return found.beyond ? "beyond" : found.q <= level ? "differs" : "none";
}
