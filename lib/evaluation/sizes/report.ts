import { number3, table } from "@/lib/measures/tables";
import { type Choice, RULE, type SizeRow, speedOf } from "./choose-default";

/** What was measured, of what, and where; `docs/evaluation/sizes.json`. */
export type SizesReport = {
  readonly model: Named;
  readonly pruned: Named | null;
  readonly machine: string;
  readonly dataset: string;
  readonly visits: number;
  readonly rows: readonly SizeRow[];
  readonly chosen: Choice & { readonly graph: string };
};
type Named = { readonly name: string; readonly version: string; readonly digest: string };

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

export function sizesTable(rows: readonly SizeRow[]): string {
  const exact = rows.find((r) => r.name === "fp32");
  return table(
    [
      "Graph",
      "Size",
      "One case, p50 ms",
      "p95 ms",
      "Cases/s, batches of 64",
      "Speed",
      "Kappa",
      "AUROC 1-2",
      "Moves in a batch",
      "Other level",
    ],
    rows.map((r) => [
      r.name,
      megabytes(r.bytes),
      r.p50.toFixed(2),
      r.p95.toFixed(2),
      Math.round(r.perSecond).toLocaleString("en"),
      exact ? `${speedOf(r, exact).toFixed(2)}x` : "",
      r.kappa === null ? "" : r.kappa.toFixed(4),
      number3(r.auroc12),
      r.unsteadiness.toPrecision(1),
      String(r.otherLevels),
    ]),
  );
}

export function sizesMarkdown(r: SizesReport): string {
  const named = ({ name, version, digest }: Named) => `${name} ${version} (\`${digest.slice(0, 12)}\`)`;
  return `# Sizes and precisions

Written by \`npm run bench:sizes\` on ${r.machine}: ${named(r.model)}${r.pruned ? `, pruned: ${named(r.pruned)}` : ""}.

Times through \`Engine.predict\`, featurisation included, every case and batch given to each graph in turn. Kappa under the
balanced policy and AUROC of levels 1-2 on ${r.dataset} (${r.visits} visits). "Speed": the smaller of the gains over fp32 on one
case (p50) and on batches. "Moves in a batch": largest difference of a case's expected severity alone and beside others, and
how many of the same cases are shown another level there.

${sizesTable(r.rows)}

Served by default: **${r.chosen.name}**${r.chosen.why ? ` (${r.chosen.why})` : ""}.

The rule: the fastest that loses no more than
${RULE.kappaLoss} of kappa against fp32, answers a case alike whatever stands beside it (to ${RULE.unsteadiness}), and is at least
${RULE.speed} times as fast; fp32 when none is.
`;
}
