"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { useServerChanges } from "@/components/use-server-changes";
import { useSaid } from "@/components/words/use-said";
import type { ActionResult } from "@/lib/core/result";
import type { DecisionView } from "@/lib/decision/decision";
import type { PatientView } from "@/lib/workflows/views";
import { AtDoor } from "./at-door";
import { AlsoRecorded, ComplaintPanel, HistoryPanel, ProblemNotices } from "./context-panels";
import { DecisionCard } from "./decision-card";
import { DegradedNotices, UpdatedAgo } from "./freshness";
import { KeptDecisionNotice } from "./kept-decision";
import { answerKey } from "./key-answer";
import { type AnswerReviews, LeadReviews } from "./lead-reviews";
import { type LeaveOut, LeftOutOfLearning } from "./left-out";
import { PatientBanner } from "./patient-banner";
import { ReportProblem } from "./report-problem";
import { SafetyRules } from "./safety-rules";
import { useAct } from "./use-act";
import { type Decide, useDecision } from "./use-decision";
import { useDecisionKeys } from "./use-decision-keys";
import { type ChooseFirst, useFirstChoice } from "./use-first-choice";
import { type DraftActions, useKeptDecision } from "./use-kept-decision";
import { useNext } from "./use-next";
import { type ExplainActions, useReasons } from "./use-reasons";
import { type SaySeeing, useSeeingThis } from "./use-seeing";
import { useSeen } from "./use-seen";
import { type Undo, useUndo } from "./use-undo";
import { useVisit } from "./use-visit";
import { useVisitReason } from "./use-visit-reason";
import { VisitGate } from "./visit-gate";
import { VitalsPanel } from "./vitals-panel";
import { type LookUpActions, WhyColumn } from "./why-column";
import { WrongPatient } from "./wrong-patient";

export type PatientActions = ExplainActions &
  LookUpActions &
  DraftActions & {
    readonly load: () => Promise<PatientView>;
    readonly decide: Decide;
    readonly chooseFirst: ChooseFirst;
    readonly undo: Undo;
    readonly saySeeing: SaySeeing;
    /** Where the server tells of changes. */
    readonly changesAt: string;
    readonly answerReviews: AnswerReviews;
    readonly report: ReportProblem;
    readonly leaveOut: LeaveOut;
    readonly retry: (decisionId: string) => Promise<ActionResult<DecisionView>>;
    /** Where the next undecided patient's page is; the board when there is none. */
    readonly findNext: () => Promise<string>;
    readonly openPage: (path: string) => void;
  };

