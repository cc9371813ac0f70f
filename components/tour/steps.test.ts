import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FIRST_WITH_PATIENT, pageOf, TOUR } from "./steps";

const screens = globSync("components/{triage,shell,ui}/*.tsx")
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

describe("the guided tour", () => {
  it.each(TOUR.map((s) => [s.at]))("points at %s, which a screen has", (at) => {
    expect(screens).toMatch(new RegExp(`(data-tour|tour)="${at}"`));
  });

  it("goes over the board first, then over one patient, and never back", () => {
    expect(FIRST_WITH_PATIENT).toBeGreaterThan(0);
    expect(TOUR.slice(0, FIRST_WITH_PATIENT).every((s) => s.on === "board")).toBe(true);
    expect(TOUR.slice(FIRST_WITH_PATIENT).every((s) => s.on === "patient")).toBe(true);
  });

  it("knows its two pages, and nothing beneath them", () => {
    expect(pageOf("/board")).toBe("board");
    expect(pageOf("/encounters/7")).toBe("patient");
    expect(pageOf("/encounters/7/devices")).toBeNull();
    expect(pageOf("/desk")).toBeNull();
  });
});
