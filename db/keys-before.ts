import { desc, eq } from "drizzle-orm";
import { deriveKey, type KeyRing, pseudonym } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import type { DbOrTx } from "./client";
import { auditEvent, encounter } from "./schema";
import { configureSealing, tryOpen } from "./sealed";

/** What a database from before its keys were recorded needs. */

/** Whether the audit log says that the old form was done away with here: then nobody may bring it back. */
export async function wasBoundBefore(db: DbOrTx): Promise<boolean> {
  const [row] = await db
    .select({ seq: auditEvent.seq })
    .from(auditEvent)
    .where(eq(auditEvent.event, "keys.rows-bound"))
    .limit(1);
  return row !== undefined;
}

/** So many visits are looked at: any one of them tells which key made the pseudonyms. */
const LOOKED_AT = 20;

/**
 * The key of the pseudonyms that are there, once derived from the last key of DATA_KEYS; null: there are none yet.
 * @throws AppError("config-invalid") when no key at hand made them: every visit would be taken for a new one
 */
export async function legacyPseudonymKey(
  db: DbOrTx,
  ring: KeyRing,
): Promise<{ readonly madeUnder: string; readonly pseudonymKey: Buffer } | null> {
  configureSealing({ ring, unbound: true, frozen: null });
  const rows = await db.select().from(encounter).orderBy(desc(encounter.lastSeenAt)).limit(LOOKED_AT);
  if (rows.length === 0) return null;
  for (const { id, key } of ring.keys.toReversed()) {
    const candidate = deriveKey(key, "pseudonym");
    for (const row of rows) {
      const opened = tryOpen(row);
      if (
        opened?.refs &&
        pseudonym(candidate, "patient", `${row.issuer}|${opened.refs.patientId}`) === row.patientKey
      )
        return { madeUnder: id, pseudonymKey: candidate };
    }
  }
  throw new AppError(
    "config-invalid",
    "No key in DATA_KEYS made the pseudonyms by which this database finds its visits: the oldest key is missing. Put it back at the end of the list.",
  );
}
