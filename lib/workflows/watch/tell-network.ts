import { tellNetwork } from "@/db/network";
import { tallyWriteBacks } from "@/db/queries/console";
import { currentDriftReference, openDriftAlerts } from "@/db/queries/drift";
import { countOpenIncidents } from "@/db/queries/incident";
import { decidedSince, lastBackup, lastVerified, waitingNow } from "@/db/queries/network";
import { championVersion } from "@/db/queries/registry";
import { DAY, SECOND } from "@/lib/core/clock";
import { readRelease } from "@/lib/core/release";
import {
  changedOfWeek,
  LATE_AFTER_SECONDS,
  type SiteFigures,
  siteFiguresSchema,
} from "@/lib/monitoring/network/site-figures";
import { degradedReasons } from "../service/health";
import type { Runtime } from "../service/runtime";

/** How this site is, in figures. */
export async function gatherFigures(rt: Runtime): Promise<SiteFigures> {
  const now = rt.clock();
  const ago = (at: Date | null) => at && Math.max(0, Math.round((now.getTime() - at.getTime()) / SECOND));
  const before = (ms: number) => new Date(now.getTime() - ms);
  const [waiting, day, week, writeBacks, champion, verified, backup, state] = await Promise.all([
    waitingNow(rt.db, before(LATE_AFTER_SECONDS * SECOND)),
    decidedSince(rt.db, before(DAY)),
    decidedSince(rt.db, before(7 * DAY)),
    tallyWriteBacks(rt.db),
    championVersion(rt.db),
    lastVerified(rt.db),
    lastBackup(rt.db),
    rt.engines.state(),
  ]);
  const reference = await currentDriftReference(rt.db);
  const drifts = reference ? await openDriftAlerts(rt.db, reference.id) : null;
  // What does not fit is refused here, and not only where it is read.
  return siteFiguresSchema.parse({
    release: readRelease(),
    waiting: {
      visits: waiting.visits,
      withoutLevel: waiting.withoutLevel,
      late: waiting.late,
      longestSeconds: ago(waiting.since),
      readSecondsAgo: ago(waiting.readAt),
    },
    decidedInDay: day.decided,
    week: changedOfWeek(week.decided, week),
    writeBacks: {
      pending: writeBacks.pending,
      failed: writeBacks.failed,
      oldestSeconds: ago(writeBacks.oldestPending),
    },
    degraded: await degradedReasons(rt),
    model: {
      version: champion?.version ?? null,
      policy: champion?.policy ?? null,
      answers: state.state === "ready",
    },
    openIncidents: await countOpenIncidents(rt.db),
    driftAlerts: drifts === null ? null : drifts.length,
    backupSecondsAgo: ago(backup),
    audit: {
      anchored: rt.anchors.state().ok,
      verified: verified && { secondsAgo: ago(verified.at) ?? 0, intact: verified.intact },
    },
  } satisfies SiteFigures);
}

/** Tells the network how this site is; nothing where the site is none of a network. */
export async function tellHow(rt: Runtime): Promise<void> {
  const url = rt.env.NETWORK_DATABASE_URL;
  if (!url) return;
  if (!(await tellNetwork(url, await gatherFigures(rt))))
    rt.logger.warn({}, "the network does not know this site yet: run npm run db:migrate for it");
}
