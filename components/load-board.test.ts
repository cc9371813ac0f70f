import { afterEach, describe, expect, it, vi } from "vitest";
import { BOARD_READ_AT } from "@/lib/core/read-at-header";
import type { BoardView } from "@/lib/workflows/views";
import { loadBoard } from "./load-board";
import { boardRow } from "./triage/fixtures";

const FIRST = "2026-03-01T12:00:00.000Z";
const LATER = "2026-03-01T12:00:15.000Z";
const view = (name: string): BoardView => ({
  rows: [boardRow({ encounterId: "a", patientName: name })],
  freshness: { fetchedAt: FIRST, source: "ehr", note: null },
  model: { state: "rules-only", why: "A test." },
  refreshSeconds: 15,
  hidden: 0,
  notYetInEhr: 0,
});

/** What the server answers, one after another; tells what it was asked with. */
function answers(...given: readonly Response[]) {
  const asked: (string | null)[] = [];
  const rest = [...given];
  vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
    asked.push(new Headers(init.headers).get("if-none-match"));
    return rest.shift();
  });
  return asked;
}
const whole = (name: string, etag: string) =>
  Response.json(view(name), { headers: { etag, [BOARD_READ_AT]: FIRST } });
const same = (etag: string) => new Response(null, { status: 304, headers: { etag, [BOARD_READ_AT]: LATER } });

afterEach(() => vi.unstubAllGlobals());

describe("the board as a page loads it", () => {
  it("is asked for by what the page has; where it is the same the rows are the very ones, confirmed later", async () => {
    const asked = answers(whole("One", 'W/"1"'), same('W/"1"'), whole("Two", 'W/"2"'), same('W/"2"'));
    const first = await loadBoard();
    const again = await loadBoard();
    expect(again.rows).toBe(first.rows);
    expect(again.receivedAt).toBe(first.receivedAt);
    expect([first.freshness.fetchedAt, again.freshness.fetchedAt]).toEqual([FIRST, LATER]);
    expect((await loadBoard()).rows[0]?.patientName).toBe("Two");
    expect((await loadBoard()).rows[0]?.patientName).toBe("Two");
    expect(asked).toEqual([null, 'W/"1"', 'W/"1"', 'W/"2"']);
  });

  it("that was refused leaves what the page has as it is", async () => {
    const asked = answers(
      Response.json({ code: "ehr-unavailable", title: "Away." }, { status: 503 }),
      same('W/"2"'),
    );
    await expect(loadBoard()).rejects.toMatchObject({ code: "ehr-unavailable" });
    expect((await loadBoard()).rows[0]?.patientName).toBe("Two");
    expect(asked).toEqual(['W/"2"', 'W/"2"']);
  });
});
