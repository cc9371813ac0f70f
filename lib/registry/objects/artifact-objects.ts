import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { openArtifact } from "@/lib/model/artifact";
import { largestFile } from "@/lib/model/read-inside";

/** A store of objects by name. None of its calls may hang for good. */
export type ObjectStore = {
  has(name: string): Promise<boolean>;
  put(name: string, body: Buffer): Promise<void>;
  /** Null: there is none. @throws AppError("artifact-invalid") when it is longer than `most` bytes */
  get(name: string, most: number): Promise<Buffer | null>;
  close(): void;
};

const MANIFEST = "manifest.json";
const HEX = /^[0-9a-f]{64}$/;
/** What is needed of a manifest to fetch it; all of it is checked when the artifact is opened. */
const filesSchema = z.object({
  files: z.record(z.string().regex(/^\w[\w.-]*$/), z.string().regex(HEX)),
});

const invalid = (message: string, cause?: unknown) => new AppError("artifact-invalid", message, { cause });

/** Files under the sha256 of what is in them: what two versions share is kept once. */
const fileName = (hash: string): string => `files/${hash}`;
/** A version is there when its manifest is: that is put last. */
const manifestName = (digest: string): string => `manifests/${digest}.json`;

export const hasArtifact = (store: ObjectStore, digest: string): Promise<boolean> =>
  store.has(manifestName(digest));

/**
 * Puts a verified artifact into the store, files first. Broken off, it leaves files that nothing names, and the next try goes on.
 * @throws AppError("artifact-invalid") when what lies in the folder is not the artifact of this digest
 */
export async function sendArtifact(store: ObjectStore, dir: string, digest: string): Promise<void> {
  const artifact = await openArtifact(dir);
  if (artifact.digest !== digest) throw invalid("the folder does not hold the version that was registered");
  for (const [name, hash] of Object.entries(artifact.manifest.files))
    if (!(await store.has(fileName(hash)))) await store.put(fileName(hash), await artifact.read(name));
  await store.put(manifestName(digest), await artifact.readManifest());
}

/**
 * Fetches an artifact into an empty folder, every file held against its hash before it is written, and the whole opened as any other.
 * @returns false when the store has none of this digest
 * @throws AppError("artifact-invalid") when what the store has is not what its name says
 */
export async function fetchArtifact(store: ObjectStore, digest: string, into: string): Promise<boolean> {
  const manifest = await store.get(manifestName(digest), largestFile(MANIFEST));
  if (manifest === null) return false;
  if (sha256(manifest) !== digest) throw invalid("the store's manifest is not the one that was asked for");
  await mkdir(into, { recursive: true, mode: 0o700 });
  for (const [name, hash] of Object.entries(filesOf(manifest))) {
    const body = await store.get(fileName(hash), largestFile(name));
    if (body === null) throw invalid(`the store has no ${name} of this version`);
    if (sha256(body) !== hash) throw invalid(`the store's ${name} is not the file the manifest names`);
    await writeFile(join(into, name), body, { mode: 0o600 });
  }
  await writeFile(join(into, MANIFEST), manifest, { mode: 0o600 });
  if ((await openArtifact(into)).digest !== digest)
    throw invalid("what was fetched is not what was asked for");
  return true;
}

function filesOf(manifest: Buffer): Record<string, string> {
  try {
    return filesSchema.parse(JSON.parse(manifest.toString("utf8"))).files;
  } catch (cause) {
    throw invalid("the store's manifest cannot be read", cause);
  }
}
