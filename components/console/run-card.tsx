import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { formatSpan, lowerFirst, upperFirst } from "@/components/format";
import { ProgressBar } from "@/components/ui/progress";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import type { Words } from "@/components/words/words";
import type { RunView } from "@/lib/workflows/views";
import { Findings } from "./findings";
import { LossCurve } from "./loss-curve";
import { MetricComparisonTable } from "./metric-table";
import { RunTag } from "./status-tag";

export function RunCard({ run }: { run: RunView }) {
  const t = useTranslations("console.runs");
  const { fixed } = useFigures();
  const locale = useLocale();
  const id = `run-${run.id}`;
  const ended = run.status === "succeeded" || run.status === "failed" || run.status === "cancelled";
  return (
    <article id={id} aria-labelledby={`${id}-title`} className="rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-2 px-5 pt-4 pb-3">
        <div>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 id={`${id}-title`} className="text-[1.14rem] font-semibold">
              {run.candidateVersion ?? t("retrainingOfParentVersion", { parentVersion: run.parentVersion })}
            </h2>
            <RunTag status={run.status} />
          </div>
          <p className="mt-1 text-ink-2">{descentInWords(run, t)}</p>
        </div>
        <dl className="flex gap-x-7">
          <Moment term={t("askedFor")} iso={run.requestedAt} />
          {run.startedAt && <Moment term={t("started")} iso={run.startedAt} />}
          {run.finishedAt && <Moment term={t("ended")} iso={run.finishedAt} />}
          {run.startedAt && run.finishedAt && (
            <div>
              <dt className="label">{t("took")}</dt>
              <dd>{formatSpan(Date.parse(run.finishedAt) - Date.parse(run.startedAt), locale)}</dd>
            </div>
          )}
        </dl>
      </div>
      {run.error && (
        <p className="border-t border-danger-line bg-danger-soft px-5 py-2.5 text-danger">
          {t.rich("itFailedErrorTheModelIn", { b: (words) => <b>{words}</b>, error: run.error })}
        </p>
      )}
      {run.triggers.length > 0 && run.trigger !== "manual" && (
        <p className="border-t border-line px-5 py-2.5 text-pretty text-ink-2">
          {t("startedByValue", {
            value: run.triggers
              .map((by) => `${lowerFirst(t(`triggerName.${by.trigger}`))} (${by.words.replace(/\.$/, "")})`)
              .join("; "),
          })}
        </p>
      )}
      {!ended && <Progress run={run} />}
      {(run.findings.length > 0 || run.lossCurve.length > 1) && (
        <div
          className={`grid gap-x-10 gap-y-4 border-t border-line px-5 py-4 ${run.findings.length > 0 ? "lg:grid-cols-2" : ""}`}
        >
          {run.findings.length > 0 && (
            <div>
              <h3 className="mb-1.5 font-semibold">{t("checks")}</h3>
              <Findings findings={run.findings} />
            </div>
          )}
          <LossCurve points={run.lossCurve} kept={run.learned?.stopped?.best ?? null} />
        </div>
      )}
      {run.learned && (
        <p className="border-t border-line px-5 py-2.5 text-pretty text-ink-2">
          {learnedInWords(run.learned, t, fixed)}{" "}
          {run.learned.stopped && `${stoppedInWords(run.learned.stopped, t)} `}
          <a
            href={`/console/datasets?dataset=${run.learned.digest}`}
            className="font-mono text-[0.857rem] underline underline-offset-2"
            title={run.learned.digest}
          >
            {t("datasetValue", { value: run.learned.digest.slice(0, 12) })}
          </a>
        </p>
      )}
      {run.candidate.length > 0 && (
        <details className="border-t border-line">
          <summary className="px-5 py-2.5 font-medium text-ink-2 hover:text-ink">
            {t("figuresOfBothVersionsOnThe")}
          </summary>
          <div className="overflow-x-auto px-5 pb-4">
            <MetricComparisonTable
              champion={{ name: run.parentVersion, sets: run.champion }}
              candidate={{ name: run.candidateVersion ?? t("candidate"), sets: run.candidate }}
            />
          </div>
        </details>
      )}
      {run.status === "succeeded" && run.candidateVersion && (
        <p className="border-t border-line px-5 py-2.5">
          <Link className="font-medium text-accent underline underline-offset-2" href="/console/models">
            {t("seeCandidateVersionAmongTheModels", { candidateVersion: run.candidateVersion })}
          </Link>
        </p>
      )}
    </article>
  );
}

