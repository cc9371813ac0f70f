"use client";
import Link from "next/link";
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
import { useLevelName } from "@/components/words/use-level-name";
import type { Level } from "@/lib/case/level";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import type { LabelView } from "@/lib/workflows/learning/withdraw-labels";
import { AuditComment } from "./audit-comment";
import { LearnedByList } from "./learned-by";
import { commentPlace, useKeptComment } from "./use-kept-comment";

type Act = PageAction<{ labelId: string; reason: string }, LabelView>;
type Kind = "withdraw" | "opt-out";
type Props = {
  initial: LabelView;
  /** Null for those who may only look. */
  actions: { readonly withdraw: Act; readonly optOut: Act } | null;
};

/** One label: what it says, where it went, and how to take it out. Nothing of the case, and not who decided. */
export function LabelCard({ initial, actions }: Props) {
  const refused = useRefusal();
  const t = useTranslations("console.labels");
  const levelName = useLevelName();
  const levelInWords = (level: Level | null) =>
    level === null ? t("none") : `${level}, ${levelName(level)}`;
  const [label, setLabel] = useState(initial);
  const [asked, setAsked] = useState<Kind | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);

  async function confirm(reason: string) {
    if (!asked || !actions) return;
    setBusy(true);
    setError(null);
    try {
      const send = asked === "withdraw" ? actions.withdraw : actions.optOut;
      setLabel(await act(send, { labelId: label.id, reason }));
      void keepDraft(commentPlace(asked, label.id), null);
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
      setAsked(null);
    }
  }

  const { withdrawal } = label;
  return (
    <Section
      title={t("oneLabel")}
      className="mb-4"
      aside={t("madeCreatedAt", { createdAt: label.createdAt.slice(0, 10) })}
    >
      <div aria-live="polite">
        {withdrawal && (
          <Notice
            tone="ok"
            title={withdrawal.why === "withdrawn" ? t("withdrawn") : t("takenOutThePatientOpted")}
          >
            {t.rich("byByReason", {
              at: () => <LocalTime iso={withdrawal.at} withDate />,
              by: withdrawal.by,
              reason: withdrawal.reason,
            })}
          </Notice>
        )}
      </div>
      {error && <Notice tone="danger" live title={refused(error)} />}
      <dl className="mt-2 grid gap-x-8 gap-y-1 sm:grid-cols-2">
        <Fact term={t("level")} text={levelInWords(label.level)} />
        <Fact term={t("suggested")} text={levelInWords(label.assessedLevel)} />
        <Fact term={t("from")} text={t(`source.${label.source}`)} />
        <Fact term={t("counts")} text={`× ${label.weight}`} />
        <Fact
          term={t("use")}
          text={
            label.heldOut
              ? t("keptApartMeasuredOnAnd")
              : label.superseded
                ? t("noneALaterDecisionReplaced")
                : t("learnedFrom")
          }
        />
        <Fact term={t("number")} text={label.id} mono />
      </dl>
      <h3 className="mt-3 font-semibold">{t("modelVersionsThatLearnedFrom")}</h3>
      <LearnedByList versions={label.versions} />
      {label.inOpenRun && <p className="mt-1 text-pretty text-warn">{t("aRunUnderWayWas")}</p>}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {actions && !withdrawal && (
          <>
            <Button size="small" onClick={() => setAsked("withdraw")}>
              {t("withdrawThisLabel")}
            </Button>
            <Button size="small" onClick={() => setAsked("opt-out")}>
              {t("thePatientOptsOut")}
            </Button>
          </>
        )}
        <Link href="/console/labels" className="font-medium text-accent underline underline-offset-2">
          {t("allLabels")}
        </Link>
      </div>
      {asked && (
        <ConfirmWithdrawal
          kind={asked}
          label={label}
          busy={busy}
          onClose={() => setAsked(null)}
          onConfirm={confirm}
        />
      )}
    </Section>
  );
}

function Fact({ term, text, mono = false }: { term: string; text: string; mono?: boolean }) {
  return (
    <div className="flex min-w-0 items-baseline gap-2">
      <dt className="label">{term}</dt>
      <dd className={mono ? "truncate font-mono text-[0.857rem]" : "text-pretty"}>{text}</dd>
    </div>
  );
}

function ConfirmWithdrawal({
  kind,
  label,
  busy,
  onClose,
  onConfirm,
}: {
  kind: Kind;
  label: LabelView;
  busy: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}) {
  const t = useTranslations("console.labels");
  const { comment, setComment, keptAt } = useKeptComment(commentPlace(kind, label.id));
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(`ask.${kind}`)}
      confirm={t(`do.${kind}`)}
      tone="danger"
      busy={busy}
      disabled={comment.trim().length < SHORTEST_REASON}
      onConfirm={() => onConfirm(comment.trim())}
    >
      <p>{t("nothingIsLearnedFromIsKind", { isKind: String(Boolean(kind === "withdraw")) })}</p>
      {kind === "opt-out" && <p>{label.expired ? t("theDataOfThisVisit") : t("itTakesOutTheLabels")}</p>}
      {label.versions.length > 0 && <p>{t("versionsThatLearnedFromIt")}</p>}
      <AuditComment value={comment} onChange={setComment} atLeast={SHORTEST_REASON} keptAt={keptAt} />
    </Confirm>
  );
}
