import { sql } from "drizzle-orm";
import type { Principal } from "@/lib/auth/principal";
import type { DbOrTx } from "../client";
import { firstChoice, patientAccess, suggestionMode } from "../schema";

/**
 * Changes whenever something is written that bears on what this person may see of any patient: what the EHR has shown or refused them,
 * what they have chosen before a suggestion was shown, and the setting of their role. Each write gives its row a higher transaction
 * number (xmin), so that count and sum cannot stay the same.
 */
export async function personStamp(
  db: DbOrTx,
  { userId, issuer, role }: Pick<Principal, "userId" | "issuer" | "role">,
): Promise<string> {
  const of = (where: ReturnType<typeof sql>) =>
    sql`(select count(*) || '.' || coalesce(sum(xmin::text::bigint), 0) from ${where})`;
  const rows = (await db.execute(sql`
    select ${of(sql`${patientAccess} where ${patientAccess.userId} = ${userId}`)} || ' ' ||
           ${of(sql`${firstChoice} where ${firstChoice.userId} = ${userId}`)} || ' ' ||
           ${of(sql`${suggestionMode} where ${suggestionMode.issuer} = ${issuer} and ${suggestionMode.role} = ${role}`)} as stamp`)) as
    | { rows: { stamp: string }[] }
    | { stamp: string }[];
  const [row] = Array.isArray(rows) ? rows : rows.rows;
  return (row as { stamp: string }).stamp;
}
