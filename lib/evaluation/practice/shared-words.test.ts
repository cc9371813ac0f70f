import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { applyFloor, assessFloor } from "@/lib/safety/rules";

/** Words on which the product once went wrong, kept beside the project and not in it. */
const FILE = "../shared/cases/words/cases.jsonl";
type Line = {
  readonly kind: string;
  readonly case: TriageCase;
  readonly expect: { readonly mostUrgent: number; readonly leastUrgent: number };
  readonly why: string;
};
const lines: readonly Line[] = existsSync(FILE)
  ? readFileSync(FILE, "utf8")
      .trim()
      .split("\n")
      .map((l) => JSON.parse(l))
  : [];

describe.skipIf(lines.length === 0)("words beside the project (skipped: they are not here)", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createOnnxEngine("models/openacuity-triage");
  });
  afterAll(() => engine.close());

  it.each(lines.map((l) => [l.kind, l.case.id, l.why, l] as const))(
    "%s %s: %s",
    async (_kind, _id, _why, { case: c, expect: { mostUrgent, leastUrgent } }) => {
      const floor = assessFloor(c);
      const [prediction] = await engine.predict([c]);
      // The rules lift nobody too far, and model and rules together leave nobody behind.
      expect(floor?.level ?? 5, JSON.stringify(floor?.rules)).toBeGreaterThanOrEqual(mostUrgent);
      expect(applyFloor(prediction?.level ?? 5, floor)).toBeLessThanOrEqual(leastUrgent);
    },
  );
});
