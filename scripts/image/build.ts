// Container images from packages, with whatever builds images on this machine.
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "@/bin/monitoring/programs";
import { AppError } from "@/lib/core/errors";

const CONTAINERFILE = "deploy/container/Containerfile";
/** What Node links against; no shell, no package manager, and no script of theirs is run. */
const BASE_PACKAGES = ["base-files", "libc6", "libgcc-s1", "libstdc++6"];

export type Builder = { readonly name: "buildah" | "podman" | "docker"; readonly program: string };

export function findBuilder(): Builder | null {
  for (const name of ["buildah", "podman", "docker"] as const) {
    const program = findProgram([name]);
    if (program) return { name, program };
  }
  return null;
}

export const findDebianBase = (): string | null => findProgram(["mmdebstrap"]);

/** A digest says which image is meant; a tag says which one it was on the day. Local images are what they are. */
export function assertPinned(base: string): void {
  if (!/@sha256:[0-9a-f]{64}$/.test(base) && !base.startsWith("localhost/"))
    throw new AppError("config-invalid", `--base ${base}: expected a digest, as in name@sha256:…`);
}

const run = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1e8,
  }).trim();

/**
 * A base image of a few Debian packages, unpacked and nothing more.
 * @param suite e.g. bookworm
 * @returns its name
 */
export async function debianBase(builder: Builder, suite: string): Promise<string> {
  const mmdebstrap = findDebianBase();
  if (!mmdebstrap)
    throw new AppError("config-invalid", "mmdebstrap is not installed (Debian: apt-get install mmdebstrap)");
  const podman = findProgram(["podman"]);
  if (!podman || builder.name === "docker")
    throw new AppError(
      "config-invalid",
      "A base of Debian packages is taken in by podman, for buildah or podman; name one with --base",
    );
  const folder = await mkdtemp(join(tmpdir(), "openacuity-base-"));
  const name = `localhost/openacuity-base:${suite}`;
  try {
    const tar = join(folder, "base.tar");
    run(mmdebstrap, [
      "--variant=extract",
      `--include=${BASE_PACKAGES.join(",")}`,
      "--dpkgopt=path-exclude=/usr/share/locale/*",
      "--quiet",
      suite,
      tar,
    ]);
    run(podman, ["import", tar, name]);
    return name;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The image of a package. Files carry no times of their own, so that the same package on the same base has the same layers.
 * @returns the image's id, sha256 in hex
 */
export function buildImage(
  { name, program }: Builder,
  options: { readonly package: string; readonly base: string; readonly tag: string },
): string {
  const labels = ["--label", "org.opencontainers.image.licenses=Apache-2.0"];
  const common = ["-f", CONTAINERFILE, "--build-arg", `BASE=${options.base}`, "-t", options.tag, ...labels];
  const context = ["--build-context", `package=${options.package}`, "deploy/container"];
  if (name === "docker") {
    run(program, ["buildx", "build", "--load", ...common, ...context]);
    return run(program, ["image", "inspect", "--format", "{{.Id}}", options.tag]);
  }
  // In a changed root, for machines that may do no more: nothing of ours is run in this build.
  const how = ["--isolation", "chroot", "--timestamp", "0", "--format", "docker"];
  const out = run(program, ["build", ...how, ...common, ...context]);
  return out.split("\n").at(-1) ?? "";
}
