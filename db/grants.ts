import { AppError } from "@/lib/core/errors";
import type { DbHandle } from "./client";

/** Tables that the app may not do everything with: what it may. */
const NARROW: Readonly<Record<string, string>> = {
  audit_event: "select, insert",
  // Sealed anew when DATA_KEYS are rotated; a key is never removed.
  audit_key: "select, insert, update",
  // Whoever gets at the app's password cannot make it look as if nobody had switched the model off.
  model_switch: "select, insert",
  site_calibration_switch: "select, insert",
  health_probe: "select, insert, update, delete, truncate",
};

/**
 * Gives the app's role what it needs, and takes away what it does not: it owns nothing but the work queue's schema, so that
 * whoever gets at the app's password can add to the audit log, and neither change it nor switch off what guards it.
 */
export async function grantToApp(exec: DbHandle["exec"], role: string): Promise<void> {
  const { rows } = await exec(
    `select quote_ident(rolname) as role, rolsuper, pg_has_role(rolname, current_user, 'MEMBER') as owner, rolname = current_user as self,
       quote_ident(current_database()) as database from pg_roles where rolname = $1`,
    [role],
  );
  const [found] = rows;
  if (!found)
    throw new AppError("config-invalid", `there is no role ${role}: create it first (CREATE ROLE … LOGIN)`);
  if (found.self || found.rolsuper || found.owner)
    throw new AppError(
      "config-invalid",
      `${role} is a superuser or has the owner's rights: the app needs a role of its own`,
    );
  const to = String(found.role);
  const statements = [
    `grant connect on database ${found.database} to ${to}`,
    `grant usage on schema public, drizzle to ${to}`,
    `grant select on all tables in schema drizzle to ${to}`,
    // For backups: what a dump reads.
    `grant select on all sequences in schema public, drizzle to ${to}`,
    `grant select, insert, update, delete on all tables in schema public to ${to}`,
    ...Object.entries(NARROW).flatMap(([table, rights]) => [
      `revoke all on ${table} from public, ${to}`,
      `grant ${rights} on ${table} to ${to}`,
    ]),
  ];
  for (const statement of statements) await exec(statement);
  await handOverQueue(exec, to);
}

/** pg-boss makes and changes its own tables: in its schema the app may, and what an earlier role made there becomes the app's. */
async function handOverQueue(exec: DbHandle["exec"], to: string): Promise<void> {
  await exec("create schema if not exists pgboss");
  await exec(`grant usage, create on schema pgboss to ${to}`);
  const foreign = (owner: string) => `${owner} <> '${to}'::regrole and`;
  const { rows } = await exec(`
    select format('alter %s %s owner to ${to}', case relkind when 'v' then 'view' else 'table' end, oid::regclass) as statement
      from pg_class where ${foreign("relowner")} relnamespace = 'pgboss'::regnamespace and relkind in ('r', 'p', 'v')
        and not relispartition
    union all select format('alter table %s owner to ${to}', oid::regclass)
      from pg_class where ${foreign("relowner")} relnamespace = 'pgboss'::regnamespace and relkind in ('r', 'p')
        and relispartition
    union all select format('alter routine %s owner to ${to}', oid::regprocedure)
      from pg_proc where ${foreign("proowner")} pronamespace = 'pgboss'::regnamespace
    union all select format('alter type %s owner to ${to}', oid::regtype)
      from pg_type where ${foreign("typowner")} typnamespace = 'pgboss'::regnamespace and typtype = 'e'`);
  try {
    for (const { statement } of rows) await exec(String(statement));
  } catch (cause) {
    throw new AppError(
      "config-invalid",
      `the work queue's tables belong to another role and could not be handed over: run this once as a superuser, or as a member of ${to}`,
      { cause },
    );
  }
}
