import { installDebianPackages } from "./browser";
import { findPostgres } from "./postgres-programs";

/** Null when PostgreSQL can be started here, else why not. On continuous integration Debian's package is installed. */
export function ensurePostgres(): string | null {
  if (process.env.TEST_DATABASE_URL || findPostgres()) return null;
  if (process.env.CI) installDebianPackages(["postgresql"]);
  return findPostgres() ? null : "no PostgreSQL server programs on this machine";
}
