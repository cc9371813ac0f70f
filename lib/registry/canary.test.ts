import { describe, expect, it } from "vitest";
import { newId } from "@/lib/core/ids";
import { armOf } from "./canary";

const startedAt = new Date("2026-03-01T00:00:00Z");
const visit = (id: string, ms = 1) => ({ id, firstSeenAt: new Date(startedAt.getTime() + ms) });

describe("the arm of a visit", () => {
  it("is the same whenever it is asked, and another's under another canary", () => {
    const visits = Array.from({ length: 400 }, () => visit(newId()));
    const canary = { id: newId(), percent: 50, startedAt };
    const arms = visits.map((v) => armOf(canary, v));
    expect(visits.map((v) => armOf({ ...canary }, { ...v }))).toEqual(arms);
    const other = visits.map((v) => armOf({ ...canary, id: newId() }, v));
    const same = other.filter((arm, i) => arm === arms[i]).length;
    expect(same).toBeGreaterThan(140);
    expect(same).toBeLessThan(260);
  });

  it.each([1, 5, 10, 20, 50])("gives the candidate its share of %i per cent", (percent) => {
    const canary = { id: "c", percent, startedAt };
    const n = 20_000;
    const hits = Array.from({ length: n }, (_, i) => armOf(canary, visit(`v${i}`))).filter(
      (a) => a === "canary",
    );
    const p = percent / 100;
    expect(Math.abs(hits.length / n - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n));
  });

  it("leaves visits that had begun before with the version in use", () => {
    const canary = { id: "c", percent: 50, startedAt };
    const arms = Array.from({ length: 200 }, (_, i) => armOf(canary, visit(`v${i}`, -1)));
    expect(new Set(arms)).toEqual(new Set(["champion"]));
  });
});
