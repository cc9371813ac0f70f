"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type ActionError, toActionError, unwrap } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import { useSaid } from "@/components/words/use-said";
import type { ActionResult } from "@/lib/core/result";
import { LONGEST_REASON, SHORTEST_REASON } from "@/lib/feedback/reasons";
import type { LeftOut } from "@/lib/workflows/views";

export type LeaveOut = (out: boolean, reason: string) => Promise<ActionResult<{ leftOut: LeftOut | null }>>;

type Props = { leftOut: LeftOut | null; change: LeaveOut; onChanged: () => Promise<unknown> };

/** A patient's wish not to be learned from, on the quiet edge of their page: it is no part of any decision. */
export function LeftOutOfLearning({ leftOut, change, onChanged }: Props) {
  const t = useTranslations("patient");
  const said = useSaid();
  /** What the dialog was opened for: the page may learn meanwhile that a colleague did it. */
  const [asked, setAsked] = useState<"out" | "in" | null>(null);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);

  const begin = (what: "out" | "in") => {
    setError(null);
    setReason("");
    setAsked(what);
  };
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      unwrap(await change(asked === "out", reason.trim()));
      await onChanged();
      setAsked(null);
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="no-print">
      <p role="status" className="px-1 text-[0.93rem] text-ink-2">
        {leftOut &&
          t.rich(leftOut.by ? "leftOutSinceBy" : "leftOutSince", {
            at: () => <LocalTime iso={leftOut.since} withDate />,
            by: leftOut.by ?? "",
          })}
      </p>
      <Button size="small" tone="quiet" onClick={() => begin(leftOut ? "in" : "out")}>
        {leftOut ? t("noLongerLeaveOutOfLearning") : t("leaveOutOfLearning")}
      </Button>
      <Confirm
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={asked === "in" ? t("noLongerLeaveThisPatientOut") : t("leaveThisPatientOutOfLearning")}
        confirm={asked === "in" ? t("noLongerLeaveOut") : t("leaveOut")}
        busy={busy}
        disabled={reason.trim().length < SHORTEST_REASON}
        onConfirm={() => void send()}
      >
        {error && <Notice tone="danger" live title={said(error.message)} />}
        <p>{asked === "in" ? t("decisionsFromNowOnMayBe") : t("forPatientsWhoDoNotWant")}</p>
        <label className="block font-medium text-ink">
          {t("reasonForTheAuditLog")}
          <textarea
            rows={2}
            value={reason}
            maxLength={LONGEST_REASON}
            placeholder={asked === "in" ? t("thePatientChangedTheirMind") : t("thePatientAskedForIt")}
            onChange={(e) => setReason(e.target.value)}
            className="mt-1 block w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5 font-normal"
          />
        </label>
        <p className="label">{t("atLeastShortestReasonCharactersDo", { count: SHORTEST_REASON })}</p>
      </Confirm>
    </div>
  );
}
