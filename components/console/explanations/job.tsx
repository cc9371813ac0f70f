"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { act, type PageAction } from "@/components/act";
import { toActionError } from "@/components/action-error";
import { formatSpan, plural } from "@/components/format";
import { pollEvery } from "@/components/poll-every";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { ProgressBar } from "@/components/ui/progress";
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
                {starting.isPending ? "Queueing…" : computedAt ? "Compute again" : "Compute"}
              </Button>
            )}
            <p id="compute-hint" className="min-w-0 flex-1 text-pretty text-ink-2">
              {tooFew
                ? `${plural(site.patients, "patient")} assessed here so far; from ${site.needed} on the model can be explained on the site's own data. Until then, choose the reference sample.`
                : hint(source, mostCases, site.patients, computedAt !== null, canCompute)}
            </p>
          </div>
        )}
      </div>
      <div aria-live="polite">
        {job?.status === "failed" && (
          <Notice tone="danger" title="Computing did not succeed">
            {job.error} {computedAt ? "The earlier result below is unchanged." : ""}
          </Notice>
        )}
        {job?.status === "cancelled" && (
          <Notice tone="info" title="Computing was cancelled">
            {computedAt ? "The earlier result below is unchanged." : "There is no result yet."}
          </Notice>
        )}
      </div>
      {failure && <Notice tone="danger" live title={toActionError(failure).message} />}
      {error && (
        <Notice tone="warn" live title="Progress could not be read just now">
          {toActionError(error).message} It is tried again by itself.
        </Notice>
      )}
    </div>
  );
}

function hint(
  source: ExplanationSource,
  mostCases: number,
  patients: number,
  again: boolean,
  canCompute: boolean,
): string {
  const on =
    source === "site"
      ? `the last assessment of each of ${Math.min(patients, mostCases)} patients, without what identifies them`
      : `${mostCases} visits made up from what the version says of its training data`;
  if (!canCompute)
    return again
      ? `Measured on ${on}. A model steward can have it computed again.`
      : "Nobody has had this version explained on this data yet. A model steward can start it here.";
  return `${again ? "Replaces the result below. " : ""}Explains the version on ${on}. It takes a minute or two beside the work of the clinic, which goes first.`;
}

type UnderwayProps = { job: ExplanationJobView; onCancel: (() => void) | null; cancelling: boolean };

function Underway({ job, onCancel, cancelling }: UnderwayProps) {
  const { progress } = job;
  const eta =
    progress === null || progress.etaSeconds === null
      ? null
      : `about ${formatSpan(progress.etaSeconds * 1000)} left`;
  const stage =
    job.status === "queued"
      ? "Waiting for a worker to take it"
      : progress
        ? `${progress.done} of ${progress.total} cases explained`
        : "A worker has it and is preparing the cases";
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
      <div className="min-w-[18rem] flex-1">
        <p className="mb-2 flex flex-wrap items-baseline gap-x-4">
          <span className="font-semibold" role="status">
            {job.status === "queued" ? "Queued" : "Computing"}
          </span>
          <span>{stage}</span>
          {eta && <span className="text-ink-2">{eta}</span>}
          <span className="text-ink-2">
            asked for by {job.requestedBy}
            {job.attempt > 1 && `; attempt ${job.attempt}, because a worker stopped`}
          </span>
        </p>
        <ProgressBar
          label="Progress of the computation"
          value={progress ? progress.done / progress.total : 0}
          text={[stage, eta].filter(Boolean).join(", ")}
        />
      </div>
      {onCancel && (
        <Button disabled={cancelling} onClick={onCancel}>
          {cancelling ? "Cancelling…" : "Cancel"}
        </Button>
      )}
    </div>
  );
}
