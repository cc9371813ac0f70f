import { upperFirst } from "@/components/format";
import type { Explanation } from "@/lib/explain/explanation";
import { byEffect } from "@/lib/explain/groups";
import { nameContribution } from "@/lib/explain/naming";
import { NEGLIGIBLE_EFFECT } from "./effect";

export type WaterfallRow = {
  readonly key: string;
  /** "Breathing rate 28 /min", or "11 smaller effects". */
  readonly label: string;
  readonly shap: number;
  readonly standardError: number;
  /** Where the bar begins and ends on the severity scale, levels. */
  readonly from: number;
  readonly to: number;
};

export type WaterfallData = {
  readonly rows: readonly WaterfallRow[];
  readonly base: number;
  readonly output: number;
  /** Limits of the axis, levels, a little wider than the bars. */
  readonly domain: readonly [number, number];
};

const PADDING = 0.12;

/**
 * Bars from the base value to the output, largest effect first. At most `most` are named; the rest is one bar, so that the
 * bars still add up. The last bar ends at the output.
 */
export function waterfallData(explanation: Explanation, most = 8): WaterfallData {
  const ordered = byEffect(explanation.contributions);
  const named = ordered.slice(0, most).filter((c) => Math.abs(c.shap) >= NEGLIGIBLE_EFFECT);
  const rest = ordered.slice(named.length);
  const parts = named.map((c) => ({
    key: c.feature,
    label: upperFirst(nameContribution(c)),
    shap: c.shap,
    standardError: c.standardError,
  }));
  if (rest.length > 0)
    parts.push({
      key: "rest",
      label: rest.length === 1 ? "1 smaller effect" : `${rest.length} smaller effects`,
      shap: rest.reduce((sum, c) => sum + c.shap, 0),
      // Independent estimates: variances add.
      standardError: Math.sqrt(rest.reduce((sum, c) => sum + c.standardError ** 2, 0)),
    });

  let at = explanation.baseValue;
  const rows = parts.map((p) => {
    const from = at;
    at += p.shap;
    return { ...p, from, to: at };
  });
  const edges = [explanation.baseValue, explanation.outputValue, ...rows.map((r) => r.to)];
  const low = Math.max(1, Math.min(...edges) - PADDING);
  const high = Math.min(5, Math.max(...edges) + PADDING);
  return {
    rows,
    base: explanation.baseValue,
    output: explanation.outputValue,
    // Sums of estimates may lie a hair outside the scale; the axis then goes with them.
    domain: [Math.min(low, ...edges), Math.max(high, ...edges)],
  };
}
