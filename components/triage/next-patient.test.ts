import { describe, expect, it } from "vitest";
import { nextPatient } from "./next-patient";

const row = (encounterId: string, decided = false) => ({
  encounterId,
  levelSource: decided ? ("decided" as const) : ("suggested" as const),
  visit: { barred: null, doubts: [] },
});
const ended = (encounterId: string) => ({
  ...row(encounterId),
  visit: { barred: { why: "finished" as const, title: "This visit has ended.", advice: "" }, doubts: [] },
});

/** Presses N so often, and tells who was opened. */
function walk(rows: Parameters<typeof nextPatient>[0], from: string, steps: number): string {
  const opened = new Map([[from, 0]]);
  let [current, path] = [from, ""];
  for (let i = 1; i <= steps; i++) {
    const next = nextPatient(rows, current, opened);
    if (next === null) return `${path}-`;
    opened.set(next, i);
    current = next;
    path += next;
  }
  return path;
}

describe("the next patient", () => {
  const board = [row("a"), row("b"), row("c", true), row("d"), row("e")];
  it.each([
    ["walks down the board and wraps", "a", 9, "bdeabdeab"],
    ["begins with the most urgent one nobody has opened here", "d", 4, "abed"],
    ["from a decided patient", "c", 5, "abdea"],
    ["from somebody who is not on the board any more", "z", 2, "ab"],
  ])("%s", (_what, from, steps, path) => expect(walk(board, from, steps)).toBe(path));

  it("takes in who arrives before who was passed by", () => {
    const opened = new Map([
      ["a", 1],
      ["b", 2],
    ]);
    expect(nextPatient([row("new"), ...board], "b", opened)).toBe("new");
  });

  it("passes by whose visit no level can be given on", () => {
    expect(walk([row("a"), ended("b"), row("d")], "a", 3)).toBe("dad");
  });

  it("is nobody when all others are decided", () => {
    expect(walk([row("a"), row("b", true)], "a", 1)).toBe("-");
    expect(walk([], "a", 1)).toBe("-");
  });
});
