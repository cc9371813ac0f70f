import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openGraph } from "@/lib/engine/remote/testing/inference-server";
import { openArtifact } from "@/lib/model/artifact";
import { writeTritonRepository } from "./triton-repository";

const SHIPPED = "models/openacuity-triage";
const OPTIONS = { maxBatch: 128, delayMicroseconds: 300, device: "gpu" } as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "triton-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a model repository for Triton", () => {
  it("holds the file that ships, and names the graph's own inputs and outputs, without the batch", async () => {
    const model = await writeTritonRepository(await openArtifact(SHIPPED), folder, OPTIONS);
    expect(await readFile(join(model, "1", "model.onnx"))).toEqual(
      await readFile(join(SHIPPED, "model.onnx")),
    );
    const config = await readFile(join(model, "config.pbtxt"), "utf8");
    const graph = await openGraph(SHIPPED);
    await graph.close();
    for (const { name, datatype, shape } of [...graph.inputs, ...graph.outputs])
      expect(config).toContain(
        `{ name: "${name}" data_type: TYPE_${datatype} dims: [ ${shape.slice(1).join(", ")} ] }`,
      );
    expect(config.match(/data_type/g)).toHaveLength(graph.inputs.length + graph.outputs.length);
    expect(config).toMatch(/max_batch_size: 128\n/);
    expect(config).toMatch(/max_queue_delay_microseconds: 300\n/);
    expect(config).toMatch(/KIND_GPU/);
  });

  it("is not written for a version that is served in int8", async () => {
    const small = join(folder, "int8");
    await cp(SHIPPED, small, { recursive: true });
    const manifest = JSON.parse(await readFile(join(small, "manifest.json"), "utf8"));
    await writeFile(join(small, "manifest.json"), JSON.stringify({ ...manifest, precision: "int8" }));
    await expect(writeTritonRepository(await openArtifact(small), folder, OPTIONS)).rejects.toMatchObject({
      code: "invalid-input",
    });
  });
});
