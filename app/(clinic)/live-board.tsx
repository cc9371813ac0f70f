"use client";
import { getJson } from "@/components/get-json";
import { Board } from "@/components/triage/board";
import type { BoardView } from "@/lib/workflows/views";

const load = () => getJson<BoardView>("/board/data");

export function LiveBoard({ initial }: { initial: BoardView }) {
  return <Board initial={initial} load={load} />;
}
