import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadOnnxRuntime } from "./onnx";

describe("ONNX Runtime", () => {
  it("is loaded with its telemetry off", async () => {
    await loadOnnxRuntime();
    expect(process.env.ORT_DISABLE_TELEMETRY).toBe("1");
  });

  it("is loaded in no other way by what runs at a site", () => {
    const others = ["lib", "bin", "app", "db"].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((f) => /\.tsx?$/.test(f) && !/\.test\.|testing\//.test(f))
        .map((f) => join(folder, f))
        .filter((f) =>
          /import\("onnxruntime-node"\)|require\("onnxruntime-node"\)/.test(readFileSync(f, "utf8")),
        ),
    );
    expect(
      others.filter((f) => !/typeof import\("onnxruntime-node"\)/.test(readFileSync(f, "utf8"))),
    ).toEqual([join("lib", "engine", "onnx.ts")]);
  });
});
