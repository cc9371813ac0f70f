import type { ChartEvent } from "@/lib/monitoring/charts/picture";

/** Events of one day have one mark; the list under the chart has the same numbers. */
export function eventDays(
  events: readonly ChartEvent[],
): { readonly day: string; readonly number: number; readonly labels: readonly string[] }[] {
  const days = [...new Set(events.map((e) => e.day))].sort();
  return days.map((day, i) => ({
    day,
    number: i + 1,
    labels: events.filter((e) => e.day === day).map((e) => e.label),
  }));
}
