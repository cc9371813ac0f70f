"use client";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { decide, retryWriting } from "@/app/(clinic)/actions";
import type { GroupsView } from "@/components/explanation/first-picture";
import { getJson } from "@/components/get-json";
import { type PatientActions, PatientScreen } from "@/components/triage/patient-screen";
import type { WhatWouldChangeInWords } from "@/lib/explain/change-words";
import type { AssessmentView, BoardView, PatientView, SimilarPatientsView } from "@/lib/workflows/views";

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
      decide,
      retry: (decisionId) => retryWriting({ decisionId }),
      next: async () => push(await nextUndecided(encounterId)),
    };
  }, [encounterId, launchId, push]);
  return <PatientScreen initial={initial} actions={actions} />;
}

/** The most urgent patient still without a decision; the board when there is none or it cannot be read. */
async function nextUndecided(current: string): Promise<string> {
  const board = await getJson<BoardView>("/board/data").catch(() => null);
  const next = board?.rows.find((r) => r.levelSource !== "decided" && r.encounterId !== current);
  return next ? `/encounters/${next.encounterId}` : "/board";
}
