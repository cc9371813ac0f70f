import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { openArtifact, writeArtifact } from "@/lib/model/artifact";

/** The same weights under another version's name, as a child of the version copied when `asChild`. */
export async function copyModel(from: string, to: string, version: string, asChild = false): Promise<void> {
  const { manifest, identity, digest } = await openArtifact(from);
  const names = (await readdir(from)).filter((name) => name !== "manifest.json");
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(join(from, name))] as const),
  );
  const { files: _files, format_version: _format, ...about } = manifest;
  const parent = asChild ? { ...identity, digest } : about.parent;
  await writeArtifact(to, { ...about, version, parent }, Object.fromEntries(files));
}
