import { openArtifact, type Precision, writeArtifact } from "@/lib/model/artifact";

/**
 * Names the graph that serves an artifact where nobody asks for another; every other file stays byte for byte.
 * @returns the artifact's digest afterwards
 */
export async function serveByDefault(dir: string, precision: Precision): Promise<string> {
  const artifact = await openArtifact(dir);
  const { files: named, format_version: _v, precision: _p, ...about } = artifact.manifest;
  const files: Record<string, Buffer> = {};
  for (const name of Object.keys(named)) files[name] = await artifact.read(name);
  // fp32 is what a manifest that says nothing means.
  return writeArtifact(dir, precision === "fp32" ? about : { ...about, precision }, files);
}