type Said = Words<"console.runs">;

/** "From 0.1.0 with 52 new labels, started by itself; second attempt". */
export function descentInWords(
  run: Pick<RunView, "parentVersion" | "labelCount" | "trigger" | "requestedBy" | "attempt">,
  t: Said,
) {
  const { parentVersion, labelCount, trigger, requestedBy: by, attempt } = run;
  const start = t(`startedBy.${trigger}`, { by });
  return t("descent", { parentVersion, labelCount, start, attempt });
}

/** "Stopped after 80 of 240 steps …" */
export const stoppedInWords = (
  { apart, at, planned, best }: NonNullable<NonNullable<RunView["learned"]>["stopped"]>,
  t: Said,
): string =>
  `${at < planned ? t("stoppedAfterAtOfPlannedSteps", { at, planned }) : t("madeAllPlannedSteps", { planned })}; ${t("weightsOfStepKept", { best, apart })}`;

/** "Learned from 40 labels of 4 people. The labels of 1 person counted less (0.62), as …" */
export function learnedInWords(
  { labels, people, lighter, outcomes }: Omit<NonNullable<RunView["learned"]>, "stopped">,
  t: Said,
  fixed: (value: number, digits: number) => string,
): string {
  const weights = [...lighter].sort((a, b) => a - b).map((w) => fixed(w, 2));
  return [
    t("learnedFrom", { labels, people }),
    ...(outcomes ? [t("whatBecameOfThePatientWas", { labels: outcomes.labels, late: outcomes.late })] : []),
    ...(weights.length > 0
      ? [t("countedLess", { people: weights.length, weights: weights.join("; ") })]
      : []),
  ].join(" ");
}

function Progress({ run }: { run: RunView }) {
  const t = useTranslations("console.runs");
  const { fixed } = useFigures();
  const locale = useLocale();
  const { progress } = run;
  if (!progress) {
    return (
      <p className="border-t border-line px-5 py-3 text-ink-2">
        {run.status === "queued" ? t("waitingForAWorkerToTake") : t("aWorkerHasItAndIs")}
      </p>
    );
  }
  const percent = Math.floor(Math.min(1, progress.fraction) * 100);
  const eta =
    progress.etaSeconds === null
      ? null
      : t("aboutLeft", { left: formatSpan(progress.etaSeconds * 1000, locale) });
  return (
    <div className="border-t border-line px-5 py-3">
      <p className="mb-2 flex flex-wrap items-baseline gap-x-4">
        <span className="font-semibold">{upperFirst(progress.phase)}</span>
        <span>{percent} %</span>
        {eta && <span className="text-ink-2">{eta}</span>}
        {progress.loss !== null && (
          <span className="text-ink-2">{t("lossValue", { value: fixed(progress.loss, 3) })}</span>
        )}
      </p>
      <ProgressBar
        label={t("progressOfCandidateVersion", { candidateVersion: run.candidateVersion ?? t("theRun") })}
        value={progress.fraction}
        text={[progress.phase, `${percent} %`, eta].filter(Boolean).join(", ")}
      />
    </div>
  );
}

function Moment({ term, iso }: { term: string; iso: string }) {
  return (
    <div>
      <dt className="label">{term}</dt>
      <dd>
        <LocalTime iso={iso} withDate />
      </dd>
    </div>
  );
}
