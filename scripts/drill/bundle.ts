import { cpSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/** One file of the process that is killed: it starts many times, and reading a thousand files takes longest of it. @returns its path */
export async function bundleProcess(): Promise<string> {
  const outfile = join(process.cwd(), "node_modules", ".cache", "drill", String(process.pid), "process.mjs");
  await build({
    entryPoints: ["scripts/drill/process.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    packages: "external",
    logLevel: "error",
  });
  // What the sandbox reads beside its pages when it is loaded.
  cpSync("sandbox/pages", dirname(outfile), { recursive: true });
  return outfile;
}
