"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { toActionError, unwrap } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { ActionResult } from "@/lib/core/result";
import { type LeadReviewView, type LeadVerdict, MAX_NOTE } from "@/lib/decision/concerns";
import { ConcernList } from "./concern-list";

export type AnswerReviews = (
  reviewIds: readonly string[],
  note: string,
  verdict: LeadVerdict,
) => Promise<ActionResult<LeadReviewView[]>>;

type Props = {
  reviews: readonly LeadReviewView[];
  answer: AnswerReviews;
  /** The page is read again: the mark is gone everywhere. */
  onAnswered: () => unknown;
};

/** What waits for a lead, with why; what a lead has said of it stands below, folded. */
export function LeadReviews({ reviews, answer, onAnswered }: Props) {
  const open = reviews.filter((r) => r.answer === null);
  const answered = reviews.filter((r) => r.answer !== null);
  return (
    <>
      {open.length > 0 && (
        <Notice tone="warn" live title="Needs a lead">
          <ul className="space-y-3 text-ink">
            {open.map((r) => (
              <li key={r.id} className="space-y-1.5">
                <p>
                  {r.decidedBy} gave level {r.level}, <LocalTime iso={r.askedAt} />.
                </p>
                <ConcernList concerns={r.concerns} level={r.level} />
              </li>
            ))}
          </ul>
          <AnswerForm
            key={open.map((r) => r.id).join()}
            reviews={open.filter((r) => r.canAnswer)}
            answer={answer}
            onAnswered={onAnswered}
          />
        </Notice>
      )}
      {answered.length > 0 && (
        <details className="rounded-md border border-line bg-surface px-4 py-2.5">
          <summary className="text-ink-2">
            A lead has looked at this patient{answered.length > 1 && ` (${answered.length} times)`}
          </summary>
          <ul className="mt-1.5 space-y-1 text-ink-2">
            {answered.map((r) => (
              <li key={r.id}>
                {r.answer?.by}, {r.answer && <LocalTime iso={r.answer.at} withDate />}
                {r.answer && VERDICT_WORDS[r.answer.verdict]}: “{r.answer?.note}” (about level {r.level} by{" "}
                {r.decidedBy})
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const VERDICT_WORDS: Readonly<Record<LeadVerdict, string>> = {
  agreed: ", agreed",
  changed: ", gave another level",
  looked: "",
};

/** A lead's answer: a note, and whether the level is right. Another level is given on the patient's page. */
export function AnswerForm({ reviews, answer, onAnswered }: Props) {
  const [note, setNote] = useState("");
  const levels = [...new Set(reviews.map((r) => r.level))];
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (verdict: LeadVerdict) =>
      unwrap(
        await answer(
          reviews.map((r) => r.id),
          note.trim(),
          verdict,
        ),
      ),
    onSuccess: onAnswered,
  });
  if (reviews.length === 0)
    return <p className="mt-2 text-ink-2">A lead clears this after looking at the patient.</p>;
  return (
    <form
      className="no-print mt-3 flex max-w-[44rem] flex-wrap items-end gap-2"
      onSubmit={(e) => {
        e.preventDefault();
        if (note.trim() && !isPending) mutate("looked");
      }}
    >
      <label className="min-w-0 flex-[1_1_20rem] text-ink">
        <span className="mb-1 block">What you found or decided</span>
        <input
          type="text"
          value={note}
          maxLength={MAX_NOTE}
          required
          autoComplete="off"
          onChange={(e) => setNote(e.target.value)}
          className="h-9 w-full rounded-md border border-line-strong bg-surface px-2.5"
        />
      </label>
      <Button type="submit" tone="primary" disabled={note.trim() === "" || isPending}>
        {isPending ? "Saving…" : "I have looked at this patient"}
      </Button>
      {levels.length === 1 && (
        <Button disabled={note.trim() === "" || isPending} onClick={() => mutate("agreed")}>
          I agree with level {levels[0]}
        </Button>
      )}
      {error && (
        <p role="alert" className="w-full font-semibold text-danger">
          Not saved. {toActionError(error).message}
        </p>
      )}
    </form>
  );
}
