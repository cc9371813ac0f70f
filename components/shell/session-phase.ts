import type { FrameSession } from "@/lib/workflows/views";

/** The session's ends on this workstation's clock. */
export type Deadlines = {
  readonly idleAt: number;
  readonly endsAt: number;
  readonly warnMs: number;
  readonly reportMs: number;
  /** When the server said so. */
  readonly knownAt: number;
};

export const deadlinesFrom = (session: FrameSession, now: number): Deadlines => ({
  idleAt: now + session.idleInMs,
  endsAt: now + session.endsInMs,
  warnMs: session.warnMs,
  reportMs: session.reportMs,
  knownAt: now,
});

export type Phase =
  | { readonly is: "open" }
  /** `why`: nobody was there, which an act undoes, or the shift is over, which nothing does. `sure`: the server said so just now. */
  | {
      readonly is: "warning";
      readonly why: "idle" | "expired";
      readonly at: number;
      readonly sure: boolean;
    }
  | { readonly is: "over"; readonly why: "idle" | "expired" };

export function phaseOf({ idleAt, endsAt, warnMs, knownAt }: Deadlines, now: number): Phase {
  const [at, why] = endsAt <= idleAt ? ([endsAt, "expired"] as const) : ([idleAt, "idle"] as const);
  if (now >= at) return { is: "over", why };
  // Another tab may have been used meanwhile: this one asks before it alarms anybody.
  if (now >= at - warnMs) return { is: "warning", why, at, sure: knownAt >= at - warnMs };
  return { is: "open" };
}
