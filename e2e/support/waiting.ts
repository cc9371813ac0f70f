import type { Page } from "@playwright/test";
import type { BoardRow, BoardView } from "@/lib/workflows/views";

/** The board as the signed-in person's browser reads it. */
export async function boardRows(page: Page): Promise<readonly BoardRow[]> {
  const response = await page.request.get("/board/data");
  if (!response.ok()) throw new Error(`the board was not read: ${response.status()}`);
  return ((await response.json()) as BoardView).rows;
}

export async function rowOf(page: Page, encounterId: string): Promise<BoardRow | undefined> {
  return (await boardRows(page)).find((r) => r.encounterId === encounterId);
}

/** Undecided, on a visit that takes a level: whom N may open. */
export const isOpen = (row: BoardRow): boolean => row.levelSource !== "decided" && row.visit.barred === null;

/**
 * The first patient on the board who is still undecided and fits; each test takes patients nobody has decided yet, and whose
 * visit asks for nothing before it takes a level.
 */
export async function undecided(
  page: Page,
  fits: (row: BoardRow) => boolean = (row) => row.level !== null,
): Promise<BoardRow> {
  const found = (await boardRows(page)).find((r) => isOpen(r) && r.visit.doubts.length === 0 && fits(r));
  if (!found) throw new Error("no undecided patient fits this test");
  return found;
}

export const pathOf = (row: BoardRow): string => `/encounters/${row.encounterId}`;

/**
 * In this page the board holds these patients only, as the EHR and the app have them: whom N opens is then the test's choice,
 * not an accident of who came in for the tests before.
 */
export async function boardHoldsOnly(page: Page, ...rows: readonly BoardRow[]): Promise<void> {
  const kept = new Set(rows.map((r) => r.encounterId));
  await page.route("**/board/data", async (route) => {
    // In whole: there is nothing to leave out of a board that says no more than that it is the same.
    const { "if-none-match": _, ...headers } = route.request().headers();
    const response = await route.fetch({ headers });
    const board = (await response.json()) as BoardView;
    await route.fulfill({
      response,
      json: { ...board, rows: board.rows.filter((r) => kept.has(r.encounterId)) },
    });
  });
}
