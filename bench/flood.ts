// `npm run bench:flood -- --url http://localhost:3000 --data-dir .data`: what a flood of somebody without a login does to
// a running app on this machine: memory under stalled posts, and how fast a page is while launches pour in. Bounded, and
// only against this machine.
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://localhost:3000" },
    "data-dir": { type: "string", default: ".data" },
    posts: { type: "string", default: "160" },
    bytes: { type: "string", default: "9900000" },
    launches: { type: "string", default: "285" },
    seconds: { type: "string", default: "10" },
  },
});
const url = new URL(values.url);
if (!["localhost", "127.0.0.1", "[::1]"].includes(url.hostname))
  throw new Error("this floods only an app on this machine");
const token = (
  JSON.parse(readFileSync(join(values["data-dir"], "secrets.json"), "utf8")) as { METRICS_TOKEN: string }
).METRICS_TOKEN;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resident memory of the app's process in MiB, as it says itself. */
async function memory(): Promise<number> {
  const response = await fetch(new URL("/api/metrics", url), {
    headers: { authorization: `Bearer ${token}` },
  });
  const bytes = /^openacuity_process_resident_memory_bytes (\S+)/m.exec(await response.text())?.[1];
  return Math.round(Number(bytes) / 2 ** 20);
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** Milliseconds of a page anybody may open, and how it was answered. */
async function page(): Promise<{ ms: number; status: number }> {
  const started = performance.now();
  const response = await fetch(new URL("/signed-out", url), { redirect: "manual" });
  await response.arrayBuffer();
  return { ms: performance.now() - started, status: response.status };
}

/** Announces a body, sends all but the last of it, and waits. */
function stall(bytes: number): { socket: Socket; outcome: Promise<string> } {
  const socket = connect(Number(url.port || 80), url.hostname);
  let told = "";
  socket.on("connect", () => {
    socket.write(`POST /board HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: ${bytes}\r\n\r\n`);
    const piece = Buffer.alloc(64 * 1024, "x");
    let sent = 0;
    const more = () => {
      while (sent + piece.length < bytes && !socket.destroyed) {
        sent += piece.length;
        if (!socket.write(piece)) return void socket.once("drain", more);
      }
    };
    more();
  });
  socket.on("data", (data) => {
    told ||= data.toString().split("\r\n")[0] ?? "";
  });
  socket.on("error", () => {});
  return {
    socket,
    outcome: new Promise((resolve) => socket.on("close", () => resolve(told || "closed without an answer"))),
  };
}

async function stalledPosts() {
  const before = await memory();
  const posts = Array.from({ length: Number(values.posts) }, () => stall(Number(values.bytes)));
  let most = before;
  const outcomes = new Map<string, number>();
  for (const { outcome } of posts)
    void outcome.then((told) => outcomes.set(told, (outcomes.get(told) ?? 0) + 1));
  for (let i = 0; i < 40 && [...outcomes.values()].reduce((a, b) => a + b, 0) < posts.length; i++) {
    await sleep(1_000);
    most = Math.max(most, await memory());
  }
  const outcome = Object.fromEntries(outcomes);
  const stillOpen = posts.filter((p) => !p.socket.destroyed).length;
  for (const { socket } of posts) socket.destroy();
  return { posts: posts.length, memoryBefore: before, memoryMost: most, outcome, stillOpen };
}

async function launches() {
  const alone: number[] = [];
  for (let i = 0; i < 20; i++) alone.push((await page()).ms);
  const statuses = new Map<number, number>();
  const beside: number[] = [];
  const refused: number[] = [];
  const rate = Number(values.launches);
  const end = performance.now() + Number(values.seconds) * 1_000;
  const running = new Set<Promise<void>>();
  let owed = 0;
  const watching = (async () => {
    while (performance.now() < end) {
      const { ms, status } = await page();
      (status === 200 ? beside : refused).push(ms);
      await sleep(250);
    }
  })();
  for (let last = performance.now(); performance.now() < end; ) {
    await sleep(20);
    owed += ((performance.now() - last) / 1_000) * rate;
    last = performance.now();
    // A server that is far behind gets no more: the bench is bounded, too.
    for (; owed >= 1 && running.size < 600; owed--) {
      const one = fetch(new URL("/launch", url), { redirect: "manual" })
        .then(async (r) => {
          await r.arrayBuffer();
          statuses.set(r.status, (statuses.get(r.status) ?? 0) + 1);
        })
        .catch(() => void statuses.set(0, (statuses.get(0) ?? 0) + 1));
      const kept: Promise<void> = one.then(() => void running.delete(kept));
      running.add(kept);
    }
  }
  await watching;
  await Promise.all(running);
  return {
    launches: Object.fromEntries(statuses),
    pageAloneMs: Math.round(median(alone)),
    pageBesideMs: Math.round(median(beside)),
    pagesRefused: refused.length,
  };
}

console.log(JSON.stringify({ launches: await launches(), stalledPosts: await stalledPosts() }, null, 2));
