import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import { dealKtas } from "@/lib/training/sources/splits";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { madeUpVisit } from "@/lib/training/tiny-artifact.test-support";
import { scoreElsewhere } from "./elsewhere";
import { visitsDigest } from "./results-file";

const VISITS = Array.from({ length: 200 }, (_, i) => madeUpVisit(random(i, "elsewhere"), `${i}`, "ktas"));
const DEALT = dealKtas(VISITS, { folds: 4, repeats: 2 });

/** Leans to the label, each repeat with its own error. */
function leaning(v: SourceVisit, repeat: number): number[] {
  const r = random(repeat, v.key);
  const odds = [1, 2, 3, 4, 5].map((l) => Math.exp(r.normal() - 2 * Math.abs(l - (v.level?.value ?? 3))));
  const all = odds.reduce((a, b) => a + b);
  return odds.map((o) => o / all);
}

describe("answers given elsewhere", () => {
  it("are asked for each visit once a repeat, in the fold it was dealt into", () => {
    const asked = new Map<string, number>();
    scoreElsewhere(DEALT, (v, repeat, fold) => {
      expect(DEALT[repeat]?.[fold]).toContain(v);
      const id = `${repeat}:${v.key}`;
      asked.set(id, (asked.get(id) ?? 0) + 1);
      return leaning(v, repeat);
    });
    expect(asked.size).toBe(400);
    expect(new Set(asked.values())).toEqual(new Set([1]));
  });

  it("are measured over the repeats, and named by their visits", () => {
    const scored = scoreElsewhere(DEALT, leaning);
    expect(scored).toMatchObject({ folds: 4, repeats: 2, digest: visitsDigest(VISITS) });
    expect(scored.metrics.count).toBe(200);
    expect(scored.metrics.kappa).toBeGreaterThan(0.7);
    expect(scored.spread?.kappa).toBeGreaterThan(0);
    const once = scoreElsewhere(DEALT.slice(0, 1), leaning);
    expect(once).toMatchObject({ folds: 4, repeats: 1 });
    expect(once.spread).toBeUndefined();
  });

  it("are calibrated by others' labels: a flat answer stays worth nothing, an impossible level is no error", () => {
    const flat = scoreElsewhere(DEALT, () => [0.2, 0.2, 0.2, 0.2, 0.2]);
    expect(flat.metrics.aurocLevel12).toBeLessThan(0.6);
    const sure = scoreElsewhere(DEALT, (v) => [1, 2, 3, 4, 5].map((l) => (l === v.level?.value ? 1 : 0)));
    expect(sure.metrics.accuracy).toBe(1);
  });
});
