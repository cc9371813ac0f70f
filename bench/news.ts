// `npm run bench:news [-- --rounds N] [--port P]`: how long a new vital sign in the EHR takes to the board that a nurse has open, and to the
// patient's open page (told, taken in and shown), in a real browser. The product as `npm start` runs it, beside the sandbox EHR, which tells of news by FHIR
// Subscriptions: from the moment that the sandbox is given the reading to the moment that the page shows it.
import { randomInt, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { chromium, type Page } from "@playwright/test";
import { ensureBuilt } from "@/bin/start/build";
import { startChild, stopChild, waitUntilUp } from "@/bin/start/children";
import { table } from "@/lib/measures/tables";
import { findBrowser, isRoot } from "@/scripts/test/browser";

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "20" }, port: { type: "string", default: "3960" } },
});
const rounds = Number(options.rounds);
const [port, sandboxPort] = [Number(options.port), Number(options.port) + 1];
const [app, ehr] = [`http://localhost:${port}`, `http://localhost:${sandboxPort}`];

type Visit = { readonly patient: string; readonly encounter: string; readonly name: string };

const helper = async <T>(name: string, body?: object): Promise<T> => {
  const response = await fetch(
    `${ehr}/sandbox/${name}`,
    body ? { method: "POST", body: JSON.stringify(body) } : {},
  );
  if (!response.ok) throw new Error(`the sandbox refused ${name}: ${response.status}`);
  return (await response.json()) as T;
};

/** A heart rate as the ward's monitor leaves it in the EHR. */
const heartRate = ({ patient, encounter }: Visit, value: number): object => ({
  resourceType: "Observation",
  id: randomUUID(),
  status: "final",
  category: [
    {
      coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "vital-signs" }],
    },
  ],
  code: { coding: [{ system: "http://loinc.org", code: "8867-4" }] },
  subject: { reference: `Patient/${patient}` },
  encounter: { reference: `Encounter/${encounter}` },
  effectiveDateTime: new Date().toISOString(),
  valueQuantity: { value, unit: "/min", system: "http://unitsofmeasure.org", code: "/min" },
});

async function signIn(page: Page): Promise<void> {
  await page.goto(`${app}/launch?${new URLSearchParams({ iss: `${ehr}/fhir/r4` })}`);
  await page.locator('input[name="user"][value="nurse1"]').check();
  await page.getByRole("button", { name: "Sign in and continue" }).click();
  await page.waitForURL(/\/board/);
}

/** Readings far enough apart that one is told before the next one comes. Milliseconds each until `shown`, ascending. */
async function timeAll(
  visit: Visit,
  first: number,
  shown: (value: number) => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    await sleep(2_000 + randomInt(2_000));
    const started = performance.now();
    await helper("chart", heartRate(visit, first + i));
    await shown(first + i);
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b);
}

const dir = mkdtempSync(join(tmpdir(), "bench-news-"));
await ensureBuilt(process.cwd(), () => {});
const stack = startChild("The product", ["--import", "tsx", "bin/start.ts"], {
  ...process.env,
  PORT: String(port),
  SANDBOX_PORT: String(sandboxPort),
  DATA_DIR: dir,
  SANDBOX_ARRIVALS_PER_HOUR: "0",
  SANDBOX_FAULTS: "1",
  LOG_LEVEL: "warn",
});
try {
  await waitUntilUp(stack, `${app}/api/health`, 120_000, (status) => status === 200);
  const executablePath = findBrowser();
  if (!executablePath) throw new Error("no Chromium was found; CHROMIUM_PATH names one");
  const browser = await chromium.launch({ executablePath, args: isRoot() ? ["--no-sandbox"] : [] });
  const page = await browser.newPage();
  await signIn(page);
  const [visit] = await helper<Visit[]>("patients");
  if (!visit) throw new Error("nobody waits in the sandbox");
  // The EHR lists "Family, Given"; the board writes names as they are spoken.
  const name = visit.name.split(", ").reverse().join(" ");
  const link = page.locator('tr a[href^="/encounters/"]', { hasText: name }).first();
  const href = await link.getAttribute("href");
  // The EHR is asked for its news once somebody is at work, and greets back.
  await sleep(15_000);
  const rows: string[][] = [];
  const say = (what: string, times: readonly number[]) => {
    const at = (q: number) => `${Math.round(times[Math.floor(q * (times.length - 1))] ?? Number.NaN)} ms`;
    rows.push([what, String(times.length), at(0.5), at(0.95), at(1)]);
  };
  const row = page.locator("tr", { has: page.locator(`a[href="${href}"]`) });
  say(
    "A new heart rate on the board",
    await timeAll(visit, 141, (value) => row.filter({ hasText: `${value}` }).waitFor()),
  );
  await link.click();
  await page.waitForURL(/\/encounters\//);
  const told = async (value: number) => {
    // It waits until the nurse takes it in: a level is not swapped under a hand about to accept it.
    await page.getByText("New information about this patient has arrived.").waitFor();
    await page.getByRole("button", { name: "Show new data" }).click();
    await page.getByRole("main").getByText(`${value}`).first().waitFor();
  };
  say("On the patient's page, no board open", await timeAll(visit, 171, told));
  await browser.close();
  console.log(`Node ${process.version}, ${cpus().length} cores\n`);
  console.log(table(["", "N", "p50", "p95", "Longest"], rows));
} finally {
  await stopChild(stack, 15_000);
  rmSync(dir, { recursive: true, force: true });
}
