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

type Telling = Pick<Runtime, "db" | "logger">;

export const boardChanged = (rt: Telling, issuer: string): Promise<void> =>
  tellIfPossible(rt, { what: "board", at: siteOf(issuer) });

/** A visit's page and its row on the board are no longer what they were. Told after it was committed, and never in its way. */
export const visitChanged = (rt: Telling, issuer: string, visit: string): Promise<void> =>
  tellIfPossible(rt, { what: "visit", at: siteOf(issuer), visit });

/** Pages ask by themselves, too: that it could not be told costs a few seconds. */
const tellIfPossible = ({ db, logger }: Telling, change: Change): Promise<void> =>
  tell(db, change).catch((err: unknown) => logger.warn({ err }, "a change could not be told"));

export const tell = (db: DbOrTx, change: Change): Promise<void> => notifyAll(db, JSON.stringify(change));

type Listener = (change: Change | "missed") => void;
type Bus = { readonly listeners: Set<Listener>; state: "off" | "starting" | "on" };

/** Before it tries again to listen to a database that did not let it. */
const AGAIN = 10 * SECOND;

/**
 * Hears changes from every process, this one included. "missed": the connection was lost and is back, so that anything may have
 * changed. Listening begins with the first who asks; while the database does not let it, pages go on asking by themselves.
 */
export function hearChanges(rt: Runtime, listener: Listener): () => void {
  const bus = processState(rt, "changes", (): Bus => ({ listeners: new Set(), state: "off" }));
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
    return ["board", "visit", "presence"].includes(change.what) && typeof change.at === "string"
      ? change
      : null;
  } catch {
    return null;
  }
}
