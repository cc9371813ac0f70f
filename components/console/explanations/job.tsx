"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { act, type PageAction } from "@/components/act";
import { toActionError } from "@/components/action-error";
import { formatSpan } from "@/components/format";
import { pollEvery } from "@/components/poll-every";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { ProgressBar } from "@/components/ui/progress";
import type { Words } from "@/components/words/words";
import type { ExplanationJobView, ExplanationSource, ModelExplanationsView } from "@/lib/workflows/views";

type Which = { version: string; source: ExplanationSource };
type Props = Which & {
  initial: ExplanationJobView | null;
  mostCases: number;
  site: ModelExplanationsView["site"];
  canCompute: boolean;
  actions: {
    readonly read: PageAction<Which, ExplanationJobView | null>;
    readonly compute: PageAction<Which, ExplanationJobView | null>;
    readonly cancel: PageAction<{ id: string }, void>;
  };
};

const WHILE_OPEN_MS = 1_500;
/** Somebody else may have asked for it. */
const OTHERWISE_MS = 15_000;

const isOpen = (job: Pick<ExplanationJobView, "status"> | null): boolean =>
  job?.status === "queued" || job?.status === "running";

/** Where the computing stands, and the buttons that start and stop it. */
export function ExplanationJob({ version, source, initial, mostCases, site, canCompute, actions }: Props) {
  const t = useTranslations("console.explanations");
  const client = useQueryClient();
  const router = useRouter();
  const key = ["console", "explanation", version, source];
  const { data: job, error } = useQuery<ExplanationJobView | null>({
    queryKey: key,
    queryFn: () => act(actions.read, { version, source }),
    initialData: initial,
    refetchInterval: ({ state }) =>
      pollEvery(isOpen(state.data ?? null) ? WHILE_OPEN_MS : OTHERWISE_MS, state),
  });
  const starting = useMutation({
    mutationFn: () => act(actions.compute, { version, source }),
    onSuccess: (queued) => client.setQueryData(key, queued),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  const cancelling = useMutation({
    mutationFn: (id: string) => act(actions.cancel, { id }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });

  // A new result is the server's to show.
  const shown = useRef(initial?.computedAt ?? null);
  const computedAt = job?.computedAt ?? null;
  useEffect(() => {
    if (computedAt === shown.current) return;
    shown.current = computedAt;
    router.refresh();
  }, [computedAt, router]);

  const tooFew = source === "site" && site.patients < site.needed;
  const failure = starting.error ?? cancelling.error;
  return (
    <div className="space-y-3">
      <div className="rounded-lg border border-line bg-surface px-5 py-3">
        {job && isOpen(job) ? (
          <Underway
            job={job}
            onCancel={canCompute ? () => cancelling.mutate(job.id) : null}
            cancelling={cancelling.isPending}
          />
        ) : (
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            {canCompute && (
              <Button
                tone={computedAt ? "secondary" : "primary"}
                disabled={starting.isPending || tooFew}
                aria-describedby="compute-hint"
                onClick={() => starting.mutate()}
              >
                {starting.isPending ? t("queueing") : computedAt ? t("computeAgain") : t("compute")}
              </Button>
            )}
            <p id="compute-hint" className="min-w-0 flex-1 text-pretty text-ink-2">
              {tooFew
                ? t("patientsPluralOnePatientsPatientOther", { patients: site.patients, needed: site.needed })
                : hint(t, source, mostCases, site.patients, computedAt !== null, canCompute)}
            </p>
          </div>
        )}
      </div>
      <div aria-live="polite">
        {job?.status === "failed" && (
          <Notice tone="danger" title={t("computingDidNotSucceed")}>
            {job.error} {computedAt ? t("theEarlierResultBelowIsUnchanged") : ""}
          </Notice>
        )}
        {job?.status === "cancelled" && (
          <Notice tone="info" title={t("computingWasCancelled")}>
            {computedAt ? t("theEarlierResultBelowIsUnchanged") : t("thereIsNoResultYet")}
          </Notice>
        )}
      </div>
      {failure && <Notice tone="danger" live title={toActionError(failure).message} />}
      {error && (
        <Notice tone="warn" live title={t("progressCouldNotBeReadJust")}>
          {t("messageItIsTriedAgainBy", { message: toActionError(error).message })}
        </Notice>
      )}
    </div>
  );
}

function hint(
  t: Words<"console.explanations">,
  source: ExplanationSource,
  mostCases: number,
  patients: number,
  again: boolean,
  canCompute: boolean,
): string {
  const on =
    source === "site"
      ? t("onPatients", { cases: Math.min(patients, mostCases) })
      : t("onMadeUpVisits", { cases: mostCases });
  if (!canCompute)
    return again ? t("measuredOnOnAModelSteward", { on }) : t("nobodyHasHadThisVersionExplained");
  return t("explainsTheVersionOn", { on, again: String(again) });
}

type UnderwayProps = { job: ExplanationJobView; onCancel: (() => void) | null; cancelling: boolean };

function Underway({ job, onCancel, cancelling }: UnderwayProps) {
  const t = useTranslations("console.explanations");
  const locale = useLocale();
  const { progress } = job;
  const eta =
    progress === null || progress.etaSeconds === null
      ? null
      : t("aboutLeft", { left: formatSpan(progress.etaSeconds * 1000, locale) });
  const stage =
    job.status === "queued"
      ? t("waitingForAWorkerToTake")
      : progress
        ? t("casesExplained", { done: progress.done, total: progress.total })
        : t("aWorkerHasIt");
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
      <div className="min-w-[18rem] flex-1">
        <p className="mb-2 flex flex-wrap items-baseline gap-x-4">
          <span className="font-semibold" role="status">
            {job.status === "queued" ? t("queued") : t("computing")}
          </span>
          <span>{stage}</span>
          {eta && <span className="text-ink-2">{eta}</span>}
          <span className="text-ink-2">
            {t("askedForByRequestedBy", { requestedBy: job.requestedBy })}
            {job.attempt > 1 && t("attemptAttemptBecauseAWorkerStopped", { attempt: job.attempt })}
          </span>
        </p>
        <ProgressBar
          label={t("progressOfTheComputation")}
          value={progress ? progress.done / progress.total : 0}
          text={[stage, eta].filter(Boolean).join(", ")}
        />
      </div>
      {onCancel && (
        <Button disabled={cancelling} onClick={onCancel}>
          {cancelling ? t("cancelling") : t("cancel")}
        </Button>
      )}
    </div>
  );
}
