"use client";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { plural } from "@/components/format";
import { keepDraft } from "@/components/kept-draft";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { Inconsistency } from "@/lib/feedback/reader-consistency";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import type { HoldView } from "@/lib/workflows/learning/hold-readers";
import { AuditComment } from "./audit-comment";
import { commentPlace, useKeptComment } from "./use-kept-comment";

const WHY: Readonly<Record<Inconsistency, string>> = {
  "turned-round": "Levels look turned round: 1 for 5, 2 for 4.",
  "always-one-level": "Nearly always the same level, whatever the case.",
  "unlike-case": "Levels do not hang on the case.",
  "urgent-lowered": "Urgent patients get a low level.",
  "calm-raised": "Patients who could wait get an urgent level.",
};

type Props = {
  initial: readonly HoldView[];
  /** Null for those who may only look. */
  letIn: PageAction<{ holdId: string; reason: string }, HoldView[]> | null;
};

/** Readers whose labels are held back, without a name: what counts is whether the labels can be learned from. */
export function HeldReaders({ initial, letIn }: Props) {
  const [holds, setHolds] = useState(initial);
  const [asked, setAsked] = useState<HoldView | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [done, setDone] = useState<string | null>(null);

  async function confirm(reason: string) {
    if (!asked || !letIn) return;
    setBusy(true);
    setError(null);
    try {
      setHolds(await act(letIn, { holdId: asked.id, reason }));
      void keepDraft(commentPlace("let-in", asked.id), null);
      setDone(`The labels of reader ${asked.reader} count again.`);
    } catch (cause) {
      setError(toActionError(cause));
      setDone(null);
    } finally {
      setBusy(false);
      setAsked(null);
    }
  }

  const open = holds.filter((h) => h.released === null).length;
  return (
    <Section
      title="Held back readers"
      className="mt-4"
      aside={open === 0 ? "nobody now" : open === 1 ? "1 reader now" : `${open} readers now`}
    >
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      <p className="max-w-[80ch] text-pretty text-ink-2">
        Before anything is learned it is tested whether a reader answers like others do, given the case;
        strict and lenient are both fine. Nothing is learned from the labels of whoever does not. Readers have
        a code here, not a name; they see on a page of their own that their labels are held back.
      </p>
      {holds.length > 0 && (
        <ul className="mt-2 divide-y divide-line/70">
          {holds.map((hold) => (
            <li key={hold.id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-2.5">
              <div className="min-w-0">
                <p className="font-medium">
                  Reader <span className="font-mono">{hold.reader}</span>
                  {hold.released && <span className="font-normal text-ink-2"> (let in again)</span>}
                </p>
                <p className="text-pretty text-ink-2">
                  {WHY[hold.why]} Told after {plural(hold.answers, "answer")},{" "}
                  <LocalTime iso={hold.heldAt} withDate />.{" "}
                  {hold.released === null && `${plural(hold.labels, "label")} held back.`}
                </p>
                {hold.released && (
                  <p className="text-pretty text-ink-2">
                    Let in <LocalTime iso={hold.released.at} withDate /> by {hold.released.by}:{" "}
                    {hold.released.reason}
                  </p>
                )}
              </div>
              {letIn && hold.released === null && (
                <Button size="small" onClick={() => setAsked(hold)}>
                  Let in again <span className="sr-only">reader {hold.reader}</span>
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {asked && <ConfirmLetIn hold={asked} busy={busy} onClose={() => setAsked(null)} onConfirm={confirm} />}
    </Section>
  );
}

function ConfirmLetIn({
  hold,
  busy,
  onClose,
  onConfirm,
}: {
  hold: HoldView;
  busy: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}) {
  const { comment, setComment, keptAt } = useKeptComment(commentPlace("let-in", hold.id));
  return (
    <Confirm
      open
      onClose={onClose}
      title={`Let the labels of reader ${hold.reader} in again?`}
      confirm="Let in again"
      busy={busy}
      disabled={comment.trim().length < SHORTEST_REASON}
      onConfirm={() => onConfirm(comment.trim())}
    >
      <p>
        {WHY[hold.why]} All {hold.labels === 1 ? "of 1 label" : `${hold.labels} labels`} of this reader may be
        learned from again. The test begins anew with their next label.
      </p>
      <AuditComment value={comment} onChange={setComment} atLeast={SHORTEST_REASON} keptAt={keptAt} />
    </Confirm>
  );
}
