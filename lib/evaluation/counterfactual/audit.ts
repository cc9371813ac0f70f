import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import type { Figure, FigureSet } from "@/lib/measures/figures";
import { OF_ANOTHER } from "../told-of-another";
import { measureTellings, type ToldOtherwise } from "../told-otherwise";
import { ANOTHER, CONTROLS } from "./tellings";

/**
 * What moves in the answers when the same patient is somebody else (counterfactual fairness, Kusner et al. 2017,
 * arXiv:1703.06856). Any added word moves some answers of a model that reads words, so that words that say nothing are
 * added, too, and a telling is held beside what the worst of those does.
 */
export type CounterfactualRow = Pick<
  ToldOtherwise,
  "name" | "cases" | "moved" | "lowered" | "crossedDown" | "severityShift" | "floorMoved"
> & { readonly kind: "control" | "person" | "circumstances" | "judging" };

export type CounterfactualAudit = {
  readonly cases: number;
  readonly rows: readonly CounterfactualRow[];
};

const JUDGING = OF_ANOTHER.filter((t) => t.kind === "stigma");

/** Asks about every case once for each of about thirty tellings. */
export async function auditCounterfactual(
  engine: Pick<Engine, "predict">,
  cases: readonly TriageCase[],
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<CounterfactualAudit> {
  const rows: CounterfactualRow[] = [];
  const asked = [
    ...CONTROLS.map((t) => ({ ...t, kind: "control" as const })),
    ...ANOTHER,
    ...JUDGING.map((t) => ({ ...t, kind: "judging" as const })),
  ];
  for (const telling of asked) {
    if (signal?.aborted) break;
    const [row] = await measureTellings(engine, cases, [telling]);
    if (!row) continue;
    const { name, cases: n, moved, lowered, crossedDown, severityShift, floorMoved } = row;
    const kind = telling.kind === "stigma" ? "judging" : telling.kind;
    rows.push({ kind, name, cases: n, moved, lowered, crossedDown, severityShift, floorMoved });
  }
  return { cases: cases.length, rows };
}

const shareLowered = ({ lowered, cases }: CounterfactualRow): number => (cases === 0 ? 0 : lowered / cases);

/** The row of a kind that makes the largest share less urgent; null: there is none. */
export function worstOf(
  audit: CounterfactualAudit,
  kind: CounterfactualRow["kind"],
): CounterfactualRow | null {
  return audit.rows
    .filter((r) => r.kind === kind && r.cases > 0)
    .reduce<CounterfactualRow | null>(
      (w, r) => (w === null || shareLowered(r) > shareLowered(w) ? r : w),
      null,
    );
}

/** Names of figures in reports and gates. */
export const COUNTERFACTUAL = {
  control: "Made less urgent by words that say nothing",
  person: "Made less urgent by who the patient is",
  circumstances: "Made less urgent by how the patient lives",
  judging: "Made less urgent by words that judge",
} as const;

/** The worst share of each kind, as figures of a version's measured report. */
export function counterfactualFigures(audit: CounterfactualAudit, dataset: string): FigureSet {
  const figures: Figure[] = Object.entries(COUNTERFACTUAL).map(([kind, name]) => {
    const worst = worstOf(audit, kind as CounterfactualRow["kind"]);
    return { name, value: worst && shareLowered(worst) };
  });
  return { dataset, cases: audit.cases, figures };
}
