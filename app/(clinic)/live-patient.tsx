"use client";
import { useRouter } from "next/navigation";
import { useEffect, useMemo } from "react";
import {
  answerLeadReview,
  decide,
  giveOwnLevel,
  leaveOut,
  reportProblem,
  retryWriting,
  undoLevel,
} from "@/app/(clinic)/actions";
import { asDrawn } from "@/components/act";
import { boardHref, keepPlace } from "@/components/board-place";
import type { GroupsView } from "@/components/explanation/first-picture";
import { getJson, postJson } from "@/components/get-json";
import { keepDraft, keptDraft } from "@/components/kept-draft";
import { loadBoard } from "@/components/load-board";
import { nextPatient } from "@/components/triage/next-patient";
import { type PatientActions, PatientScreen } from "@/components/triage/patient-screen";
import type { WhatWouldChangeInWords } from "@/lib/explain/change-words";
import type { AssessmentView, PatientView, SimilarPatientsView } from "@/lib/workflows/views";

/** Ties the patient's screen to the server: reads by routes, decisions by the server action. */
export function LivePatient({ initial }: { initial: PatientView }) {
  const { push } = useRouter();
  const { encounterId, launchId } = initial;
  const actions = useMemo<PatientActions>(() => {
    const path = (what: string, query: Record<string, string> = {}) =>
      `/encounters/${encounterId}/${what}?${new URLSearchParams({ ...(launchId ? { launch: launchId } : {}), ...query })}`;
    return {
      load: () => getJson<PatientView>(path("data")),
      explain: (assessment) => getJson<AssessmentView>(path("reasons", { assessment })),
      explainGroups: (assessment) => getJson<GroupsView>(path("reasons", { assessment, stage: "groups" })),
      refine: (assessment) => getJson<AssessmentView>(path("reasons", { assessment, stage: "refined" })),
      whatIf: (assessment) => getJson<WhatWouldChangeInWords | null>(path("what-if", { assessment })),
      similar: (assessment) => getJson<SimilarPatientsView>(path("similar", { assessment })),
      decide: (input) => asDrawn(decide, input),
      chooseFirst: (input) => asDrawn(giveOwnLevel, input),
      undo: (decisionId, requestId) => asDrawn(undoLevel, { encounterId, launchId, decisionId, requestId }),
      changesAt: path("changes"),
      saySeeing: (left) => postJson<string[]>(path("seeing"), { left }, { keepalive: true }),
      answerReviews: (reviewIds, note, verdict) =>
        asDrawn(answerLeadReview, { encounterId, launchId, reviewIds: [...reviewIds], note, verdict }),
      retry: (decisionId) => asDrawn(retryWriting, { decisionId, encounterId, launchId }),
      report: (requestId, assessmentId, words) =>
        asDrawn(reportProblem, { encounterId, launchId, requestId, assessmentId, words }),
      leaveOut: (out, reason) => asDrawn(leaveOut, { encounterId, launchId, out, reason }),
      kept: () => keptDraft(`decision/${encounterId}`),
      keep: (content) => keepDraft(`decision/${encounterId}`, content),
      findNext: () => findNext(encounterId),
      openPage: push,
    };
  }, [encounterId, launchId, push]);
  useEffect(() => keepPlace({ row: encounterId }), [encounterId]);
  return <PatientScreen initial={initial} actions={actions} />;
}

/** When each patient was last opened in this tab, as a count; opaque ids of ours, gone with the tab. */
const openedAt = new Map<string, number>();

/** The next undecided patient on the board; the board itself when there is none. */
async function findNext(current: string): Promise<string> {
  openedAt.set(current, openedAt.size === 0 ? 1 : Math.max(...openedAt.values()) + 1);
  const { rows } = await loadBoard();
  const next = nextPatient(rows, current, openedAt);
  return next ? `/encounters/${next}` : boardHref();
}
