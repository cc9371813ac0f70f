import { HOUR, MINUTE } from "@/lib/core/clock";

/** A shift's length: after it, a new launch. */
export const SESSION_MAX_MS = 8 * HOUR;
/** An unattended workstation. */
export const SESSION_IDLE_MS = 30 * MINUTE;
/** Activity is written down at most this often. */
export const SESSION_TOUCH_MS = 1 * MINUTE;

export type SessionTimes = {
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly revokedAt: Date | null;
};
export type SessionState = "active" | "revoked" | "expired" | "idle";

export function sessionState(session: SessionTimes, now: Date): SessionState {
  if (session.revokedAt) return "revoked";
  if (now.getTime() - session.createdAt.getTime() >= SESSION_MAX_MS) return "expired";
  if (now.getTime() - session.lastSeenAt.getTime() >= SESSION_IDLE_MS) return "idle";
  return "active";
}

export const shouldTouch = (session: SessionTimes, now: Date): boolean =>
  now.getTime() - session.lastSeenAt.getTime() >= SESSION_TOUCH_MS;
