import Link from "next/link";
import { formatSpan, plural, upperFirst } from "@/components/format";
import { ProgressBar } from "@/components/ui/progress";
import { LocalTime } from "@/components/ui/time";
import { TRIGGER_LABELS } from "@/lib/monitoring/triggers/policy";
import type { RunView } from "@/lib/workflows/views";
import { Findings } from "./findings";
import { LossCurve } from "./loss-curve";
import { MetricComparisonTable } from "./metric-table";
import { RunTag } from "./status-tag";

export function RunCard({ run }: { run: RunView }) {
  const id = `run-${run.id}`;
  const ended = run.status === "succeeded" || run.status === "failed" || run.status === "cancelled";
  return (
    <article id={id} aria-labelledby={`${id}-title`} className="rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-2 px-5 pt-4 pb-3">
        <div>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 id={`${id}-title`} className="text-[1.14rem] font-semibold">
              {run.candidateVersion ?? `Retraining of ${run.parentVersion}`}
            </h2>
            <RunTag status={run.status} />
          </div>
          <p className="mt-1 text-ink-2">{descentInWords(run)}</p>
        </div>
        <dl className="flex gap-x-7">
          <Moment term="Asked for" iso={run.requestedAt} />
          {run.startedAt && <Moment term="Started" iso={run.startedAt} />}
          {run.finishedAt && <Moment term="Ended" iso={run.finishedAt} />}
          {run.startedAt && run.finishedAt && (
            <div>
              <dt className="label">Took</dt>
              <dd>{formatSpan(Date.parse(run.finishedAt) - Date.parse(run.startedAt))}</dd>
            </div>
          )}
        </dl>
      </div>
      {run.error && (
        <p className="border-t border-danger-line bg-danger-soft px-5 py-2.5 text-danger">
          <b>It failed:</b> {run.error} The model in use is unchanged.
        </p>
      )}
      {run.triggers.length > 0 && run.trigger !== "manual" && (
        <p className="border-t border-line px-5 py-2.5 text-pretty text-ink-2">
          Started by:{" "}
          {run.triggers
            .map((t) => `${TRIGGER_LABELS[t.trigger].toLowerCase()} (${t.words.replace(/\.$/, "")})`)
            .join("; ")}
          .
        </p>
      )}
      {!ended && <Progress run={run} />}
      {(run.findings.length > 0 || run.lossCurve.length > 1) && (
        <div
          className={`grid gap-x-10 gap-y-4 border-t border-line px-5 py-4 ${run.findings.length > 0 ? "lg:grid-cols-2" : ""}`}
        >
          {run.findings.length > 0 && (
            <div>
              <h3 className="mb-1.5 font-semibold">Checks</h3>
              <Findings findings={run.findings} />
            </div>
          )}
          <LossCurve points={run.lossCurve} kept={run.learned?.stopped?.best ?? null} />
        </div>
      )}
      {run.learned && (
        <p className="border-t border-line px-5 py-2.5 text-pretty text-ink-2">
          {learnedInWords(run.learned)} {run.learned.stopped && `${stoppedInWords(run.learned.stopped)} `}
          <a
            href={`/console/datasets?dataset=${run.learned.digest}`}
            className="font-mono text-[0.857rem] underline underline-offset-2"
            title={run.learned.digest}
          >
            Dataset {run.learned.digest.slice(0, 12)}
          </a>
        </p>
      )}
      {run.candidate.length > 0 && (
        <details className="border-t border-line">
          <summary className="px-5 py-2.5 font-medium text-ink-2 hover:text-ink">
            Figures of both versions on the same held-out cases
          </summary>
          <div className="overflow-x-auto px-5 pb-4">
            <MetricComparisonTable
              champion={{ name: run.parentVersion, sets: run.champion }}
              candidate={{ name: run.candidateVersion ?? "candidate", sets: run.candidate }}
            />
          </div>
        </details>
      )}
      {run.status === "succeeded" && run.candidateVersion && (
        <p className="border-t border-line px-5 py-2.5">
          <Link className="font-medium text-accent underline underline-offset-2" href="/console/models">
            See {run.candidateVersion} among the models
          </Link>
        </p>
      )}
    </article>
  );
}

const STARTED: Readonly<Partial<Record<RunView["trigger"], string>>> = {
  "label-count": "started by itself",
  performance: "started by itself, because performance was below its limit",
  drift: "started by itself, because patients had changed",
  outcomes: "started by itself, because outcomes had become known",
  schedule: "started by itself, on schedule",
};

/** "From 0.1.0 with 52 new labels, started by itself; second attempt". */
export function descentInWords(
  run: Pick<RunView, "parentVersion" | "labelCount" | "trigger" | "requestedBy" | "attempt">,
) {
  const by = STARTED[run.trigger] ?? `started by ${run.requestedBy}`;
  const again = run.attempt > 1 ? `; attempt ${run.attempt}, because a worker stopped` : "";
  return `From ${run.parentVersion} with ${plural(run.labelCount, "new label")}, ${by}${again}`;
}

/** "Stopped after 80 of 240 steps …" */
export const stoppedInWords = ({
  apart,
  at,
  planned,
  best,
}: NonNullable<NonNullable<RunView["learned"]>["stopped"]>): string =>
  `${at < planned ? `Stopped after ${at} of ${planned} steps` : `Made all ${planned} steps`}; the weights of step ${best} were kept, where ${plural(apart, "label")} kept from learning were answered best.`;

/** "Learned from 40 labels of 4 people. The labels of 1 person counted less (0.62), as …" */
export function learnedInWords({
  labels,
  people,
  lighter,
  outcomes,
}: Omit<NonNullable<RunView["learned"]>, "stopped">): string {
  const of = (n: number) => (n === 1 ? "1 person" : `${n} people`);
  const followed = outcomes
    ? ` What became of the patient was known for ${outcomes.labels} of them, and had become known for ${outcomes.late} learned before.`
    : "";
  const learned = `Learned from ${plural(labels, "label")} of ${of(people)}.${followed}`;
  if (lighter.length === 0) return learned;
  const weights = [...lighter].sort((a, b) => a - b).map((w) => w.toFixed(2));
  return `${learned} The labels of ${of(lighter.length)} counted less (× ${weights.join(", ")}), as their levels fit less well with those of others on the same or like cases.`;
}

function Progress({ run }: { run: RunView }) {
  const { progress } = run;
  if (!progress) {
    return (
      <p className="border-t border-line px-5 py-3 text-ink-2">
        {run.status === "queued"
          ? "Waiting for a worker to take it."
          : "A worker has it and is preparing the data."}
      </p>
    );
  }
  const percent = Math.floor(Math.min(1, progress.fraction) * 100);
  const eta = progress.etaSeconds === null ? null : `about ${formatSpan(progress.etaSeconds * 1000)} left`;
  return (
    <div className="border-t border-line px-5 py-3">
      <p className="mb-2 flex flex-wrap items-baseline gap-x-4">
        <span className="font-semibold">{upperFirst(progress.phase)}</span>
        <span>{percent} %</span>
        {eta && <span className="text-ink-2">{eta}</span>}
        {progress.loss !== null && <span className="text-ink-2">loss {progress.loss.toFixed(3)}</span>}
      </p>
      <ProgressBar
        label={`Progress of ${run.candidateVersion ?? "the run"}`}
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
