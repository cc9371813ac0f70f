import type { Figure } from "@/lib/measures/figures";
import { number3 } from "@/lib/measures/tables";

/** A figure with its interval in brackets; "to" where a minus would be read as a dash. */
export const withInterval = (f: Figure | undefined): string =>
  !f || f.value === null
    ? "-"
    : f.low === undefined || f.high === undefined
      ? number3(f.value)
      : `${number3(f.value)} (${number3(f.low)}${f.low < 0 ? " to " : "-"}${number3(f.high)})`;
