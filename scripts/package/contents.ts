// What a package holds beside packages of others: our own processes, the built app, the model, the database's migrations.
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { filesBelow, type Platform, tracePackages } from "./trace";

/** Read by our processes at run time, tests and their materials left out. */
const FOLDERS = ["bin", "db", "lib", "models", "public"];
const FILES = [
  ".env.example",
  "CHANGELOG.md",
  "LICENSE",
  "NOTICE",
  "README.md",
  // Shown inside the product (/help).
  "docs/clinicians.md",
  "docs/clinicians.es.md",
  "next.config.mjs",
  "package.json",
  "tsconfig.json",
];
const NOT_RUN = /\.test\.tsx?$|(^|\/)testing\//;
/** What a build leaves behind for the next build, or for people. */
const BUILD_ONLY = /^\.next\/(cache|diagnostics|types|dev|turbopack|trace[^/]*)(\/|$)|\.map$|\.nft\.json$/;

export type Contents = { readonly files: readonly string[]; readonly folders: readonly string[] };

/** Paths relative to `root`. `folders` are copied as they are, links within them kept. */
export async function contentsOf(root: string, platform: Platform, sandbox: boolean): Promise<Contents> {
  const commands = (await readdir(join(root, "bin"))).filter((f) => f.endsWith(".ts")).map((f) => `bin/${f}`);
  const entries = sandbox ? [...commands, "sandbox/main.ts"] : commands;
  const own = await Promise.all(
    (sandbox ? [...FOLDERS, "sandbox"] : FOLDERS).map((folder) => filesBelow(root, folder)),
  );
  return {
    files: [
      ...FILES.filter((f) => existsSync(join(root, f))),
      ...own.flat().filter((f) => !NOT_RUN.test(f)),
      ...(await filesBelow(root, ".next")).filter((f) => !BUILD_ONLY.test(f)),
      ...(await tracePackages(root, entries, platform, true)),
      nodeOf(platform),
      `node_modules/node-${platform.os}-${platform.arch}/package.json`,
      `node_modules/node-${platform.os}-${platform.arch}/LICENSE`,
    ].sort(),
    // Links by which the built app finds packages under names of its own.
    folders: existsSync(join(root, ".next/node_modules")) ? [".next/node_modules"] : [],
  };
}

export const nodeOf = ({ os, arch }: Platform): string => `node_modules/node-${os}-${arch}/bin/node`;

/** Copies them below `target`, which must not exist yet. @returns bytes copied */
export async function copyContents(
  root: string,
  { files, folders }: Contents,
  target: string,
): Promise<number> {
  let bytes = 0;
  for (const file of files) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await cp(join(root, file), join(target, file), { preserveTimestamps: true });
    bytes += (await stat(join(target, file))).size;
  }
  for (const folder of folders)
    await cp(join(root, folder), join(target, folder), {
      recursive: true,
      verbatimSymlinks: true,
      force: true,
    });
  return bytes;
}
