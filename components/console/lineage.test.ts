import { expect, it } from "vitest";
import { inOrder, lineageOf } from "./lineage";

it("follows parents from the first ancestor on", () => {
  const versions = [
    { version: "0.1.0", parent: null },
    { version: "0.1.0+r1", parent: "0.1.0" },
    { version: "0.1.0+r2", parent: "0.1.0+r1" },
  ];
  expect(lineageOf("0.1.0+r2", versions)).toEqual(["0.1.0", "0.1.0+r1", "0.1.0+r2"]);
  expect(lineageOf("0.1.0", versions)).toEqual(["0.1.0"]);
});

it("names a parent that is no longer registered, and ends in a circle", () => {
  expect(lineageOf("b", [{ version: "b", parent: "gone" }])).toEqual(["gone", "b"]);
  expect(
    lineageOf("a", [
      { version: "a", parent: "b" },
      { version: "b", parent: "a" },
    ]),
  ).toEqual(["b", "a"]);
});

it("puts the version in use first, then candidates, newest first", () => {
  const sorted = inOrder([
    { status: "archived", createdAt: "2026-01-01" },
    { status: "candidate", createdAt: "2026-01-02" },
    { status: "candidate", createdAt: "2026-01-03" },
    { status: "champion", createdAt: "2025-01-01" },
  ] as const);
  expect(sorted.map((v) => v.createdAt)).toEqual(["2025-01-01", "2026-01-03", "2026-01-02", "2026-01-01"]);
});
