import type { CheckOutRow } from "@/db/queries/device";
import { MINUTE, SECOND } from "@/lib/core/clock";
import type { DeviceRefusal } from "@/lib/fhir/devices/refusals";

/** A device's clock may be ahead of ours by this much; beyond it nothing it stamps can be told to be before or after a swap. */
export const MOST_AHEAD = 5 * SECOND;
/** After a clock was seen to be ahead, nothing of that device is believed for so long: a message that was held up hides it. */
const BELIEVED_AGAIN = 10 * MINUTE;
/** Longer than a clock may be ahead: what was measured on the last patient never carries a time of the next. */
const SETTLING = 2 * MOST_AHEAD;

export type Stamped = { readonly measuredAt: Date; readonly receivedAt: Date };

/** Whether a device's clock was ahead when it sent this. */
export const isAhead = ({ measuredAt, receivedAt }: Stamped): boolean =>
  measuredAt.getTime() > receivedAt.getTime() + MOST_AHEAD;

/**
 * Whose a reading is: of the check-out that was open when it was measured, provided that it still is. It is never handed to
 * whoever has the device now, nor to whoever had it then: a device that has moved on writes nothing to an earlier patient.
 * @param aheadAt when the device's clock was last seen to be ahead
 */
export function checkOutOf<T extends Pick<CheckOutRow, "checkedOutAt" | "checkedInAt">>(
  stamped: Stamped,
  checkOuts: readonly T[],
  { aheadAt, lateMs }: { readonly aheadAt: Date | null; readonly lateMs: number },
): T | DeviceRefusal {
  const [measured, received] = [stamped.measuredAt.getTime(), stamped.receivedAt.getTime()];
  if (isAhead(stamped) || (aheadAt && received - aheadAt.getTime() < BELIEVED_AGAIN)) return "ahead";
  if (received - measured > lateMs) return "late";
  const open = checkOuts.filter(
    (c) =>
      c.checkedOutAt.getTime() + SETTLING <= measured &&
      (c.checkedInAt === null || measured < c.checkedInAt.getTime()),
  );
  const [one] = open;
  if (!one) return "not-assigned";
  return one.checkedInAt === null ? one : "reassigned";
}
