import type { DecisionWithState } from "@/db/queries/decision";
import { chainOf, standingOf } from "@/lib/decision/chain";
import type { DecisionKind, DecisionView } from "@/lib/decision/decision";

export function toDecisionView({ decision, writeBack, decidedBy }: DecisionWithState): DecisionView {
  return {
    id: decision.id,
    kind: decidedKind(decision.kind),
    level: decision.level,
    shownLevel: decision.shownLevel,
    reason: decision.reason,
    comment: decision.comment,
    decidedBy,
    decidedAt: decision.decidedAt.toISOString(),
    modelVersion: decision.modelVersion,
    visitReason: decision.visitReason,
    writeBack: writeBack?.state ?? "pending",
    writeBackWhy: whyFailed(writeBack),
    writeBackAttempts: writeBack?.attempts ?? 0,
    undoInMs: null,
  };
}

/** What is shown is what was decided; a row that takes one back is never shown as a decision. */
export function decidedKind(kind: DecisionKind | "undo"): DecisionKind {
  if (kind === "undo") throw new Error("an undo is not a decision");
  return kind;
}

function whyFailed(writeBack: DecisionWithState["writeBack"]): DecisionView["writeBackWhy"] {
  if (writeBack?.state !== "failed") return null;
  const { lastErrorCode } = writeBack;
  return lastErrorCode === "visit-closed" || lastErrorCode === "wrong-patient" ? lastErrorCode : null;
}

/** What one look at a visit's decisions says. */
export type VisitChain = {
  readonly inForce: DecisionWithState | null;
  /** The row that the next one supersedes, whatever it is; null: there is none. */
  readonly head: string | null;
};

/**
 * What is in force and what the next row supersedes, from the same rows: read one after the other, a colleague's decision that
 * comes in between would be replaced, or taken back, by who never saw it.
 */
export const chainOfVisit = (decisions: readonly DecisionWithState[]): VisitChain => ({
  inForce: inOrderOfForce(decisions)[0] ?? null,
  head: chainOf(decisions.map((d) => d.decision))[0]?.id ?? null,
});

/** One visit's decisions that stand, the one in force first, then each the one it replaced. */
export function inOrderOfForce(decisions: readonly DecisionWithState[]): DecisionWithState[] {
  const byId = new Map(decisions.map((d) => [d.decision.id, d]));
  return standingOf(decisions.map((d) => d.decision)).flatMap(({ id }) => byId.get(id) ?? []);
}

/** The decision in force of each visit, by our encounter id. */
export function inForceByVisit(decisions: readonly DecisionWithState[]): Map<string, DecisionWithState> {
  const byVisit = Map.groupBy(decisions, (d) => d.decision.encounterId);
  return new Map(
    [...byVisit].flatMap(([id, all]) => {
      const [first] = inOrderOfForce(all);
      return first ? [[id, first] as const] : [];
    }),
  );
}
