"use client";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { type BoardLook, lookCookie, writeLook } from "@/components/board-look";
import { filterOf, keepPlace, queryOf } from "@/components/board-place";
import { getJson } from "@/components/get-json";
import { keepCookie } from "@/components/keep-cookie";
import { loadBoard } from "@/components/load-board";
import { pageMark } from "@/components/page-mark";
import { startTour } from "@/components/tour/tour-state";
import { Board } from "@/components/triage/board";
import type { BoardFilter } from "@/components/triage/board-model";
import type { Seeing } from "@/components/triage/use-seeing";
import type { BoardView } from "@/lib/workflows/views";

const loadSeeing = () => getJson<Seeing>("/board/seeing");

/** Into the address without asking the server again, and without a step of the browser's history each. */
function showPlace(filter: BoardFilter, { byZone }: BoardLook): void {
  const query = queryOf(filter, byZone);
  keepPlace({ query, search: filter.search });
  window.history.replaceState(null, "", `/board${query}`);
}

const YEAR_SECONDS = 31_536_000;
function keepLook(look: BoardLook): void {
  const person = pageMark()?.person;
  if (person) keepCookie(lookCookie(person), writeLook(look), "/board", YEAR_SECONDS);
}

/**
 * @param kept how this person likes the board, as it was kept; an address that says how it is grouped wins
 * @param isNew new here, and has not taken the guided tour at this workstation
 */
export function LiveBoard({ initial, kept, isNew }: { initial: BoardView; kept: BoardLook; isNew: boolean }) {
  const { push } = useRouter();
  const params = useSearchParams();
  const filter = filterOf(params);
  const [offered, setOffered] = useState(isNew);
  const [look, setLook] = useState<BoardLook>({
    ...kept,
    byZone: kept.byZone || params.get("by") === "zone",
  });
  return (
    <Board
      initial={initial}
      load={loadBoard}
      loadSeeing={loadSeeing}
      initialFilter={filter}
      onFilter={(next) => showPlace(next, look)}
      look={look}
      onLook={(next) => {
        setLook(next);
        keepLook(next);
        showPlace(filterOf(new URLSearchParams(window.location.search)), next);
      }}
      onNew={() => push("/triage/new")}
      tour={{
        offered,
        start: () => {
          setOffered(false);
          startTour();
        },
      }}
    />
  );
}
