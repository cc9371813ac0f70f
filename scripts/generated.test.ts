import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openArtifact } from "@/lib/model/artifact";
import { staleParts } from "@/lib/training/twin";
import { renderEnvExample } from "./env-example";
import { renderMetricsDoc } from "./metrics-doc";
import { monitoringFiles } from "./monitoring/files";
import { renderFigures, withFigures } from "./readme-figures";

it("describes every setting in .env.example as the settings' schema does", () => {
  expect(readFileSync(".env.example", "utf8")).toBe(renderEnvExample());
});

it("lists every metric in docs/metrics.md as the definitions do", () => {
  expect(readFileSync("docs/metrics.md", "utf8")).toBe(renderMetricsDoc());
});

it.each(Object.entries(monitoringFiles()))("has %s as its source makes it", (file, text) => {
  expect(readFileSync(file, "utf8")).toBe(text);
});

it("says in the README what was measured on the shipped model", () => {
  const readme = readFileSync("README.md", "utf8");
  expect(withFigures(readme, renderFigures())).toBe(readme);
});

it("ships figures that were measured on the shipped files, or on their twin for them", async () => {
  const artifact = await openArtifact("models/openacuity-triage");
  const evaluation = (await artifact.read("evaluation.json")).toString("utf8");
  expect(staleParts(artifact, JSON.parse(evaluation))).toEqual([]);
});
