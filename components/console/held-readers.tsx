"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { useRefusal } from "@/components/console/use-refusal";
import { keepDraft } from "@/components/kept-draft";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import type { HoldView } from "@/lib/workflows/learning/hold-readers";
import { AuditComment } from "./audit-comment";
import { commentPlace, useKeptComment } from "./use-kept-comment";

type Props = {
  initial: readonly HoldView[];
  /** Null for those who may only look. */
  letIn: PageAction<{ holdId: string; reason: string }, HoldView[]> | null;
};

/** Readers whose labels are held back, without a name: what counts is whether the labels can be learned from. */
export function HeldReaders({ initial, letIn }: Props) {
  const refused = useRefusal();
  const t = useTranslations("console.labels");
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
      setDone(t("theLabelsOfReaderReader", { reader: asked.reader }));
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
    <Section title={t("heldBackReaders")} className="mt-4" aside={t("readersNow", { open })}>
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={refused(error)} />}
      <p className="max-w-[80ch] text-pretty text-ink-2">{t("beforeAnythingIsLearnedIt")}</p>
      {holds.length > 0 && (
        <ul className="mt-2 divide-y divide-line/70">
          {holds.map((hold) => (
            <li key={hold.id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-2.5">
              <div className="min-w-0">
                <p className="font-medium">
                  {t("reader")} <span className="font-mono">{hold.reader}</span>
                  {hold.released && <span className="font-normal text-ink-2"> {t("letInAgain")}</span>}
                </p>
                <p className="text-pretty text-ink-2">
                  {t.rich("wHYToldAfterAnswersIsReleased", {
                    why: t(`why.${hold.why}`),
                    answers: hold.answers,
                    at: () => <LocalTime iso={hold.heldAt} withDate />,
                    isReleased: String(Boolean(hold.released === null)),
                    labels: hold.labels,
                  })}
                </p>
                {hold.released && <LetIn released={hold.released} />}
              </div>
              {letIn && hold.released === null && (
                <Button size="small" onClick={() => setAsked(hold)}>
                  {t.rich("letInAgainReaderReader", {
                    span: (chunks) => <span className="sr-only">{chunks}</span>,
                    reader: hold.reader,
                  })}
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

function LetIn({ released }: { released: NonNullable<HoldView["released"]> }) {
  const t = useTranslations("console.labels");
  return (
    <p className="text-pretty text-ink-2">
      {t.rich("letInByByReason", {
        at: () => <LocalTime iso={released.at} withDate />,
        by: released.by,
        reason: released.reason,
      })}
    </p>
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
  const t = useTranslations("console.labels");
  const { comment, setComment, keptAt } = useKeptComment(commentPlace("let-in", hold.id));
  return (
    <Confirm
      open
      onClose={onClose}
      title={t("letTheLabelsOfReader", { reader: hold.reader })}
      confirm={t("letInAgain2")}
      busy={busy}
      disabled={comment.trim().length < SHORTEST_REASON}
      onConfirm={() => onConfirm(comment.trim())}
    >
      <p>{t("wHYAllLabelsOfThis", { why: t(`why.${hold.why}`), labels: hold.labels })}</p>
      <AuditComment value={comment} onChange={setComment} atLeast={SHORTEST_REASON} keptAt={keptAt} />
    </Confirm>
  );
}
