import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export type ImportEdge = { readonly from: string; readonly to: string; readonly typeOnly: boolean };

const STATEMENT = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']/g;
const DYNAMIC = /import\(\s*["']([^"']+)["']\s*\)/g;

export function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && /\.tsx?$/.test(e.name))
    .map((e) => join(e.parentPath, e.name));
}

/** Imports of one file: a path from the repository's root for our own modules, the bare name for packages. */
export function importsOf(file: string): ImportEdge[] {
  const text = readFileSync(file, "utf8");
  const own = (specifier: string) =>
    specifier.startsWith("@/")
      ? specifier.slice(2)
      : specifier.startsWith(".")
        ? normalize(join(dirname(file), specifier))
        : specifier;
  const edges: ImportEdge[] = [];
  for (const [, type, specifier] of text.matchAll(STATEMENT))
    if (specifier) edges.push({ from: file, to: own(specifier), typeOnly: Boolean(type) });
  for (const [, specifier] of text.matchAll(DYNAMIC))
    if (specifier) edges.push({ from: file, to: own(specifier), typeOnly: false });
  return edges;
}
