import { expect, it } from "vitest";
import { descendantsOf } from "./descent";

const LINE = [
  { version: "c", parent: "b" },
  { version: "b", parent: "a" },
  { version: "a", parent: null },
  { version: "x", parent: "a" },
];

it("finds what descends, in whatever order the versions come, and stops at a circle", () => {
  expect(descendantsOf(["a"], LINE)).toEqual(["c", "b", "x"]);
  expect(descendantsOf(["b", "x"], LINE)).toEqual(["c"]);
  expect(descendantsOf([], LINE)).toEqual([]);
  expect(
    descendantsOf(
      ["p"],
      [
        { version: "p", parent: "q" },
        { version: "q", parent: "p" },
      ],
    ),
  ).toEqual(["q"]);
});
