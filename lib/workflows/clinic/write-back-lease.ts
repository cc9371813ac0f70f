import { claimWriteBack, renewWriteBack } from "@/db/queries/decision";
import { SECOND } from "@/lib/core/clock";
import type { Env } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { Runtime } from "../service/runtime";

/** Renewing a launch's token, and a machine that is busy with something else. */
const BESIDE_THE_EHR = 60 * SECOND;
/** The last request of an attempt is sent at most twice: again with a fresh token when the first was turned down. */
const LAST_REQUESTS = 3;
const RENEWALS_A_LEASE = 4;

/**
 * For how long one attempt at a write-back keeps others out without a sign of life: longer than its last request to the
 * EHR can take, so that nobody else begins while that one may still be answered, whatever `EHR_TIMEOUT_MS` is.
 */
export const leaseMs = ({ EHR_TIMEOUT_MS }: Pick<Env, "EHR_TIMEOUT_MS">): number =>
  BESIDE_THE_EHR + LAST_REQUESTS * EHR_TIMEOUT_MS;

/** Longest that a whole attempt may take before the queue gives it to another worker. Dead workers are noticed by their silence. */
export const attemptSeconds = ({ EHR_TIMEOUT_MS }: Pick<Env, "EHR_TIMEOUT_MS">): number =>
  Math.ceil(900 + (50 * EHR_TIMEOUT_MS) / SECOND);

export type Lease = {
  readonly id: string;
  /** @throws AppError("conflict") when somebody else has taken over meanwhile: nothing may be sent any more. */
  assertHeld(): Promise<void>;
  /** Stops renewing. The row is let go with what came of the attempt. */
  stop(): void;
};

/** Takes a write-back for one attempt and keeps it while the attempt lives; null when somebody is at it. */
export async function takeLease(
  rt: Runtime,
  decisionId: string,
  ms: number = leaseMs(rt.env),
): Promise<Lease | null> {
  const id = newId();
  if (!(await claimWriteBack(rt.db, decisionId, rt.clock(), id, ms))) return null;
  const renew = () => renewWriteBack(rt.db, decisionId, id, ms);
  const timer = setInterval(() => {
    // One that fails is no loss: the lease is checked before anything is sent.
    renew().catch((err: unknown) =>
      rt.logger.warn({ decisionId, err }, "a write-back's lease was not renewed"),
    );
  }, ms / RENEWALS_A_LEASE);
  timer.unref();
  return {
    id,
    async assertHeld() {
      if (!(await renew())) throw new AppError("conflict", "another worker has taken this write-back over");
    },
    stop: () => clearInterval(timer),
  };
}
