import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { useSaid } from "@/components/words/use-said";
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
  const t = useTranslations("decision");
  const said = useSaid();
  const { sending, waiting, failure } = gesture;
  return (
    <div className="no-print space-y-2">
      <p className="font-semibold">{t("whichLevelWouldYouGive")}</p>
      <LevelButtons
        chosen={sending}
        shown={null}
        onChoose={(level) => act({ do: "first", level }, performance.now())}
      />
      <p role="status" className="text-pretty text-ink-2">
        {sending === null
          ? t(rules === null ? "aKeyFrom1To5" : "aKeyFrom1To5Rules")
          : waiting
            ? t("levelSendingIsKeptOnThis", { sending })
            : t("levelSendingTheSuggestionIsBeing", { sending })}
      </p>
      {failure && (
        <Notice tone="danger" live title={t("yourLevelWasNotKept")}>
          {t("messageChooseItAgain", { message: said(failure.message) })}
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
  const t = useTranslations("decision");
  if (!first) return null;
  return (
    <p className="mt-3 flex items-center gap-2 text-ink-2">
      <LevelMark level={first.level} size={20} />
      <span>{t(first.level === level ? "youChoseTheSame" : "youChose", { level: first.level })}</span>
    </p>
  );
}
