"use client";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { useLevelName } from "@/components/words/use-level-name";
import type { Level } from "@/lib/case/level";
import type { ActionResult } from "@/lib/core/result";
import type { DecisionView } from "@/lib/decision/decision";
import type { DecisionInput, PatientView } from "@/lib/workflows/views";
import { ConfirmLevel } from "./confirm-level";
import { DecideForm } from "./decide-form";
import { Decided } from "./decided";
import type { Intent } from "./decision-draft";
import { DecisionFailure } from "./decision-failure";
import { LevelMark } from "./level-mark";
import { ChosenFirst, OwnLevel } from "./own-level";
import { Suggestion } from "./suggestion";
import type { DecisionGesture } from "./use-decision";
import type { FirstChoiceGesture } from "./use-first-choice";
import type { UndoGesture } from "./use-undo";

type Props = {
  view: PatientView;
  gesture: DecisionGesture;
  undo: UndoGesture;
  first: FirstChoiceGesture;
  /** Does what a button means, as a key would. */
  act: (intent: Intent, at: number) => void;
  /** The suggestion has been on the screen long enough to be decided upon. */
  seen: boolean;
  headRef: (element: HTMLElement | null) => void;
  commentRef: RefObject<HTMLTextAreaElement | null>;
  retry: (decisionId: string) => Promise<ActionResult<DecisionView>>;
  onRetried: (decision: DecisionView) => void;
  onReload: () => void;
  /** The next patient is being looked for. */
  leaving: boolean;
  /** The page is out of the browser's history and not yet read again. */
  updating: boolean;
};

/** The one thing this page is for: the level, and yes or no to it. */
export function DecisionCard({
  view,
  gesture,
  undo,
  first,
  act,
  seen,
  headRef,
  commentRef,
  retry,
  onRetried,
  onReload,
  leaving,
  updating,
}: Props) {
  const t = useTranslations("decision");
  const { draft, saving, failure, changing } = gesture;
  const { level } = view.assessment;
  const decided = view.decision !== null && !changing;
  return (
    <section
      aria-label={t("decision")}
      data-tour="decision"
      className="rounded-lg border border-line-strong bg-surface p-4 shadow-[0_1px_0_var(--line)]"
    >
      <h2 className="sr-only">{t("decision")}</h2>
      {/* One place for the level, always there: whether it is in sight is watched. */}
      <div ref={headRef}>
        {saving ? (
          <Saving
            input={saving}
            offline={gesture.waiting}
            onTakeBack={() => act({ do: "undo" }, performance.now())}
          />
        ) : decided && view.decision ? (
          <Decided
            decision={view.decision}
            earlier={view.earlierDecisions}
            canDecide={view.canDecide}
            retry={retry}
            onRetried={onRetried}
            onChange={gesture.startChange}
            undoSeconds={undo.seconds}
            onUndo={() => act({ do: "undo" }, performance.now())}
            onNext={(at) => act({ do: "next" }, at)}
            leaving={leaving}
          />
        ) : (
          <>
            <Suggestion assessment={view.assessment} small={draft.step !== "closed"} />
            <ChosenFirst showing={view.showing} level={level} />
          </>
        )}
      </div>
      {decided && first.wanted && (
        <div className="mt-4 border-t border-line pt-4">
          <OwnLevel gesture={first} rules={level} act={act} />
        </div>
      )}
      {!saving && !decided && (
        <div className="mt-4">
          {leaving || updating ? (
            <p role="status" className="py-2 text-center text-ink-2">
              {leaving ? t("openingTheNextPatient") : t("bringingThisPageUpToDate")}
            </p>
          ) : first.wanted ? (
            <OwnLevel gesture={first} rules={level} act={act} />
          ) : draft.step !== "closed" ? (
            <DecideForm
              draft={draft}
              shown={level}
              busy={saving !== null}
              commentRef={commentRef}
              onDraft={gesture.setDraft}
              onSave={(at) => act({ do: "save" }, at)}
              onCancel={gesture.cancel}
            />
          ) : view.canDecide ? (
            <Choices level={level} seen={seen} act={act} />
          ) : (
            <p className="text-ink-2">
              {view.visit.barred ? t("noLevelCanBeGivenOn") : t("yourRoleCanLookButNot")}
            </p>
          )}
        </div>
      )}
      {draft.step === "details" && draft.asking && (
        <ConfirmLevel draft={draft} concerns={draft.asking} act={act} />
      )}
      {failure && (
        <div className="mt-3">
          <DecisionFailure failure={failure} onReload={onReload} onAgain={gesture.again} />
        </div>
      )}
    </section>
  );
}

function Choices({ level, seen, act }: { level: Level | null } & Pick<Props, "seen" | "act">) {
  const t = useTranslations("decision");
  // Not disabled: a click that comes too soon is answered in words.
  const waiting = { "aria-disabled": !seen, ...(seen ? {} : { style: { cursor: "progress" } }) };
  return (
    <div className="no-print space-y-2">
      {level !== null && (
        <Button
          tone="primary"
          size="large"
          className="w-full"
          aria-keyshortcuts="a"
          {...waiting}
          onClick={(e) => act({ do: "accept" }, e.timeStamp)}
        >
          {t("acceptLevelLevel", { level })} <Kbd onAccent>A</Kbd>
        </Button>
      )}
      <Button
        size="large"
        tone={level === null ? "primary" : "secondary"}
        className="w-full"
        aria-keyshortcuts="o"
        {...waiting}
        onClick={(e) => act({ do: "open" }, e.timeStamp)}
      >
        {level === null ? t("chooseALevel") : t("override")} <Kbd onAccent={level === null}>O</Kbd>
      </Button>
      <p className="text-center text-[0.857rem] text-ink-3">
        {t.rich("orPressForALevel", { key: (key) => <Kbd>{String(key)}</Kbd> })}
      </p>
    </div>
  );
}

type SavingProps = { input: DecisionInput; offline: boolean; onTakeBack: () => void };

function Saving({ input, offline, onTakeBack }: SavingProps) {
  const t = useTranslations("decision");
  return (
    <>
      <SavingLevel input={input} offline={offline} />
      {offline && (
        <Button className="mt-3 w-full" aria-keyshortcuts="u" onClick={onTakeBack}>
          {t("undo")} <Kbd>U</Kbd>
        </Button>
      )}
    </>
  );
}

function SavingLevel({ input, offline }: Omit<SavingProps, "onTakeBack">) {
  const t = useTranslations("decision");
  const levelName = useLevelName();
  return (
    <div className="flex items-center gap-4" role="status">
      <LevelMark level={input.level} size={76} className="animate-pulse" />
      <div>
        <p className="label">{offline ? t("notSavedYetYouAreOffline") : t("saving")}</p>
        <p className="text-[1.71rem] leading-tight font-semibold tracking-tight">{levelName(input.level)}</p>
        <p className="text-pretty text-ink-2">
          {t(offline ? "levelKeptOnThisPage" : "levelAlone", { level: input.level })}
        </p>
      </div>
    </div>
  );
}
