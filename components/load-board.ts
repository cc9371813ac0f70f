import { BOARD_READ_AT } from "@/lib/core/read-at-header";
import type { BoardView } from "@/lib/workflows/views";
import { getUnlessSame } from "./get-json";

/** The board as a page holds it. */
export type HeldBoard = BoardView & {
  /** When its rows came, ms of this page's clock: their minutes are of then. Absent: with the page. */
  readonly receivedAt?: number;
};

let held: { readonly tag: string; readonly board: HeldBoard } | null = null;

/**
 * The board again. Where nothing has changed its rows are the very ones that are shown already, only later confirmed by the EHR.
 * @throws as getJson
 */
export async function loadBoard(): Promise<HeldBoard> {
  const { body, tag, headers } = await getUnlessSame<BoardView>("/board/data", held?.tag ?? null);
  const board = body ? { ...body, receivedAt: Date.now() } : held && confirmed(held.board, headers);
  if (!board) throw new Error("the server says that nothing has changed, and there is nothing yet");
  held = tag ? { tag, board } : null;
  return board;
}

const confirmed = (board: HeldBoard, headers: Headers): HeldBoard => ({
  ...board,
  freshness: { ...board.freshness, fetchedAt: headers.get(BOARD_READ_AT) ?? board.freshness.fetchedAt },
});
