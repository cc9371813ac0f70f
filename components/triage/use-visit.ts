"use client";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import type { PatientView } from "@/lib/workflows/views";
import { mergeViews } from "./view-news";

/** The queue delivers within seconds; when it does not, the EHR is away and there is no hurry to ask. */
const SOON_MS = 2_000;
const LATER_MS = 10_000;
const IDLE_MS = 60_000;
const SOON_TRIES = 10;
const OLD_MS = 15_000;

/** The patient's page over time: read again by itself, without changing what a hand is about to accept. */
export function useVisit(initial: PatientView, load: () => Promise<PatientView>) {
  const [base, setBase] = useState(initial);
  const [receivedAt, setReceivedAt] = useState(() => Date.now());
  const deciding = useRef(false);
  const tries = useRef(0);
  const query = useQuery({
    queryKey: ["visit", initial.encounterId, initial.launchId],
    queryFn: async () => {
      const fresh = await load();
      tries.current = fresh.decision?.writeBack === "pending" ? tries.current + 1 : 0;
      return fresh;
    },
    initialData: initial,
    // A page that comes back from the browser's history brings what it left with.
    refetchOnMount: () => (Date.now() - Date.parse(initial.freshness.fetchedAt) > OLD_MS ? "always" : false),
    refetchOnWindowFocus: "always",
    refetchInterval: ({ state }) =>
      state.data?.decision?.writeBack !== "pending"
        ? IDLE_MS
        : tries.current < SOON_TRIES
          ? SOON_MS
          : LATER_MS,
    gcTime: 0,
  });
  const { view, news } = mergeViews(base, query.data, deciding.current);
  // What was adopted is the new ground to compare with.
  if (!news && (view.contextVersion !== base.contextVersion || view.assessment.id !== base.assessment.id))
    setBase(view);
  // While news wait, the wait shown runs on from the data shown.
  const { dataUpdatedAt } = query;
  if (!news && dataUpdatedAt > receivedAt) setReceivedAt(dataUpdatedAt);

  const { refetch } = query;
  const adopt = useCallback(async () => {
    const { data } = await refetch();
    if (data) setBase(data);
  }, [refetch]);
  const setDeciding = useCallback((value: boolean) => {
    deciding.current = value;
  }, []);
  return { view, news, receivedAt, failing: query.isError, adopt, refresh: refetch, setDeciding };
}
