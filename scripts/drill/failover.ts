import { openDatabase } from "@/db/client";
import { decision } from "@/db/schema";
import { testKeys } from "@/db/testing";
import { sayError } from "@/lib/core/describe-error";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import { startCluster } from "@/scripts/test/postgres-cluster";
import { startRelay } from "@/scripts/test/relay";
import { as, launch, startClinic } from "@/tests/integration/clinic/support";
import { type Acknowledged, workShift } from "./nurse";
import type { Report } from "./report";
import { until } from "./wait";

export type FailoverOptions = { readonly rounds: number; readonly decisions: number };

const STANDBY = "standby1";
const USERS = ["nurse1", "nurse2", "lead"];
/** A COMMIT is answered when it is on the disk, and the standby has confirmed that it is on its own, too. */
const DURABLE = { fsync: "on", synchronous_commit: "on" } as const;

/**
 * A primary and a synchronous standby behind one address, as a proxy or a virtual address gives it; people decide without a pause; the
 * primary is killed, the standby promoted, the address moved. What was acknowledged must be there, and the log of it whole.
 */
export async function failover(report: Report, { rounds, decisions }: FailoverOptions): Promise<void> {
  for (let round = 1; round <= rounds; round++) await one(report, decisions, `round ${round} of ${rounds}`);
}

async function one(report: Report, decisions: number, name: string): Promise<void> {
  const primary = await startCluster({ settings: DURABLE });
  const standby = await startCluster({
    standbyOf: { port: primary.port, name: STANDBY },
    settings: DURABLE,
  });
  const relay = await startRelay(primary.port);
  const url = new URL(primary.url);
  url.port = String(relay.port);
  const handle = await openDatabase({ databaseUrl: url.href, dataDir: null, keys: testKeys });
  const clinic = await startClinic({ handle });
  const stop = new AbortController();
  try {
    // From now on: there was nobody to wait for before. The standby, promoted, waits for nobody.
    await handle.exec(`alter system set synchronous_standby_names = '${STANDBY}'`);
    await handle.exec("select pg_reload_conf()");
    await until(async () => {
      const { rows } = await handle.exec("select sync_state from pg_stat_replication");
      return rows[0]?.sync_state === "sync";
    });
    const acknowledged: (Acknowledged & { readonly at: number })[] = [];
    const failures = new Map<string, number>();
    const shifts = await Promise.all(
      USERS.map(async (user, i) => {
        const { sessionId, launchId, encounterId } = await launch(clinic, user, `enc-00${i + 1}`);
        return { auth: await as(clinic.rt, sessionId), visit: { encounterId, launchId } };
      }),
    );
    const working = shifts.map((shift) =>
      workShift({
        ...shift,
        rt: clinic.rt,
        stop: stop.signal,
        decided: (d) => acknowledged.push({ ...d, at: performance.now() }),
        failed: (error) => failures.set(sayError(error), (failures.get(sayError(error)) ?? 0) + 1),
      }),
    );
    // In the midst of it, never between two.
    await until(async () => acknowledged.length >= decisions, 300_000);
    const before = acknowledged.length;
    const killed = performance.now();
    await primary.kill();
    const dead = performance.now();
    const promoted = await openDatabase({
      databaseUrl: standby.url,
      dataDir: null,
      keys: null,
      migrate: false,
    });
    await promoted.exec("select pg_promote(true, 60)");
    await promoted.close();
    const promotedAt = performance.now();
    relay.lead(standby.port);
    await until(async () => acknowledged.some((d) => d.at > promotedAt));
    const first = acknowledged.find((d) => d.at > promotedAt)?.at ?? Number.NaN;
    await until(async () => acknowledged.length >= before + decisions, 300_000);
    stop.abort();
    await Promise.all(working);

    const stored = new Map((await handle.db.select().from(decision)).map((d) => [d.id, d]));
    const lost = acknowledged.filter((d) => stored.get(d.id)?.level !== d.level);
    report.note(
      `${name}: ${before} decisions acknowledged before the primary was killed, ${acknowledged.length - before} after; ${[...failures.values()].reduce((a, b) => a + b, 0)} tries failed meanwhile`,
    );
    report.hold(
      "no acknowledged decision is lost",
      lost.length === 0,
      `${lost.length} of ${acknowledged.length}`,
    );
    report.hold("decisions go on", acknowledged.length > before, `${acknowledged.length - before} after`);
    const unknown = stored.size - new Set(acknowledged.map((d) => d.id)).size;
    report.hold(
      "what is stored beyond that is at most what was under way",
      unknown <= USERS.length,
      `${unknown} recorded whose answer was lost`,
    );
    const verified = await verifyAuditLog(handle.db, { anchorFile: clinic.rt.anchorFile });
    report.hold("the audit log is whole, anchors included", verified.ok, `${verified.checked} entries`);
    report.note(
      `recovery: ${ms(dead - killed)} to kill, ${ms(promotedAt - dead)} to promote, first decision ${ms(first - promotedAt)} after the address had moved, ${ms(first - killed)} in all`,
    );
  } finally {
    stop.abort();
    await clinic.close();
    await relay.close();
    await standby.remove();
    await primary.remove();
  }
}

const ms = (n: number) => `${Math.round(n)} ms`;
