"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import type { ActionResult } from "@/lib/core/result";
import type { DecisionView } from "@/lib/decision/decision";
import type { PatientView } from "@/lib/workflows/views";
import { ComplaintPanel, HistoryPanel, ProblemNotices } from "./context-panels";
import { DecisionCard } from "./decision-card";
import type { Intent } from "./decision-draft";
import { chooseLevel } from "./decision-draft";
import { DegradedNotices, UpdatedAgo } from "./freshness";
import { PatientBanner } from "./patient-banner";
import { SafetyRules } from "./safety-rules";
import { type Decide, useDecision } from "./use-decision";
import { useDecisionKeys } from "./use-decision-keys";
import { type ExplainActions, useReasons } from "./use-reasons";
import { useVisit } from "./use-visit";
import { VitalsPanel } from "./vitals-panel";
import { type LookUpActions, WhyColumn } from "./why-column";
import { WrongPatient } from "./wrong-patient";

export type PatientActions = ExplainActions &
  LookUpActions & {
    readonly load: () => Promise<PatientView>;
    readonly decide: Decide;
    readonly retry: (decisionId: string) => Promise<ActionResult<DecisionView>>;
    readonly next: () => Promise<void>;
  };

export function PatientScreen({ initial, actions }: { initial: PatientView; actions: PatientActions }) {
  const visit = useVisit(initial, actions.load);
  const client = useQueryClient();
  const { refresh, setDeciding, adopt } = visit;

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
  const gesture = useDecision({ view, decide: actions.decide, onDecided });
  const { draft, changing, saving } = gesture;
  const deciding = view.decision === null || changing || saving !== null;
  useEffect(() => setDeciding(deciding), [deciding, setDeciding]);
  useLeaveGuard(saving !== null);

  const [leaving, setLeaving] = useState(false);
  const next = () => {
    if (leaving) return;
    setLeaving(true);
    void actions.next().finally(() => setLeaving(false));
  };

  const comment = useRef<HTMLTextAreaElement>(null);
  const reload = async () => {
    gesture.cancel();
    await adopt();
  };
  const act = (intent: Intent) => {
    if (saving) return;
    switch (intent.do) {
      case "accept":
        if (assessment.level !== null) gesture.save(assessment.level, null, "");
        break;
      case "open":
        gesture.setDraft({ step: "level" });
        break;
      case "close":
        gesture.cancel();
        break;
      case "level":
        gesture.setDraft(chooseLevel(draft, intent.level));
        break;
      case "reason": {
        if (draft.step !== "details") break;
        const text = draft.comment;
        gesture.setDraft({ ...draft, reason: intent.reason });
        if (intent.reason === "other" && text.trim() === "") comment.current?.focus();
        else gesture.save(draft.level, intent.reason, text);
        break;
      }
      case "comment":
        comment.current?.focus();
        break;
      case "next":
        next();
    }
  };
  useDecisionKeys(
    draft,
    {
      shown: assessment.level,
      canDecide: view.canDecide && !isBlocked(gesture.failure?.code),
      decided: view.decision !== null && !changing,
    },
    act,
  );

  if (isBlocked(gesture.failure?.code)) return <WrongPatient message={gesture.failure?.message ?? ""} />;
  return (
    <>
      <PatientBanner banner={view.banner} freshness={view.freshness} receivedAt={visit.receivedAt} />
      <div className="mx-auto max-w-[110rem] space-y-3 px-5 py-4">
        {visit.news && (
          <Notice
            tone="info"
            live
            title="New information about this patient has arrived."
            action={
              <Button size="small" tone="primary" onClick={reload}>
                Show new data
              </Button>
            }
          >
            The level below rests on what was known before it.
          </Notice>
        )}
        <DegradedNotices about="patient" freshness={view.freshness} model={assessment.model} />
        {assessment.caution && (
          <Notice tone="warn" title="Rarely seen in the visits this model learned from">
            {assessment.caution}
          </Notice>
        )}
        <ProblemNotices problems={view.problems} />
        <div className="print-flow grid grid-cols-[minmax(0,1fr)_23rem] items-start gap-4 xl:grid-cols-[minmax(0,11fr)_minmax(0,10fr)_24rem]">
          {/* On a narrow screen one column: why stands right below the complaint, not after everything known. */}
          <div className="flex flex-col gap-4 max-xl:col-start-1 xl:contents">
            <div className="max-xl:contents xl:space-y-4">
              <ComplaintPanel view={view} className="max-xl:order-1" />
              <VitalsPanel
                vitals={view.vitals}
                consciousness={view.consciousness}
                className="max-xl:order-3"
              />
              <HistoryPanel
                conditions={view.conditions}
                medications={view.medications}
                allergies={view.allergies}
                className="max-xl:order-4"
              />
            </div>
            <WhyColumn view={view} reasons={reasons} actions={actions} />
          </div>
          <div className="print-first sticky top-28 max-h-[calc(100dvh-7.5rem)] space-y-4 overflow-y-auto max-xl:col-start-2 max-xl:row-span-2 max-xl:row-start-1 print:max-h-none print:overflow-visible">
            <DecisionCard
              view={view}
              gesture={gesture}
              commentRef={comment}
              retry={actions.retry}
              onRetried={onDecided}
              onReload={reload}
              onNext={next}
              leaving={leaving}
            />
            <Section title="Safety rules">
              <SafetyRules floor={assessment.floor} />
            </Section>
            <p className="no-print px-1 text-[0.93rem]">
              <UpdatedAgo freshness={view.freshness} failing={visit.failing} />
            </p>
          </div>
        </div>
      </div>
    </>
  );
}

const isBlocked = (code: string | undefined): boolean => code === "wrong-patient";

const withDecision = (view: PatientView, decision: DecisionView): PatientView =>
  view.decision?.id === decision.id
    ? { ...view, decision }
    : {
        ...view,
        decision,
        earlierDecisions: view.decision ? [view.decision, ...view.earlierDecisions] : view.earlierDecisions,
      };

/** Warns before the page is closed on a decision that is still on its way to the server. */
function useLeaveGuard(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [active]);
}
