"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { act, type PageAction } from "@/components/act";
import { toActionError } from "@/components/action-error";
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
  const t = useTranslations("console.runs");
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
            {starting.isPending ? t("queueing") : t("startRetrainingNow")}
          </Button>
          <p id="start-hint" className="text-ink-2">
            {open
              ? t("aRunIsUnderWayThe")
              : labelsWaiting === 0
                ? t("thereAreNoNewLabelsSince")
                : labelsWaiting < fewestLabels
                  ? t("tooFewNewLabels", { labelsWaiting, fewestLabels })
                  : t("usesTheNewLabels", { labelsWaiting })}
          </p>
        </div>
      )}
      {starting.error && <Notice tone="danger" live title={toActionError(starting.error).message} />}
      {error && (
        <Notice tone="warn" live title={t("progressCouldNotBeReadJust")}>
          {t("messageItIsTriedAgainBy", { message: toActionError(error).message })}
        </Notice>
      )}
      {runs.length === 0 ? (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          {t("thereHasBeenNoRetrainingYet")}
        </p>
      ) : (
        runs.map((run) => <RunCard key={run.id} run={run} />)
      )}
    </div>
  );
}
