import type { DbHandle } from "@/db/client";

type Exec = DbHandle["exec"];

/** The largest tables. */
export async function tableSizes(exec: Exec): Promise<string[][]> {
  const { rows } = await exec(`
    select relname as name, greatest(reltuples, 0)::bigint as rows, pg_size_pretty(pg_table_size(c.oid)) as data,
      pg_size_pretty(pg_indexes_size(c.oid)) as indexes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and pg_total_relation_size(c.oid) > 8 * 1024 * 1024
    union all select 'in all', null, pg_size_pretty(pg_database_size(current_database())), null
    order by 2 desc nulls last`);
  return rows.map((r) => [r.name, r.rows ?? "", r.data, r.indexes ?? ""].map(String));
}

const TOLD = [
  "server_version",
  "shared_buffers",
  "effective_cache_size",
  "work_mem",
  "maintenance_work_mem",
  "max_wal_size",
  "random_page_cost",
  "jit",
  "fsync",
  "full_page_writes",
  "synchronous_commit",
];

export async function serverSettings(exec: Exec): Promise<string[][]> {
  const { rows } = await exec("select name, current_setting(name) as value from pg_settings");
  const of = new Map(rows.map((r) => [String(r.name), String(r.value)]));
  return TOLD.map((name) => [name, of.get(name) ?? ""]);
}
