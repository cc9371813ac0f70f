import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { AppError } from "@/lib/core/errors";

/** When a process id came to life (Linux); tells a live owner from a recycled process id. Null where unknown. */
function startTime(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(pid: number, started: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const now = startTime(pid);
  return now === null || started === "" || now === started;
}

/**
 * Makes this process the only owner of an embedded database folder. PGlite takes no lock of its own, and two owners
 * silently lose rows. The lock of a process that was killed is taken over. Returns the release function.
 *
 * @throws AppError("data-locked") naming the process that has it.
 */
export function lockFolder(folder: string): () => void {
  const file = `${folder}.lock`;
  const mine = `${process.pid} ${startTime(process.pid) ?? ""}`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const descriptor = openSync(file, "wx", 0o600);
      writeSync(descriptor, mine);
      closeSync(descriptor);
      return () => release(file, mine);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      takeOverIfStale(file, folder);
    }
  }
  throw new AppError("data-locked", `could not lock ${folder}`);
}

function release(file: string, mine: string): void {
  try {
    if (readFileSync(file, "utf8") === mine) unlinkSync(file);
  } catch {
    // Already gone.
  }
}

function takeOverIfStale(file: string, folder: string): void {
  let owner = "";
  try {
    owner = readFileSync(file, "utf8").trim();
  } catch {
    return;
  }
  const [pid = "", started = ""] = owner.split(" ");
  if (/^\d+$/.test(pid) && isAlive(Number(pid), started)) {
    throw new AppError(
      "data-locked",
      `The embedded database ${folder} is in use by process ${pid}. Stop it first, or set DATABASE_URL to share a PostgreSQL.`,
    );
  }
  try {
    unlinkSync(file);
  } catch {
    // Somebody else cleared it.
  }
}
