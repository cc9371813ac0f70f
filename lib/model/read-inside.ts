import { constants } from "node:fs";
import { open, readdir, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { AppError } from "@/lib/core/errors";

/** Windows knows neither of the last two. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const MIB = 2 ** 20;
/** Largest file of each kind that is read: far above what these models need, far below what fills a server's memory. */
const LARGEST: readonly (readonly [name: RegExp, bytes: number])[] = [
  [/^(manifest|config|calibration|familiarity|metrics)\.json$/, 2 * MIB],
  [/^tokenizer\.json$/, 64 * MIB],
  [/\.(json|md)$/, 32 * MIB],
  [/\.(safetensors|onnx)$/, 2_000 * MIB],
];

const invalid = (message: string, cause?: unknown) => new AppError("artifact-invalid", message, { cause });

/** Not damaged but out of reach: a share that is not mounted, a disk that does not answer. */
const away = (message: string, cause: unknown) =>
  new AppError("artifact-invalid", message, {
    cause,
    userMessage:
      "The model's files are missing or cannot be read. The disk or share they lie on may be away.",
  });

export const largestFile = (name: string): number => LARGEST.find(([n]) => n.test(name))?.[1] ?? 0;

/**
 * Reads a file that lies in the folder itself: no link, no pipe, and no larger than its kind may be, judged on the file
 * that was opened.
 * @throws AppError("artifact-invalid")
 */
export async function readInside(dir: string, name: string): Promise<Buffer> {
  try {
    return await readLimited(join(dir, name), name);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const isLink = (cause as { code?: unknown }).code === "ELOOP";
    throw isLink ? invalid(`${name} is a link`, cause) : away(`${name} is missing or cannot be read`, cause);
  }
}

/** @throws AppError("artifact-invalid") when the folder holds anything but these files */
export async function refuseOthers(dir: string, names: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    throw away("the artifact's folder cannot be read", cause);
  });
  for (const entry of entries) {
    if (entry.isSymbolicLink()) throw invalid(`${entry.name} is a link`);
    if (!entry.isFile()) throw invalid(`${entry.name} is no file`);
    if (!names.has(entry.name)) throw invalid(`the manifest does not name ${entry.name}`);
  }
}

/**
 * The same for a checkpoint's folder, where Hugging Face's own cache keeps links: `snapshots/<commit>/<file>` leads to
 * `blobs/<sha>` of the same repository, and nowhere else.
 */
export async function readCheckpointFile(dir: string, name: string): Promise<Buffer> {
  const file = await realpath(join(dir, name));
  const folder = await realpath(dir);
  const isCached = basename(dirname(folder)) === "snapshots";
  const root = isCached ? dirname(dirname(folder)) : folder;
  const within = relative(root, file);
  if (within === "" || isAbsolute(within) || within.split(sep)[0] === "..")
    throw invalid(`${name} leads out of its folder`);
  return readLimited(file, name);
}

/** The link is refused by the system itself; a pipe would wait for its writer, so it is not waited for. */
async function readLimited(file: string, name: string): Promise<Buffer> {
  const handle = await open(file, FLAGS);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw invalid(`${name} is no file`);
    if (stat.size > largestFile(name))
      throw invalid(`${name} has ${stat.size} bytes; at most ${largestFile(name)} are read`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
