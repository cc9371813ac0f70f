import { DAY } from "@/lib/core/clock";

/** What one point of a chart over time sums up. */
export type Bucket = "day" | "week" | "month";

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
export const dayOfTime = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
export const addDays = (day: string, days: number): string => dayOfTime(at(day) + days * DAY);
/** Whole days from `from` to `to`. */
export const daysBetween = (from: string, to: string): number => Math.round((at(to) - at(from)) / DAY);

/** So that a chart has some 10 to 40 points. */
export function bucketFor(from: string, to: string): Bucket {
  const days = daysBetween(from, to) + 1;
  if (days <= 31) return "day";
  return days <= 210 ? "week" : "month";
}

/** First day of the bucket a day lies in; weeks begin on Monday (ISO 8601). */
export function startOf(bucket: Bucket, day: string): string {
  if (bucket === "day") return day;
  if (bucket === "month") return `${day.slice(0, 7)}-01`;
  const weekday = (new Date(at(day)).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/** Every bucket of a window in order, those without anything too. */
export function bucketsOf(bucket: Bucket, from: string, to: string): string[] {
  const starts: string[] = [];
  for (let day = startOf(bucket, from); day <= to; ) {
    starts.push(day);
    day =
      bucket === "month"
        ? `${dayOfTime(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 1))}`
        : addDays(day, bucket === "week" ? 7 : 1);
  }
  return starts;
}
