import { SECOND } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";

/** For this long after an EHR kept somebody waiting in vain, nobody else is made to wait the full time for it. */
const WARY_FOR = 15 * SECOND;
const WARY_WAIT = 2 * SECOND;

/**
 * Gives the EHR `ms` to answer as a whole, whatever retries and follow-up requests are made of it; less when it has just
 * been too slow for somebody else. A nurse looks at the last snapshot meanwhile, not at a spinner.
 * @throws AppError("ehr-unavailable") when the time is up, or what `work` throws.
 */
export async function withinDeadline<T>(
  rt: Runtime,
  issuer: string,
  ms: number,
  work: () => Promise<T>,
): Promise<T> {
  const tooSlowAt = processState(rt, "slow-ehrs", () => new Map<string, number>());
  const wary = Date.now() - (tooSlowAt.get(issuer) ?? 0) < WARY_FOR;
  const wait = wary ? Math.min(ms, Math.max(WARY_WAIT, ms / 4)) : ms;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // A short wait proves nothing: after the wary time the next one gets the full wait again.
      if (!wary) tooSlowAt.set(issuer, Date.now());
      reject(new AppError("ehr-unavailable", "the EHR took too long"));
    }, wait);
  });
  const answer = work();
  // Once the time is up nobody listens any more.
  answer.catch(() => {});
  try {
    const result = await Promise.race([answer, late]);
    tooSlowAt.delete(issuer);
    return result;
  } finally {
    clearTimeout(timer);
  }
}
