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
