import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { serveByDefault } from "@/lib/artifact/serve-by-default";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { openArtifact, writeArtifact } from "@/lib/model/artifact";
import type { Sources } from "@/lib/training/sources/load";
import { splitOf } from "@/lib/training/sources/splits";
import { madeUpSources, temporaryFolder, tinyArtifact } from "@/lib/training/tiny-artifact.test-support";
import { chooseDefault } from "./choose-default";
import { measureSizes } from "./measure";
import { sizesMarkdown } from "./report";

let modelDir: string;
let sources: Sources;
beforeAll(async () => {
  modelDir = await tinyArtifact();
  sources = madeUpSources(400);
});
const copied = async (): Promise<string> => {
  const dir = join(await temporaryFolder(), "copy");
  await cp(modelDir, dir, { recursive: true });
  return dir;
};

describe("measuring the sizes of a model", () => {
  it("gives a row for each graph, of its own file and on the same visits", async () => {
    const o = { modelDir, prunedDir: modelDir, sources, singles: 4, batches: 2 };
    const { rows, visits, dataset } = await measureSizes(o);
    const { files } = (await openArtifact(modelDir)).manifest;
    const [model, int8] = [files["model.onnx"], files["model.int8.onnx"]];
    expect(rows.map((r) => [r.name, r.graph])).toEqual([
      ["fp32", model],
      ["int8", int8],
      ["pruned", model],
      ["pruned, int8", int8],
    ]);
    expect(rows[1]?.bytes).toBeLessThan(rows[0]?.bytes as number);
    expect(rows[2]).toMatchObject({ kappa: rows[0]?.kappa, auroc12: rows[0]?.auroc12 });
    expect(rows[0]?.unsteadiness).toBeLessThan(1e-4);
    for (const r of rows) expect(Math.min(r.p50, r.p95 - r.p50 + 1e-9, r.perSecond)).toBeGreaterThan(0);
    expect(visits).toBeGreaterThan(50);
    expect(dataset).toMatch(/sixth that calibrates/);

    const named = { name: "tiny", version: "1", digest: "0".repeat(64) };
    const chosen = { ...chooseDefault(rows), graph: "" };
    const text = sizesMarkdown({ model: named, pruned: null, machine: "m", dataset, visits, rows, chosen });
    expect(text.split("\n").filter((line) => line.startsWith("| ")).length).toBe(6);
    expect(text).toContain(`Served by default: **${chosen.name}**`);
  });

  it("leaves the reported year alone: the choice of a graph is made on the visits that calibrate", async () => {
    const { visits } = await measureSizes({ modelDir, sources, singles: 1, batches: 1 });
    const calibrating = sources.outcomes.filter((v) => v.level && splitOf(v) === "calibrate");
    expect(visits).toBe(calibrating.length);
  });
});

describe("the graph an artifact asks to be served by", () => {
  const precisionOf = async (dir: string, asked?: "fp32" | "int8") => {
    const engine = await createOnnxEngine(dir, asked ? { precision: asked } : {});
    await engine.close();
    return engine.precision;
  };

  it("serves unless another is asked for, and every other file stays as it was", async () => {
    const dir = await copied();
    const before = await openArtifact(dir);
    const digest = await serveByDefault(dir, "int8");
    const after = await openArtifact(dir);
    expect(after.digest).toBe(digest);
    expect(after.manifest).toEqual({ ...before.manifest, precision: "int8" });
    expect([await precisionOf(dir), await precisionOf(dir, "fp32")]).toEqual(["int8", "fp32"]);
    expect(await serveByDefault(dir, "fp32")).toBe(before.digest);
    expect([await precisionOf(dir), await precisionOf(dir, "int8")]).toEqual(["fp32", "int8"]);
  });

  it("must be there", async () => {
    const dir = await copied();
    const { files, format_version: _v, ...about } = (await openArtifact(dir)).manifest;
    const contents: Record<string, Buffer> = {};
    for (const name of Object.keys(files))
      if (name !== "model.int8.onnx") contents[name] = await readFile(join(dir, name));
    await writeArtifact(dir, { ...about, precision: "int8" }, contents);
    await expect(openArtifact(dir)).rejects.toMatchObject({
      code: "artifact-invalid",
      message: /int8 graph/,
    });
  });
});
