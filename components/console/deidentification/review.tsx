"use client";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { plural } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import type { ReviewedCase, ReviewView } from "@/lib/workflows/learning/review-deidentification";
import type { LabelView } from "@/lib/workflows/learning/withdraw-labels";
import { AuditComment } from "../audit-comment";
import { ComparedText } from "./compared-text";

type Props = {
  review: PageAction<{ cases: number; reason: string }, ReviewView>;
  withdraw: PageAction<{ labelId: string; reason: string }, LabelView>;
};
const CASES = 5;

/** Some cases as they were written and as they are stored; seen only after a reason was given, and by nobody's address. */
export function DeidentificationReview({ review, withdraw }: Props) {
  const [reason, setReason] = useState("");
  const [view, setView] = useState<ReviewView | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [withdrawn, setWithdrawn] = useState<readonly string[]>([]);

  const draw = async () => {
    setBusy(true);
    setError(null);
    try {
      setView(await act(review, { cases: CASES, reason: reason.trim() }));
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Section title="Before and after" aside="drawn at random from recent labels">
      <p className="max-w-[80ch] text-pretty text-ink-2">
        You see patients whom the EHR lets you see. That you looked, at which cases and why, is in the audit
        log.
      </p>
      <div className="mt-2 max-w-[60ch]">
        <AuditComment value={reason} onChange={setReason} atLeast={SHORTEST_REASON} />
      </div>
      <Button
        size="small"
        tone="primary"
        className="mt-2"
        disabled={busy || reason.trim().length < SHORTEST_REASON}
        onClick={() => void draw()}
      >
        {busy
          ? "Asking the EHR"
          : view && view.cases.length > 0
            ? `Show ${CASES} others`
            : `Show ${CASES} cases`}
      </Button>
      <div aria-live="polite" className="mt-3 space-y-2">
        {error && <Notice tone="danger" title={error.message} />}
        {view && <Drawn view={view} />}
      </div>
      {view?.cases.map((c) => (
        <OneCase
          key={c.labelId}
          of={c}
          withdraw={withdraw}
          withdrawn={withdrawn.includes(c.labelId)}
          onWithdrawn={() => setWithdrawn([...withdrawn, c.labelId])}
        />
      ))}
    </Section>
  );
}

function Drawn({ view: { cases, notShown } }: { view: ReviewView }) {
  const hidden = `${plural(notShown, "case")} drawn beside them ${notShown === 1 ? "is" : "are"} not shown: the EHR does not let you see the patient, could not be asked, or the text is gone.`;
  if (cases.length === 0)
    return (
      <Notice tone="info" title="No case can be shown.">
        {notShown > 0 ? hidden : "There is no label yet whose text is still here as it was written."}
      </Notice>
    );
  return notShown > 0 ? <p className="text-pretty text-ink-2">{hidden}</p> : null;
}

function OneCase({
  of: { labelId, texts },
  withdraw,
  withdrawn,
  onWithdrawn,
}: {
  of: ReviewedCase;
  withdraw: Props["withdraw"];
  withdrawn: boolean;
  onWithdrawn: () => void;
}) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      await act(withdraw, { labelId, reason: reason.trim() });
      onWithdrawn();
      setOpen(false);
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <article aria-label={`Case ${labelId.slice(0, 8)}`} className="mt-3 border-t border-line pt-3">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-mono text-[0.93rem] font-medium">{labelId.slice(0, 8)}</h3>
        {withdrawn ? (
          <p role="status" className="text-ok">
            Withdrawn: nothing is learned from it any more.
          </p>
        ) : (
          <Button size="small" tone="quiet" onClick={() => setOpen(true)}>
            Withdraw this label
          </Button>
        )}
      </header>
      {texts.map((t, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a case's texts are never put in another order
        <ComparedText key={`${t.field} ${i}`} of={t} />
      ))}
      <Confirm
        open={open}
        onClose={() => setOpen(false)}
        title="Withdraw this label?"
        confirm="Withdraw"
        tone="danger"
        busy={busy}
        disabled={reason.trim().length < SHORTEST_REASON}
        onConfirm={() => void send()}
      >
        {error && <Notice tone="danger" live title={error.message} />}
        <p>
          Nothing is learned from it any more, and nothing measured. The decision and the EHR stay as they
          are. This cannot be taken back.
        </p>
        <AuditComment value={reason} onChange={setReason} atLeast={SHORTEST_REASON} />
      </Confirm>
    </article>
  );
}
