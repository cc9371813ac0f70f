"use client";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { toActionError, unwrap } from "@/components/action-error";
import { useBoardHref } from "@/components/board-place";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Kbd } from "@/components/ui/kbd";
import { LocalTime } from "@/components/ui/time";
import { useLevelName } from "@/components/words/use-level-name";
import { useSaid } from "@/components/words/use-said";
import type { ActionResult } from "@/lib/core/result";
import { type DecisionView, OVERRIDE_REASONS, VISIT_REASONS } from "@/lib/decision/decision";
import { LevelMark } from "./level-mark";

type Props = {
  decision: DecisionView;
  earlier: readonly DecisionView[];
  canDecide: boolean;
  retry: (decisionId: string) => Promise<ActionResult<DecisionView>>;
  onRetried: (decision: DecisionView) => void;
  onChange: () => void;
  /** Whole seconds in which it can be taken back; null: it cannot. */
  undoSeconds: number | null;
  onUndo: () => void;
  onNext: (at: number) => void;
  leaving: boolean;
};

/** The level in force, who gave it, and how far it has come on its way into the EHR. */
export function Decided({
  decision,
  earlier,
  canDecide,
  retry,
  onRetried,
  onChange,
  undoSeconds,
  onUndo,
  onNext,
  leaving,
}: Props) {
  const t = useTranslations("decision");
  const said = useSaid();
  const levelName = useLevelName();
  const { level, shownLevel, kind } = decision;
  return (
    <div className="space-y-4">
      <div className="flex items-center gap-4" role="status">
        <LevelMark level={level} size={76} />
        <div className="min-w-0">
          <p className="font-semibold text-ok">✓ {t(`kind.${kind}`)}</p>
          <p className="text-[1.71rem] leading-tight font-semibold tracking-tight">
            <span className="sr-only">{t("levelLevel", { level })} </span>
            {levelName(level)}
          </p>
          <p className="leading-snug text-ink-2">
            {decision.decidedBy}, <LocalTime iso={decision.decidedAt} />
          </p>
        </div>
      </div>
      {kind === "override" && (
        <p className="text-pretty text-ink-2">
          {shownLevel !== null && `${t("suggestedWas", { level: shownLevel })} `}
          {said(reasonLabel(decision))}
          {decision.comment && <> “{decision.comment}”</>}
        </p>
      )}
      {decision.visitReason && (
        <p className="text-pretty text-ink-2">
          {t("onThisVisitBecause", {
            reason: said(
              VISIT_REASONS.find((r) => r.code === decision.visitReason)?.label ?? decision.visitReason,
            ),
          })}
          {decision.kind !== "override" && decision.comment && <> “{decision.comment}”</>}
        </p>
      )}
      <WriteBack
        decision={decision}
        retry={retry}
        onRetried={onRetried}
        canDecide={canDecide}
        undoSeconds={undoSeconds}
        onUndo={onUndo}
      />
      <div className="no-print grid grid-cols-2 gap-2">
        <Button
          tone="primary"
          onClick={(e) => onNext(e.timeStamp)}
          disabled={leaving}
          aria-busy={leaving}
          className="col-span-2 h-11"
        >
          {leaving ? (
            t("findingTheNextPatient")
          ) : (
            <>
              {t("nextUndecidedPatient")} <Kbd onAccent>N</Kbd>
            </>
          )}
        </Button>
        <Link href={useBoardHref()} prefetch={false} className={buttonClass()}>
          {t("backToBoard")}
        </Link>
        {canDecide && <Button onClick={onChange}>{t("change")}</Button>}
      </div>
      {earlier.length > 0 && (
        <details>
          <summary className="text-ink-2">{t("earlierDecisionsCount", { count: earlier.length })}</summary>
          <ol className="mt-1.5 space-y-1">
            {earlier.map((d) => (
              <li key={d.id} className="flex items-center gap-2 text-ink-2">
                <LevelMark level={d.level} size={18} />
                <span>
                  {t.rich("earlierDecision", {
                    level: d.level,
                    kind: d.kind,
                    by: d.decidedBy,
                    at: () => <LocalTime iso={d.decidedAt} withDate />,
                  })}
                </span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}

const reasonLabel = ({ reason, comment }: DecisionView): string => {
  if (reason === "other" && comment) return "";
  const label = OVERRIDE_REASONS.find((r) => r.code === reason)?.label;
  return label ? `${label}.` : "";
};

type WriteBackProps = Pick<
  Props,
  "decision" | "retry" | "onRetried" | "canDecide" | "undoSeconds" | "onUndo"
>;

function WriteBack({ decision, retry, onRetried, canDecide, undoSeconds, onUndo }: WriteBackProps) {
  const t = useTranslations("decision");
  const said = useSaid();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => unwrap(await retry(decision.id)),
    onSuccess: onRetried,
  });
  const { writeBack, writeBackAttempts } = decision;
  const look = {
    written: "border-ok-line bg-ok-soft text-ok",
    pending: "border-warn-line bg-warn-soft text-warn",
    failed: "border-danger-line bg-danger-soft text-danger",
  }[writeBack];
  return (
    <div className={`flex items-start gap-2.5 rounded-md border px-3 py-2 ${look}`}>
      <span aria-hidden="true" className="font-bold">
        {{ written: "✓", pending: "…", failed: "✕" }[writeBack]}
      </span>
      <div role="status" className="flex-1 leading-snug">
        <p className="font-semibold">{writeBack === "written" ? t("inTheEhr") : t("notYetInTheEhr")}</p>
        {writeBack === "pending" && (
          <p>
            {undoSeconds !== null
              ? t.rich("writtenIn", {
                  heard: (words) => <span className="sr-only">{words}</span>,
                  seen: (words) => (
                    <span aria-hidden="true" className="tabular-nums">
                      {words}
                    </span>
                  ),
                  seconds: undoSeconds,
                })
              : writeBackAttempts === 0
                ? t("beingWrittenNow")
                : t("savedHereTried", { count: writeBackAttempts })}
          </p>
        )}
        {writeBack === "failed" && <p>{t(`writeFailed.${decision.writeBackWhy ?? "other"}`)}</p>}
        {error && <p>{said(toActionError(error).message)}</p>}
      </div>
      {writeBack === "pending" && undoSeconds !== null && (
        <Button size="small" aria-keyshortcuts="u" onClick={onUndo}>
          {t("undo")} <Kbd>U</Kbd>
        </Button>
      )}
      {writeBack === "failed" && canDecide && (
        <Button size="small" disabled={isPending} onClick={() => mutate()}>
          {t("tryAgain")}
        </Button>
      )}
    </div>
  );
}
