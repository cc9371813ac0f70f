import { listenToAll, notifyAll } from "@/db/changes";
import type { DbOrTx } from "@/db/client";
import { SECOND } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import { sayError } from "@/lib/core/describe-error";
import { processState } from "./process-state";
import type { Runtime } from "./runtime";

/** What has changed, told between processes: opaque ids of ours and names of staff, nothing about a patient. */
export type Change =
  | { readonly what: "board"; readonly at: string }
  | {
      /** The EHR has called by itself: there is something new, or it only shows that it goes on telling. */
      readonly what: "ehr";
      readonly at: string;
      readonly news: boolean;
      /** When it repeats itself at the latest, in seconds; null: it calls with news alone. */
      readonly beat: number | null;
    }
  | { readonly what: "visit"; readonly at: string; readonly visit: string }
  | {
      readonly what: "presence";
      readonly at: string;
      readonly visit: string;
      readonly user: string;
      readonly name: string;
      /** Said again, they are still there; else they have come, or left. */
      readonly how: "came" | "still" | "left";
    };

/** An EHR in a message: people of another one hear nothing of it. */
export const siteOf = (issuer: string): string => sha256(issuer).slice(0, 16);

export const boardChanged = (rt: Runtime, issuer: string): Promise<void> =>
  tellIfPossible(rt, { what: "board", at: siteOf(issuer) });

export const ehrCalled = (
  rt: Runtime,
  issuer: string,
  said: { readonly news: boolean; readonly beat: number | null },
): Promise<void> => tellIfPossible(rt, { what: "ehr", at: siteOf(issuer), ...said });

/** A visit's page and its row on the board are no longer what they were. Told after it was committed, and never in its way. */
export const visitChanged = (rt: Runtime, issuer: string, visit: string): Promise<void> =>
  tellIfPossible(rt, { what: "visit", at: siteOf(issuer), visit });

/** Pages ask by themselves, too: that it could not be told costs a few seconds. */
async function tellIfPossible(rt: Runtime, change: Change): Promise<void> {
  for (const listener of early(rt)) listener(change);
  await tell(rt.db, change).catch((err: unknown) => rt.logger.warn({ err }, "a change could not be told"));
}

export const tell = (db: DbOrTx, change: Change): Promise<void> => notifyAll(db, JSON.stringify(change));

type Listener = (change: Change | "missed") => void;

const early = (rt: Runtime): Set<Listener> => processState(rt, "early-changes", () => new Set<Listener>());

/**
 * For what is kept in memory: hears as `hearChanges` does, and what this process tells before it is told, so that whoever has changed
 * something is never shown what was kept from before. A change may be heard twice.
 */
export function hearEarly(rt: Runtime, listener: Listener): void {
  early(rt).add(listener);
  hearChanges(rt, listener);
}

/** Whether changes are heard now: while they are not, nothing in memory may be trusted for long. */
export const isHearing = (rt: Runtime): boolean => busOf(rt).state === "on";
type Bus = { readonly listeners: Set<Listener>; state: "off" | "starting" | "on" };

const busOf = (rt: Runtime): Bus =>
  processState(rt, "changes", (): Bus => ({ listeners: new Set(), state: "off" }));

/** Before it tries again to listen to a database that did not let it. */
const AGAIN = 10 * SECOND;

/**
 * Hears changes from every process, this one included. "missed": the connection was lost and is back, so that anything may have
 * changed. Listening begins with the first who asks; while the database does not let it, pages go on asking by themselves.
 */
export function hearChanges(rt: Runtime, listener: Listener): () => void {
  const bus = busOf(rt);
  bus.listeners.add(listener);
  void begin(rt, bus);
  return () => bus.listeners.delete(listener);
}

async function begin(rt: Runtime, bus: Bus): Promise<void> {
  if (bus.state !== "off" || rt.queue.stopping.aborted) return;
  bus.state = "starting";
  let before = false;
  const spread = (change: Change | "missed") => {
    for (const listener of bus.listeners) listener(change);
  };
  try {
    const stop = await listenToAll(
      rt.handle,
      (message) => {
        const change = read(message);
        if (change) spread(change);
      },
      () => {
        if (before) spread("missed");
        before = true;
      },
    );
    bus.state = "on";
    // What was told before it could be heard.
    for (const listener of early(rt)) listener("missed");
    rt.queue.stopping.addEventListener("abort", () => void stop(), { once: true });
  } catch (error) {
    bus.state = "off";
    rt.logger.warn({ err: error }, `changes are not heard, pages ask by themselves: ${sayError(error)}`);
    setTimeout(() => void (bus.listeners.size > 0 && begin(rt, bus)), AGAIN).unref();
  }
}

/** A version of the app that runs beside this one may tell what this one does not know. */
function read(message: string): Change | null {
  try {
    const change = JSON.parse(message) as Change;
    return ["board", "ehr", "visit", "presence"].includes(change.what) && typeof change.at === "string"
      ? change
      : null;
  } catch {
    return null;
  }
}
