import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findProgram } from "@/bin/monitoring/programs";
import { type Builder, buildImage, debianBase, findBuilder } from "@/scripts/image/build";
import { ComposeProject, standIns } from "./compose-services";
import { whyNoImage } from "./podman";

const browserProgram = findProgram(["chromium"]);
const why = whyNoImage() ?? (browserProgram ? null : "missing: chromium");
const TAG = "localhost/openacuity-test:evaluation";

describe.skipIf(why)(`compose.yaml, started${why ? ` (${why})` : ""}`, () => {
  let folder: string;
  let project: ComposeProject;
  let browser: Browser | null = null;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "openacuity-compose-up-"));
    const made = join(folder, "package");
    execFileSync(
      process.execPath,
      ["--import", "tsx", "scripts/package.ts", "--with-sandbox", "--to", made],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    const builder = findBuilder() as Builder;
    buildImage(builder, { package: made, base: await debianBase(builder, "bookworm"), tag: TAG });
    const others = standIns(join(folder, "stand-ins.tar"));
    const images = {
      OPENACUITY_IMAGE: TAG,
      CADDY_IMAGE: others,
      POSTGRES_IMAGE: others,
      PROMETHEUS_IMAGE: others,
    };
    // Debian 12's promtool knows no `check healthy` yet; what Prometheus scrapes is looked at below.
    project = new ComposeProject(`openacuity-test-${process.pid}`, images, ["prometheus"]);
    await project.up();
    browser = await chromium.launch({
      executablePath: browserProgram as string,
      args: ["--no-sandbox"],
    });
  }, 1_800_000);
  afterAll(async () => {
    await browser?.close();
    project?.down();
    if (folder) await rm(folder, { recursive: true, force: true });
  }, 120_000);

  it("lets a steward sign in through the sandbox EHR, over TLS of its own authority", async () => {
    const page = await (browser as Browser).newPage({ ignoreHTTPSErrors: true });
    const iss = "https://localhost:8444/fhir/r4";
    await page.goto(`https://localhost:8443/launch?${new URLSearchParams({ iss })}`);
    await page.locator('input[name="user"][value="steward"]').check();
    await page.getByRole("button", { name: "Sign in and continue" }).click();
    await page.waitForURL(/https:\/\/localhost:8443\/(board|console)/);
    await page.goto("https://localhost:8443/console");
    await expect(page.getByRole("heading", { level: 1 }).first().textContent()).resolves.toBeTruthy();
  }, 120_000);

  it("has app and worker watched by Prometheus, with the token they ask for", async () => {
    const seen = async () => {
      const response = await fetch("http://127.0.0.1:9090/api/v1/query?query=up");
      const { data } = (await response.json()) as {
        data: { result: { metric: { job: string }; value: [number, string] }[] };
      };
      return Object.fromEntries(data.result.map(({ metric, value }) => [metric.job, value[1]]));
    };
    await expect
      .poll(seen, { timeout: 60_000, interval: 2_000 })
      .toEqual({ "openacuity-app": "1", "openacuity-worker": "1" });
  }, 90_000);

  it("opens nothing of the database to this machine", async () => {
    await expect(fetch("http://127.0.0.1:5432/")).rejects.toThrow();
  });
});
