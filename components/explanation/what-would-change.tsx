"use client";
import { useQuery } from "@tanstack/react-query";
import { toActionError } from "@/components/action-error";
import { LevelMark } from "@/components/triage/level-mark";
import { FailedNotice } from "@/components/ui/failed-notice";
import { Section } from "@/components/ui/section";
import type { DirectionInWords, WhatWouldChangeInWords } from "@/lib/explain/change-words";
import type { AssessmentView } from "@/lib/workflows/views";
import { TONES } from "./tones";

type Props = {
  assessment: AssessmentView;
  /** The reasons are still being worked out: they come first. */
  waiting: boolean;
  load: (assessmentId: string) => Promise<WhatWouldChangeInWords | null>;
};

/** The smallest changes of vital signs that would change the level shown. Nothing where no model answered. */
export function WhatWouldChange({ assessment, waiting, load }: Props) {
  const answers = assessment.model.state === "ready" && assessment.level !== null;
  const query = useQuery({
    queryKey: ["what-would-change", assessment.id],
    queryFn: () => load(assessment.id),
    enabled: answers && !waiting,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  if (!answers || query.data === null) return null;
  return (
    <Section title="What would change this">
      {query.data ? (
        <Changes found={query.data} />
      ) : query.isError ? (
        <FailedNotice title="This could not be worked out." onRetry={() => query.refetch()}>
          {toActionError(query.error).message} The level is not affected.
        </FailedNotice>
      ) : (
        <Skeleton />
      )}
    </Section>
  );
}

/** Both directions, and what to make of them. */
function Changes({ found }: { found: WhatWouldChangeInWords }) {
  return (
    <div className="space-y-3">
      <Direction title="More urgent" sign="more" direction={found.moreUrgent} />
      <Direction title="Less urgent" sign="less" direction={found.lessUrgent} />
      <p className="border-t border-line pt-2 text-[0.857rem] leading-snug text-pretty text-ink-3">
        Each with everything else as it is now, by the model and the safety rules together. This describes how
        the suggestion comes about, not how the patient will fare.
      </p>
    </div>
  );
}

function Direction({
  title,
  sign,
  direction,
}: {
  title: string;
  sign: "more" | "less";
  direction: DirectionInWords;
}) {
  const d = TONES[sign];
  return (
    <div>
      <h3 className="font-semibold">
        <span aria-hidden="true" className={`mr-1 text-[0.8em] ${d.text}`}>
          {d.sign}
        </span>
        {title}
      </h3>
      {direction.message !== null && <p className="text-pretty text-ink-2">{direction.message}</p>}
      {direction.changes.length > 0 && (
        <ul className="mt-1 space-y-1.5">
          {direction.changes.map((change) => (
            <li key={change.text} className="flex gap-2.5">
              <LevelMark level={change.level} size={20} className="mt-px" />
              <div className="min-w-0">
                <p className="leading-snug text-pretty">{change.text}.</p>
                {change.note && (
                  <p className="text-[0.857rem] leading-snug text-pretty text-ink-3">{change.note}</p>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Skeleton() {
  return (
    <div role="status" className="space-y-2">
      <span className="sr-only">Working out what would change the level. You can decide now.</span>
      <div className="skeleton h-4 w-3/5" />
      <div className="skeleton h-4 w-4/5" />
      <div className="skeleton h-4 w-2/3" />
    </div>
  );
}
