import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { groupsOf } from "./explain-case";
import { gameOf } from "./game";
import { owenValues, quotientShapley } from "./owen";
import { exactShapley, permutationShapley } from "./shapley";
import { modelDigests, ORACLE_MODEL, type Oracle, readOracle } from "./testing/oracle";

let engine: Engine;
let oracle: Oracle;
beforeAll(async () => {
  engine = await createOnnxEngine(ORACLE_MODEL);
  oracle = await readOracle();
});
afterAll(() => engine.close());

type Rows = readonly (readonly number[])[];
const largestGap = (a: Rows, b: Rows): number =>
  Math.max(...a.flatMap((row, i) => row.map((x, k) => Math.abs(x - (b[i]?.[k] as number)))));

const REMAKE =
  "the oracle is of another model or other players: SHAP_PYTHON=… npm run oracle:explain makes it anew";

describe("beside Python shap, on the shipped model", () => {
  it("is asked about the weights and players of today", async () => {
    expect(await modelDigests(), REMAKE).toEqual(oracle.model);
    expect(oracle.cases.length).toBeGreaterThanOrEqual(50);
    for (const c of oracle.cases)
      expect(
        gameOf(c.case, engine).players.map((p) => p.feature),
        REMAKE,
      ).toEqual(c.players);
  });

  it("exact values agree to 1e-4, Shapley's and Owen's, for the severity and every level", {
    timeout: 180_000,
  }, async () => {
    let cases = 0;
    for (const c of oracle.cases) {
      if (!("shapley" in c)) continue;
      cases += 1;
      const game = gameOf(c.case, engine);
      const { groups } = groupsOf(game.players);
      expect(largestGap((await exactShapley(c.players.length, game.value)).values, c.shapley)).toBeLessThan(
        1e-4,
      );
      const owen = await owenValues(groups, game.value, { seed: 1, maxEvaluations: 0 });
      expect(owen.samples).toBe(0);
      expect(largestGap(owen.values, c.owen)).toBeLessThan(1e-4);
      expect(largestGap((await quotientShapley(groups, game.value)).values, c.groups)).toBeLessThan(1e-4);
    }
    expect(cases).toBeGreaterThanOrEqual(25);
  });

  it("sampled values agree within sampling error, neither further off nor suspiciously near", {
    timeout: 180_000,
  }, async () => {
    const scores: number[] = [];
    for (const c of oracle.cases) {
      if (!("permutation" in c)) continue;
      const n = c.players.length;
      const ours = await permutationShapley(n, gameOf(c.case, engine).value, {
        seed: 3,
        maxEvaluations: 24 * n,
      });
      ours.values.forEach((row, i) => {
        row.forEach((x, k) => {
          const error = Math.hypot(ours.standardErrors[i]?.[k] as number, c.standardErrors[i]?.[k] as number);
          const gap = Math.abs(x - (c.permutation[i]?.[k] as number));
          if (error > 1e-5) scores.push(gap / error);
          else expect(gap).toBeLessThan(1e-4);
        });
      });
    }
    // In standard errors: standard normal but for the few degrees of freedom both errors have.
    const share = (more: number) => scores.filter((z) => z > more).length / scores.length;
    expect(scores.length).toBeGreaterThan(2_000);
    expect(share(1)).toBeGreaterThan(0.25);
    expect(share(1)).toBeLessThan(0.45);
    expect(share(4)).toBeLessThan(0.005);
    expect(Math.max(...scores)).toBeLessThan(8);
  });
});
