"use client";
import { useMutation } from "@tanstack/react-query";
import { toActionError, unwrap } from "@/components/action-error";
import { plural } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { ActionResult } from "@/lib/core/result";
import type { AuditVerification } from "@/lib/workflows/views";

/** Each entry carries the hash of the one before it: an entry changed, removed or slipped in breaks the chain. */
export function VerifyChain({ verify }: { verify: () => Promise<ActionResult<AuditVerification>> }) {
  const check = useMutation({ mutationFn: async () => unwrap(await verify()) });
  return (
    <div className="mb-4 space-y-3">
      <Button
        tone="primary"
        disabled={check.isPending}
        aria-busy={check.isPending}
        onClick={() => check.mutate()}
      >
        {check.isPending ? "Verifying…" : "Verify chain"}
      </Button>
      {check.error && <Notice tone="warn" live title={toActionError(check.error).message} />}
      <div aria-live="polite">{check.data && <Verdict verdict={check.data} />}</div>
    </div>
  );
}

export function Verdict({ verdict }: { verdict: AuditVerification }) {
  if (verdict.ok) {
    return (
      <Notice tone="ok" title={`The chain is intact: ${plural(verdict.checked, "entry", "entries")} checked`}>
        Nothing was changed, removed or slipped in. Checked at <LocalTime iso={verdict.at} />.
        {verdict.head && (
          <>
            {" "}
            Last hash <span className="font-mono break-all">{verdict.head}</span>
          </>
        )}
      </Notice>
    );
  }
  return (
    <Notice tone="danger" title={`The chain is broken at entry ${verdict.brokenAt}`}>
      {verdict.why} {plural(verdict.checked, "entry", "entries")} before it are sound. Keep the database as it
      is and call whoever is responsible for information security.
    </Notice>
  );
}
