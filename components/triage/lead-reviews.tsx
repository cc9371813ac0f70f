"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toActionError, unwrap } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import { useSaid } from "@/components/words/use-said";
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
  const t = useTranslations("patient");
  const open = reviews.filter((r) => r.answer === null);
  const answered = reviews.filter((r) => r.answer !== null);
  return (
    <>
      {open.length > 0 && (
        <Notice tone="warn" live title={t("needsALead")}>
          <ul className="space-y-3 text-ink">
            {open.map((r) => (
              <li key={r.id} className="space-y-1.5">
                <p>
                  {t.rich("gaveLevelAt", {
                    by: r.decidedBy,
                    level: r.level,
                    at: () => <LocalTime iso={r.askedAt} />,
                  })}
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
          <summary className="text-ink-2">{t("aLeadHasLooked", { count: answered.length })}</summary>
          <ul className="mt-1.5 space-y-1 text-ink-2">
            {answered.map((r) => (
              <li key={r.id}>
                {r.answer &&
                  t.rich("leadAnswer", {
                    by: r.answer.by,
                    at: () => <LocalTime iso={r.answer?.at ?? ""} withDate />,
                    verdict: r.answer.verdict,
                    note: r.answer.note,
                    level: r.level,
                    decidedBy: r.decidedBy,
                  })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** A lead's answer: a note, and whether the level is right. Another level is given on the patient's page. */
export function AnswerForm({ reviews, answer, onAnswered }: Props) {
  const t = useTranslations("patient");
  const said = useSaid();
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
  if (reviews.length === 0) return <p className="mt-2 text-ink-2">{t("aLeadClearsThisAfterLooking")}</p>;
  return (
    <form
      className="no-print mt-3 flex max-w-[44rem] flex-wrap items-end gap-2"
      onSubmit={(e) => {
        e.preventDefault();
        if (note.trim() && !isPending) mutate("looked");
      }}
    >
      <label className="min-w-0 flex-[1_1_20rem] text-ink">
        <span className="mb-1 block">{t("whatYouFoundOrDecided")}</span>
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
        {isPending ? t("saving") : t("iHaveLookedAtThisPatient")}
      </Button>
      {levels.length === 1 && (
        <Button disabled={note.trim() === "" || isPending} onClick={() => mutate("agreed")}>
          {t("iAgreeWithLevel", { level: levels[0] ?? "" })}
        </Button>
      )}
      {error && (
        <p role="alert" className="w-full font-semibold text-danger">
          {t("notSavedMessage", { message: said(toActionError(error).message) })}
        </p>
      )}
    </form>
  );
}
