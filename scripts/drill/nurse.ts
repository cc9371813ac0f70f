import { randomUUID } from "node:crypto";
import type { Authorized } from "@/lib/auth/principal";
import type { Level } from "@/lib/case/level";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import type { Runtime } from "@/lib/workflows/service/runtime";
import type { DecisionInput, PatientView } from "@/lib/workflows/views";
import { gesture, override } from "@/tests/integration/clinic/support";

export type Acknowledged = { readonly id: string; readonly encounterId: string; readonly level: Level };

export type Shift = {
  readonly rt: Runtime;
  readonly auth: Authorized;
  readonly visit: { readonly encounterId: string; readonly launchId: string };
  /** Told after the decision was acknowledged, and never before. */
  readonly decided: (decision: Acknowledged) => void;
  readonly failed: (error: unknown) => void;
  readonly stop: AbortSignal;
};

const AGAIN_MS = 100;

/** Decides about one visit over and over, each time otherwise; a decision that failed is asked for again as a page does, by the same request. */
export async function workShift({ rt, auth, visit, decided, failed, stop }: Shift): Promise<void> {
  let pending: DecisionInput | null = null;
  while (!stop.aborted)
    try {
      const view = await openEncounter(rt, auth, visit);
      pending ??= another(view);
      const { id, level } = await recordDecision(rt, auth, pending);
      pending = null;
      decided({ id, encounterId: visit.encounterId, level });
    } catch (error) {
      failed(error);
      // Refused for good, as where it was recorded and only the answer was lost and then somebody went on: look again.
      if (isAnswer(error)) pending = null;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
}

const isAnswer = (error: unknown): boolean =>
  ["already-decided", "stale-view", "conflict", "confirmation-needed", "more-urgent"].includes(
    String((error as { code?: unknown }).code),
  );

function another(view: PatientView): DecisionInput {
  const before = view.decision?.level ?? null;
  const shown = view.assessment.level ?? 3;
  const level = ((before ?? shown) === 3 ? 2 : 3) as Level;
  const how = level === shown ? gesture(view) : override(view, { level });
  return { ...how, requestId: randomUUID() };
}
