import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import { auroc } from "@/lib/measures/metrics";
import type { ModelConfig } from "@/lib/model/config";
import type { FamiliarityPart, FamiliarityTable } from "@/lib/model/familiarity";
import type { NamedTensors } from "@/lib/model/safetensors";
import { type Bounds, type Place, scoresOf, shareBeyond } from "./familiarity";
import { UNLIKE_KINDS } from "./unlike-cases";

/** How well both scores tell planted unlike cases from the ordinary ones they are made from. */
export async function plant(
  config: ModelConfig,
  tensors: NamedTensors,
  bounds: Bounds,
  place: Place,
  ordinary: readonly TriageCase[],
): Promise<FamiliarityTable["planted"]> {
  const before = scoresOf(config, tensors, await place(ordinary));
  const rows: FamiliarityTable["planted"][number][] = [];
  for (const { kind, make } of UNLIKE_KINDS) {
    const cases = ordinary.map((c, i) => make(c, random("familiarity", kind, i)));
    const after = scoresOf(config, tensors, await place(cases));
    const planted = [...before.map(() => false), ...after.map(() => true)];
    const rank = (part: FamiliarityPart) => {
      const scores = [...before, ...after].map((s) => s[part]);
      return Math.round((auroc(scores, planted) ?? 0.5) * 10_000) / 10_000;
    };
    rows.push({
      kind,
      cases: after.length,
      auroc: { whole: rank("whole"), words: rank("words") },
      flagged: shareBeyond(after, bounds),
    });
  }
  return rows;
}
