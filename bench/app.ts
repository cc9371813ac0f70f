// `npm run bench:app [-- --patients 200 --clients 50 --minutes 2]`: the production build on PostgreSQL with a full department. How often
// its boards can be asked and how soon they are answered, how soon a decision is recorded while 50 people work, how soon the board
// takes a key in a browser, and what memory the server takes over the whole run. Everything runs on this machine, the EHR, the
// database, the browser and what makes the load included. Needs PostgreSQL's programs, openssl, and `npm run build` before.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { ensureBuilt } from "@/bin/start/build";
import { withConnection } from "@/db/postgres";
import { addressOf } from "@/db/tls";
import { table } from "@/lib/measures/tables";
import { decidable, decideAll, readBoard } from "./app/decisions";
import { signInAll } from "./app/people";
import { median, type Polled, pollBoards } from "./app/polls";
import { timeScreen } from "./app/screen";
import { startStack } from "./app/stack";

const { values: options } = parseArgs({
  options: {
    patients: { type: "string", default: "200" },
    clients: { type: "string", default: "50" },
    runs: { type: "string", default: "3" },
    seconds: { type: "string", default: "12" },
    /** Between seeing a patient and deciding, on average. */
    read: { type: "string", default: "10" },
    minutes: { type: "string", default: "2" },
    port: { type: "string", default: "3400" },
  },
});
const [patients, clients, runs, seconds, read, minutes, port] = [
  options.patients,
  options.clients,
  options.runs,
  options.seconds,
  options.read,
  options.minutes,
  options.port,
].map(Number) as [number, number, number, number, number, number, number];

const ms = (n: number) => `${Math.round(n)} ms`;
const said: string[][] = [];
const say = (what: string, figure: string, aim = "") => {
  said.push([what, figure, aim]);
  console.log(`  ${what}: ${figure}`);
};

await ensureBuilt(process.cwd(), () => {});
const server = process.env.TEST_DATABASE_URL ?? "";
const name = `bench_app_${process.pid}`;
const administer = async (statement: string) =>
  withConnection(await addressOf(server), (client) => client.unsafe(statement));
await administer(`create database ${name}`);
const url = new URL(server);
url.pathname = `/${name}`;
const stack = await startStack(url.href, port, patients);
const tidyUp = async () => {
  await stack.stop();
  await administer(`drop database if exists ${name} with (force)`);
};
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void tidyUp().finally(() => process.exit(130)));
const remembered: number[] = [];
const watching = setInterval(() => void stack.memory().then((m) => remembered.push(m)), 5_000);
try {
  const people = await signInAll(stack, clients);
  const polls = (conditional: boolean, more: { seconds?: number; perSecond?: number } = {}) =>
    pollBoards({ app: stack.app, people, seconds, conditional, ...more });
  // A running server is warm, and everybody has opened their board, one after another as they come on duty.
  for (const person of people) await readBoard(stack, person);
  await pollBoards({ app: stack.app, people, seconds: 5, conditional: true });
  for (const conditional of [false, true]) {
    const all: Polled[] = [];
    for (let i = 0; i < runs; i++) all.push(await polls(conditional));
    const of = (figure: (p: Polled) => number) => median(all.map(figure));
    const how = conditional ? "that have it already (If-None-Match)" : "in full";
    say(`Boards answered a second, ${how}`, of((p) => p.perSecond).toFixed(0), conditional ? ">= 200" : "");
    say(
      `  wait, p50 and p95 (longest)`,
      `${ms(of((p) => p.p50))}, ${ms(of((p) => p.p95))} (${ms(of((p) => p.longest))})`,
    );
    say("  bytes an answer", String(of((p) => p.bytes)));
    say("  answers by status", all.map((p) => JSON.stringify(p.statuses)).join(" "));
  }
  const shown = await timeScreen(stack, people[0] as (typeof people)[0], 7, true);
  const first = await timeScreen(stack, people[0] as (typeof people)[0], 5, false);
  if (shown && first) {
    say(`Board of ${shown.patients} in a browser: rows there`, ms(shown.rows));
    say("  takes a key", ms(shown.interactive), "< 1000 ms");
    say("  takes a key, nothing of it cached", ms(first.interactive));
  }
  const open = await decidable(stack, people[0] as (typeof people)[0]);
  const half = Math.floor(open.length / 2);
  // Everybody's board refreshes itself meanwhile.
  const refreshing = polls(true, { seconds: read * 3, perSecond: Math.ceil(clients / 15) });
  const calm = await decideAll(stack, people, open.slice(0, half), read * 1_000);
  await refreshing;
  say(
    `Decision recorded, ${clients} at work, ${calm.count} decisions: p50, p95`,
    `${ms(calm.p50)}, ${ms(calm.p95)}`,
    "< 200 ms",
  );
  if (calm.refused > 0) say("  refused", String(calm.refused));
  const burst = await decideAll(stack, people, open.slice(half), 500);
  say(`  in a rush, half a second a patient, ${burst.count}: p50, p95`, `${ms(burst.p50)}, ${ms(burst.p95)}`);
  if (burst.refused > 0) say("  refused", String(burst.refused));
  const steady = await polls(true, { seconds: minutes * 60, perSecond: clients });
  say(
    `Steady, ${clients} boards a second for ${minutes} min: p50, p95`,
    `${ms(steady.p50)}, ${ms(steady.p95)}`,
  );
  const tail = remembered.slice(-Math.max(2, minutes * 12));
  say(
    "Server memory: most, and at begin and end of the steady part",
    `${Math.max(...remembered)} MiB, ${tail[0]} to ${tail.at(-1)} MiB`,
    "flat",
  );
  console.log(
    `\n${patients} patients, ${clients} people, median of ${runs} runs of ${seconds} s, ${cpus().length} cores:\n`,
  );
  console.log(table(["", "Measured", "Aim"], said));
} finally {
  clearInterval(watching);
  await tidyUp();
}
