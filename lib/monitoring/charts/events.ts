import type { AuditEventName } from "@/lib/audit/events";
import type { ChartEvent } from "./picture";

/** What may explain a step in a chart, and how it is said. `of` is what the entry is about: a version, mostly. */
const MARKED = {
  "model.promoted": (of) => `${of} put into use`,
  "model.rolled-back": (of) => `Back to ${of}`,
  "model.policy-changed": (_, d) => `Policy ${say(d.to)}`,
  "model.unavailable": () => "Model not available, rules only",
  "model.switched-off": () => "Model switched off, rules only",
  "model.switched-on": () => "Model switched on again",
  "gates.changed": () => "Other checks for versions",
  "shadow.started": (of) => `${of} answers unseen`,
} as const satisfies Partial<
  Record<AuditEventName, (of: string, detail: Readonly<Record<string, unknown>>) => string>
>;

export const MARKED_EVENTS = Object.keys(MARKED) as (keyof typeof MARKED)[];

export type MarkedEntry = {
  readonly at: Date;
  readonly event: string;
  readonly subjectId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** The entries of the audit log that charts mark, oldest first; what happened more than once a day is said once. */
export function toChartEvents(entries: readonly MarkedEntry[]): ChartEvent[] {
  const seen = new Set<string>();
  return entries.flatMap(({ at, event, subjectId, detail }) => {
    if (!isMarked(event)) return [];
    const day = at.toISOString().slice(0, 10);
    const label = MARKED[event](subjectId ?? "another", detail);
    const key = `${day} ${label}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ day, label }];
  });
}

const isMarked = (event: string): event is keyof typeof MARKED => Object.hasOwn(MARKED, event);
const say = (value: unknown): string => (typeof value === "string" ? value : "another");