export function PatientScreen({ initial, actions }: { initial: PatientView; actions: PatientActions }) {
  const t = useTranslations("patient");
  const said = useSaid();
  const visit = useVisit(initial, actions.load);
  const client = useQueryClient();
  const { refresh, setDeciding, adopt } = visit;

  const seeing = useSeeingThis(actions.saySeeing);
  useServerChanges(actions.changesAt, ASKED_EVERY_MS, {
    onChanged: () => void refresh(),
    onPresence: seeing.refresh,
  });

  const reasons = useReasons(visit.view.assessment, actions);
  const { assessment } = reasons;
  const view: PatientView = { ...visit.view, assessment };

  const onDecided = useCallback(
    (decision: DecisionView) => {
      client.setQueryData<PatientView>(
        ["visit", initial.encounterId, initial.launchId],
        (old) => old && withDecision(old, decision),
      );
      void refresh();
    },
    [client, initial.encounterId, initial.launchId, refresh],
  );
  const visitReason = useVisitReason(view, actions.decide, refresh);
  const [head, setHead] = useState<HTMLElement | null>(null);
  const seen = useSeen(
    `${view.encounterId} ${assessment.id} ${view.contextVersion} ${assessment.model.state} ${view.decision?.id ?? ""}`,
    head,
  );
  const gesture = useDecision({
    view,
    decide: visitReason.decide,
    onDecided,
    seenMs: seen.seenMs,
  });
  const onShown = useCallback(
    (shown: PatientView) =>
      void client.setQueryData<PatientView>(["visit", initial.encounterId, initial.launchId], shown),
    [client, initial.encounterId, initial.launchId],
  );
  const first = useFirstChoice(view, actions.chooseFirst, seen.seenMs, onShown);
  const { onUndone, takeBackWaiting } = gesture;
  const undo = useUndo(
    gesture.changing ? null : view.decision,
    actions.undo,
    useCallback(
      (now: PatientView, undone: DecisionView) => {
        onUndone(undone);
        onShown(now);
      },
      [onUndone, onShown],
    ),
  );
  const { changing, saving } = gesture;
  const kept = useKeptDecision(view, gesture, actions);
  const deciding = view.decision === null || changing || saving !== null;
  useEffect(() => setDeciding(deciding), [deciding, setDeciding]);
  useLeaveGuard(saving !== null);

  const { findNext, openPage } = actions;
  const next = useNext(findNext, openPage);
  const comment = useRef<HTMLTextAreaElement>(null);
  const reload = async () => {
    gesture.cancel();
    await adopt();
  };
  useWithdrawal(visit.withdrawn && gesture.draft.step === "closed" && saving === null, reload);
  const { level: shown, floor } = assessment;
  const act = useAct({
    shown,
    floor,
    gesture,
    chooseFirst: first.choose,
    seen,
    target: head,
    comment,
    goNext: next.go,
    undo: () => {
      if (takeBackWaiting()) answerKey("Taken back. It had not been sent.");
      else undo.take();
    },
  });
  useDecisionKeys(() => {
    const { draft, underWay, decided } = gesture.now();
    return {
      draft,
      situation: {
        shown,
        barred: view.visit.barred !== null,
        canDecide: view.canDecide && !isBlocked(gesture.failure?.code),
        decided,
        ownFirst: first.wanted,
        undoable: gesture.waiting || (decided && undo.isOpen()),
        under: next.isLeaving()
          ? "leaving"
          : underWay
            ? "saving"
            : first.isUnderWay()
              ? "showing"
              : visit.stale
                ? "updating"
                : "nothing",
      },
    };
  }, act);

  if (isBlocked(gesture.failure?.code)) return <WrongPatient message={gesture.failure?.message ?? ""} />;
  return (
    <>
      <PatientBanner
        banner={view.banner}
        ehrBanner={view.ehrBanner}
        freshness={view.freshness}
        receivedAt={visit.receivedAt}
        visit={view.visit}
        others={seeing.others}
        needsLead={view.leadReviews.some((r) => r.answer === null)}
      />
      <div className="mx-auto max-w-[110rem] space-y-3 px-5 py-4">
        {visit.news && (
          <Notice
            tone={visit.renamed ? "danger" : "info"}
            live
            title={
              visit.renamed
                ? t("theNameBirthDateSexOr")
                : visit.withdrawn
                  ? t("theModelWasSwitchedOffIts")
                  : t("newInformationAboutThisPatientHas")
            }
            action={
              <Button size="small" tone="primary" onClick={reload}>
                {t("showNewData")}
              </Button>
            }
          >
            {visit.renamed
              ? t("checkThatThisIsStillThe")
              : visit.withdrawn
                ? t("itCannotBeAcceptedAnyMore")
                : t("theLevelBelowRestsOnWhat")}
          </Notice>
        )}
        <KeptDecisionNotice kept={kept} />
        <LeadReviews
          reviews={visit.view.leadReviews}
          answer={actions.answerReviews}
          onAnswered={visit.refresh}
        />
        <AtDoor triages={view.atDoor} />
        <DegradedNotices about="patient" freshness={view.freshness} model={assessment.model} />
        {assessment.caution && (
          <Notice tone="warn" title={t("rarelySeenInTheVisitsThis")}>
            {said(assessment.caution)}
          </Notice>
        )}
        <ProblemNotices problems={view.problems} />
        <div className="print-flow grid grid-cols-[minmax(0,1fr)] items-start gap-4 min-[900px]:grid-cols-[minmax(0,1fr)_23rem] xl:grid-cols-[minmax(0,11fr)_minmax(0,10fr)_24rem]">
          {/*
            Three columns, two, or one. Narrower than three: complaint and vital signs first, since they are what is looked at
            first, then why. In one column the decision comes before all of it.
          */}
          <div className="flex flex-col gap-4 max-xl:col-start-1 xl:contents">
            <div className="max-xl:contents xl:space-y-4">
              <ComplaintPanel view={view} className="max-xl:order-1" />
              <VitalsPanel
                vitals={view.vitals}
                consciousness={view.consciousness}
                oxygen={view.oxygen}
                devicesHref={`/encounters/${view.encounterId}/devices${view.launchId ? `?launch=${view.launchId}` : ""}`}
                className="max-xl:order-1"
              />
              <HistoryPanel
                conditions={view.conditions}
                medications={view.medications}
                allergies={view.allergies}
                className="max-xl:order-4"
              />
              <AlsoRecorded items={view.alsoRecorded} className="max-xl:order-5" />
            </div>
            <WhyColumn view={view} reasons={reasons} actions={actions} />
          </div>
          <div className="print-first min-w-0 space-y-4 max-[900px]:order-first min-[900px]:sticky min-[900px]:top-28 min-[900px]:max-h-[calc(100dvh-7.5rem)] min-[900px]:overflow-y-auto min-[900px]:max-xl:col-start-2 min-[900px]:max-xl:row-span-2 min-[900px]:max-xl:row-start-1 print:max-h-none print:overflow-visible">
            <VisitGate view={view} state={visitReason.state} />
            <DecisionCard
              view={view}
              gesture={gesture}
              undo={undo}
              first={first}
              act={act}
              seen={seen.seen}
              headRef={setHead}
              commentRef={comment}
              retry={actions.retry}
              onRetried={onDecided}
              onReload={reload}
              leaving={next.pending}
              updating={visit.stale}
            />
            <Section title={t("safetyRules")} tour="rules">
              <SafetyRules floor={assessment.floor} />
            </Section>
            <ReportProblem assessmentId={assessment.id} report={actions.report} />
            <LeftOutOfLearning
              leftOut={visit.view.leftOut}
              change={actions.leaveOut}
              onChanged={visit.refresh}
            />
            <p className="no-print px-1 text-[0.93rem]">
              <UpdatedAgo freshness={view.freshness} failing={visit.failing} />
            </p>
          </div>
        </div>
      </div>
    </>
  );
}

const ASKED_EVERY_MS = 1_000;

const isBlocked = (code: string | undefined): boolean => code === "wrong-patient";

const withDecision = (view: PatientView, decision: DecisionView): PatientView =>
  view.decision?.id === decision.id
    ? { ...view, decision }
    : {
        ...view,
        decision,
        earlierDecisions: view.decision ? [view.decision, ...view.earlierDecisions] : view.earlierDecisions,
      };

/** Nobody goes by what a model said that was switched off since: its suggestion goes by itself, unless a hand is at a level of its own. */
function useWithdrawal(due: boolean, reload: () => Promise<void>): void {
  const latest = useRef(reload);
  useEffect(() => {
    latest.current = reload;
  });
  useEffect(() => {
    if (due) void latest.current();
  }, [due]);
}

/** Warns before the page is closed on a decision that is still on its way to the server. */
function useLeaveGuard(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [active]);
}
