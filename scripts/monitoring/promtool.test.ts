import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { findProgram } from "../test/prometheus";

const run = async (program: string, ...args: string[]) =>
  (await promisify(execFile)(program, args, { timeout: 240_000 })).stdout;
const HERE = "deploy/monitoring";
const withPromtool = it.skipIf(!findProgram("promtool"));
const withAmtool = it.skipIf(!findProgram("amtool"));

withPromtool("Prometheus accepts the configuration and the rules it names (needs promtool)", async () => {
  const folder = await mkdtemp(join(tmpdir(), "openacuity-promtool-"));
  try {
    await cp(HERE, folder, { recursive: true });
    await writeFile(join(folder, "openacuity-token"), "a-token-for-tests");
    expect(await run("promtool", "check", "config", join(folder, "prometheus.yml"))).toContain("SUCCESS");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

withPromtool("the rules pass their own tests (needs promtool)", async () => {
  const tests = ["tests.yml", "tests-long.yml"].map((file) => join(HERE, "rules", file));
  expect(await run("promtool", "test", "rules", ...tests)).toContain("SUCCESS");
});

withAmtool.each([
  [["severity=page", "alertname=OpenAcuityDown"], "on-call"],
  [["severity=ticket", "alertname=OpenAcuityMemory"], "tickets"],
  [["alertname=SomethingElse"], "tickets"],
])("Alertmanager sends %s to %s (needs amtool)", async (labels, receiver) => {
  const config = `--config.file=${HERE}/alertmanager.yml`;
  expect((await run("amtool", "config", "routes", "test", config, ...labels)).trim()).toBe(receiver);
});
