// `npm run bench:serve [-- --remote URL --seconds 4 --turns 3]`: how many patients a second one process answers for, and how long each
// waits, when 1, 8, 32 and 64 ask at once: each call by itself, and joined with those that come while another is under way
// (lib/engine/join.ts). Through Engine.predict as the board asks. Both ways take turns, so that whatever else the machine does hits both.
// With --remote (an Open Inference Protocol server that holds the model, https://, grpcs:// or this machine's) that one too.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import type { Engine } from "@/lib/engine/engine";
import { joinCalls } from "@/lib/engine/join";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { createRemoteEngine } from "@/lib/engine/remote/remote";
import { table } from "@/lib/measures/tables";
import { parseReplay, synthesize } from "@/lib/training/replay";

const TOGETHER = [1, 8, 32, 64] as const;
const { values } = parseArgs({
  options: {
    model: { type: "string", default: "models/openacuity-triage" },
    remote: { type: "string", multiple: true, default: [] },
    name: { type: "string", default: "openacuity-triage" },
    seconds: { type: "string", default: "4" },
    turns: { type: "string", default: "3" },
  },
});

const summary = parseReplay(JSON.parse(await readFile(join(values.model, "replay.json"), "utf8")));
const r = random(3, "serve");
const cases: TriageCase[] = Array.from({ length: 2_000 }, (_, i) => ({
  ...synthesize(summary, r),
  id: String(i),
}));

const local = await createOnnxEngine(values.model);
const ways: { title: string; engine: Engine }[] = [];
const add = (title: string, engine: Engine, atOnce: readonly number[]) => {
  ways.push({ title: `${title}, each by itself`, engine });
  for (const n of atOnce)
    ways.push({ title: `${title}, joined, ${n} at once`, engine: joinCalls(engine, { atOnce: n }) });
};
add(`onnx ${local.device}`, local, [1]);
const remotes = await Promise.all(
  values.remote.map(async (url) => {
    const settings = { url, model: values.name, timeoutMs: 30_000, maxBatch: 256 };
    const remote = await createRemoteEngine(values.model, settings, { reference: local });
    await remote.check();
    if (remote.away() !== null) throw new Error(`${url}: ${remote.away()}`);
    add(`remote ${remote.device}`, remote, [1, 2, 4]);
    return remote;
  }),
);

const waits = new Map<string, number[]>();
const rates = new Map<string, number[]>();
/** Milliseconds of processor time of this process for one patient: says less of what else the machine does. */
const work = new Map<string, number[]>();

/** So many people, each of whom asks again as soon as they have been answered. */
async function turn(title: string, engine: Engine, together: number, ms: number): Promise<void> {
  const key = `${title} ${together}`;
  const mine: number[] = [];
  const started = performance.now();
  const before = process.cpuUsage();
  const end = started + ms;
  let next = 0;
  await Promise.all(
    Array.from({ length: together }, async () => {
      while (performance.now() < end) {
        const asked = performance.now();
        await engine.predict([cases[next++ % cases.length] as TriageCase], {
          familiarity: true,
          joinable: true,
        });
        mine.push(performance.now() - asked);
      }
    }),
  );
  rates.set(key, [...(rates.get(key) ?? []), (mine.length / (performance.now() - started)) * 1_000]);
  const { user, system } = process.cpuUsage(before);
  work.set(key, [...(work.get(key) ?? []), (user + system) / 1_000 / mine.length]);
  waits.set(key, [...(waits.get(key) ?? []), ...mine]);
}

const ms = Number(values.seconds) * 1_000;
for (const { title, engine } of ways) await turn(`warm ${title}`, engine, 8, 500);
for (let n = 0; n < Number(values.turns); n++)
  for (const together of TOGETHER)
    for (const { title, engine } of ways) {
      process.stderr.write(`\rturn ${n + 1}: ${together} at once, ${title.padEnd(50)}`);
      await turn(title, engine, together, ms);
    }
process.stderr.write("\n");

const quantile = (xs: readonly number[], q: number): number => {
  const sorted = [...xs].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
};
const rows = ways.map(({ title }) => [
  title,
  ...TOGETHER.flatMap((together) => {
    const key = `${title} ${together}`;
    const all = waits.get(key) ?? [];
    return [
      quantile(rates.get(key) ?? [], 0.5).toFixed(0),
      `${quantile(all, 0.5).toFixed(1)} / ${quantile(all, 0.95).toFixed(1)}`,
      quantile(work.get(key) ?? [], 0.5).toFixed(2),
    ];
  }),
]);
const columns = TOGETHER.flatMap((n) => [`${n} at once: patients/s`, "p50 / p95 ms", "CPU ms"]);
console.log(table(["", ...columns], rows));
await Promise.all([...remotes, local].map((e) => e.close()));
