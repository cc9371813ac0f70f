"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useSaid } from "@/components/words/use-said";
import type { ModelSwitchView } from "@/lib/workflows/views";
import { AuditComment } from "./audit-comment";

type Props = {
  initial: ModelSwitchView;
  /** Shortest reasons, characters. */
  shortest: { readonly stop: number; readonly resume: number };
  stop: PageAction<{ reason: string }, ModelSwitchView>;
  resume: PageAction<{ reason: string; expectedSeq: number }, ModelSwitchView>;
};

/** Says whether the model is on, switches it with a reason, and shows who did before. */
export function ModelSwitch({ initial, shortest, stop, resume }: Props) {
  const t = useTranslations("own");
  const said = useSaid();
  const [view, setView] = useState(initial);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const { off, seq, history } = view;
  const may = off ? view.mayResume : view.mayStop;
  const least = off ? shortest.resume : shortest.stop;

  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      const words = reason.trim();
      setView(await (off ? act(resume, { reason: words, expectedSeq: seq }) : act(stop, { reason: words })));
      setReason("");
    } catch (cause) {
      // The words typed stay, for whoever presses again.
      setError(toActionError(cause));
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };

  return (
    <div className="space-y-4">
      {error && (
        <Notice
          tone="danger"
          live
          title={said(error.message)}
          action={
            <Button size="small" onClick={() => window.location.reload()}>
              {t("showTheCurrentState")}
            </Button>
          }
        />
      )}
      <Section title={t("now")}>
        <div aria-live="polite">
          <p className="figure-xl mt-1">{off ? t("offSafetyRulesOnly") : t("on")}</p>
          {history[0] && (
            <p className="mt-1 text-pretty text-ink-2">
              {t.rich("sinceBy", {
                at: () => <LocalTime iso={history[0]?.at ?? ""} withDate />,
                by: history[0].by,
                reason: history[0].reason,
              })}
            </p>
          )}
        </div>
        {may ? (
          <Button className="mt-4" tone={off ? "primary" : "danger"} onClick={() => setAsking(true)}>
            {off ? t("switchTheModelOn") : t("switchTheModelOff")}
          </Button>
        ) : (
          <p className="mt-3 text-ink-2">{t("onlyAModelStewardAdminCan")}</p>
        )}
      </Section>
      <Section title={t("whoSwitchedIt")}>
        {history.length === 0 ? (
          <p className="text-ink-3">{t("nobodyHasSwitchedItYet")}</p>
        ) : (
          <ol className="divide-y divide-line/70">
            {history.map((h) => (
              <li key={h.seq} className="py-2">
                <p>
                  <span className="font-medium">{h.off ? t("off") : t("on")}</span>{" "}
                  <span className="text-ink-2">
                    <LocalTime iso={h.at} withDate />, {h.by}
                  </span>
                </p>
                <p className="text-pretty text-ink-2">{h.reason}</p>
              </li>
            ))}
          </ol>
        )}
      </Section>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={off ? t("switchTheModelOnForEverybody") : t("switchTheModelOffForEverybody")}
        confirm={off ? t("switchTheModelOn") : t("switchTheModelOff")}
        tone={off ? "primary" : "danger"}
        busy={busy}
        disabled={reason.trim().length < least}
        onConfirm={() => void confirm()}
      >
        <p>{off ? t("withinSecondsEveryScreenShowsThe") : t("withinSecondsNoScreenAndNo")}</p>
        <AuditComment value={reason} onChange={setReason} atLeast={least} />
      </Confirm>
    </div>
  );
}
