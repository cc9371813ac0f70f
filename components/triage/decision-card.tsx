"use client";
import type { RefObject } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { LEVEL_NAMES, type Level } from "@/lib/case/level";
import type { ActionResult } from "@/lib/core/result";
import type { DecisionView } from "@/lib/decision/decision";
import type { DecisionInput, PatientView } from "@/lib/workflows/views";
import { DecideForm } from "./decide-form";
import { Decided } from "./decided";
import { DecisionFailure } from "./decision-failure";
import { LevelMark } from "./level-mark";
import { Suggestion } from "./suggestion";
import type { DecisionGesture } from "./use-decision";

type Props = {
  view: PatientView;
  gesture: DecisionGesture;
  commentRef: RefObject<HTMLTextAreaElement | null>;
  retry: (decisionId: string) => Promise<ActionResult<DecisionView>>;
  onRetried: (decision: DecisionView) => void;
  onReload: () => void;
  onNext: () => void;
  /** The next patient is being looked for. */
  leaving: boolean;
};

/** The one thing this page is for: the level, and yes or no to it. */
export function DecisionCard({
  view,
  gesture,
  commentRef,
  retry,
  onRetried,
  onReload,
  onNext,
  leaving,
}: Props) {
  const { draft, saving, failure, changing } = gesture;
  const { level } = view.assessment;
  const decided = view.decision !== null && !changing;
  return (
    <section
      aria-label="Decision"
      className="rounded-lg border border-line-strong bg-surface p-4 shadow-[0_1px_0_var(--line)]"
    >
      <h2 className="sr-only">Decision</h2>
      {saving ? (
        <Saving input={saving} />
      ) : decided && view.decision ? (
        <Decided
          decision={view.decision}
          earlier={view.earlierDecisions}
          canDecide={view.canDecide}
          retry={retry}
          onRetried={onRetried}
          onChange={gesture.startChange}
          onNext={onNext}
          leaving={leaving}
        />
      ) : (
        <div className="space-y-4">
          <Suggestion assessment={view.assessment} />
          {draft.step !== "closed" ? (
            <DecideForm
              draft={draft}
              shown={level}
              busy={saving !== null}
              commentRef={commentRef}
              onDraft={gesture.setDraft}
              onSave={gesture.save}
              onCancel={gesture.cancel}
            />
          ) : view.canDecide ? (
            <Choices
              level={level}
              onAccept={(l) => gesture.save(l, null, "")}
              onOther={() => gesture.setDraft({ step: "level" })}
            />
          ) : (
            <p className="text-ink-2">Your role can look, but not decide.</p>
          )}
        </div>
      )}
      {failure && (
        <div className="mt-3">
          <DecisionFailure failure={failure} onReload={onReload} onAgain={gesture.again} />
        </div>
      )}
    </section>
  );
}

function Choices({
  level,
  onAccept,
  onOther,
}: {
  level: Level | null;
  onAccept: (level: Level) => void;
  onOther: () => void;
}) {
  return (
    <div className="no-print space-y-2">
      {level !== null && (
        <Button
          tone="primary"
          size="large"
          className="w-full"
          aria-keyshortcuts="a"
          aria-label={`Accept level ${level}`}
          onClick={() => onAccept(level)}
        >
          Accept level {level} <Kbd onAccent>A</Kbd>
        </Button>
      )}
      <Button
        size="large"
        tone={level === null ? "primary" : "secondary"}
        className="w-full"
        aria-keyshortcuts="o"
        aria-label={level === null ? "Choose a level" : "Override"}
        onClick={onOther}
      >
        {level === null ? "Choose a level" : "Override"} <Kbd onAccent={level === null}>O</Kbd>
      </Button>
      <p className="text-center text-[0.857rem] text-ink-3">
        or press <Kbd>1</Kbd> to <Kbd>5</Kbd> for a level
      </p>
    </div>
  );
}

function Saving({ input }: { input: DecisionInput }) {
  return (
    <div className="flex items-center gap-4" role="status">
      <LevelMark level={input.level} size={76} className="animate-pulse" />
      <div>
        <p className="label">Saving…</p>
        <p className="text-[1.71rem] leading-tight font-semibold tracking-tight">
          {LEVEL_NAMES[input.level]}
        </p>
        <p className="text-ink-2">Level {input.level}</p>
      </div>
    </div>
  );
}
