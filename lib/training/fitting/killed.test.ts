import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../tiny-artifact.test-support";

type Line = {
  readonly step?: number;
  readonly size?: number;
  readonly weights?: string;
  readonly stopped?: { readonly at: number; readonly best: number } | null;
};
const STEPS = 20;

/** Runs the child to its end, or until it is killed without warning after so many steps. */
async function runChild(checkpointFile: string, killAfter?: number, size?: number): Promise<Line[]> {
  const script = [
    "--import",
    "tsx",
    "lib/training/fitting/fit-child.test-support.ts",
    "wasm",
    String(STEPS),
    checkpointFile,
    String(killAfter ?? 0),
    ...(size === undefined ? [] : [String(size)]),
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

  it("killed the same way ends early at the same step, with the same weights kept", async () => {
    const dir = await temporaryFolder();
    const sizes = (await runChild(join(dir, "sizes"))).map((line) => line.size);
    // The eighth step is nearest to itself, and what follows gets no nearer.
    const near = sizes[7] as number;
    const whole = (await runChild(join(dir, "whole"), undefined, near)).at(-1);
    expect(whole?.stopped).toMatchObject({ at: 14, best: 8 });
    const checkpoint = join(dir, "killed");
    await runChild(checkpoint, 6, near);
    // Behind the step that is kept and before the end.
    await runChild(checkpoint, 6, near);
    const last = (await runChild(checkpoint, undefined, near)).at(-1);
    expect(last?.stopped).toMatchObject({ at: 14, best: 8 });
    expect(last?.weights).toBe(whole?.weights);
  }, 240_000);
});
