"use client";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { toActionError, unwrap } from "@/components/action-error";
import { useBoardHref } from "@/components/board-place";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Kbd } from "@/components/ui/kbd";
import { LocalTime } from "@/components/ui/time";
import { LEVEL_NAMES } from "@/lib/case/level";
import type { ActionResult } from "@/lib/core/result";
import { type DecisionView, OVERRIDE_REASONS, VISIT_REASONS } from "@/lib/decision/decision";
import { LevelMark } from "./level-mark";

const VERBS = { accept: "Accepted", override: "Overridden", assign: "Level given" } as const;

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
  const { level, shownLevel, kind } = decision;
  return (
    <div className="space-y-4">
      <div className="flex items-center gap-4" role="status">
        <LevelMark level={level} size={76} />
        <div className="min-w-0">
          <p className="font-semibold text-ok">✓ {VERBS[kind]}</p>
          <p className="text-[1.71rem] leading-tight font-semibold tracking-tight">
            <span className="sr-only">Level {level}, </span>
            {LEVEL_NAMES[level]}
          </p>
          <p className="leading-snug text-ink-2">
            {decision.decidedBy}, <LocalTime iso={decision.decidedAt} />
          </p>
        </div>
      </div>
      {kind === "override" && (
        <p className="text-pretty text-ink-2">
          {shownLevel !== null && `Suggested was ${shownLevel}. `}
          {reasonLabel(decision)}
          {decision.comment && <> “{decision.comment}”</>}
        </p>
      )}
      {decision.visitReason && (
        <p className="text-pretty text-ink-2">
          On this visit because:{" "}
          {VISIT_REASONS.find((r) => r.code === decision.visitReason)?.label ?? decision.visitReason}
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
            "Finding the next patient…"
          ) : (
            <>
              Next undecided patient <Kbd onAccent>N</Kbd>
            </>
          )}
        </Button>
        <Link href={useBoardHref()} prefetch={false} className={buttonClass()}>
          Back to board
        </Link>
        {canDecide && <Button onClick={onChange}>Change</Button>}
      </div>
      {earlier.length > 0 && (
        <details>
          <summary className="text-ink-2">Earlier decisions ({earlier.length})</summary>
          <ol className="mt-1.5 space-y-1">
            {earlier.map((d) => (
              <li key={d.id} className="flex items-center gap-2 text-ink-2">
                <LevelMark level={d.level} size={18} />
                <span>
                  Level {d.level}, {VERBS[d.kind].toLowerCase()} by {d.decidedBy},{" "}
                  <LocalTime iso={d.decidedAt} withDate />
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

const FAILED = {
  "visit-closed":
    "This visit is closed in the EHR, or the record was replaced. It is saved here; check the patient's current visit, and record it there.",
  "wrong-patient":
    "The EHR has moved this visit to another patient. It is saved here and written nowhere; tell your lead.",
  other: "The EHR refused it. It is saved here; tell your lead, and record it in the EHR by hand.",
} as const;

type WriteBackProps = Pick<
  Props,
  "decision" | "retry" | "onRetried" | "canDecide" | "undoSeconds" | "onUndo"
>;

function WriteBack({ decision, retry, onRetried, canDecide, undoSeconds, onUndo }: WriteBackProps) {
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
        <p className="font-semibold">{writeBack === "written" ? "In the EHR" : "Not yet in the EHR"}</p>
        {writeBack === "pending" && (
          <p>
            {undoSeconds !== null ? (
              <>
                Written <span className="sr-only">in a few seconds, unless you undo it.</span>
                <span aria-hidden="true" className="tabular-nums">
                  in {undoSeconds} s.
                </span>
              </>
            ) : writeBackAttempts === 0 ? (
              "Being written now."
            ) : (
              `Saved here. Tried ${writeBackAttempts === 1 ? "once" : `${writeBackAttempts} times`}; it goes on by itself.`
            )}
          </p>
        )}
        {writeBack === "failed" && <p>{FAILED[decision.writeBackWhy ?? "other"]}</p>}
        {error && <p>{toActionError(error).message}</p>}
      </div>
      {writeBack === "pending" && undoSeconds !== null && (
        <Button size="small" aria-keyshortcuts="u" onClick={onUndo}>
          Undo <Kbd>U</Kbd>
        </Button>
      )}
      {writeBack === "failed" && canDecide && (
        <Button size="small" disabled={isPending} onClick={() => mutate()}>
          Try again
        </Button>
      )}
    </div>
  );
}
