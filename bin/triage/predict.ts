import { Command, Option } from "commander";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { createTfjsEngine } from "@/lib/engine/tfjs";
import { POLICIES, type PolicyName } from "@/lib/model/calibration";
import { SCALES, type Scale } from "@/lib/model/config";
import { refuseOverwriting } from "./outputs";
import { predictFile } from "./predict-file";
import { DEFAULT_MODEL, duration, note, progressLine, wholeNumber } from "./shell";

type Options = {
  input: string;
  output?: string;
  model: string;
  explain?: boolean;
  unlike?: boolean;
  engine: "onnx" | "tfjs";
  precision?: "fp32" | "int8";
  policy?: PolicyName;
  scale: Scale;
  seed: number;
  maxEvaluations?: number;
};

export function predictCommand(): Command {
  return new Command("predict")
    .description("predict one JSON case a line; the exit status is 1 when a line could not be predicted")
    .requiredOption("--input <file>", "cases, JSON Lines (- for standard input)")
    .option(
      "--output <file>",
      "predictions, JSON Lines in the same order; appears whole or not at all (default: standard output)",
    )
    .option("--model <dir>", "the artifact", DEFAULT_MODEL)
    .option("--explain", "add each feature's contribution (SHAP); about a third of a second a case")
    .option("--unlike", "add what of a case is unlike the patients the model knows")
    .addOption(
      new Option("--engine <name>", "what serves the model").choices(["onnx", "tfjs"]).default("onnx"),
    )
    .addOption(
      new Option("--precision <name>", "weights to use (default: the model's)").choices(["fp32", "int8"]),
    )
    .addOption(new Option("--policy <name>", "decision policy (default: the model's)").choices([...POLICIES]))
    .addOption(new Option("--scale <name>", "scale to answer on").choices([...SCALES]).default("esi"))
    .option("--seed <n>", "seed of the explanations", wholeNumber, 1)
    .option("--max-evaluations <n>", "most model answers spent on one explanation", wholeNumber)
    .action(predict);
}

async function predict(o: Options): Promise<void> {
  if (o.output)
    await refuseOverwriting({ option: "--output", path: o.output }, [
      { option: "--model", path: o.model, artifact: true },
    ]);
  const serve = { scale: o.scale, ...(o.policy ? { policy: o.policy } : {}) };
  const engine =
    o.engine === "onnx"
      ? await createOnnxEngine(o.model, { ...serve, precision: o.precision })
      : await createTfjsEngine(o.model, serve);
  const show = progressLine();
  const started = performance.now();
  try {
    const { done, failed } = await predictFile({
      input: o.input,
      output: o.output ?? null,
      engine,
      unlike: o.unlike ?? false,
      ...(o.explain
        ? { explain: { seed: o.seed, ...(o.maxEvaluations ? { maxEvaluations: o.maxEvaluations } : {}) } }
        : {}),
      onProgress: (p) => show(`${p.done} cases, ${p.failed} failed`),
      onError: note,
    });
    const seconds = (performance.now() - started) / 1000;
    show(`${done} cases in ${duration(seconds)}, ${failed} failed`, true);
    if (failed > 0) process.exitCode = 1;
  } finally {
    await engine.close();
  }
}
