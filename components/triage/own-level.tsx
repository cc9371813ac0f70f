import { Notice } from "@/components/ui/notice";
import type { Level } from "@/lib/case/level";
import type { PatientView } from "@/lib/workflows/views";
import type { Intent } from "./decision-draft";
import { LevelButtons } from "./level-buttons";
import { LevelMark } from "./level-mark";
import type { FirstChoiceGesture } from "./use-first-choice";

type Props = {
  gesture: FirstChoiceGesture;
  /** What the safety rules ask for; null: nothing. */
  rules: Level | null;
  act: (intent: Intent, at: number) => void;
};

/** Asks for a level before the suggestion is shown. It decides nothing. */
export function OwnLevel({ gesture, rules, act }: Props) {
  const { sending, waiting, failure } = gesture;
  return (
    <div className="no-print space-y-2">
      <p className="font-semibold">Which level would you give?</p>
      <LevelButtons
        chosen={sending}
        shown={null}
        onChoose={(level) => act({ do: "first", level }, performance.now())}
      />
      <p role="status" className="text-pretty text-ink-2">
        {sending === null
          ? `A key from 1 to 5. Then the suggestion is shown, and you decide.${rules === null ? "" : " The safety rules count either way."}`
          : waiting
            ? `Level ${sending} is kept on this page: you are offline. The suggestion is shown when the connection is back.`
            : `Level ${sending}. The suggestion is being shown…`}
      </p>
      {failure && (
        <Notice tone="danger" live title="Your level was not kept.">
          {failure.message} Choose it again.
        </Notice>
      )}
    </div>
  );
}

/** What somebody had chosen before they were shown the suggestion. */
export function ChosenFirst({
  showing: { first },
  level,
}: {
  showing: PatientView["showing"];
  level: Level | null;
}) {
  if (!first) return null;
  return (
    <p className="mt-3 flex items-center gap-2 text-ink-2">
      <LevelMark level={first.level} size={20} />
      <span>
        You chose {first.level} before the suggestion was shown
        {first.level === level ? ": the same." : "."}
      </span>
    </p>
  );
}
