import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { formatPercent } from "@/components/format";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import { ProgressBar } from "@/components/ui/progress";
import { Section } from "@/components/ui/section";
import { useFigures } from "@/components/words/use-figures";
import { isTooFew } from "@/lib/registry/metric-set";
import type { ConsoleOverview } from "@/lib/workflows/views";
import { OverrideTable } from "./override-table";
import { versionAnchor } from "./version-anchor";

type Props = {
  overview: ConsoleOverview;
  /** How it goes, in pictures. */
  pictures: ReactNode;
};

export function Overview({ overview, pictures }: Props) {
  const t = useTranslations("console.overview");
  const { model, queue } = overview;
  return (
    <div className="space-y-4">
      {model.state === "rules-only" && (
        <Notice
          tone="danger"
          title={model.switchedOff ? t("theModelIsSwitchedOff") : t("theModelDoesNotAnswer")}
          action={
            model.switchedOff &&
            overview.maySwitch && (
              <Link href="/model-switch" prefetch={false} className={buttonClass("secondary", "small")}>
                {t("whoAndWhy")}
              </Link>
            )
          }
        >
          {model.why}
        </Notice>
      )}
      {model.state === "ready" && model.standIn && (
        <Notice
          tone="warn"
          title={t("theModelAnswersThroughEngine", { engine: model.engine, wanted: model.standIn.wanted })}
        >
          {t("whyCliniciansSeeTheSame", { why: model.standIn.why })}
        </Notice>
      )}
      {overview.exception && <InUseByException exception={overview.exception} />}
      {queue.writeBackFailed > 0 && (
        <Notice
          tone="warn"
          title={t("writeBackFailedCouldNotBeWritten", { writeBackFailed: queue.writeBackFailed })}
        >
          {t("theyAreKeptAndAre")}
        </Notice>
      )}
      <AccessReviewDue review={overview.accessReview} />
      {pictures}
      <div className="grid gap-4 lg:grid-cols-[5fr_4fr]">
        <ModelInUse model={model} />
        <NextRun overview={overview} />
      </div>
      <div className="grid gap-4 lg:grid-cols-[5fr_4fr]">
        <Section
          title={t("whatCliniciansDidWithThe")}
          aside={
            overview.decisionsTotal > 0
              ? t("overridesTotalOfDecisionsTotalChangedThe", {
                  overridesTotal: overview.overridesTotal,
                  decisionsTotal: overview.decisionsTotal,
                  overview: shareOf(overview),
                })
              : undefined
          }
        >
          {overview.decisionsTotal === 0 ? (
            <p className="text-ink-3">{t("noLevelHasBeenDecided")}</p>
          ) : (
            <OverrideTable rows={overview.overridesByLevel} />
          )}
        </Section>
        <Section title={t("workWaiting")} className="self-start">
          <dl className="divide-y divide-line/70">
            <Line
              term={<MoreLink href="/console/incidents">{t("openIncidents")}</MoreLink>}
              count={overview.openIncidents}
              bad={overview.openIncidents > 0}
            />
            <Line term={t("decisionsOnTheirWayTo")} count={queue.writeBackPending} />
            <Line
              term={t("decisionsTheEHRHasNot")}
              count={queue.writeBackFailed}
              bad={queue.writeBackFailed > 0}
            />
            <Line term={t("retrainingRunsQueued")} count={queue.retrainingQueued} />
          </dl>
        </Section>
      </div>
    </div>
  );
}

/** A quiet line while it is due, a loud one once it is late; nothing while nobody need do anything. */
function AccessReviewDue({ review: { state, dueAt } }: { review: ConsoleOverview["accessReview"] }) {
  const figures = useFigures();
  const t = useTranslations("console.overview");
  if (!dueAt || state === "done" || state === "not-needed") return null;
  const link = (
    <Link href="/console/people/review" prefetch={false} className={buttonClass("secondary", "small")}>
      {t("accessReview")}
    </Link>
  );
  if (state === "overdue")
    return (
      <Notice tone="danger" title={t("theReviewOfWhoHas", { dueAt: figures.day(dueAt) })} action={link} />
    );
  return (
    <p className="px-1 text-ink-2">
      {t.rich("theReviewOfWhoHas2", {
        isState: String(Boolean(state === "open")),
        dueAt: figures.day(dueAt),
        link: (chunks) => <MoreLink href="/console/people/review">{chunks}</MoreLink>,
      })}
    </p>
  );
}

