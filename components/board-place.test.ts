import { describe, expect, it } from "vitest";
import { type BoardFilter, NO_FILTER } from "@/components/triage/board-model";
import { boardHref, filterOf, keepPlace, queryOf } from "./board-place";

describe("the board's address", () => {
  it.each<[Partial<BoardFilter>, string]>([
    [{}, ""],
    [{ level: 2 }, "?level=2"],
    [{ level: "none", needsLeadOnly: true }, "?level=none&lead=1"],
    [{ level: 5, undecidedOnly: true }, "?level=5&undecided=1"],
    [{ zone: "Resus & trauma" }, "?zone=Resus+%26+trauma"],
  ])("of %j is %s and back", (over, query) => {
    const filter = { ...NO_FILTER, ...over };
    expect(queryOf(filter)).toBe(query);
    expect(filterOf(new URLSearchParams(query))).toEqual(filter);
  });

  it("says when the board is grouped by zone", () => {
    expect(queryOf({ ...NO_FILTER, zone: "Minors" }, true)).toBe("?zone=Minors&by=zone");
    expect(filterOf(new URLSearchParams("?zone=Minors&by=zone"))).toEqual({ ...NO_FILTER, zone: "Minors" });
  });

  it("never carries what was searched for, which may be a name", () => {
    expect(queryOf({ ...NO_FILTER, search: "Müller" })).toBe("");
    keepPlace({ search: "Müller", query: "?level=2" });
    expect(boardHref()).toBe("/board?level=2");
    expect(filterOf(new URLSearchParams("?level=2"))).toMatchObject({ level: 2, search: "Müller" });
    keepPlace({ search: "", query: "" });
  });

  it("hides nobody because of what it does not know", () => {
    expect(filterOf(new URLSearchParams("?level=7&undecided=yes&lead="))).toEqual(NO_FILTER);
  });
});
