import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { measureRobustness } from "@/lib/evaluation/robustness/measure";
import { robustnessText } from "@/lib/evaluation/robustness/report";
import { COMPLAINT_PAIRS, NEGATIONS, NO_DENIALS } from "@/lib/evaluation/robustness/sets";
import { refuseOverwriting } from "./outputs";
import { DEFAULT_MODEL, note, progressLine } from "./shell";

type Options = { model: string; precision?: "fp32" | "int8"; json?: string };

export function robustnessCommand(): Command {
  return new Command("robustness")
    .description(
      "measure how steady a model is when one complaint is said two ways, and whether a denied red flag counts as present",
    )
    .option("--model <dir>", "the artifact", DEFAULT_MODEL)
    .addOption(
      new Option("--precision <name>", "weights to use (default: the model's)").choices(["fp32", "int8"]),
    )
    .option("--json <file>", "write all figures as JSON")
    .action(robustness);
}

async function robustness(o: Options): Promise<void> {
  if (o.json)
    await refuseOverwriting({ option: "--json", path: o.json }, [
      { option: "--model", path: o.model, artifact: true },
    ]);
  note(
    `${COMPLAINT_PAIRS.length} pairs, ${NEGATIONS.length} denied red flags, hand-written and kept out of training`,
  );
  const engine = await createOnnxEngine(o.model, { precision: o.precision });
  const show = progressLine();
  try {
    const report = await measureRobustness(engine, COMPLAINT_PAIRS, NEGATIONS, NO_DENIALS, (done, total) =>
      show(`${done}/${total} texts`, done === total),
    );
    process.stdout.write(`${robustnessText(report)}\n`);
    if (o.json) await writeFile(o.json, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await engine.close();
  }
}
