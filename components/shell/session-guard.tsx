"use client";
import { AlertDialog } from "@base-ui/react/alert-dialog";
import { type ReactNode, useRef, useState } from "react";
import { buttonClass } from "@/components/ui/button-class";
import type { FrameSession } from "@/lib/workflows/views";
import { PlainPage } from "./plain-page";
import type { Phase } from "./session-phase";
import { type Blocked, useSessionWatch } from "./use-session-watch";

type Props = { initial: FrameSession; name: string; children: ReactNode };

/** Keeps a page from being shown, or used, past its session or under somebody else's name. */
export function SessionGuard({ initial, name, children }: Props) {
  const { phase, blocked, left, now, stay } = useSessionWatch(initial);
  if (blocked) return <NotYourPage blocked={blocked} name={name} />;
  if (left) return <PlainPage title="Your session has ended.">{null}</PlainPage>;
  return (
    <>
      {/* Over, as far as this page knows: nothing is shown until the server has said otherwise. */}
      <div hidden={phase.is === "over"}>{children}</div>
      {phase.is === "over" && <NotReached />}
      <Warning phase={phase} now={now} onStay={stay} />
    </>
  );
}

/** The warning before the end, with everything needed to answer it under the hand. */
function Warning({ phase, now, onStay }: { phase: Phase; now: number; onStay: () => void }) {
  // The end of the shift is said once: no key puts it off.
  const [told, setTold] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  if (phase.is !== "warning" || !phase.sure || (phase.why === "expired" && told)) return null;
  const seconds = Math.max(0, Math.ceil((phase.at - now) / 1_000));
  const idle = phase.why === "idle";
  const goOn = () => (idle ? onStay() : setTold(true));
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && goOn()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <AlertDialog.Popup
          initialFocus={first}
          className="fixed top-[14vh] left-1/2 z-50 w-[30rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 rounded-lg border border-line bg-surface p-6 text-ink shadow-(--shadow)"
        >
          <AlertDialog.Title className="text-[1.29rem] leading-snug font-semibold text-balance">
            {idle ? "Are you still there?" : "Your session is about to end."}
          </AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="mt-3 space-y-2 text-ink-2">
            <p>
              {idle ? "You will be signed out " : "Sessions end after eight hours: you will be signed out "}
              <span className="sr-only">in less than a minute.</span>
              <span aria-hidden="true">
                in <b className="text-ink tabular-nums">{seconds} s</b>.
              </span>
            </p>
            <p>
              {idle
                ? "Any key or click keeps you signed in. A comment or reason you have begun is kept for you."
                : "Save what you have begun. A comment or reason that is not saved is kept for you until you sign in again."}
            </p>
          </AlertDialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <form action="/api/signout" method="post">
              <button type="submit" className={buttonClass()}>
                Sign out now
              </button>
            </form>
            <button ref={first} type="button" className={buttonClass("primary")} onClick={goOn}>
              {idle ? "Stay signed in" : "Go on"}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function NotYourPage({ blocked, name }: { blocked: Blocked; name: string }) {
  const { why, signedIn } = blocked;
  const other = why === "other-person";
  const who = signedIn ?? "Somebody else";
  return (
    <PlainPage title={other ? `${who} is signed in now.` : "You have signed in again since."}>
      <div role="alert" className="space-y-4">
        {other ? (
          <p>
            This page was opened by {name} and cannot be used any more: what is done on it would be recorded
            as done by {who}. What was already saved stays saved under {name}.
          </p>
        ) : (
          <p>This page belongs to an earlier sign-in and cannot be used any more. Open it again to go on.</p>
        )}
        <p>A comment or reason that {name} had begun is kept for them, and for nobody else.</p>
      </div>
      <div className="flex flex-wrap gap-3">
        <a href="/" className={buttonClass("primary")}>
          Go on as {other ? who : name}
        </a>
        <form action="/api/signout" method="post">
          <button type="submit" className={buttonClass()}>
            Sign out
          </button>
        </form>
      </div>
    </PlainPage>
  );
}

const NotReached = () => (
  <PlainPage title="Your session has ended.">
    <p role="status">
      OpenAcuity's server has not confirmed it yet; this page asks again by itself. Until then nothing is
      shown here.
    </p>
    <p>
      <a href="/signed-out" className={buttonClass("primary")}>
        Sign in again
      </a>
    </p>
  </PlainPage>
);
