import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

const DEBIAN = "/usr/lib/postgresql";

/** Folder with PostgreSQL's initdb and postgres: Debian's newest, else one on the PATH. No imports of ours: plain Node runs it. */
export function findPostgres(): string | null {
  const newest = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...newest.map((v) => join(DEBIAN, v, "bin")),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  return folders.find((f) => existsSync(join(f, "initdb")) && existsSync(join(f, "postgres"))) ?? null;
}

/** Whether that PostgreSQL has pgvector to load; when it does not tell where its extensions are, it has not. */
export function hasVector(folder: string): boolean {
  const shared = sharedFolder(folder);
  return shared !== null && existsSync(join(shared, "extension", "vector.control"));
}

function sharedFolder(folder: string): string | null {
  try {
    return execFileSync(join(folder, "pg_config"), ["--sharedir"], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}
