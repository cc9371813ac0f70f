import { type RunRow, updateOwnRun } from "@/db/queries/training";
import type { RunProgress } from "@/db/schema/training";
import { SECOND } from "@/lib/core/clock";
import { toAppError } from "@/lib/core/errors";
import type { Runtime } from "./runtime";
import type { TrainProgress } from "./train-child";

type LossPoint = { readonly step: number; readonly loss: number };

/** What the console sees of a run under way, and the sign of life that keeps other workers off it. */
export type RunJournal = {
  /** Aborted when the process stops or another worker took the run over. */
  readonly signal: AbortSignal;
  /** Another worker took the run over. */
  readonly lost: boolean;
  progress(event: TrainProgress): void;
  /** Writes what is outstanding and stops. May be called twice. */
  close(): Promise<void>;
};

const MOST_POINTS = 400;
const WRITE_EVERY = 1 * SECOND;

/** Writes at most once a second while there is news, and at least every `heartbeatMs` in any case. */
export function createRunJournal(
  rt: Runtime,
  run: RunRow,
  owner: string,
  stop: AbortSignal,
  heartbeatMs: number,
): RunJournal {
  const takenOver = new AbortController();
  let curve: readonly LossPoint[] = run.lossCurve;
  let news: TrainProgress | null = null;
  let lastWrite = Date.now();
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const event = news;
    news = null;
    lastWrite = Date.now();
    const set = event
      ? { ...toColumns(event), lossCurve: curve, heartbeatAt: rt.clock() }
      : { heartbeatAt: rt.clock() };
    try {
      if (!(await updateOwnRun(rt.db, run.id, owner, set))) takenOver.abort();
    } catch (error) {
      // The database is away for a moment: the run goes on, and the sign of life comes when it is back.
      rt.logger.warn({ runId: run.id, err: toAppError(error) }, "run progress could not be written");
    }
  }

  const timer = setInterval(() => {
    const age = Date.now() - lastWrite;
    if (age >= heartbeatMs || (news && age >= WRITE_EVERY)) writing = writing.then(write);
  }, Math.min(WRITE_EVERY, heartbeatMs) / 2);
  timer.unref();
  let closed: Promise<void> | null = null;

  return {
    signal: AbortSignal.any([stop, takenOver.signal]),
    get lost() {
      return takenOver.signal.aborted;
    },
    progress(event) {
      news = event;
      if (typeof event.loss === "number") curve = addPoint(curve, { step: event.step, loss: event.loss });
    },
    close() {
      clearInterval(timer);
      closed ??= writing.then(() => (news ? write() : undefined));
      return closed;
    },
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
