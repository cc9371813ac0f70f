import { expect, it } from "vitest";
import type { Evaluation } from "@/lib/evaluation/evaluation";
import { openArtifact } from "@/lib/model/artifact";
import { tinyArtifact } from "@/lib/training/tiny-artifact.test-support";
import { writeCard } from "./evaluate";

const evaluationOf = (files: Record<string, string>): Evaluation => ({
  model: { name: "tiny", version: "0.0.1" },
  precision: "fp32",
  measured: { files, survey: "", outcomes: "", resamples: 0 },
  survey: null,
  outcomes: null,
  ktas: null,
  ktasBeside: null,
  explanations: null,
});

it("writes a card beside the files that were measured, and beside no others", async () => {
  const dir = await tinyArtifact();
  const before = await openArtifact(dir);
  const other = evaluationOf({ "model.onnx": "0".repeat(64) });
  await expect(writeCard(dir, other)).rejects.toThrow(/another model\.onnx.*evaluate again/);
  expect((await openArtifact(dir)).digest).toBe(before.digest);

  await writeCard(dir, evaluationOf({ "model.onnx": before.manifest.files["model.onnx"] ?? "" }));
  const after = await openArtifact(dir);
  expect(after.manifest.files["model.onnx"]).toBe(before.manifest.files["model.onnx"]);
  expect((await after.read("README.md")).toString("utf8")).toContain("# tiny 0.0.1");
}, 120_000);
