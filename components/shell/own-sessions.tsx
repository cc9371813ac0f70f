"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Ago, LocalTime } from "@/components/ui/time";
import { useSaid } from "@/components/words/use-said";
import type { OwnSessionView } from "@/lib/workflows/views";

type Props = {
  initial: readonly OwnSessionView[];
  end: PageAction<{ sessionId: string }, OwnSessionView[]>;
  endAll: PageAction<void, void>;
};

/** One's own sessions, with a way to end each and all of them: for whoever forgot to sign out somewhere. */
export function OwnSessions({ initial, end, endAll }: Props) {
  const t = useTranslations("shell");
  const said = useSaid();
  const [sessions, setSessions] = useState(initial);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [done, setDone] = useState<string | null>(null);

  const nameOf = ({ device }: OwnSessionView): string => {
    if (device === null) return t("unknownBrowser");
    const [browser = device, system] = device.split(" on ");
    return system ? t("deviceOn", { browser, system }) : device;
  };
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    setDone(null);
    try {
      await work();
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  const endOne = (session: OwnSessionView) =>
    attempt(async () => {
      setSessions(await act(end, { sessionId: session.id }));
      setDone(t("youAreSignedOutThere", { device: nameOf(session) }));
    });
  const endEvery = () =>
    attempt(async () => {
      await act(endAll, undefined);
      location.replace("/signed-out?reason=signed-out");
    });

  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={said(error.message)} />}
      <ul className="overflow-hidden rounded-lg border border-line bg-surface">
        {sessions.map((session) => (
          <li
            key={session.id}
            className="flex flex-wrap items-center gap-x-6 gap-y-2 border-t border-line px-5 py-3 first:border-t-0"
          >
            <div className="min-w-0 flex-[1_1_16rem]">
              <p className="font-medium">
                {nameOf(session)}
                {session.here && <span className="font-normal text-ok"> {t("thisOne")}</span>}
              </p>
              <p className="text-ink-2">
                {t.rich(session.here ? "signedInAt" : "signedInAtLastUsed", {
                  at: () => <LocalTime iso={session.startedAt} withDate />,
                  used: () => <Ago iso={session.lastUsedAt} />,
                })}
              </p>
            </div>
            {!session.here && (
              <Button size="small" disabled={busy} onClick={() => endOne(session)}>
                {t("signOutThere")}
                <span className="sr-only"> ({nameOf(session)})</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Button tone="danger" disabled={busy} onClick={() => setAsking(true)}>
        {t("signOutEverywhere")}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t("signOutEverywhere2")}
        confirm={t("signOutEverywhere")}
        tone="danger"
        busy={busy}
        onConfirm={endEvery}
      >
        <p>{t("allYourSessionsEnd", { count: sessions.length })}</p>
      </Confirm>
    </div>
  );
}
