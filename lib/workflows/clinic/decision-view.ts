import type { DecisionWithState } from "@/db/queries/decision";
import type { DecisionView } from "@/lib/decision/decision";

export function toDecisionView({ decision, writeBack, decidedBy }: DecisionWithState): DecisionView {
  return {
    id: decision.id,
    kind: decision.kind,
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
  };
}

function whyFailed(writeBack: DecisionWithState["writeBack"]): DecisionView["writeBackWhy"] {
  if (writeBack?.state !== "failed") return null;
  const { lastErrorCode } = writeBack;
  return lastErrorCode === "visit-closed" || lastErrorCode === "wrong-patient" ? lastErrorCode : null;
}

/** One visit's decisions, the one in force first, then each the one it replaced. Clocks play no part in it. */
export function inOrderOfForce(decisions: readonly DecisionWithState[]): DecisionWithState[] {
  const replaced = new Set(decisions.map((d) => d.decision.supersedes));
  const byId = new Map(decisions.map((d) => [d.decision.id, d]));
  const chain: DecisionWithState[] = [];
  let next = decisions.find((d) => !replaced.has(d.decision.id));
  while (next && !chain.includes(next)) {
    chain.push(next);
    next = next.decision.supersedes === null ? undefined : byId.get(next.decision.supersedes);
  }
  return chain;
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
