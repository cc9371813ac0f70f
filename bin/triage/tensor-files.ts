import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError } from "@/lib/core/errors";
import { decodeSafetensors, encodeSafetensors, type NamedTensors } from "@/lib/model/safetensors";

export async function readTensors(path: string): Promise<NamedTensors> {
  const content = await readFile(path).catch((cause: unknown) => {
    throw new AppError("invalid-input", `${path} cannot be read`, { cause });
  });
  return decodeSafetensors(content).tensors;
}

export const readTensorsIfThere = async (path: string): Promise<NamedTensors | null> =>
  existsSync(path) ? readTensors(path) : null;

export const writeTensors = (path: string, tensors: NamedTensors): Promise<void> =>
  replaceFile(path, encodeSafetensors(tensors, { format: "pt" }));

/** Beside its place, safely on disk, then renamed: a reader sees the old file or the new one. */
export async function replaceFile(path: string, content: Buffer | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.partial`;
  const handle = await open(temporary, "w");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

/**
 * Holds a folder for one process at a time: two rounds at once would each write down only their own privacy.
 * @throws AppError("conflict") while another process holds it; one that was killed holds nothing
 */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const lock = join(folder, "in-use");
  const take = () => writeFile(lock, String(process.pid), { flag: "wx" });
  await take().catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EEXIST") throw cause;
    const holder = Number(await readFile(lock, "utf8").catch(() => ""));
    if (isRunning(holder))
      throw new AppError("conflict", `${folder} is in use by process ${holder}`, { cause });
    await rm(lock, { force: true });
    await take();
  });
  return () => rm(lock, { force: true });
}

function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
