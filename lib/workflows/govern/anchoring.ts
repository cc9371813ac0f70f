import type { AuditEventName } from "@/lib/audit/events";

/** What those who append need of the one who anchors. */
export type Anchoring = {
  /** Reference to the newest anchor; null before the first. */
  newest(): string | null;
  /** An entry is about to be committed. */
  wake(seq: number, event: AuditEventName): void;
};

const ANCHORING = Symbol.for("openacuity.anchoring");
type Holder = { [ANCHORING]?: Map<string, Anchoring> };

/**
 * By the log's first audit key, and with it by database. On globalThis because Next bundles modules more than once, while a process anchors
 * once. Nobody anchors in command-line tools: what they append is anchored by the app, with its next entry or its next start.
 */
export function anchoring(log: string): Anchoring | undefined {
  return (globalThis as Holder)[ANCHORING]?.get(log);
}

export function setAnchoring(log: string, anchors: Anchoring | null): void {
  const holder = globalThis as Holder;
  holder[ANCHORING] ??= new Map();
  if (anchors) holder[ANCHORING].set(log, anchors);
  else holder[ANCHORING].delete(log);
}
