import { Command, Option } from "commander";
import { type TritonOptions, writeTritonRepository } from "@/lib/artifact/triton-repository";
import { openArtifact } from "@/lib/model/artifact";
import { refuseOverwriting } from "./outputs";
import { DEFAULT_MODEL, note, wholeNumber } from "./shell";

type Options = {
  model: string;
  out: string;
  maxBatch: number;
  delay: number;
  device: TritonOptions["device"];
};

/** Lays an artifact out as Triton wants it. */
export function tritonCommand(): Command {
  return new Command("triton")
    .description("write a model repository for Triton Inference Server (deploy/triton/README.md)")
    .option("--model <dir>", "the artifact", DEFAULT_MODEL)
    .requiredOption("--out <dir>", "the model repository")
    .addOption(
      new Option("--max-batch <cases>", "most cases in a batch, as REMOTE_ENGINE_MAX_BATCH")
        .default(256)
        .argParser(wholeNumber),
    )
    .addOption(
      new Option("--delay <microseconds>", "longest wait for others to join a batch")
        .default(500)
        .argParser(wholeNumber),
    )
    .addOption(new Option("--device <kind>", "where it runs").choices(["gpu", "cpu"]).default("gpu"))
    .action(async (o: Options) => {
      await refuseOverwriting({ option: "--out", path: o.out }, [
        { option: "--model", path: o.model, artifact: true },
      ]);
      const artifact = await openArtifact(o.model);
      const { maxBatch, delay: delayMicroseconds, device } = o;
      const folder = await writeTritonRepository(artifact, o.out, { maxBatch, delayMicroseconds, device });
      note(`${artifact.identity.name} ${artifact.identity.version} is laid out in ${folder}`);
    });
}
