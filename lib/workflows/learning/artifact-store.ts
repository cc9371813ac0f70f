import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { toAppError } from "@/lib/core/errors";
import { openArtifact } from "@/lib/model/artifact";

/**
 * Where model versions lie: `DATA_DIR/models/<version>`, one folder each, never changed after it was registered. The
 * registry keeps the path relative to DATA_DIR, so that the data folder can be moved. Hosts that share a database
 * share this folder too, or a model store (keep-artifacts.ts).
 */
export const versionPath = (version: string): string =>
  join("models", version.replace(/[^\w.+-]/g, "_").replace(/^\.+/, "_"));

/** The digest of the artifact in a folder, or null when none lies there that verifies. */
export async function digestOf(dir: string): Promise<string | null> {
  try {
    return (await openArtifact(dir)).digest;
  } catch (error) {
    if (toAppError(error).code === "artifact-invalid") return null;
    throw error;
  }
}

/** Puts a copy of a verified artifact in its place in one step; one that is there already and verifies is kept. */
export async function copyIntoStore(
  dataDir: string,
  version: string,
  from: string,
  digest: string,
): Promise<string> {
  const path = versionPath(version);
  const place = resolve(dataDir, path);
  if ((await digestOf(place)) === digest) return path;
  await mkdir(dirname(place), { recursive: true, mode: 0o700 });
  const temporary = await mkdtemp(join(dirname(place), `.${basename(place)}-`));
  try {
    await cp(from, temporary, { recursive: true });
    await replaceFolder(temporary, place);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return path;
}

/** Moves a folder made on the same disk into its place in one step; a reader sees all of it or nothing. */
export async function moveIntoStore(dataDir: string, version: string, from: string): Promise<string> {
  const path = versionPath(version);
  const place = resolve(dataDir, path);
  await mkdir(dirname(place), { recursive: true, mode: 0o700 });
  await replaceFolder(from, place);
  return path;
}

async function replaceFolder(from: string, to: string): Promise<void> {
  if (!existsSync(to)) {
    await rename(from, to);
    return;
  }
  const aside = await mkdtemp(join(dirname(to), `.${basename(to)}-old-`));
  await rename(to, join(aside, "old"));
  try {
    await rename(from, to);
  } catch (error) {
    // A full or failing disk must not cost the one that was there.
    await rename(join(aside, "old"), to);
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}
