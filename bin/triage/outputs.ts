import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { AppError } from "@/lib/core/errors";

/** A path a command was given, with the option that gave it. */
export type Named = { readonly option: string; readonly path: string };
/** An artifact is one thing: a file more in its folder, and it no longer verifies. */
export type Input = Named & { readonly artifact?: boolean };

/**
 * Refuses to write where the command reads: the same file or folder under whatever name (another spelling, a link, a
 * second name of the same file), the folder around it, or into an artifact. Asked before anything is opened, so nothing
 * is lost.
 * @throws AppError("invalid-input")
 */
export async function refuseOverwriting(output: Named, inputs: readonly (Input | null)[]): Promise<void> {
  const target = await placeOf(output.path);
  for (const input of inputs) {
    if (input === null) continue;
    const source = await placeOf(input.path);
    const clash =
      source.real === target.real ||
      (source.inode !== null && source.inode === target.inode) ||
      (input.artifact === true && isWithin(source.real, target.real)) ||
      isWithin(target.real, source.real);
    if (clash)
      throw new AppError(
        "invalid-input",
        `${output.option} ${output.path} would overwrite ${input.option} ${input.path}; choose another place`,
      );
  }
}

type Place = { readonly real: string; readonly inode: string | null };

async function placeOf(path: string): Promise<Place> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return {
    real: await realOf(resolve(path)),
    inode: found ? `${found.dev}:${found.ino}` : null,
  };
}

/** Of what does not exist yet: the real place of the nearest folder that does. */
export async function realOf(path: string): Promise<string> {
  const there = await realpath(path).catch(() => null);
  if (there !== null) return there;
  const above = dirname(path);
  return above === path ? path : join(await realOf(above), basename(path));
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way.split(sep)[0] !== ".." && resolve(folder, way) === path;
}

/** Standard input as a place: it may be a file that the shell opened. */
export const inputPlace = (input: string): Input | null =>
  input !== "-"
    ? { option: "--input", path: input }
    : process.platform === "win32"
      ? null
      : { option: "--input", path: "/dev/stdin" };

/**
 * Where a file that is written beside and renamed has to go: behind a link, to what the link names. Devices, pipes and
 * folders would be replaced by the renaming, so they are refused.
 * @throws AppError("invalid-input")
 */
export async function fileToReplace(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found && !found.isFile()) throw new AppError("invalid-input", `${path} is there and no file`);
  return realOf(resolve(path));
}
