import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { AppError } from "@/lib/core/errors";
import { type PracticeCase, parsePracticeCase } from "./practice-case";

/** Parts that are known by the name of their folder: "dev", "unseen", and further unseen ones such as "unseen-wide". */
const HALF = /^(dev|unseen(-.+)?)$/;

/** An unseen part is there to be counted, never to be read: none of its cases may be listed. */
export const isUnseen = (half: string): boolean => half !== "dev" && HALF.test(half);

/**
 * Every case of the .jsonl files of a folder and the folders in it, each under its half. A file is refused whole, with the
 * number of its line: a score over part of the cases would look like a score over all.
 */
export async function readPracticeFolder(dir: string): Promise<PracticeCase[]> {
  const names = await readdir(dir, { recursive: true }).catch((cause: unknown) => {
    throw new AppError("invalid-input", `${dir} cannot be read`, { cause });
  });
  const files = names.filter((name) => name.endsWith(".jsonl")).sort();
  const cases: PracticeCase[] = [];
  const seen = new Map<string, string>();
  for (const file of files)
    for (const c of await readPracticeFile(join(dir, file), halfOf(dir, file))) {
      const before = seen.get(c.id);
      if (before !== undefined)
        throw new AppError("invalid-input", `case "${c.id}" stands in ${before} and again in ${file}`);
      seen.set(c.id, file);
      cases.push(c);
    }
  if (cases.length === 0) throw new AppError("invalid-input", `no case in the .jsonl files of ${dir}`);
  return cases;
}

async function readPracticeFile(path: string, half: string): Promise<PracticeCase[]> {
  const lines = (await readFile(path, "utf8")).replace(/^\uFEFF/, "").split("\n");
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    try {
      return [parsePracticeCase(line, half)];
    } catch (error) {
      throw new AppError("invalid-input", `${path}, line ${i + 1}: ${(error as Error).message}`);
    }
  });
}

/** By the nearest folder (or the file's own name) that is called like a half. */
function halfOf(dir: string, file: string): string {
  const whole = relative(process.cwd(), join(dir, file));
  const parts = [basename(whole, ".jsonl"), ...dirname(whole).split(/[\\/]/).reverse()];
  return parts.find((part) => HALF.test(part)) ?? "all";
}
