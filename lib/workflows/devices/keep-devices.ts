import { deleteOldReadings, deleteOldRefusals, takeAbandoned } from "@/db/queries/device";
import { DAY } from "@/lib/core/clock";
import type { Runtime } from "../service/runtime";
import { Tally } from "./tally";

/** Devices' readings are the EHR's by then. */
const READINGS_KEPT = 1 * DAY;
const REFUSALS_KEPT = 90 * DAY;

/** What devices sent has an end, also where no gateway runs any more; what nobody took on is counted as late. */
export async function keepDevices(rt: Pick<Runtime, "db" | "clock">): Promise<void> {
  const now = rt.clock();
  const before = (ms: number) => new Date(now.getTime() - ms);
  await deleteOldReadings(rt.db, before(READINGS_KEPT));
  await deleteOldRefusals(rt.db, before(REFUSALS_KEPT).toISOString().slice(0, 10));
  await rt.db.transaction(async (tx) => {
    const tally = new Tally();
    for (const deviceId of await takeAbandoned(tx, before(READINGS_KEPT))) tally.add(deviceId, "late");
    await tally.save(tx, now);
  });
}
