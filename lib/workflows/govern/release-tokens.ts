import { grantsWithPendingWriteBacks } from "@/db/queries/decision";
import { emptyGrant, sessionGrants } from "@/db/queries/identity";
import * as smart from "@/lib/auth/smart";
import { SECOND } from "@/lib/core/clock";
import { issuerOf } from "../clinic/ehr-access";
import type { Runtime } from "../service/runtime";

/** Signing out does not wait longer than this for the EHR to take its tokens back. */
const REVOCATION_TIMEOUT = 3 * SECOND;

/**
 * Gives a finished session's tokens back to the EHR, but for launches whose decisions still wait to be written with them:
 * those go when the last one is written. Best effort: they expire by themselves.
 */
export async function releaseTokens(rt: Runtime, sessionId: string): Promise<void> {
  const grants = await sessionGrants(rt.db, sessionId);
  const needed = new Set(
    await grantsWithPendingWriteBacks(
      rt.db,
      grants.map((g) => g.id),
    ),
  );
  const free = grants.filter((g) => !needed.has(g.id));
  for (const grant of free) await emptyGrant(rt.db, grant.id, rt.clock());
  const revoked = Promise.allSettled(
    free.map((grant) =>
      smart.revokeTokens(issuerOf(rt, grant.issuer), grant.tokens).catch((error: unknown) => {
        rt.logger.warn({ err: error, issuer: grant.issuer }, "tokens could not be revoked at the EHR");
      }),
    ),
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, REVOCATION_TIMEOUT);
  });
  await Promise.race([revoked, late]);
  clearTimeout(timer);
}
