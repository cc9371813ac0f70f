// How long a vital sign takes from the sandbox EHR's record to an open board of a newcomer's `npm start`: `npm run bench:news -- [times]`.
// Starts the whole product on a folder and ports of its own, signs a nurse in, holds the board's stream open, writes a heart rate into
// the EHR and asks for the board as a page does once it is told. What a browser adds: up to 0.3 s until it asks, and drawing.
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";

const TIMES = Number(process.argv[2] ?? 15);
const [PORT, SANDBOX_PORT] = [Number(process.env.PORT ?? 3190), Number(process.env.SANDBOX_PORT ?? 4190)];
const [APP, EHR] = [`http://localhost:${PORT}`, `http://localhost:${SANDBOX_PORT}`];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until<T>(what: () => Promise<T | null>, seconds: number): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await what().catch(() => null);
    if (found) return found;
    if (Date.now() > end) throw new Error("it took too long");
    await pause(250);
  }
}

/** A browser's way from the app's launch address over the EHR's sign-in page and back. */
async function signIn(): Promise<string> {
  const jar = new Map<string, string>();
  let url = `${APP}/launch?${new URLSearchParams({ iss: `${EHR}/fhir/r4` })}`;
  let form: string | null = null;
  for (let hop = 0; hop < 20; hop++) {
    const answer = await fetch(url, {
      redirect: "manual",
      headers: {
        accept: "text/html",
        cookie: [...jar].map(([k, v]) => `${k}=${v}`).join("; "),
        ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
      },
      ...(form ? { method: "POST", body: form } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, key = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) jar.set(key, value);
      else jar.delete(key);
    }
    const to = answer.headers.get("location");
    form = null;
    if (to) url = new URL(to, url).href;
    else if (url.includes("/interaction/")) form = "user=nurse1";
    else return [...jar].map(([k, v]) => `${k}=${v}`).join("; ");
    if (to && new URL(url).pathname === "/board") return [...jar].map(([k, v]) => `${k}=${v}`).join("; ");
  }
  throw new Error("the sign-in did not end");
}

/** Tells when the board's stream said that something has changed. */
async function listen(cookie: string): Promise<{ told: () => number }> {
  const answer = await fetch(`${APP}/changes`, { headers: { cookie } });
  const { body } = answer;
  if (!answer.ok || !body) throw new Error(`no stream: ${answer.status}`);
  let told = 0;
  void (async () => {
    for await (const part of body.pipeThrough(new TextDecoderStream()))
      told += part.split("event: changed\n").length - 1;
  })().catch(() => {});
  return { told: () => told };
}

const readBoard = async (cookie: string): Promise<string> => {
  const answer = await fetch(`${APP}/board/data`, { headers: { cookie } });
  if (!answer.ok) throw new Error(`the board was answered with ${answer.status}`);
  return answer.text();
};

async function once(cookie: string, stream: { told: () => number }, pulse: number) {
  const [visit] = (await (await fetch(`${EHR}/sandbox/patients`)).json()) as {
    patient: string;
    encounter: string;
  }[];
  let heard = stream.told();
  const began = performance.now();
  await fetch(`${EHR}/sandbox/chart`, {
    method: "POST",
    body: JSON.stringify({
      resourceType: "Observation",
      id: randomUUID(),
      status: "final",
      category: [
        {
          coding: [
            { system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "vital-signs" },
          ],
        },
      ],
      code: { coding: [{ system: "http://loinc.org", code: "8867-4" }] },
      subject: { reference: `Patient/${visit?.patient}` },
      encounter: { reference: `Encounter/${visit?.encounter}` },
      effectiveDateTime: new Date().toISOString(),
      valueQuantity: { value: pulse, unit: "/min", system: "http://unitsofmeasure.org", code: "/min" },
    }),
  });
  let told: number | null = null;
  for (;;) {
    while (stream.told() === heard) {
      await pause(2);
      if (performance.now() - began > 30_000) throw new Error("not told within 30 s");
    }
    heard = stream.told();
    told ??= performance.now() - began;
    if ((await readBoard(cookie)).includes(`"${pulse} /min`))
      return { told, shown: performance.now() - began };
  }
}

const at = (values: readonly number[], q: number): string => {
  const sorted = [...values].sort((a, b) => a - b);
  return `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0)} ms`;
};

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "openacuity-bench-news-"));
  const child: ChildProcess = spawn(process.execPath, ["bin/with-node.mjs", "bin/start.ts"], {
    env: {
      ...process.env,
      PORT: String(PORT),
      SANDBOX_PORT: String(SANDBOX_PORT),
      DATA_DIR: dataDir,
      SANDBOX_FAULTS: "1",
      SANDBOX_ARRIVALS_PER_HOUR: "0",
      // Nothing that is seen here was seen by asking now and then.
      BOARD_REFRESH_SECONDS: "600",
      LOG_LEVEL: "error",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    await until(async () => ((await fetch(`${APP}/api/health`)).ok ? true : null), 600);
    const cookie = await signIn();
    const rows = (JSON.parse(await readBoard(cookie)) as { rows: unknown[] }).rows.length;
    const up = performance.now();
    const stream = await listen(cookie);
    await until(() => once(cookie, stream, 200), 300);
    console.log(
      `told of news by itself ${Math.round((performance.now() - up) / 1000)} s after the board was first opened`,
    );
    const took: { told: number; shown: number }[] = [];
    for (let i = 0; i < TIMES; i++) {
      // Longer than the pause between two tellings.
      await pause(1_500);
      took.push(await once(cookie, stream, 201 + i));
    }
    const [told, shown] = [took.map((t) => t.told), took.map((t) => t.shown)];
    console.log(
      `a vital sign on an open board of ${rows}, ${TIMES} times, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}: told after ${at(told, 0.5)} (p90 ${at(told, 0.9)}), in the board's answer after ${at(shown, 0.5)} (p90 ${at(shown, 0.9)}, most ${at(shown, 1)})`,
    );
  } finally {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
