import { execFile, execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import { openArtifact } from "@/lib/model/artifact";
import { DEFAULT_GATE_POLICY } from "@/lib/registry/gates/default-policy";
import { madeUpVisit, tinyArtifact } from "@/lib/training/tiny-artifact.test-support";
import { measureVersions, measuringSchema } from "@/lib/workflows/learning/measure-versions";

/**
 * deploy/flower with Flower itself. FLWR_PYTHON is a Python that has it:
 * `python3 -m venv flower && flower/bin/pip install flwr==1.42.0 numpy safetensors==0.8.0`
 */
const PYTHON = process.env.FLWR_PYTHON;
const run = promisify(execFile);

function missing(): string | null {
  if (!PYTHON) return "FLWR_PYTHON names no Python with flwr";
  try {
    execFileSync(PYTHON, ["-c", "import flwr.server.workflow, safetensors.numpy"], { stdio: "ignore" });
    return null;
  } catch {
    return `${PYTHON} has no flwr`;
  }
}
const why = missing();

type Found = {
  readonly failure: string | null;
  readonly errors: string[];
  readonly rounds: number[];
  readonly fits: number;
  readonly weights: number[];
  readonly masked: number;
  readonly in_clear: number;
  readonly largest_correlation_in_standard_errors: number;
  readonly largest_bias_in_standard_errors: number;
  readonly furthest_from_mean: number;
  readonly furthest_from_first_mean: number;
  readonly moved: number;
};

let model: string;
let folder: string;
beforeAll(async () => {
  if (!why) model = await tinyArtifact();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "flower-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function triage(...args: string[]): Promise<unknown> {
  const { stdout } = await run(process.execPath, [
    "bin/with-node.mjs",
    "bin/triage.ts",
    "federated",
    ...args,
  ]);
  return JSON.parse(stdout);
}

async function sites(count: number, of: Record<string, unknown> = {}): Promise<string[]> {
  const files: string[] = [];
  for (let s = 0; s < count; s++) {
    const own = join(folder, `site-${s}`);
    await mkdir(own);
    const lines = Array.from({ length: 80 + 20 * s }, (_, i) => {
      const visit = madeUpVisit(random("flower", s, i), `f${s}-${i}`);
      return JSON.stringify({ case: visit.case, level: visit.level?.value });
    });
    await writeFile(join(own, "labels.jsonl"), lines.join("\n"));
    const settings = { model, labels: "labels.jsonl", work: "work", tune: "last-layers:1", ...of };
    await writeFile(join(own, "site.json"), JSON.stringify(settings));
    files.push(join(own, "site.json"));
  }
  return files;
}

async function play(files: readonly string[], of: Record<string, unknown> = {}): Promise<Found> {
  const start = join(folder, "start.safetensors");
  await triage("tensors", "--settings", files[0] as string, "--out", start);
  const config = {
    ...{ start, out: join(folder, "final.safetensors"), rounds: 2, steps: 4, "min-sites": files.length },
    ...{ strategy: "mean", proximal: 0.01, trim: 0.2, secure: true, threshold: 1, "max-weight": 200 },
    ...{ "clipping-range": 8, timeout: 300, ...of },
  };
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  const script = resolve("tests/standalone/support/flower-in-process.py");
  const args = [script, resolve("deploy/flower"), resolve("."), join(folder, "config.json"), ...files];
  const { stdout } = await run(PYTHON as string, args, { maxBuffer: 1e8 });
  return JSON.parse(stdout.trim().split("\n").at(-1) as string) as Found;
}

describe.skipIf(why !== null)("Flower (needs FLWR_PYTHON with flwr and safetensors)", () => {
  it("adds three sites' weights up under SecAgg+, without any site's own reaching the server", async () => {
    const files = await sites(3);
    const found = await play(files);
    expect(found).toMatchObject({
      failure: null,
      errors: [],
      rounds: [1, 2],
      fits: 6,
      masked: 6,
      in_clear: 0,
    });
    // Five standard errors of chance, over a dozen comparisons.
    expect(found.largest_correlation_in_standard_errors).toBeLessThan(5);
    expect(found.largest_bias_in_standard_errors).toBeLessThan(5);
    // The sum is the mean by labels, but for rounding to 22 bits.
    expect(found.furthest_from_mean).toBeLessThan(1e-4);
    expect(found.furthest_from_first_mean).toBeLessThan(1e-4);
    expect(found.moved).toBeGreaterThan(20 * found.furthest_from_mean);

    const made = join(folder, "candidate");
    await triage(
      ...["candidate", "--settings", files[0] as string, "--weights", join(folder, "final.safetensors")],
      ...["--out", made, "--as", "0.0.2-fed", "--rounds", "2"],
    );
    expect((await openArtifact(made)).manifest.parent?.digest).toBe((await openArtifact(model)).digest);
    // A site's gates take it as any other version.
    const { findings, metrics } = await measureVersions(
      made,
      model,
      measuringSchema.parse({ gates: DEFAULT_GATE_POLICY }),
    );
    expect(metrics.candidate.length).toBeGreaterThan(0);
    expect(findings.length).toBeGreaterThan(0);
  });

  it("would be caught sending weights in clear: without SecAgg+, the same search finds them", async () => {
    const found = await play(await sites(3), {
      secure: false,
      "sites-secure": false,
      strategy: "median",
      rounds: 1,
    });
    expect(found).toMatchObject({ failure: null, errors: [], fits: 3, masked: 0 });
    expect(found.in_clear).toBeGreaterThan(10);
  });

  it("gives a server nothing that asks outside the protocol, or of too few sites", async () => {
    const files = await sites(3);
    const open = await play(files, { secure: false, rounds: 1 });
    expect(open.fits).toBe(0);
    expect(open.errors.join()).toMatch(/by secure aggregation only/);
    const few = await play(files.slice(0, 2), { rounds: 1 });
    expect(few.fits).toBe(0);
    expect(few.errors.join()).toMatch(/at least 2 others/);
    expect(few.failure).toMatch(/no round was aggregated/);
  });

  it("counts private sites alike, and keeps the median and secure aggregation apart", async () => {
    const files = await sites(3, { privacy: { epsilon: 4, delta: 1e-3, rounds: 1, lot: 8 } });
    const found = await play(files, { rounds: 1, "max-weight": 1 });
    expect(found).toMatchObject({ failure: null, weights: [1, 1, 1], in_clear: 0 });
    expect((await play(files, { strategy: "median" })).failure).toMatch(/secure aggregation hides them/);
  });
});
