import { createHash } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError } from "@/lib/core/errors";
import { largestFile } from "@/lib/model/read-inside";

/** `owner/name` or `name`, and where one is wanted `@revision` (branch, tag or commit). */
const HUB_ID = /^(?:[\w.-]+\/)?[\w.-]+(?:@[\w./-]+)?$/;
const FILES = ["config.json", "tokenizer.json", "model.safetensors"] as const;
/** One file, also a large one over a slow line; a hub that goes silent is not waited for longer. */
const FETCHED_WITHIN_MS = 60 * 60_000;
const PUBLIC_HUB = "https://huggingface.co";

export type HubOptions = {
  /** The product's data folder; what was downloaded once is kept in its `hub/`. */
  readonly dataDir: string;
  /** Another hub or a mirror (HF_ENDPOINT). */
  readonly endpoint?: string | undefined;
  /** For checkpoints that are not public (HF_TOKEN). */
  readonly token?: string | undefined;
  readonly onNote?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * A checkpoint's folder on this machine: the folder itself, or the Hub's files fetched into the data folder. Kept files
 * are used without asking the Hub again, so a machine without a network serves itself from a copied `hub/` folder.
 * @throws AppError("invalid-input") when it is neither a folder nor an id, or the Hub has no such checkpoint;
 *   AppError("model-unavailable") when the Hub cannot be reached
 */
export async function findCheckpoint(folderOrId: string, o: HubOptions): Promise<string> {
  if (await isFolder(folderOrId)) return resolve(folderOrId);
  if (!HUB_ID.test(folderOrId) || folderOrId.includes(".."))
    throw new AppError(
      "invalid-input",
      `${folderOrId} is neither a folder nor the id of a checkpoint on the Hub`,
    );
  const [id, revision = "main"] = folderOrId.split("@") as [string, string?];
  const dir = join(resolve(o.dataDir), "hub", id.replace("/", "--"), revision.replaceAll("/", "--"));
  if (existsSync(dir)) return dir;
  await mkdir(dirname(dir), { recursive: true });
  const temporary = await mkdtemp(`${dir}.fetching-`);
  try {
    for (const file of FILES) await fetchFile(id, revision, file, temporary, o);
    await rename(temporary, dir);
    return dir;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process was first.
    if (existsSync(dir)) return dir;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (s) => s.isDirectory(),
    () => false,
  );
}

async function fetchFile(
  id: string,
  revision: string,
  file: string,
  dir: string,
  o: HubOptions,
): Promise<void> {
  const endpoint = (o.endpoint || PUBLIC_HUB).replace(/\/+$/, "");
  const url = `${endpoint}/${id}/resolve/${encodeURIComponent(revision)}/${file}`;
  o.onNote?.(`fetching ${file} of ${id}@${revision}`);
  const response = await ask(url, endpoint, id, o);
  if (response.status === 404)
    throw new AppError("invalid-input", `${endpoint} has no ${file} in ${id} at ${revision}`);
  if (response.status === 401 || response.status === 403)
    throw new AppError(
      "invalid-input",
      `${endpoint} does not show ${id} to us (${response.status}): it does not exist, or needs a token in HF_TOKEN`,
    );
  if (!response.ok || !response.body)
    throw new AppError("model-unavailable", `${endpoint} answered ${response.status} for ${file} of ${id}`);
  const path = join(dir, file);
  const hash = createHash("sha256");
  const most = largestFile(file);
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes > most)
        done(new AppError("artifact-invalid", `${file} of ${id} is larger than ${most} bytes`));
      else done(null, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(response.body as never), counted, createWriteStream(path));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("model-unavailable", `the download of ${file} of ${id} broke off`, { cause });
  }
  refuseOther(response, hash.digest("hex"), file, id);
}

/** The Hub names a large file by its sha256; what came is held against it. */
function refuseOther(response: Response, sha256: string, file: string, id: string): void {
  const named = response.headers.get("x-linked-etag")?.replaceAll(/^W\/|"/g, "");
  if (named && /^[0-9a-f]{64}$/.test(named) && named !== sha256)
    throw new AppError("artifact-invalid", `${file} of ${id} is not the file the Hub names (sha256 differs)`);
}

async function ask(url: string, endpoint: string, id: string, o: HubOptions): Promise<Response> {
  try {
    return await fetch(url, {
      headers: o.token ? { authorization: `Bearer ${o.token}` } : {},
      signal: AbortSignal.any([AbortSignal.timeout(FETCHED_WITHIN_MS), ...(o.signal ? [o.signal] : [])]),
    });
  } catch (cause) {
    throw new AppError(
      "model-unavailable",
      `${endpoint} cannot be reached, so ${id} cannot be fetched. On a machine without a network, copy the checkpoint's ` +
        `${FILES.join(", ")} into a folder and name that folder`,
      { cause },
    );
  }
}
