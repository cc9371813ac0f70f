import { spawnSync } from "node:child_process";
import { installDebianPackages } from "./browser";
import { findPostgres, hasVector } from "./postgres-programs";

/**
 * Null when PostgreSQL can be started here, else why not. On continuous integration Debian's packages are installed, that of
 * vector search where the release has one for this PostgreSQL (Debian 13 and later, or PostgreSQL's own archive): without it
 * the suites check that the product does without.
 */
export function ensurePostgres(): string | null {
  if (process.env.TEST_DATABASE_URL) return null;
  if (!findPostgres() && process.env.CI) installDebianPackages(["postgresql"]);
  const folder = findPostgres();
  if (!folder) return "no PostgreSQL server programs on this machine";
  if (process.env.CI && !hasVector(folder)) installDebianPackages([`postgresql-${majorOf(folder)}-pgvector`]);
  if (!hasVector(folder))
    console.log("PostgreSQL without pgvector here: what needs it is tested on the embedded database only.");
  return null;
}

const majorOf = (folder: string): string =>
  /\) (\d+)/.exec(spawnSync(`${folder}/postgres`, ["--version"], { encoding: "utf8" }).stdout)?.[1] ?? "";
