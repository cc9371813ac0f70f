"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { useRefusal } from "@/components/console/use-refusal";
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
  const refused = useRefusal();
  const t = useTranslations("console.deidentification");
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
    <Section title={t("beforeAndAfter")} aside={t("drawnAtRandomFromRecent")}>
      <p className="max-w-[80ch] text-pretty text-ink-2">{t("youSeePatientsWhomThe")}</p>
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
          ? t("askingTheEHR")
          : view && view.cases.length > 0
            ? t("showCASESOthers", { CASES })
            : t("showCASESCases", { CASES })}
      </Button>
      <div aria-live="polite" className="mt-3 space-y-2">
        {error && <Notice tone="danger" title={refused(error)} />}
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
  const t = useTranslations("console.deidentification");
  const hidden = t("drawnBesideNotShown", { notShown });
  if (cases.length === 0)
    return (
      <Notice tone="info" title={t("noCaseCanBeShown")}>
        {notShown > 0 ? hidden : t("thereIsNoLabelYet")}
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
  const refused = useRefusal();
  const words = useTranslations("console.deidentification");
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
    <article
      aria-label={words("caseLabelId", { labelId: labelId.slice(0, 8) })}
      className="mt-3 border-t border-line pt-3"
    >
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-mono text-[0.93rem] font-medium">{labelId.slice(0, 8)}</h3>
        {withdrawn ? (
          <p role="status" className="text-ok">
            {words("withdrawnNothingIsLearnedFrom")}
          </p>
        ) : (
          <Button size="small" tone="quiet" onClick={() => setOpen(true)}>
            {words("withdrawThisLabel")}
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
        title={words("withdrawThisLabel2")}
        confirm={words("withdraw")}
        tone="danger"
        busy={busy}
        disabled={reason.trim().length < SHORTEST_REASON}
        onConfirm={() => void send()}
      >
        {error && <Notice tone="danger" live title={refused(error)} />}
        <p>{words("nothingIsLearnedFromIt")}</p>
        <AuditComment value={reason} onChange={setReason} atLeast={SHORTEST_REASON} />
      </Confirm>
    </article>
  );
}
