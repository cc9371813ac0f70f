import { type RunRow, updateOwnRun } from "@/db/queries/training";
import type { LossPoint, RunProgress } from "@/db/schema/training";
import { toAppError } from "@/lib/core/errors";
import { type Heartbeat, startHeartbeat } from "../service/heartbeat";
import type { Runtime } from "../service/runtime";
import type { TrainProgress } from "./train-child";

/** What the console sees of a run under way, and the sign of life that keeps other workers off it. */
export type RunJournal = Omit<Heartbeat<TrainProgress>, "report"> & {
  progress(event: TrainProgress): void;
};

const MOST_POINTS = 400;

export function createRunJournal(
  rt: Runtime,
  run: RunRow,
  owner: string,
  stop: AbortSignal,
  heartbeatMs: number,
): RunJournal {
  let curve: readonly LossPoint[] = run.lossCurve;
  const heartbeat = startHeartbeat<TrainProgress>({
    stop,
    heartbeatMs,
    write: (event) =>
      updateOwnRun(rt.db, run.id, owner, {
        ...(event ? { ...toColumns(event), lossCurve: curve } : {}),
        heartbeatAt: rt.clock(),
      }),
    onError: (error) =>
      rt.logger.warn({ runId: run.id, err: toAppError(error) }, "run progress could not be written"),
  });
  return {
    signal: heartbeat.signal,
    get lost() {
      return heartbeat.lost;
    },
    progress(event) {
      const { step, loss, validation } = event;
      if (typeof loss === "number")
        curve = addPoint(curve, { step, loss, ...(typeof validation === "number" ? { validation } : {}) });
      heartbeat.report(event);
    },
    close: () => heartbeat.close(),
  };
}

function toColumns(event: TrainProgress): { status: "running" | "evaluating"; progress: RunProgress } {
  // After its last step the child exports the candidate and measures both versions.
  const trained = event.step >= event.totalSteps;
  return {
    status: trained ? "evaluating" : "running",
    progress: {
      phase: trained ? "measuring" : "training",
      fraction: Math.min(1, event.step / event.totalSteps),
      etaSeconds: trained ? null : (event.etaSeconds ?? null),
      loss: event.loss ?? null,
    },
  };
}

/** Keeps the curve in order when an attempt goes on from an earlier step, and short: every second point goes when full. */
export function addPoint(curve: readonly LossPoint[], point: LossPoint): readonly LossPoint[] {
  const kept = curve.filter((p) => p.step < point.step);
  const thinned = kept.length >= MOST_POINTS ? kept.filter((_, i) => i % 2 === 0) : kept;
  return [...thinned, point];
}
