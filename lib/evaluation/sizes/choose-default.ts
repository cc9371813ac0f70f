/** One way to serve a model: what it costs and how good it is. */
export type SizeRow = {
  readonly name: "fp32" | "int8" | "pruned" | "pruned, int8";
  /** sha256 of the graph file that answered. */
  readonly graph: string;
  readonly bytes: number;
  /** One case through Engine.predict, ms. */
  readonly p50: number;
  readonly p95: number;
  /** Cases a second in batches of 64. */
  readonly perSecond: number;
  /** Quadratic-weighted kappa under the balanced policy, and AUROC of levels 1-2; null where not defined. */
  readonly kappa: number | null;
  readonly auroc12: number | null;
  /** Largest difference of a case's expected severity alone and in a batch, and cases shown another level there. */
  readonly unsteadiness: number;
  readonly otherLevels: number;
};

export const RULE = {
  /** Most kappa that may be lost against fp32. */
  kappaLoss: 0.005,
  /** Least gain in speed that is worth another graph. */
  speed: 1.2,
  /** What two engines may differ by (lib/engine/engine.ts): a case may not be answered otherwise in company. */
  unsteadiness: 1e-4,
} as const;

export type Choice = { readonly name: SizeRow["name"]; readonly why: string };

/** How many times faster than `exact`: the smaller of the gain on one case (p50) and the gain on batches. */
export const speedOf = (row: SizeRow, exact: SizeRow): number =>
  Math.min(exact.p50 / row.p50, row.perSecond / exact.perSecond);

/**
 * What serves by default: the fastest of those that lose no more than 0.005 of kappa against fp32, answer a case alike
 * whatever stands beside it, and are at least 1.2 times as fast; fp32 when none is. Safety before speed.
 */
export function chooseDefault(rows: readonly SizeRow[]): Choice {
  const exact = rows.find((r) => r.name === "fp32");
  if (!exact) throw new Error("nothing to hold the others against: no fp32 row");
  const others = rows.filter((r) => r !== exact);
  const refused = others.flatMap((r) => {
    const reason = reasonAgainst(r, exact);
    return reason ? [{ row: r, reason }] : [];
  });
  const [best] = others
    .filter((r) => !refused.some(({ row }) => row === r))
    .sort((a, b) => speedOf(b, exact) - speedOf(a, exact));
  const against = refused.map(({ row, reason }) => `${row.name} ${reason}`).join("; ");
  if (!best) return { name: "fp32", why: against };
  const gain = `${best.name} is ${speedOf(best, exact).toFixed(2)} times as fast as fp32`;
  return { name: best.name, why: against ? `${gain}; ${against}` : gain };
}

/** Why a row may not serve by default; null where it may. */
function reasonAgainst(row: SizeRow, exact: SizeRow): string | null {
  if (row.kappa === null || exact.kappa === null) return "has no kappa to judge it by";
  const lost = exact.kappa - row.kappa;
  if (!(lost <= RULE.kappaLoss)) return `loses ${lost.toFixed(4)} of kappa`;
  if (!(row.unsteadiness <= RULE.unsteadiness))
    return `answers a case otherwise in a batch, by up to ${row.unsteadiness.toPrecision(2)} levels`;
  const speed = speedOf(row, exact);
  return speed >= RULE.speed ? null : `is ${speed.toFixed(2)} times as fast as fp32`;
}
