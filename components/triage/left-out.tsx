"use client";
import { useState } from "react";
import { type ActionError, toActionError, unwrap } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { ActionResult } from "@/lib/core/result";
import { LONGEST_REASON, SHORTEST_REASON } from "@/lib/feedback/reasons";
import type { LeftOut } from "@/lib/workflows/views";

export type LeaveOut = (out: boolean, reason: string) => Promise<ActionResult<{ leftOut: LeftOut | null }>>;

type Props = { leftOut: LeftOut | null; change: LeaveOut; onChanged: () => Promise<unknown> };

/** A patient's wish not to be learned from, on the quiet edge of their page: it is no part of any decision. */
export function LeftOutOfLearning({ leftOut, change, onChanged }: Props) {
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
        {leftOut && (
          <>
            Left out of learning since <LocalTime iso={leftOut.since} withDate />
            {leftOut.by && `, recorded by ${leftOut.by}`}.
          </>
        )}
      </p>
      <Button size="small" tone="quiet" onClick={() => begin(leftOut ? "in" : "out")}>
        {leftOut ? "No longer leave out of learning" : "Leave out of learning"}
      </Button>
      <Confirm
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={asked === "in" ? "No longer leave this patient out?" : "Leave this patient out of learning?"}
        confirm={asked === "in" ? "No longer leave out" : "Leave out"}
        busy={busy}
        disabled={reason.trim().length < SHORTEST_REASON}
        onConfirm={() => void send()}
      >
        {error && <Notice tone="danger" live title={error.message} />}
        <p>
          {asked === "in"
            ? "Decisions from now on may be learned from again. What was taken out stays out."
            : "For patients who do not want their data used to improve the model. What was learned from at earlier visits is taken out of every later version, and decisions to come are left out. Care, suggestions and the EHR stay as they are."}
        </p>
        <label className="block font-medium text-ink">
          Reason, for the audit log
          <textarea
            rows={2}
            value={reason}
            maxLength={LONGEST_REASON}
            placeholder={asked === "in" ? "The patient changed their mind" : "The patient asked for it"}
            onChange={(e) => setReason(e.target.value)}
            className="mt-1 block w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5 font-normal"
          />
        </label>
        <p className="label">At least {SHORTEST_REASON} characters. Do not name the patient.</p>
      </Confirm>
    </div>
  );
}