/** A quiet line as long as it holds, a loud one with what can be done when its end date is past. */
function InUseByException({ exception: e }: { exception: NonNullable<ConsoleOverview["exception"]> }) {
  const figures = useFigures();
  const t = useTranslations("console.overview");
  const who = t("askedByAskedAnsweredByAgreed", {
    askedBy: e.askedBy,
    answeredBy: e.answeredBy ?? t("somebodyElse"),
  });
  const card = (version: string) => `/console/models#${versionAnchor(version)}`;
  if (!e.over)
    return (
      <p className="px-1 text-ink-2">
        {t.rich("versionIsInUseAlthough", {
          version: e.version,
          count: e.failed.length,
          until: figures.day(e.until),
          who,
          link: (chunks) => <MoreLink href={card(e.version)}>{chunks}</MoreLink>,
        })}
      </p>
    );
  return (
    <Notice
      tone="danger"
      title={t("theExceptionForVersionEnded", { version: e.version, until: figures.day(e.until) })}
      action={
        <>
          {e.back && (
            <Link href={card(e.back)} prefetch={false} className={buttonClass("secondary", "small")}>
              {t("goBackToBack", { back: e.back })}
            </Link>
          )}
          <Link href="/console/runs" prefetch={false} className={buttonClass("secondary", "small")}>
            {t("retrain")}
          </Link>
        </>
      }
    >
      {t("itFailedCountWhoIt", { count: e.failed.length, who })}
    </Notice>
  );
}

/** A share only of enough; the counts stand for themselves. */
const shareOf = ({ overridesTotal: changed, decisionsTotal: cases }: ConsoleOverview): string =>
  isTooFew({ cases }) ? "" : ` (${formatPercent(changed / cases)})`;

function ModelInUse({ model }: { model: ConsoleOverview["model"] }) {
  const t = useTranslations("console.overview");
  return (
    <Section title={t("modelInUse")} aside={<MoreLink href="/console/models">{t("allVersions")}</MoreLink>}>
      {model.state === "ready" ? (
        <>
          <p className="figure-xl mt-1 break-all">{model.version}</p>
          <p className="mt-1 text-ink-2">{model.name}</p>
          <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
            <Fact term={t("engine")}>{model.engine}</Fact>
            <Fact term={t("device")}>{model.device}</Fact>
            <Fact term={t("precision")}>{model.precision}</Fact>
            <Fact term={t("policy")}>{model.policy ?? t("notRecorded")}</Fact>
          </dl>
        </>
      ) : (
        <>
          <p className="figure-xl mt-1">{t("rulesOnly")}</p>
          <p className="mt-2 text-ink-2">{model.why}</p>
        </>
      )}
    </Section>
  );
}

function NextRun({ overview }: { overview: ConsoleOverview }) {
  const t = useTranslations("console.overview");
  const { labelsSinceLastRun: labels, retrainAfter } = overview;
  if (retrainAfter === null)
    return (
      <Section
        title={t("nextRetraining")}
        aside={<MoreLink href="/console/runs#when">{t("whenItStarts")}</MoreLink>}
      >
        <p className="mt-1 flex items-baseline gap-2">
          <span className="figure-xl">{labels}</span>
          <span className="text-ink-2">{t("newLabelsSinceTheLast")}</span>
        </p>
        <p className="mt-3 text-pretty text-ink-2">{t("theNumberOfLabelsStarts")}</p>
      </Section>
    );
  const left = Math.max(0, retrainAfter - labels);
  return (
    <Section title={t("nextRetraining")} aside={<MoreLink href="/console/runs">{t("allRuns")}</MoreLink>}>
      <p className="mt-1 flex items-baseline gap-2">
        <span className="figure-xl">{labels}</span>
        <span className="text-ink-2">{t("ofRetrainAfterNewLabels", { retrainAfter })}</span>
      </p>
      <ProgressBar
        className="mt-4"
        label={t("labelsUntilTheNextRetraining")}
        value={retrainAfter > 0 ? labels / retrainAfter : 0}
        text={t("labelsOfRetrainAfterLabels", { labels, retrainAfter })}
      />
      <p className="mt-3 text-pretty text-ink-2">
        {left === 0 ? t("enoughForARunIt") : t("aRunStartsByItself", { left })}
      </p>
    </Section>
  );
}

function MoreLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} className="font-medium text-accent underline underline-offset-2">
      {children}
    </Link>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="label">{term}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  );
}

function Line({ term, count, bad = false }: { term: ReactNode; count: number; bad?: boolean }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-2">
      <dt className="text-ink-2">{term}</dt>
      <dd className={`text-[1.14rem] font-semibold ${bad ? "text-danger" : count === 0 ? "text-ink-3" : ""}`}>
        {bad && <span aria-hidden="true">! </span>}
        {count}
      </dd>
    </div>
  );
}
