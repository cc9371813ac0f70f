// `npm run bench:console [-- --visits 100000]`: how fast the pages that watch the model answer over many visits. Makes up a history in
// a database of its own on PostgreSQL (TEST_DATABASE_URL, or a throw-away cluster), rolls it up, and times what a page asks for:
// by the clock, and, as that tells of what else the machine does, by the processor, the app's and the database's together.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openTestDatabase } from "@/db/testing";
import type { Authorized } from "@/lib/auth/principal";
import { systemClock } from "@/lib/core/clock";
import { table } from "@/lib/measures/tables";
import { readWatchFilter } from "@/lib/monitoring/charts/filter";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { makeDemoHistory } from "@/lib/workflows/watch/demo-history";
import { performance as performancePage } from "@/lib/workflows/watch/performance";
import { rollUpDays } from "@/lib/workflows/watch/roll-up-days";
import { usage as usagePage } from "@/lib/workflows/watch/usage";
import { todayOf } from "@/lib/workflows/watch/watch-frame";

const { values: options } = parseArgs({
  options: {
    visits: { type: "string", default: "100000" },
    days: { type: "string", default: "365" },
    repeats: { type: "string", default: "15" },
  },
});
const [visits, days, repeats] = [Number(options.visits), Number(options.days), Number(options.repeats)];

const WARM = 5;

const handle = await openTestDatabase();
try {
  const began = performance.now();
  const made = await makeDemoHistory(
    { db: handle.db, now: systemClock() },
    { days, perDay: Math.ceil(visits / days), seed: 1 },
  );
  console.log(`${made} visits of ${days} days made and rolled up in ${seconds(performance.now() - began)}.`);
  await handle.exec("analyze");
  const rt = { db: handle.db, clock: systemClock, issuers: [] } as unknown as Runtime;
  const again = performance.now();
  const written = await rollUpDays(rt);
  console.log(
    `Looking at every day for what has changed: ${seconds(performance.now() - again)}, ${written} written anew.`,
  );
  const auth = {} as Authorized;
  const today = todayOf(rt);
  const filter = (query: string) => {
    const params = new URLSearchParams(query);
    return readWatchFilter((name) => params.get(name) ?? undefined, today);
  };
  const year = `from=${new Date(Date.now() - (days - 1) * 86_400_000).toISOString().slice(0, 10)}`;
  const pages: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["Performance, 90 days", () => performancePage(rt, auth, filter(""), "decided")],
    ["Performance, everything", () => performancePage(rt, auth, filter(year), "decided")],
    ["Performance, everything, second readings", () => performancePage(rt, auth, filter(year), "read")],
    [
      "Performance, everything, of one group beside a version",
      () => performancePage(rt, auth, filter(`${year}&group=age:65%2B&vs=version:demo-1`), "decided"),
    ],
    ["Usage, 90 days", () => usagePage(rt, auth, filter(""))],
    ["Usage, everything", () => usagePage(rt, auth, filter(year))],
  ];
  const rows = [];
  for (const [name, ask] of pages) {
    // A running server is warm.
    for (let i = 0; i < WARM; i++) await ask();
    const before = [process.cpuUsage(), await databaseTime()] as const;
    const times: number[] = [];
    for (let i = 0; i < repeats; i++) {
      const started = performance.now();
      await ask();
      times.push(performance.now() - started);
    }
    const own = process.cpuUsage(before[0]);
    const theirs = (await databaseTime()) - before[1];
    const processor = ((own.user + own.system) / 1000 + theirs) / repeats;
    times.sort((a, b) => a - b);
    const at = (share: number) =>
      `${Math.round(times[Math.min(times.length - 1, Math.floor(share * times.length))] as number)} ms`;
    rows.push([name, at(0.5), at(0.95), at(1), `${Math.round(processor)} ms`]);
  }
  console.log(table(["Page", "Median", "95 %", "Longest", "Processor"], rows));
} finally {
  await handle.close();
}

/** What the database's processes have used of the processor, ms, where they run on this machine (Linux); else nothing. */
async function databaseTime(): Promise<number> {
  const { rows: processes } = await handle.exec(
    "select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'",
  );
  try {
    return processes.reduce((sum, { pid }) => {
      const [user, system] =
        readFileSync(`/proc/${Number(pid)}/stat`, "utf8")
          .split(") ")[1]
          ?.split(" ")
          .slice(11, 13) ?? [];
      return sum + 10 * (Number(user) + Number(system));
    }, 0);
  } catch {
    return 0;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
