import type { DbHandle } from "@/db/client";
import type { Logger } from "@/lib/core/logger";

/** What the app's role at the database may do to the audit log beyond adding to it. */
export type AuditRights = {
  /** "own it", "update it", … Empty: it can only add. */
  readonly excess: readonly string[];
};

/** PostgreSQL's privileges (GRANT, table_privilege) that let a role alter the log or what guards it. */
const EXCESS = ["UPDATE", "DELETE", "TRUNCATE", "TRIGGER"] as const;

/** null on the embedded database, whose one role is everything. */
export async function auditRights(handle: DbHandle): Promise<AuditRights | null> {
  if (handle.kind === "pglite") return null;
  const { rows } = await handle.exec(
    `select r.rolsuper as superuser, pg_has_role(current_user, c.relowner, 'USAGE') as owner,
      ${EXCESS.map((p) => `has_table_privilege(c.oid, '${p}') as ${p.toLowerCase()}`).join(", ")}
     from pg_class c, pg_roles r where c.oid = 'audit_event'::regclass and r.rolname = current_user`,
  );
  const may = rows[0] ?? {};
  if (may.superuser) return { excess: ["be superuser"] };
  if (may.owner) return { excess: ["own it"] };
  return { excess: EXCESS.filter((p) => may[p.toLowerCase()]).map((p) => `${p.toLowerCase()} its entries`) };
}

/** What to say of rights that are too many; null when they are not. */
export function adviceOn(rights: AuditRights | null): string | null {
  if (!rights || rights.excess.length === 0) return null;
  return `The database role OpenAcuity uses may do more to the audit log than add to it (${rights.excess.join(", ")}): give it a role of its own (docs/operations.md, "Two roles").`;
}

export async function warnOfAuditRights(handle: DbHandle, logger: Logger): Promise<void> {
  const advice = adviceOn(await auditRights(handle));
  if (advice) logger.warn({}, advice);
}
