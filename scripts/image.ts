// `npm run image`: a package as a container image.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { sayError } from "@/lib/core/describe-error";
import { AppError } from "@/lib/core/errors";
import { assertPinned, buildImage, debianBase, findBuilder } from "./image/build";

const program = new Command("npm run image --")
  .description(
    "Builds a container image of a package (npm run package) by buildah, podman or docker. One image serves as app, worker and\n" +
      "gateway; the command tells which: bin/serve.ts (the default), bin/worker.ts, bin/gateway.ts, bin/db-migrate.ts.",
  )
  .argument("<package>", "folder that npm run package made")
  .option("--base <image>", "base image by digest: glibc and libstdc++ are enough (e.g. distroless cc)")
  .option(
    "--debian <suite>",
    "instead of --base: make one here of a few packages of this Debian release (mmdebstrap)",
  )
  .option("--tag <name>", "name of the image", "localhost/openacuity:latest");

async function main(): Promise<void> {
  program.parse();
  const { base, debian, tag } = program.opts<{ base?: string; debian?: string; tag: string }>();
  const folder = resolve(program.args[0] ?? "");
  if (!existsSync(`${folder}/package-contents.json`))
    throw new AppError("config-invalid", `${folder} is no package. npm run package makes one.`);
  if ((base === undefined) === (debian === undefined))
    throw new AppError("config-invalid", "Say what it stands on: --base name@sha256:…, or --debian bookworm");
  const builder = findBuilder();
  if (!builder)
    throw new AppError("config-invalid", "Nothing here builds images: install buildah, podman or docker");
  if (base) assertPinned(base);
  const id = buildImage(builder, {
    package: folder,
    base: base ?? (await debianBase(builder, debian ?? "")),
    tag,
  });
  console.log(`${tag}\n  ${id}`);
}

main().catch((error: unknown) => {
  console.error(`No image was built. ${sayError(error)}`);
  process.exit(1);
});
