import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../tiny-artifact.test-support";

/** Tiny checkpoints and what the reference libraries answer with them: made by scripts/fixtures/pretrained.py. */
export const FIXTURES = ["bert", "roberta", "distilbert", "electra"] as const;
export type FixtureName = (typeof FIXTURES)[number];

export type Fixture = {
  config: Record<string, unknown>;
  tokenizer: Record<string, unknown>;
  safetensors: string;
  readonly cases: readonly { readonly text: string; readonly ids: readonly number[] }[];
  readonly states: readonly {
    readonly text: string;
    readonly shape: readonly [number, number, number];
    readonly data: string;
  }[];
};

export const readFixture = async (name: FixtureName): Promise<Fixture> =>
  JSON.parse(await readFile(`lib/training/pretrained/testing/${name}.json`, "utf8")) as Fixture;

/** Lays a fixture out as Hugging Face's libraries save a checkpoint. @returns the folder */
export async function checkpointFolder(fixture: Fixture): Promise<string> {
  const dir = join(await temporaryFolder(), "checkpoint");
  await mkdir(dir);
  await writeFile(join(dir, "config.json"), JSON.stringify(fixture.config));
  await writeFile(join(dir, "tokenizer.json"), JSON.stringify(fixture.tokenizer));
  await writeFile(join(dir, "model.safetensors"), Buffer.from(fixture.safetensors, "base64"));
  return dir;
}

export const floats = (base64: string): Float32Array => {
  const bytes = Buffer.from(base64, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};
