import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { type Calibration, parseCalibration } from "./calibration";
import { type ModelConfig, parseModelConfig } from "./config";
import { FAMILIARITY_FILES, type FamiliarityModel, loadFamiliarity, parseFamiliarity } from "./familiarity";
import { weightShapes } from "./network";
import { refuseUnsafeGraph } from "./onnx-graph";
import type { ModelIdentity } from "./prediction";
import { readInside, refuseOthers } from "./read-inside";
import { decodeSafetensors, type NamedTensors } from "./safetensors";
import { loadTokenizer, type TextTokenizer } from "./tokenizer";

/**
 * An artifact is a Hugging Face folder: config.json, tokenizer.json, model.safetensors, model.onnx, model.int8.onnx,
 * calibration.json, familiarity.json and .safetensors, replay.json, benchmark.json, README.md, and manifest.json with the sha256 of each and where they come from.
 */
/** Graphs an artifact comes with: model.onnx, and model.int8.onnx of 8-bit weights. */
const PRECISIONS = ["fp32", "int8"] as const;
export type Precision = (typeof PRECISIONS)[number];

const manifestSchema = z.strictObject({
  format_version: z.literal(1),
  name: z.string().min(1),
  version: z.string().min(1),
  created: z.iso.datetime(),
  /** The version this one was fine-tuned from. */
  parent: z.strictObject({ name: z.string(), version: z.string(), digest: z.string() }).nullable(),
  /** The graph that serves where nobody asks for another, as measured (docs/training.md); fp32 when absent. */
  precision: z.enum(PRECISIONS).optional(),
  /** What it was trained on and how; free form, never PHI. */
  lineage: z.record(z.string(), z.unknown()),
  /** File name -> sha256, hex. */
  files: z.record(z.string().regex(/^[\w][\w.-]*$/), z.string().regex(/^[0-9a-f]{64}$/)),
});
export type Manifest = z.infer<typeof manifestSchema>;

const ARTIFACT_FILES = [
  "config.json",
  "tokenizer.json",
  "model.safetensors",
  "model.onnx",
  "calibration.json",
] as const;
const MANIFEST = "manifest.json";

export const graphFile = (precision: Precision): string =>
  precision === "int8" ? "model.int8.onnx" : "model.onnx";

export type Artifact = {
  readonly dir: string;
  readonly identity: ModelIdentity;
  /** sha256 of manifest.json: names the whole artifact. */
  readonly digest: string;
  readonly manifest: Manifest;
  readonly config: ModelConfig;
  readonly calibration: Calibration;
  /** What the model takes for an ordinary patient; null for artifacts made before that was fitted. */
  readonly familiarity: FamiliarityModel | null;
  readonly tokenizer: TextTokenizer;
  readonly tokenizerJson: Record<string, unknown>;
  /** A file's content as it was verified. @throws AppError("artifact-invalid") when the artifact has no such file. */
  read(name: string): Promise<Buffer>;
  /** manifest.json as it was verified. */
  readManifest(): Promise<Buffer>;
};

const invalid = (message: string, cause?: unknown) => new AppError("artifact-invalid", message, { cause });

/** The precision an artifact is served in where nobody asks for another. */
export const servedPrecision = ({ precision }: Pick<Manifest, "precision">): Precision => precision ?? "fp32";

/**
 * Opens an artifact, checking every file against the manifest before any of it is used: the folder holds these files and
 * no others, none is a link or too large, and the graphs and the tokenizer do nothing that ours do not do.
 * @throws AppError("artifact-invalid") naming the file that is missing, changed, too much or does not fit.
 */
