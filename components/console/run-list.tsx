"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { act, type PageAction } from "@/components/act";
import { toActionError } from "@/components/action-error";
import { plural } from "@/components/format";
import { pollEvery } from "@/components/poll-every";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { RunView } from "@/lib/workflows/views";
import { RunCard } from "./run-card";

const WHILE_RUNNING_MS = 2_000;
const OTHERWISE_MS = 20_000;
const KEY = ["console", "runs"];

export const isOpen = (run: Pick<RunView, "status">): boolean =>
  run.status === "queued" || run.status === "running" || run.status === "evaluating";

type Props = {
  initial: readonly RunView[];
  labelsWaiting: number;
  /** A run with fewer is refused. */
  fewestLabels: number;
  canStart: boolean;
  list: PageAction<void, RunView[]>;
  start: PageAction<void, RunView>;
};

export function RunList({ initial, labelsWaiting, fewestLabels, canStart, list, start }: Props) {
  const client = useQueryClient();
  const { data: runs, error } = useQuery<readonly RunView[]>({
    queryKey: KEY,
    queryFn: () => act(list, undefined),
    initialData: initial,
    refetchInterval: ({ state }) =>
      pollEvery(state.data?.some(isOpen) ? WHILE_RUNNING_MS : OTHERWISE_MS, state),
  });
  const starting = useMutation({
    mutationFn: () => act(start, undefined),
    onSuccess: (run) => client.setQueryData<readonly RunView[]>(KEY, (old) => [run, ...(old ?? [])]),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const open = runs.some(isOpen);

  return (
    <div className="space-y-4">
      {canStart && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line bg-surface px-5 py-3">
          <Button
            tone="primary"
            disabled={open || starting.isPending || labelsWaiting < fewestLabels}
            aria-describedby="start-hint"
            onClick={() => starting.mutate()}
          >
            {starting.isPending ? "Queueing…" : "Start retraining now"}
          </Button>
          <p id="start-hint" className="text-ink-2">
            {open
              ? "A run is under way; the next can start when it has ended."
              : labelsWaiting === 0
                ? "There are no new labels since the last run, so there is nothing to learn from."
                : labelsWaiting < fewestLabels
                  ? `${plural(labelsWaiting, "new label")} since the last run; at least ${fewestLabels} are needed.`
                  : `Uses the ${plural(labelsWaiting, "label")} since the last run and a sample of the first training data.`}
          </p>
        </div>
      )}
      {starting.error && <Notice tone="danger" live title={toActionError(starting.error).message} />}
      {error && (
        <Notice tone="warn" live title="Progress could not be read just now">
          {toActionError(error).message} It is tried again by itself.
        </Notice>
      )}
      {runs.length === 0 ? (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          There has been no retraining yet. A run starts by itself when enough new labels have come in.
        </p>
      ) : (
        runs.map((run) => <RunCard key={run.id} run={run} />)
      )}
    </div>
  );
}
