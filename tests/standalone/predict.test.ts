import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import { parseReplay, synthesize } from "@/lib/training/replay";
import { temporaryFolder } from "@/lib/training/tiny-artifact.test-support";

/** The command line as a hospital runs it: the shipped model, a file of ten thousand visits. */
const MODEL = "models/openacuity-triage";
const CASES = 10_000;
let dir: string;
beforeAll(async () => {
  dir = await temporaryFolder();
});

async function triage(
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string; peakMiB: number }> {
  const child = spawn(process.execPath, ["--import", "tsx", "bin/triage.ts", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr, peak] = ["", "", 0];
  child.stdout.on("data", (d) => {
    stdout += d;
  });
  child.stderr.on("data", (d) => {
    stderr += d;
  });
  const watch = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
  }, 100);
  const [code] = (await once(child, "close")) as [number];
  clearInterval(watch);
  return { code, stdout, stderr, peakMiB: peak / 1024 };
}

describe("npm run triage -- predict", () => {
  it("answers 10,000 cases in order, in bounded memory, two bad lines costing two lines", async () => {
    const summary = parseReplay(JSON.parse(await readFile(join(MODEL, "replay.json"), "utf8")));
    const r = random(3, "many");
    const input = join(dir, "cases.jsonl");
    const file = createWriteStream(input);
    for (let i = 0; i < CASES; i++) {
      const line =
        i === 4321
          ? '{"id":"4321","ageYears":999}'
          : i === 8000
            ? "garbage"
            : JSON.stringify({ ...synthesize(summary, r), id: String(i) });
      if (!file.write(`${line}\n`)) await once(file, "drain");
    }
    file.end();
    await once(file, "close");
    const output = join(dir, "predictions.jsonl");
    const { code, stderr, peakMiB } = await triage([
      "predict",
      "--input",
      input,
      "--output",
      output,
      "--model",
      MODEL,
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/line 4322, field ageYears/);
    expect(stderr).toMatch(/line 8001: not valid JSON/);
    let i = 0;
    for await (const line of createInterface({ input: createReadStream(output) })) {
      const answer = JSON.parse(line);
      if (i === 8000) expect(answer.id).toBeNull();
      else expect(answer.id).toBe(String(i));
      expect("error" in answer).toBe(i === 4321 || i === 8000);
      i++;
    }
    expect(i).toBe(CASES);
    if (process.platform === "linux") expect(peakMiB).toBeLessThan(900);
  }, 180_000);

  it("says what is wrong with its arguments and the model", async () => {
    const bare = await triage(["predict"]);
    expect(bare.code).not.toBe(0);
    expect(bare.stderr).toMatch(/--input/);
    const input = join(dir, "one.jsonl");
    await writeFile(input, '{"id":"1","ageYears":3}\n');
    const noModel = await triage(["predict", "--input", input, "--model", dir]);
    expect(noModel.code).toBe(2);
    expect(noModel.stderr).toMatch(/manifest\.json is missing .*artifact-invalid/);
    expect(noModel.stdout).toBe("");
  }, 60_000);

  it.each(["train", "evaluate", "predict", "export"])(
    "%s has help",
    async (command) => {
      const { code, stdout } = await triage([command, "--help"]);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`Usage: triage ${command}`));
    },
    60_000,
  );
});
