import { describe, expect, it } from "vitest";
import { isAt } from "./place";

const WATCH = {
  href: "/console/performance",
  label: "Watch",
  places: [
    { href: "/console/performance", label: "Performance" },
    { href: "/console/drift", label: "Drift" },
  ],
};

describe("isAt", () => {
  it("holds for a place and the pages below it, and not for a name that only begins alike", () => {
    expect(isAt("/console/drift", { href: "/console/drift", label: "Drift" })).toBe(true);
    expect(isAt("/console/drift/7", { href: "/console/drift", label: "Drift" })).toBe(true);
    expect(isAt("/console/drifting", { href: "/console/drift", label: "Drift" })).toBe(false);
  });

  it("leaves out the pages below an exact place", () => {
    const overview = { href: "/console", label: "Overview", exact: true };
    expect(isAt("/console", overview)).toBe(true);
    expect(isAt("/console/drift", overview)).toBe(false);
  });

  it("finds a group by any of its places", () => {
    expect(isAt("/console/drift/7", WATCH)).toBe(true);
    expect(isAt("/console/models", WATCH)).toBe(false);
  });
});
