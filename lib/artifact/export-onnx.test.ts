import { readFile } from "node:fs/promises";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import * as ort from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import { initialValues } from "@/lib/training/fitting/fit";
import { prepareModel } from "@/lib/training/prepare";
import { madeUpSources, temporaryFolder, tinyRecipe } from "@/lib/training/tiny-artifact.test-support";
import { exportOnnx } from "./export-onnx";

describe("the int8 graph", () => {
  let ops: Map<string, number>;
  beforeAll(async () => {
    const { config } = prepareModel(madeUpSources(60), tinyRecipe());
    const graph = exportOnnx(config, initialValues(config, 1), "int8");
    // What ONNX Runtime makes of it before it runs it.
    const file = join(await temporaryFolder(), "optimized.onnx");
    const session = await ort.InferenceSession.create(graph, {
      executionProviders: ["cpu"],
      graphOptimizationLevel: "all",
      optimizedModelFilePath: file,
      logSeverityLevel: 3,
    });
    await session.release();
    ops = new Map();
    for (const { opType } of onnxProto.onnx.ModelProto.decode(await readFile(file)).graph?.node ?? [])
      ops.set(opType ?? "", (ops.get(opType ?? "") ?? 0) + 1);
  });

  it("has every dense layer fused into one kernel: quantising, product, scales and bias", () => {
    // Query, key and value are one product; of the last layer's first row alone, two.
    expect(ops.get("DynamicQuantizeMatMul")).toBe(4 + 5);
    for (const left of ["MatMulInteger", "DynamicQuantizeLinear"]) expect(ops.get(left)).toBeUndefined();
  });

  it("has its non-linearity in one kernel", () => {
    expect(ops.get("QuickGelu")).toBe(2);
    expect(ops.get("Sigmoid")).toBeUndefined();
  });
});
