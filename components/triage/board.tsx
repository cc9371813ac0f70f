"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { toActionError } from "@/components/action-error";
import { plural } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useNow } from "@/components/ui/time";
import type { BoardView } from "@/lib/workflows/views";
import { BoardFilters } from "./board-filters";
import { type BoardFilter, changeInWords, countByLevel, matches, NO_FILTER } from "./board-model";
import { BoardTable } from "./board-table";
import { DegradedNotices, UpdatedAgo } from "./freshness";
import { useBoardKeys } from "./use-board-keys";
import { useHeldRows } from "./use-held-rows";

type Props = { initial: BoardView; load: () => Promise<BoardView> };

/** The waiting patients, most urgent first, kept fresh by itself. */
export function Board({ initial, load }: Props) {
  const { data, dataUpdatedAt, error, refetch, isFetching } = useQuery({
    queryKey: ["board"],
    queryFn: load,
    initialData: initial,
    refetchInterval: initial.refreshSeconds * 1_000,
    // A page that comes back from the browser's history brings the rows it left with.
    refetchOnMount: "always",
    gcTime: 0,
    refetchOnWindowFocus: "always",
    structuralSharing: true,
    retry: false,
  });
  const [filter, setFilter] = useState<BoardFilter>(NO_FILTER);
  const search = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => data.rows.filter((r) => matches(r, filter)), [data.rows, filter]);
  const { layout, change, touch, release } = useHeldRows(shown);
  const now = useNow(10_000);
  const said = useChanges(data);
  useBoardKeys({ table, search, onMove: touch });

  const failure = error ? toActionError(error) : null;
  return (
    <div className="mx-auto flex max-w-[110rem] flex-col gap-3 px-5 py-4">
      <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
        <h1 className="text-[1.57rem] leading-tight font-semibold tracking-tight">Waiting</h1>
        <p className="text-ink-2">
          {plural(data.rows.length, "patient")}
          {data.notYetInEhr > 0 && ` · ${plural(data.notYetInEhr, "decision")} not yet in the EHR`}
        </p>
        <p className="ml-auto">
          <UpdatedAgo freshness={data.freshness} failing={failure !== null} />
        </p>
      </div>
      {failure && (
        <Notice
          tone="danger"
          live
          title="The board is not being updated."
          action={
            failure.code === "unauthenticated" ? (
              <a href="/signed-out?reason=unauthenticated" className="font-semibold underline">
                Sign in again
              </a>
            ) : (
              <Button size="small" onClick={() => refetch()} disabled={isFetching}>
                Try now
              </Button>
            )
          }
        >
          {failure.message}
        </Notice>
      )}
      <DegradedNotices about="board" freshness={data.freshness} model={data.model} />
      <BoardFilters
        filter={filter}
        onChange={(next) => {
          release();
          setFilter(next);
        }}
        counts={countByLevel(data.rows)}
        needsLead={data.rows.filter((r) => r.needsLead).length}
        searchRef={search}
      />
      <BoardTable
        containerRef={table}
        rows={data.rows}
        layout={layout}
        change={change}
        receivedAt={dataUpdatedAt}
        now={now}
        touch={touch}
        release={release}
        emptyText={
          data.rows.length === 0
            ? "Nobody is waiting. New arrivals appear here by themselves."
            : "No waiting patient matches these filters."
        }
      />
      <p role="status" className="sr-only">
        {said}
      </p>
    </div>
  );
}

/** What the last refresh changed, for the live region. */
function useChanges(data: BoardView): string {
  const [said, setSaid] = useState("");
  const previous = useRef(data.rows);
  useEffect(() => {
    const words = changeInWords(previous.current, data.rows);
    previous.current = data.rows;
    if (words) setSaid(words);
  }, [data.rows]);
  return said;
}
