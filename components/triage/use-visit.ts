"use client";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { pollEvery } from "@/components/poll-every";
import type { PatientView } from "@/lib/workflows/views";
import { isRenamed, isWithdrawn, mergeViews } from "./view-news";

/** The queue delivers within seconds; when it does not, the EHR is away and there is no hurry to ask. */
const SOON_MS = 2_000;
const LATER_MS = 10_000;
const IDLE_MS = 60_000;
const SOON_TRIES = 10;
const OLD_MS = 15_000;
/** Pages this tab has shown before: the browser's history brings them back as they were left. */
const shownBefore = new WeakSet<PatientView>();

/** The patient's page over time: read again by itself, without changing what a hand is about to accept. */
export function useVisit(initial: PatientView, load: () => Promise<PatientView>) {
  const [base, setBase] = useState(initial);
  const [receivedAt, setReceivedAt] = useState(() => Date.now());
  /** Until when the page shows what it was left with: nothing may be decided upon it. 0: it does not. */
  const [staleSince, setStaleSince] = useState(() => (shownBefore.has(initial) ? Date.now() : 0));
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
    refetchOnMount: () =>
      staleSince > 0 || Date.now() - Date.parse(initial.freshness.fetchedAt) > OLD_MS ? "always" : false,
    refetchOnWindowFocus: "always",
    refetchInterval: ({ state }) =>
      pollEvery(
        staleSince > 0
          ? SOON_MS
          : state.data?.decision?.writeBack !== "pending"
            ? IDLE_MS
            : tries.current < SOON_TRIES
              ? SOON_MS
              : LATER_MS,
        state,
      ),
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
  const fetchedAt = query.isFetchedAfterMount ? dataUpdatedAt : 0;
  if (staleSince > 0 && fetchedAt >= staleSince) {
    // Nothing was half decided on a page that was away: it simply becomes what is true now.
    setBase(query.data);
    setStaleSince(0);
  }
  useEffect(() => {
    shownBefore.add(initial);
  }, [initial]);
  useEffect(() => {
    // The other way back: a whole page frozen by the browser and thawed.
    const onShow = (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      setStaleSince(Date.now());
      void refetch();
    };
    window.addEventListener("pageshow", onShow);
    return () => window.removeEventListener("pageshow", onShow);
  }, [refetch]);
  const adopt = useCallback(async () => {
    const { data } = await refetch();
    if (data) setBase(data);
  }, [refetch]);
  const setDeciding = useCallback((value: boolean) => {
    deciding.current = value;
  }, []);
  const withdrawn = news && isWithdrawn(base, query.data);
  const renamed = news && isRenamed(base, query.data);
  return {
    view,
    news,
    renamed,
    withdrawn,
    stale: staleSince > 0,
    receivedAt,
    failing: query.isError,
    adopt,
    refresh: refetch,
    setDeciding,
  };
}
