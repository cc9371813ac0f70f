import type { DbOrTx } from "@/db/client";
import { countRefusals, type Refused } from "@/db/queries/device";
import type { DeviceRefusal } from "@/lib/fhir/devices/refusals";

/** Adds up what was refused, and puts it down in one statement. */
export class Tally {
  private readonly counts = new Map<
    string,
    { deviceId: string | null; reason: DeviceRefusal; count: number }
  >();

  add(deviceId: string | null, reason: DeviceRefusal, count = 1): void {
    if (count === 0) return;
    const key = `${deviceId} ${reason}`;
    const known = this.counts.get(key);
    if (known) known.count += count;
    else this.counts.set(key, { deviceId, reason, count });
  }

  get all(): readonly Refused[] {
    return [...this.counts.values()];
  }

  save = (db: DbOrTx, now: Date): Promise<void> => countRefusals(db, this.all, now);
}
