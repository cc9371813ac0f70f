"use client";
import { useState } from "react";
import { Confirm } from "@/components/ui/confirm";
import { LEVEL_NAMES } from "@/lib/case/level";
import type { Concern } from "@/lib/decision/concerns";
import { OVERRIDE_REASONS } from "@/lib/decision/decision";
import { ConcernList } from "./concern-list";
import type { Draft, Intent } from "./decision-draft";
import { answerKey } from "./key-answer";
import { useSeen } from "./use-seen";

type Props = {
  draft: Extract<Draft, { step: "details" }>;
  concerns: readonly Concern[];
  act: (intent: Intent, at: number) => void;
};

/** Asked once before a level that a safety rule or a wide gap speaks against. Enter and Esc mean no. */
export function ConfirmLevel({ draft, concerns, act }: Props) {
  const { level, reason, comment } = draft;
  // Held as state: the dialog comes into the page a moment after this does.
  const [question, setQuestion] = useState<HTMLElement | null>(null);
  const below = concerns.some((c) => c.kind === "below-rule");
  return (
    <Confirm
      open
      onClose={() => act({ do: "back" }, performance.now())}
      title={
        below ? `Level ${level} goes against a safety rule` : `Level ${level} is far from the suggestion`
      }
      confirm={`Give level ${level} all the same`}
      cancel="Go back"
      cautious
      tone="danger"
      {...useAsked(`${level}`, question, act)}
    >
      <div ref={setQuestion} className="space-y-3 text-ink">
        <ConcernList concerns={concerns} level={level} />
        <p>
          You give level {level}, {LEVEL_NAMES[level].toLowerCase()}: {reasonInWords(reason, comment)}
        </p>
        <p className="text-ink-2">
          A lead will be asked to look at this patient, and until then the patient stays high on the board.
        </p>
      </div>
    </Confirm>
  );
}

/** Yes counts once the question has been on the screen for as long as it takes to read. */
function useAsked(what: string, question: HTMLElement | null, act: Props["act"]) {
  const { seen, mayActAt } = useSeen(what, question);
  return {
    waiting: !seen,
    onConfirm: (at: number) =>
      mayActAt(at) ? act({ do: "confirm" }, at) : answerKey("Too soon: read the question first."),
  };
}

function reasonInWords(reason: Props["draft"]["reason"], comment: string): string {
  const label = OVERRIDE_REASONS.find((r) => r.code === reason)?.label ?? "";
  const said = comment.trim();
  return reason === "other" ? `“${said}”` : said ? `${label}. “${said}”` : `${label}.`;
}
