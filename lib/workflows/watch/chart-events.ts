import { auditEventsBetween } from "@/db/queries/audit";
import { madeUpHistoryOf } from "@/db/queries/installation";
import { addDays } from "@/lib/monitoring/charts/buckets";
import { MARKED_EVENTS, toChartEvents } from "@/lib/monitoring/charts/events";
import type { ChartEvent } from "@/lib/monitoring/charts/picture";
import type { Runtime } from "../service/runtime";

/** More marks than these nobody can tell apart; the newest are kept. */
const MOST = 40;

/** What happened in a window of days that a chart marks on its axis, from the audit log; in a made-up history what it says of itself. */
export async function chartEvents(
  rt: Pick<Runtime, "db">,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<ChartEvent[]> {
  const made = (await madeUpHistoryOf(rt.db))?.events ?? [];
  const span = { from: new Date(`${from}T00:00:00Z`), to: new Date(`${addDays(to, 1)}T00:00:00Z`) };
  const real = toChartEvents(await auditEventsBetween(rt.db, MARKED_EVENTS, { ...span, limit: MOST }));
  return [...made.filter((e) => e.day >= from && e.day <= to), ...real];
}
