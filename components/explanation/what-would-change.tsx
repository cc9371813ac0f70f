"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toActionError } from "@/components/action-error";
import { LevelMark } from "@/components/triage/level-mark";
import { FailedNotice } from "@/components/ui/failed-notice";
import { Section } from "@/components/ui/section";
import { useSaid } from "@/components/words/use-said";
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
  const t = useTranslations("explanation");
  const said = useSaid();
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
    <Section title={t("whatWouldChangeThis")}>
      {query.data ? (
        <Changes found={query.data} />
      ) : query.isError ? (
        <FailedNotice title={t("thisCouldNotBeWorkedOut")} onRetry={() => query.refetch()}>
          {t("messageTheLevelIsNotAffected", { message: said(toActionError(query.error).message) })}
        </FailedNotice>
      ) : (
        <Skeleton />
      )}
    </Section>
  );
}

/** Both directions, and what to make of them. */
function Changes({ found }: { found: WhatWouldChangeInWords }) {
  const t = useTranslations("explanation");
  return (
    <div className="space-y-3">
      <Direction title={t("moreUrgent2")} sign="more" direction={found.moreUrgent} />
      <Direction title={t("lessUrgent2")} sign="less" direction={found.lessUrgent} />
      <p className="border-t border-line pt-2 text-[0.857rem] leading-snug text-pretty text-ink-3">
        {t("eachWithEverythingElseAsIt")}
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
  const said = useSaid();
  const d = TONES[sign];
  return (
    <div>
      <h3 className="font-semibold">
        <span aria-hidden="true" className={`mr-1 text-[0.8em] ${d.text}`}>
          {d.sign}
        </span>
        {title}
      </h3>
      {direction.message !== null && <p className="text-pretty text-ink-2">{said(direction.message)}</p>}
      {direction.changes.length > 0 && (
        <ul className="mt-1 space-y-1.5">
          {direction.changes.map((change) => (
            <li key={change.text} className="flex gap-2.5">
              <LevelMark level={change.level} size={20} className="mt-px" />
              <div className="min-w-0">
                <p className="leading-snug text-pretty">{said(change.text)}.</p>
                {change.note && (
                  <p className="text-[0.857rem] leading-snug text-pretty text-ink-3">{said(change.note)}</p>
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
  const t = useTranslations("explanation");
  return (
    <div role="status" className="space-y-2">
      <span className="sr-only">{t("workingOutWhatWouldChangeThe")}</span>
      <div className="skeleton h-4 w-3/5" />
      <div className="skeleton h-4 w-4/5" />
      <div className="skeleton h-4 w-2/3" />
    </div>
  );
}
