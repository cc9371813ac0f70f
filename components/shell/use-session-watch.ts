"use client";
import { usePathname } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { ActionError, SESSION_DOUBTED } from "@/components/action-error";
import { getJson, postJson } from "@/components/get-json";
import { useNow } from "@/components/ui/time";
import type { FrameSession } from "@/lib/workflows/views";
import { type Deadlines, deadlinesFrom, type Phase, phaseOf } from "./session-phase";

/** How often a page asks who is signed in and how long the session has got. Asking prolongs nothing. */
const ASK_EVERY_MS = 20_000;
/**
 * What a person does. The mouse merely moving is not among it: a cart that is bumped moves it too. `input` is for those who
 * dictate.
 */
const ACTS = ["pointerdown", "keydown", "wheel", "touchstart", "input"] as const;

/** A launch in this very browser ended the session: the tab may be on its way to its page, and leaving for another would stop it. */
const SIGNED_IN_ANEW = ["renewed", "other-person"];
const ON_ITS_WAY_MS = 5_000;

/** Why this page may not be used any more. */
export type Blocked = {
  readonly why: "other-person" | "earlier-launch";
  /** Who is signed in now; null: the same person. */
  readonly signedIn: string | null;
};

export type SessionWatch = {
  readonly phase: Phase;
  readonly blocked: Blocked | null;
  /** The page is being left. */
  readonly left: boolean;
  readonly now: number;
  readonly stay: () => void;
};

/** Watches over the session for the page: who it belongs to now, how long it has got, and that somebody is there. */
export function useSessionWatch(initial: FrameSession): SessionWatch {
  const [deadlines, setDeadlines] = useState<Deadlines | null>(null);
  const [blocked, setBlocked] = useState<Blocked | null>(null);
  const [left, setLeft] = useState(false);
  const now = useNow() ?? 0;
  const underWay = useRef<Promise<void> | null>(null);

  const learn = useCallback(async (question: () => Promise<FrameSession>) => {
    const answer = question().then(
      (session) => setDeadlines(deadlinesFrom(session, Date.now())),
      (error: unknown) => {
        const code = error instanceof ActionError ? error.code : "network";
        const detail = error instanceof ActionError ? error.detail : {};
        if (code === "unauthenticated") {
          setLeft(true);
          const why = String(detail.why ?? "unauthenticated");
          // The page goes, with what it holds of patients, and Back does not bring it again.
          setTimeout(
            () => location.replace(`/signed-out?reason=${why}`),
            SIGNED_IN_ANEW.includes(why) ? ON_ITS_WAY_MS : 0,
          );
        } else if (code === "other-person" || code === "earlier-launch") {
          setBlocked({ why: code, signedIn: typeof detail.signedIn === "string" ? detail.signedIn : null });
        } else {
          // Not reached: what was known goes on counting.
          setDeadlines((known) => known && { ...known, knownAt: Date.now() });
        }
      },
    );
    underWay.current = answer;
    await answer;
    underWay.current = null;
  }, []);
  /** One question at a time: what makes somebody ask while an answer is on its way is answered by it. */
  const ask = useCallback(() => {
    if (!underWay.current) void learn(() => getJson<FrameSession>("/api/session"));
  }, [learn]);
  const stay = useCallback(async () => {
    await underWay.current;
    await learn(() => postJson<FrameSession>("/api/session/active", {}));
  }, [learn]);

  // What the frame came with was true when it was drawn; a page out of the browser's history is older.
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place in the frame is a reason to ask
  useEffect(() => {
    setDeadlines((known) => known ?? deadlinesFrom(initial, Date.now()));
    ask();
  }, [pathname]);

  useEffect(() => {
    const visible = () => document.visibilityState === "visible" && ask();
    const timer = setInterval(ask, ASK_EVERY_MS);
    const events: [EventTarget, string][] = [
      [window, "focus"],
      [window, "pageshow"],
      [window, "online"],
      [window, SESSION_DOUBTED],
      [document, "visibilitychange"],
    ];
    for (const [target, name] of events) target.addEventListener(name, visible);
    return () => {
      clearInterval(timer);
      for (const [target, name] of events) target.removeEventListener(name, visible);
    };
  }, [ask]);

  const phase: Phase = deadlines ? phaseOf(deadlines, now) : { is: "open" };
  const unsure = phase.is === "over" || (phase.is === "warning" && !phase.sure);
  // biome-ignore lint/correctness/useExhaustiveDependencies: while it is unsure, at every tick
  useEffect(() => {
    if (unsure && !blocked && !left) ask();
  }, [unsure, now, ask]);

  useActs(
    stay,
    phase.is === "warning" ? 0 : (deadlines?.reportMs ?? initial.reportMs),
    blocked !== null || left,
  );
  return { phase, blocked, left, now, stay: () => void stay() };
}

/** Tells that somebody is there, at most every `everyMs`, and only when somebody was. */
function useActs(tell: () => void, everyMs: number, off: boolean): void {
  const latest = useRef({ tell, everyMs });
  latest.current = { tell, everyMs };
  const told = useRef(0);
  useEffect(() => {
    if (off) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (told.current === 0) told.current = Date.now();
    const onAct = (event: Event) => {
      // What a script makes up is nobody's act.
      if (!event.isTrusted) return;
      if (timer && latest.current.everyMs > 0) return;
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          timer = undefined;
          told.current = Date.now();
          latest.current.tell();
        },
        Math.max(0, told.current + latest.current.everyMs - Date.now()),
      );
    };
    const options = { capture: true, passive: true };
    for (const name of ACTS) window.addEventListener(name, onAct, options);
    return () => {
      clearTimeout(timer);
      for (const name of ACTS) window.removeEventListener(name, onAct, options);
    };
  }, [off]);
}
