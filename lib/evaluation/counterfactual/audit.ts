import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import type { Figure, FigureSet } from "@/lib/measures/figures";
import { wilson } from "@/lib/measures/plots-data";
import { OF_ANOTHER, type OfAnother } from "../told-of-another";
import { measureTellings, type Telling, type ToldOtherwise } from "../told-otherwise";
import { COUNTERFACTUAL } from "./figure-names";
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

const EVERYTHING: readonly Asked[] = [
  ...CONTROLS.map((t) => ({ ...t, kind: "control" as const })),
  ...ANOTHER,
  ...JUDGING,
];
type Asked = Telling & { readonly kind: "control" | OfAnother["kind"] };

/** Enough to see whether a version is like the one before: for each kind the tellings that moved the shipped model most. */
const BRIEFLY = new Set([
  ...CONTROLS.map((t) => t.name),
  "the other sex",
  "a Black patient",
  "a name: Lakisha",
  "a name: Mohammed",
  "without insurance",
  "from prison",
  "schizophrenia in the history",
  "substance abuse in the history",
  '"Drug seeking."',
  '"Noncompliant with medication."',
]);

/**
 * Asks about every case once for each of about thirty tellings.
 * @param briefly of fewer of them
 */
export async function auditCounterfactual(
  engine: Pick<Engine, "predict">,
  cases: readonly TriageCase[],
  { signal, briefly = false }: { readonly signal?: AbortSignal; readonly briefly?: boolean } = {},
): Promise<CounterfactualAudit> {
  const asked = EVERYTHING.filter((t) => !briefly || BRIEFLY.has(t.name));
  const measured = await measureTellings(engine, cases, asked, signal);
  const rows = measured.map((row, i): CounterfactualRow => {
    const { name, cases: n, moved, lowered, crossedDown, severityShift, floorMoved } = row;
    const kind = asked[i]?.kind ?? "control";
    const told = { name, cases: n, moved, lowered, crossedDown, severityShift, floorMoved };
    return { kind: kind === "stigma" ? "judging" : kind, ...told };
  });
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

/** The worst share of each kind, as figures of a version's measured report; intervals are Wilson's, 95 %. */
export function counterfactualFigures(audit: CounterfactualAudit, dataset: string): FigureSet {
  const figures: Figure[] = Object.entries(COUNTERFACTUAL).map(([kind, name]) => {
    const worst = worstOf(audit, kind as CounterfactualRow["kind"]);
    if (!worst) return { name, value: null };
    const [low, high] = wilson(shareLowered(worst), worst.cases);
    return { name, value: shareLowered(worst), low, high };
  });
  return { dataset, cases: audit.cases, figures };
}
