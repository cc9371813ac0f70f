import { SECOND } from "@/lib/core/clock";

/**
 * The sign of life of a worker at a long piece of work, with its news: what the console sees of it, and what keeps other
 * workers off it.
 */
export type Heartbeat<T> = {
  /** Aborted when the process stops or another worker took the work over. */
  readonly signal: AbortSignal;
  /** The work is no longer ours: taken over, or called off. */
  readonly lost: boolean;
  report(news: T): void;
  /** Writes what is outstanding and stops. May be called twice. */
  close(): Promise<void>;
};

export type HeartbeatOptions<T> = {
  /** Writes the sign of life, with the newest news if there is any. False: the work is no longer ours. */
  readonly write: (news: T | null) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
  readonly stop: AbortSignal;
  readonly heartbeatMs: number;
};

const WRITE_EVERY = 1 * SECOND;

/** Writes at most once a second while there is news, and at least every `heartbeatMs` in any case. */
export function startHeartbeat<T>({ write, onError, stop, heartbeatMs }: HeartbeatOptions<T>): Heartbeat<T> {
  const takenOver = new AbortController();
  let news: T | null = null;
  let lastWrite = Date.now();
  let writing: Promise<void> = Promise.resolve();

  async function beat(): Promise<void> {
    const newest = news;
    news = null;
    lastWrite = Date.now();
    try {
      if (!(await write(newest))) takenOver.abort();
    } catch (error) {
      // The database is away for a moment: the work goes on, and the sign of life comes when it is back.
      onError(error);
    }
  }

  const timer = setInterval(() => {
    const age = Date.now() - lastWrite;
    if (age >= heartbeatMs || (news && age >= WRITE_EVERY)) writing = writing.then(beat);
  }, Math.min(WRITE_EVERY, heartbeatMs) / 2);
  timer.unref();
  let closed: Promise<void> | null = null;

  return {
    signal: AbortSignal.any([stop, takenOver.signal]),
    get lost() {
      return takenOver.signal.aborted;
    },
    report(newest) {
      news = newest;
    },
    close() {
      clearInterval(timer);
      closed ??= writing.then(() => (news ? beat() : undefined));
      return closed;
    },
  };
}
