import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../tiny-artifact.test-support";

type Line = { readonly step?: number; readonly weights?: string };
const STEPS = 20;

/** Runs the child to its end, or until it is killed without warning after so many steps. */
async function runChild(checkpointFile: string, killAfter?: number): Promise<Line[]> {
  const script = [
    "--import",
    "tsx",
    "lib/training/fitting/fit-child.test-support.ts",
    "wasm",
    String(STEPS),
    checkpointFile,
    ...(killAfter ? [String(killAfter)] : []),
  ];
  const child = spawn(process.execPath, script, { stdio: ["ignore", "pipe", "ignore"] });
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const lines: Line[] = [];
  for await (const text of createInterface({ input: child.stdout })) lines.push(JSON.parse(text) as Line);
  expect((await exited)[1]).toBe(killAfter ? "SIGKILL" : null);
  return lines;
}

describe("a training process", () => {
  it("killed without warning, twice, ends with the very weights of one that was not", async () => {
    const dir = await temporaryFolder();
    const whole = await runChild(join(dir, "whole"));
    const checkpoint = join(dir, "killed");
    // A checkpoint is due every five steps: the first kill falls behind one, the second just before the next.
    await runChild(checkpoint, 6);
    expect(existsSync(checkpoint)).toBe(true);
    const second = await runChild(checkpoint, 5);
    expect(second[0]?.step).toBeGreaterThan(5);
    const last = await runChild(checkpoint);
    expect(last[0]?.step).toBeGreaterThan(5);
    expect(last.at(-1)?.weights).toMatch(/^[0-9a-f]{64}$/);
    expect(last.at(-1)?.weights).toBe(whole.at(-1)?.weights);
  }, 240_000);
});
