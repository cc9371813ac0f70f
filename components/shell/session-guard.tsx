"use client";
import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { buttonClass } from "@/components/ui/button-class";
import type { FrameSession } from "@/lib/workflows/views";
import { PlainPage } from "./plain-page";
import type { Phase } from "./session-phase";
import { type Blocked, useSessionWatch } from "./use-session-watch";

type Props = { initial: FrameSession; name: string; children: ReactNode };

/** Keeps a page from being shown, or used, past its session or under somebody else's name. */
export function SessionGuard({ initial, name, children }: Props) {
  const t = useTranslations("shell");
  const { phase, blocked, left, now, stay } = useSessionWatch(initial);
  if (blocked) return <NotYourPage blocked={blocked} name={name} />;
  if (left) return <PlainPage title={t("yourSessionHasEnded")}>{null}</PlainPage>;
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
  const t = useTranslations("shell");
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
            {idle ? t("areYouStillThere") : t("yourSessionIsAboutToEnd")}
          </AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="mt-3 space-y-2 text-ink-2">
            <p>
              {t.rich(idle ? "youWillBeSignedOutIn" : "sessionsEndYouWillBeSignedOutIn", {
                heard: (words) => <span className="sr-only">{words}</span>,
                seen: (words) => <span aria-hidden="true">{words}</span>,
                b: (words) => <b className="text-ink tabular-nums">{words}</b>,
                seconds,
              })}
            </p>
            <p>{idle ? t("anyKeyOrClickKeepsYou") : t("saveWhatYouHaveBegunA")}</p>
          </AlertDialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <form action="/api/signout" method="post">
              <button type="submit" className={buttonClass()}>
                {t("signOutNow")}
              </button>
            </form>
            <button ref={first} type="button" className={buttonClass("primary")} onClick={goOn}>
              {idle ? t("staySignedIn") : t("goOn")}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function NotYourPage({ blocked, name }: { blocked: Blocked; name: string }) {
  const t = useTranslations("shell");
  const { why, signedIn } = blocked;
  const other = why === "other-person";
  const who = signedIn ?? t("somebodyElse");
  return (
    <PlainPage title={other ? t("whoIsSignedInNow", { who }) : t("youHaveSignedInAgainSince")}>
      <div role="alert" className="space-y-4">
        {other ? (
          <p>{t("thisPageWasOpenedByName", { name, who })}</p>
        ) : (
          <p>{t("thisPageBelongsToAnEarlier")}</p>
        )}
        <p>{t("aCommentOrReasonThatName", { name })}</p>
      </div>
      <div className="flex flex-wrap gap-3">
        <a href="/" className={buttonClass("primary")}>
          {t("goOnAs", { name: other ? who : name })}
        </a>
        <form action="/api/signout" method="post">
          <button type="submit" className={buttonClass()}>
            {t("signOut")}
          </button>
        </form>
      </div>
    </PlainPage>
  );
}

const NotReached = () => {
  const t = useTranslations("shell");
  return (
    <PlainPage title={t("yourSessionHasEnded")}>
      <p role="status">{t("openacuitySServerHasNotConfirmed")}</p>
      <p>
        <a href="/signed-out" className={buttonClass("primary")}>
          {t("signInAgain")}
        </a>
      </p>
    </PlainPage>
  );
};
