import type { Row } from "./client";

/**
 * Vector search (pgvector) is an extension that not every PostgreSQL has, and nothing at the bedside may depend on it: with
 * it the table of embeddings exists, without it that one feature is off and says so. So this is no migration, which would
 * refuse to start, but is looked at on every start: an extension installed later is found by the next one.
 */
export type VectorSupport = { readonly ready: true } | { readonly ready: false; readonly why: string };

type Exec = (text: string) => Promise<{ rows: Row[] }>;

/**
 * `embedding` has no fixed length, since versions of the model differ in it; only vectors of one digest are ever compared.
 * There is no approximate index: an exact scan of 100,000 vectors takes tens of milliseconds and misses nobody.
 */
const TABLE = `
create table if not exists case_embedding (
  decision_id uuid not null references decided_case (decision_id) on delete cascade,
  artifact_digest text not null,
  embedding vector not null,
  primary key (artifact_digest, decision_id)
)`;

/** Makes what is missing, where this server and role can. Never throws: the product starts without it. */
export async function prepareVectors(exec: Exec, kind: "pglite" | "postgres"): Promise<VectorSupport> {
  try {
    // A role that may not make tables may use the one its owner made.
    if ((await findVectors(exec)).ready) return { ready: true };
    const known = await exec("select installed_version from pg_available_extensions where name = 'vector'");
    if (known.rows.length === 0) return { ready: false, why: notInstalled(await major(exec)) };
    if (known.rows[0]?.installed_version === null) await exec("create extension if not exists vector");
    await exec(TABLE);
    return { ready: true };
  } catch (error) {
    // The server's own words: these statements hold no data that it could quote.
    const reason = error instanceof Error ? error.message : String(error);
    return {
      ready: false,
      why:
        kind === "postgres"
          ? `pgvector is installed on the server, but could not be set up (${reason}). As a superuser, in the product's database: CREATE EXTENSION vector; then restart.`
          : `vector search could not be set up: ${reason}`,
    };
  }
}

/** For who only reads: whether it was set up before. */
export async function findVectors(exec: Exec): Promise<VectorSupport> {
  const { rows } = await exec("select to_regclass('case_embedding')::text as name");
  return rows[0]?.name ? { ready: true } : { ready: false, why: "vector search was not set up" };
}

async function major(exec: Exec): Promise<number> {
  const { rows } = await exec("select current_setting('server_version_num')::int / 10000 as major");
  return Number(rows[0]?.major);
}

const notInstalled = (major: number): string =>
  `pgvector is not installed on the PostgreSQL server (Debian, Ubuntu: apt-get install postgresql-${major}-pgvector; elsewhere: https://github.com/pgvector/pgvector#installation). Install it and restart.`;