export async function openArtifact(dir: string): Promise<Artifact> {
  const manifestBytes = await readInside(dir, MANIFEST);
  const manifest = parseManifest(manifestBytes);
  for (const name of ARTIFACT_FILES)
    if (!manifest.files[name]) throw invalid(`manifest.json does not name ${name}`);
  if (!manifest.files[graphFile(servedPrecision(manifest))])
    throw invalid(`manifest.json names no ${servedPrecision(manifest)} graph and asks for it to be served`);
  const verified = async (name: string): Promise<Buffer> => {
    const expected = manifest.files[name];
    if (!expected) throw invalid(`the artifact has no ${name}`);
    const content = await readInside(dir, name);
    if (sha256(content) !== expected)
      throw invalid(`${name} is not the file the manifest names (sha256 differs)`);
    return content;
  };
  await refuseOthers(dir, new Set([MANIFEST, ...Object.keys(manifest.files)]));
  for (const name of Object.keys(manifest.files)) {
    const content = await verified(name);
    if (name.endsWith(".onnx")) refuseUnsafeGraph(name, content);
  }

  const config = parseModelConfig(await json(verified, "config.json"));
  const tokenizerJson = await json(verified, "tokenizer.json");
  const tokenizer = loadTokenizer(tokenizerJson);
  if (tokenizer.vocabSize !== config.vocab_size)
    throw invalid(`tokenizer.json has ${tokenizer.vocabSize} pieces, config.json says ${config.vocab_size}`);
  if (tokenizer.special.pad !== config.pad_token_id)
    throw invalid(
      `tokenizer.json pads with ${tokenizer.special.pad}, config.json with ${config.pad_token_id}`,
    );
  return {
    dir,
    identity: { name: manifest.name, version: manifest.version },
    digest: sha256(manifestBytes),
    manifest,
    config,
    calibration: parseCalibration(await json(verified, "calibration.json")),
    familiarity: await readFamiliarity(verified, manifest, config),
    tokenizer,
    tokenizerJson,
    read: verified,
    readManifest: async () => manifestBytes,
  };
}

async function readFamiliarity(
  read: (name: string) => Promise<Buffer>,
  manifest: Manifest,
  config: ModelConfig,
): Promise<FamiliarityModel | null> {
  const [table, tensors] = FAMILIARITY_FILES;
  if (!manifest.files[table] && !manifest.files[tensors]) return null;
  return loadFamiliarity(
    config,
    parseFamiliarity(await json(read, table)),
    decodeSafetensors(await read(tensors)).tensors,
  );
}

/** The weights, checked against the shapes the config asks for. */
export async function readWeights(artifact: Artifact): Promise<NamedTensors> {
  const { tensors } = decodeSafetensors(await artifact.read("model.safetensors"));
  checkShapes(tensors, artifact.config);
  return tensors;
}

export function checkShapes(tensors: NamedTensors, config: ModelConfig): void {
  const wanted = weightShapes(config);
  for (const [name, shape] of Object.entries(wanted)) {
    const got = tensors[name]?.shape;
    if (!got) throw invalid(`model.safetensors has no ${name}`);
    if (got.join() !== shape.join())
      throw invalid(`${name} has shape [${got.join(", ")}], the config asks for [${shape.join(", ")}]`);
  }
  const extra = Object.keys(tensors).find((name) => !(name in wanted));
  if (extra) throw invalid(`model.safetensors has an unknown weight ${extra}`);
}

export type ArtifactFiles = Readonly<Record<string, Buffer | string>>;

/**
 * Writes a whole artifact beside its place and renames it there: a reader sees the old folder or the new one.
 * @returns the digest of the new manifest
 */
export async function writeArtifact(
  dir: string,
  about: Omit<Manifest, "files" | "format_version">,
  files: ArtifactFiles,
): Promise<string> {
  await refuseOtherFolder(dir);
  await mkdir(dirname(dir), { recursive: true });
  const temporary = await mkdtemp(join(dirname(dir), `.${basename(dir)}-`));
  try {
    const digests: Record<string, string> = {};
    for (const name of Object.keys(files).sort()) {
      const content = Buffer.from(files[name] as string);
      digests[name] = sha256(content);
      await writeFile(join(temporary, name), content);
    }
    const manifest = manifestSchema.parse({ format_version: 1, ...about, files: digests });
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFile(join(temporary, MANIFEST), text);
    if (existsSync(dir)) {
      const old = `${temporary}-old`;
      await rename(dir, old);
      await rename(temporary, dir);
      await rm(old, { recursive: true, force: true });
    } else await rename(temporary, dir);
    return sha256(text);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** An artifact is replaced whole, and the old one removed: so only where an artifact is, or nothing. */
async function refuseOtherFolder(dir: string): Promise<void> {
  const there = await readdir(dir).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT") return [];
    throw new AppError("invalid-input", `${dir} is no folder`, { cause: error });
  });
  if (there.length > 0 && !there.includes(MANIFEST))
    throw new AppError(
      "invalid-input",
      `${dir} holds other files; choose a folder that is new, empty or an artifact`,
    );
}

function parseManifest(content: Buffer): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(content.toString("utf8"));
  } catch (cause) {
    throw invalid("manifest.json is no JSON", cause);
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`manifest.json: ${issue?.path.join(".")} ${issue?.message}`);
  }
  return parsed.data;
}

async function json(read: (name: string) => Promise<Buffer>, name: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse((await read(name)).toString("utf8")) as Record<string, unknown>;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw invalid(`${name} is no JSON`, cause);
  }
}
