"use client";
import { useRouter, useSearchParams } from "next/navigation";
import { filterOf, keepPlace, queryOf } from "@/components/board-place";
import { getJson } from "@/components/get-json";
import { Board } from "@/components/triage/board";
import type { BoardFilter } from "@/components/triage/board-model";
import type { Seeing } from "@/components/triage/use-seeing";
import type { BoardView } from "@/lib/workflows/views";

const load = () => getJson<BoardView>("/board/data");

const loadSeeing = () => getJson<Seeing>("/board/seeing");

/** Filters go into the address without asking the server again, and without a step of the browser's history each. */
function onFilter(filter: BoardFilter): void {
  const query = queryOf(filter);
  keepPlace({ query, search: filter.search });
  window.history.replaceState(null, "", `/board${query}`);
}

export function LiveBoard({ initial }: { initial: BoardView }) {
  const { push } = useRouter();
  const filter = filterOf(useSearchParams());
  return (
    <Board
      initial={initial}
      load={load}
      loadSeeing={loadSeeing}
      initialFilter={filter}
      onFilter={onFilter}
      onNew={() => push("/triage/new")}
    />
  );
}
