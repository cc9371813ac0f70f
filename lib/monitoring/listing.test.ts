import { describe, expect, it } from "vitest";
import { readNarrowed, toCsv } from "./listing";

const read = (query: string) => {
  const q = new URLSearchParams(query);
  return readNarrowed((name) => q.get(name) ?? undefined);
};

describe("what a list is narrowed to", () => {
  it("is whole days, both inclusive, and part of a name", () => {
    expect(read("from=2026-03-01&to=2026-03-02&who= One ")).toEqual({
      from: new Date("2026-03-01T00:00:00Z"),
      to: new Date("2026-03-03T00:00:00Z"),
      who: "One",
    });
  });
  it.each(["from=yesterday", "to=2026-02-30", "who=", "from=2026-1-1"])("%s narrows nothing", (query) =>
    expect(read(query)).toEqual({}),
  );
});

describe("a file for a spreadsheet", () => {
  it("quotes what needs it and lets nothing become a formula", () => {
    expect(
      toCsv(
        ["a", "b"],
        [
          ["x,y", 1],
          ['say "no"', null],
          ["=SUM(A1)", -1],
        ],
      ),
    ).toBe('a,b\r\n"x,y",1\r\n"say ""no""",\r\n\'=SUM(A1),-1\r\n');
  });
});
