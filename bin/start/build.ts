import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@/lib/core/errors";

const SOURCES = ["app", "components", "lib", "db", "messages"];
const FILES = [
  "package-lock.json",
  "next.config.mjs",
  "postcss.config.mjs",
  "proxy.ts",
  "instrumentation.ts",
  "instrumentation-node.ts",
  "tsconfig.json",
];
/** Says that this folder came out of `npm run package`: built, and without what it was built from. */
export const PACKAGED = "package-contents.json";
const STAMP = join(".next", "openacuity-build.txt");

/** Digest over everything the build reads, so that the second start builds nothing and an update always does. */
export function sourceDigest(root: string): string {
  const hash = createHash("sha256");
  const visit = (path: string) => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory()) visit(child);
      else if (!/\.test\.tsx?$/.test(entry.name)) hash.update(child).update(readFileSync(join(root, child)));
    }
  };
  for (const folder of SOURCES) if (existsSync(join(root, folder))) visit(folder);
  for (const file of FILES)
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

export function isBuilt(root: string, digest: string): boolean {
  const stamp = join(root, STAMP);
  return (
    existsSync(join(root, ".next", "BUILD_ID")) && existsSync(stamp) && readFileSync(stamp, "utf8") === digest
  );
}

/** Builds the app when its sources changed since the last build. `report` receives one line at a time. */
export async function ensureBuilt(root: string, report: (line: string) => void): Promise<void> {
  if (existsSync(join(root, PACKAGED))) return;
  const digest = sourceDigest(root);
  if (isBuilt(root, digest)) return;
  const output: string[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const onData = (data: Buffer) => {
      for (const line of data
        .toString("utf8")
        .split("\n")
        .filter((l) => l.trim() !== "")) {
        output.push(line);
        report(line.trim());
      }
    };
    child.stdout.on("data", onData);
    child.stderr.on("data", onData);
    child.on("error", reject);
    child.on("exit", resolve);
  });
  if (code !== 0)
    throw new AppError("internal", `The app could not be built:\n${output.slice(-25).join("\n")}`);
  writeFileSync(join(root, STAMP), digest);
}
