import { type ChildProcess, spawn } from "node:child_process";
import { AppError } from "@/lib/core/errors";

/** PostgreSQL's own programs, found on the PATH, or in PG_BIN. */
const program = (name: string): string => (process.env.PG_BIN ? `${process.env.PG_BIN}/${name}` : name);

/** The password is no argument: those stand in the list of processes for everybody. */
function connection(databaseUrl: string): { url: string; env: NodeJS.ProcessEnv } {
  const url = new URL(databaseUrl);
  const password = decodeURIComponent(url.password);
  url.password = "";
  return {
    url: url.href,
    env: { ...process.env, PGAPPNAME: "openacuity-backup", ...(password ? { PGPASSWORD: password } : {}) },
  };
}

/** What it said last is kept for the error; queries and data it does not quote. */
const MOST_SAID = 2_000;

async function ended(name: string, child: ChildProcess): Promise<void> {
  let said = "";
  child.stderr?.on("data", (text) => {
    said = `${said}${text}`.slice(-MOST_SAID);
  });
  const [code, error] = await new Promise<[number | null, NodeJS.ErrnoException | null]>((resolve) => {
    child.once("error", (e) => resolve([null, e]));
    child.once("close", (c) => resolve([c, null]));
  });
  if (error?.code === "ENOENT")
    throw new AppError(
      "config-invalid",
      `${name} was not found: install PostgreSQL's client programs, of the server's version or newer, or name their folder in PG_BIN`,
    );
  if (error) throw new AppError("internal", `${name} could not be started`, { cause: error });
  if (code !== 0) throw new AppError("internal", `${name} did not succeed (${code}): ${said.trim()}`);
}

/** Writes the whole database, as it is in this snapshot, in pg_dump's own format. */
export async function dumpPostgres(databaseUrl: string, file: string, snapshot: string): Promise<void> {
  const { url, env } = connection(databaseUrl);
  const args = ["--format=custom", "--no-owner", "--no-privileges", `--snapshot=${snapshot}`];
  await ended(
    "pg_dump",
    spawn(program("pg_dump"), [...args, `--file=${file}`, `--dbname=${url}`], {
      env,
      stdio: ["ignore", "ignore", "pipe"],
    }),
  );
}

/**
 * Puts a dump in the place of all that is in the database, in one transaction: killed at any moment, the server has the old
 * state or the new one. Only the last line commits: psql's --single-transaction would do so as well where what it reads
 * merely ends, as when this process is killed.
 */
export async function loadPostgres(
  databaseUrl: string,
  file: string,
  schemas: readonly string[],
): Promise<void> {
  const { url, env } = connection(databaseUrl);
  const read = spawn(program("pg_restore"), ["--no-owner", "--no-privileges", "--file=-", file], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const write = spawn(program("psql"), ["-X", "-q", "-v", "ON_ERROR_STOP=1", "--file=-", `--dbname=${url}`], {
    env,
    stdio: ["pipe", "ignore", "pipe"],
  });
  const reading = ended("pg_restore", read);
  const writing = ended("psql", write);
  // One that ended early is told by its own words, not by the pipe that broke.
  write.stdin?.on("error", () => {});
  try {
    write.stdin?.write("begin;\n");
    for (const schema of schemas) write.stdin?.write(`drop schema if exists ${schema} cascade;\n`);
    if (schemas.includes("public")) write.stdin?.write("create schema public;\n");
    if (read.stdout && write.stdin) read.stdout.pipe(write.stdin, { end: false });
    await Promise.race([reading, writing.then(() => reading)]);
    write.stdin?.end("commit;\n");
    await writing;
  } catch (error) {
    write.kill("SIGKILL");
    read.kill("SIGKILL");
    await Promise.allSettled([reading, writing]);
    throw error;
  }
}
