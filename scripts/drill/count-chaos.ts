import { decision, writeBack } from "@/db/schema";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import type { Sandbox } from "@/sandbox/server";
import type { Scene } from "./chaos";

/** What stands in the EHR may count as refused where the answer was spoilt: somebody looks after it that needs nothing. */
const COUNTS_AS_WRITTEN = "every stored decision counts as written to the EHR";

/** What must hold once everything has come to rest. */
export async function countChaos({ crew, clinic, report }: Scene, kills: number): Promise<void> {
  const { db, anchorFile } = clinic.rt;
  report.hold(
    `at least ${kills} processes were killed`,
    crew.killed >= kills,
    `${crew.kills.app} of the app, ${crew.kills.worker} of the worker`,
  );
  report.hold(
    "no process that worked ended by itself",
    crew.complaints.length === 0,
    `${crew.complaints.length}${crew.complaints.map((c) => `; ${c}`).join("")}`,
  );
  const stored = new Map((await db.select().from(decision)).map((d) => [d.id, d]));
  const lost = crew.acknowledged.filter((d) => stored.get(d.id)?.level !== d.level);
  report.hold(
    "no acknowledged decision is lost",
    lost.length === 0,
    `${lost.length} of ${crew.acknowledged.length}; ${stored.size} stored`,
  );
  const states = await db.select().from(writeBack);
  const unwritten = states.filter((w) => w.state !== "written");
  report.hold(
    COUNTS_AS_WRITTEN,
    unwritten.length === 0 && states.length === stored.size,
    `${states.length - unwritten.length} of ${stored.size}${unwritten.map((w) => `; ${w.state}: ${w.lastErrorCode}`).join("")}`,
  );
  report.note(
    `kills met work under way: ${stored.size - crew.acknowledged.length} decisions stored whose answer was lost, ${states.filter((w) => w.attempts > 1).length} written in more than one attempt`,
  );
  const times = levelsByDecision(clinic.sandbox);
  const often = (n: (times: number) => boolean) =>
    [...stored.keys()].filter((id) => n(times.get(id) ?? 0)).length;
  const [missing, twice] = [often((n) => n === 0), often((n) => n > 1)];
  const strangers = [...times.keys()].filter((id) => !stored.has(id)).length;
  report.hold(
    "every stored decision is in the EHR exactly once, and nothing else",
    missing + twice + strangers === 0,
    `${missing} missing, ${twice} more than once, ${strangers} that nobody decided`,
  );
  const log = await verifyAuditLog(db, { anchorFile });
  report.hold(
    "the audit log is whole, anchors included",
    log.ok,
    `${log.checked} entries, ${log.anchors.count} anchors${log.findings.map((f) => `; ${f.text}`).join("")}`,
  );
}

/** How often each decision's level stands in the EHR, by the decision's id. */
function levelsByDecision(sandbox: Sandbox): Map<string, number> {
  const times = new Map<string, number>();
  for (const o of sandbox.store.all("Observation")) {
    const { identifier = [] } = o as unknown as { identifier?: { system?: string; value?: string }[] };
    for (const { system, value } of identifier)
      if (system?.endsWith(":decision") && value) times.set(value, (times.get(value) ?? 0) + 1);
  }
  return times;
}
