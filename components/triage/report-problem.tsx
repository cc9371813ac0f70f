"use client";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { type ActionError, toActionError, unwrap } from "@/components/action-error";
import { newRequestId } from "@/components/request-id";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { useSaid } from "@/components/words/use-said";
import type { ActionResult } from "@/lib/core/result";
import { LONGEST_REPORT, SHORTEST_WORDS } from "@/lib/monitoring/incidents/incident";

export type ReportProblem = (
  requestId: string,
  assessmentId: string,
  words: string,
) => Promise<ActionResult<{ number: number }>>;

/** A few words about what is wrong with what is shown; they go to the model's stewards, and nothing waits for them. */
export function ReportProblem({ assessmentId, report }: { assessmentId: string; report: ReportProblem }) {
  const t = useTranslations("patient");
  const said = useSaid();
  /** What the page showed when the dialog was opened, and the gesture: trying again sends the same. */
  const about = useRef({ assessmentId, requestId: "" });
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [number, setNumber] = useState<number | null>(null);

  const begin = () => {
    about.current = { assessmentId, requestId: newRequestId() };
    setError(null);
    setOpen(true);
  };
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      const made = unwrap(await report(about.current.requestId, about.current.assessmentId, words.trim()));
      setNumber(made.number);
      setWords("");
      setOpen(false);
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="no-print" data-tour="report">
      <Button size="small" tone="quiet" onClick={begin}>
        {t("reportAProblem")}
      </Button>
      <p role="status" className="px-1 text-[0.93rem] text-ink-2">
        {number !== null && t("thankYouItIsIncidentNumber", { number })}
      </p>
      <Confirm
        open={open}
        onClose={() => setOpen(false)}
        title={t("whatIsWrongWithWhatIs")}
        confirm={t("sendTheReport")}
        busy={busy}
        disabled={words.trim().length < SHORTEST_WORDS}
        onConfirm={() => void send()}
      >
        {error && <Notice tone="danger" live title={said(error.message)} />}
        <label className="block font-medium text-ink">
          {t("inAFewWords")}
          <textarea
            rows={3}
            value={words}
            maxLength={LONGEST_REPORT}
            onChange={(e) => setWords(e.target.value)}
            className="mt-1 block w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5 font-normal"
          />
        </label>
        <p className="label">{t("itGoesToTheModelS")}</p>
      </Confirm>
    </div>
  );
}
