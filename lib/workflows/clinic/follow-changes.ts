import type { Authorized } from "@/lib/auth/principal";
import { SECOND } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { identify } from "../govern/sessions";
import { hearChanges, siteOf } from "../service/changes";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { lookForNews } from "./look-for-news";
import { requireVisit, type VisitRef } from "./visit-access";
import { waitingFor } from "./waiting-list";

/** How often a stream shows that it lives, and looks whether its session still does. */
const LOOK = 5 * SECOND;
/** Pages in sight of one session, and of all, that are told of changes; the others ask by themselves. */
const STREAMS = { session: 8, all: 1_000 } as const;

const encode = (text: string) => new TextEncoder().encode(text);

/**
 * A stream of server-sent events that says that something has changed, and nothing of what: the page then asks, as it does by itself
 * every few seconds, and gets what this person may see. It ends when the session does.
 * @param ref whose page asks; null: the board
 * @throws AppError("rate-limited") when enough are open already, and what requireVisit throws
 */
export async function followChanges(rt: Runtime, auth: Authorized, ref: VisitRef | null): Promise<Response> {
  const { principal } = auth;
  const visit = ref && (await requireVisit(rt, auth, ref)).encounter.id;
  const open = processState(rt, "change-streams", () => new Map<string, number>());
  const { sessionId } = principal;
  const own = open.get(sessionId) ?? 0;
  const all = [...open.values()].reduce((sum, n) => sum + n, 0);
  if (own >= STREAMS.session || all >= STREAMS.all)
    throw new AppError("rate-limited", "enough pages are told of changes already");
  open.set(sessionId, own + 1);

  const site = siteOf(principal.issuer);
  let revision = 0;
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (event: string) =>
        controller.enqueue(encode(`event: ${event}\ndata: {"revision":${++revision}}\n\n`));
      const deaf = hearChanges(rt, (change) => {
        if (change === "missed") return send("changed");
        if (change.at !== site) return;
        if (change.what === "presence") {
          if (change.how !== "still" && (visit === null || visit === change.visit)) send("presence");
        } else if (change.what === "ehr") {
          if (!change.news) return;
          if (visit === null) {
            send("changed");
            // The EHR is asked while the page is on its way, which then gets what this has brought.
            void waitingFor(rt, auth).catch(() => {});
          } else void lookForNews(rt, auth, visit, () => send("changed"));
        } else if (visit === null || (change.what === "visit" && change.visit === visit)) send("changed");
      });
      const close = (event?: string) => {
        if (event) send(event);
        stop();
        controller.close();
      };
      const timer = setInterval(async () => {
        try {
          const still = (await identify(rt, sessionId)).principal;
          if (still?.userId !== principal.userId || still.role !== principal.role) close("ended");
          else controller.enqueue(encode(": here\n\n"));
        } catch {
          // The database does not say who is there: the page asks by itself, and is told.
          close();
        }
      }, LOOK);
      timer.unref();
      const onStopping = () => close();
      rt.queue.stopping.addEventListener("abort", onStopping, { once: true });
      stop = () => {
        stop = () => {};
        deaf();
        clearInterval(timer);
        rt.queue.stopping.removeEventListener("abort", onStopping);
        const left = (open.get(sessionId) ?? 1) - 1;
        if (left > 0) open.set(sessionId, left);
        else open.delete(sessionId);
      };
      controller.enqueue(encode(": here\n\n"));
    },
    cancel: () => stop(),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // Compressed it would be held back until enough has come together.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
