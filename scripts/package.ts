// `npm run package`: the product as one folder that runs without npm, without a build and without a network.
import { existsSync } from "node:fs";
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { ensureBuilt, PACKAGED, sourceDigest } from "@/bin/start/build";
import { sayError } from "@/lib/core/describe-error";
import { AppError } from "@/lib/core/errors";
import { readRelease } from "@/lib/core/release";
import { contentsOf, copyContents, nodeOf } from "./package/contents";
import { sbomOf } from "./package/sbom";
import type { Platform } from "./package/trace";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const program = new Command("npm run package --")
  .description(
    "Builds the app and puts it, our other processes, the libraries they need and the Node release they run on into one folder.\n" +
      "Copy it to a machine of the same kind and start it there: ./node --import tsx bin/serve.ts",
  )
  .option("--to <folder>", "where the package goes (default: dist/openacuity-VERSION-PLATFORM)")
  .option("--with-sandbox", "the sandbox EHR goes along, for evaluation", false);

async function main(): Promise<void> {
  const options = program.parse().opts<{ to?: string; withSandbox: boolean }>();
  const platform = thisPlatform();
  const version = readRelease(root);
  const name = `openacuity-${version}-${platform.os}-${platform.arch}${options.withSandbox ? "-evaluation" : ""}`;
  const target = resolve(options.to ?? join(root, "dist", name));
  if (existsSync(target))
    throw new AppError(
      "config-invalid",
      `${target} exists already. Remove it, or name another folder with --to.`,
    );

  console.log("Building the app …");
  await ensureBuilt(root, () => {});
  console.log("Finding what it needs …");
  const contents = await contentsOf(root, platform, options.withSandbox);
  // Under another name until it is whole: a folder of that name is always a package.
  const partial = `${target}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const bytes = await copyContents(root, contents, partial);
  // The same command wherever it runs: ./node --import tsx bin/serve.ts
  await symlink(nodeOf(platform), join(partial, "node"));
  const sbom = sbomOf(root, version, contents.files);
  await writeJson(join(partial, "sbom.cdx.json"), sbom);
  await writeJson(join(partial, PACKAGED), {
    name: "openacuity",
    version,
    platform: `${platform.os}-${platform.arch}`,
    sources: `sha256:${sourceDigest(root)}`,
    sandbox: options.withSandbox,
  });
  await rename(partial, target);
  console.log(
    `${target}\n  ${contents.files.length} files, ${Math.round(bytes / 1e6)} MB, ${sbom.components.length} packages of others (sbom.cdx.json)\n` +
      `  Start: ./node --import tsx bin/serve.ts in that folder, with the settings of .env.example`,
  );
}

function thisPlatform(): Platform {
  const { platform: os, arch } = process;
  if ((os === "linux" || os === "darwin") && (arch === "x64" || arch === "arm64")) return { os, arch };
  throw new AppError("config-invalid", `Packages are made on Linux and macOS; this is ${os} on ${arch}.`);
}

const writeJson = (file: string, value: unknown): Promise<void> =>
  writeFile(file, `${JSON.stringify(value, null, 2)}\n`);

main().catch((error: unknown) => {
  console.error(`No package was made. ${sayError(error)}`);
  process.exit(1);
});
