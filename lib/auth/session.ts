import { HOUR, MINUTE, SECOND } from "@/lib/core/clock";

/** A shift's length: after it, a new launch. */
export const SESSION_MAX_MS = 8 * HOUR;
/** How long before its end somebody is warned. */
const WARNING_MS = 1 * MINUTE;

/** Everything that hangs on how long a workstation may be left alone (SESSION_IDLE_MINUTES). */
export type IdleTimes = {
  readonly idleMs: number;
  /** Before the end, so much is left to answer the warning; never less than the 20 s of WCAG 2.2.1. */
  readonly warnMs: number;
  /** Use is written down at most this often. */
  readonly touchMs: number;
  /** A page tells of its person's acts at most this often. */
  readonly reportMs: number;
};

export function idleTimes(minutes: number): IdleTimes {
  const idleMs = minutes * MINUTE;
  return {
    idleMs,
    warnMs: Math.min(WARNING_MS, idleMs / 2),
    touchMs: Math.min(MINUTE, idleMs / 30),
    reportMs: Math.min(30 * SECOND, idleMs / 10),
  };
}

/** Why a session ended. */
export const SESSION_ENDS = {
  "signed-out": "You signed out.",
  idle: "The workstation was left alone for too long.",
  expired: "Sessions end after eight hours.",
  renewed: "You launched again from the EHR.",
  "other-person": "Somebody else signed in on this browser.",
  limit: "You signed in on more workstations than allowed; the one used least was signed out.",
  "by-owner": "You ended this session from another workstation.",
} as const;
export type SessionEnd = keyof typeof SESSION_ENDS;
export const isSessionEnd = (value: unknown): value is SessionEnd =>
  typeof value === "string" && Object.hasOwn(SESSION_ENDS, value);

export type SessionTimes = {
  readonly createdAt: Date;
  /** When a person last did something; what pages ask by themselves does not count. */
  readonly lastSeenAt: Date;
  readonly revokedAt: Date | null;
};
export type SessionState = "active" | "revoked" | "expired" | "idle";

export function sessionState(session: SessionTimes, now: Date, { idleMs }: IdleTimes): SessionState {
  if (session.revokedAt) return "revoked";
  if (now.getTime() - session.createdAt.getTime() >= SESSION_MAX_MS) return "expired";
  if (now.getTime() - session.lastSeenAt.getTime() >= idleMs) return "idle";
  return "active";
}

export const shouldTouch = (session: SessionTimes, now: Date, { touchMs }: IdleTimes): boolean =>
  now.getTime() - session.lastSeenAt.getTime() >= touchMs;

/** What is left, in milliseconds: until nobody has been there for too long, and until the shift is over. */
export const timeLeft = (session: SessionTimes, now: Date, { idleMs }: IdleTimes) => ({
  idleInMs: Math.max(0, session.lastSeenAt.getTime() + idleMs - now.getTime()),
  endsInMs: Math.max(0, session.createdAt.getTime() + SESSION_MAX_MS - now.getTime()),
});
