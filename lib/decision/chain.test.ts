import { describe, expect, it } from "vitest";
import { chainOf, type Link, standingOf } from "./chain";

/** "a<b" reads: b supersedes a; a name that begins with "u" takes back. */
const rows = (...names: string[]): Link[] =>
  names.map((id, i) => ({
    id,
    kind: id.startsWith("u") ? "undo" : "accept",
    supersedes: i === 0 ? null : (names[i - 1] ?? null),
  }));
const ids = (links: readonly Link[]) => links.map((l) => l.id).join(" ");

describe("a visit's chain of decisions", () => {
  it.each([
    [["a"], "a"],
    [["a", "b"], "b a"],
    [["a", "u1"], ""],
    [["a", "b", "u1"], "a"],
    [["a", "u1", "b"], "b"],
    [["a", "b", "u1", "c"], "c a"],
    [["a", "u1", "b", "u2"], ""],
    [["a", "b", "u1", "c", "u2"], "a"],
    [["a", "b", "u1", "u2"], ""],
    [["a", "b", "c", "u1", "u2"], "a"],
  ])("%j stands as %j, in whatever order it is read", (names, expected) => {
    expect(ids(standingOf(rows(...names)))).toBe(expected);
    expect(ids(standingOf(rows(...names).reverse()))).toBe(expected);
    expect(ids(chainOf(rows(...names)))).toBe([...names].reverse().join(" "));
  });

  it("is empty where nothing was decided, and ends where a row is missing", () => {
    expect(chainOf([])).toEqual([]);
    expect(ids(standingOf(rows("a", "b", "c").slice(1)))).toBe("c b");
  });
});
