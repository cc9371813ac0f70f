"use client";
import { useMutation } from "@tanstack/react-query";
import { act, type PageAction } from "@/components/act";
import { toActionError } from "@/components/action-error";
import { plural } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { AuditVerification } from "@/lib/workflows/views";

/** An entry changed, removed or slipped in shows, and so does a decision that is no longer what its entry says. */
export function VerifyChain({ verify }: { verify: PageAction<void, AuditVerification> }) {
  const check = useMutation({ mutationFn: () => act(verify, undefined) });
  return (
    <div className="mb-4 space-y-3">
      <Button
        tone="primary"
        disabled={check.isPending}
        aria-busy={check.isPending}
        onClick={() => check.mutate()}
      >
        {check.isPending ? "Verifying…" : "Verify the log"}
      </Button>
      {check.error && <Notice tone="warn" live title={toActionError(check.error).message} />}
      <div aria-live="polite">{check.data && <Verdict verdict={check.data} />}</div>
    </div>
  );
}

export function Verdict({ verdict }: { verdict: AuditVerification }) {
  return (
    <div className="space-y-3">
      {verdict.ok ? <Intact verdict={verdict} /> : <Broken verdict={verdict} />}
      {verdict.anchoring && verdict.ok && <Notice tone="warn" title={verdict.anchoring} />}
    </div>
  );
}

function Intact({ verdict }: { verdict: AuditVerification }) {
  const { checked, records, anchors, accepted, notes, head, at } = verdict;
  return (
    <Notice tone="ok" title={`The log is intact: ${plural(checked, "entry", "entries")} checked`}>
      <p>
        Nothing was changed, removed or slipped in. {plural(records, "decision and assessment record")} and{" "}
        {plural(anchors.count, "anchor")} outside the database agree with it. Checked at{" "}
        <LocalTime iso={at} />.
      </p>
      {accepted > 0 && <p>{plural(accepted, "earlier finding")} had been accepted and recorded.</p>}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {head && (
        <p>
          Last hash <span className="font-mono break-all">{head}</span>
        </p>
      )}
    </Notice>
  );
}

function Broken({ verdict }: { verdict: AuditVerification }) {
  const { findings, total, checked } = verdict;
  return (
    <Notice tone="danger" title={`The log is not intact: ${plural(total, "thing")} found wrong`}>
      <ul className="my-1 list-disc space-y-1 pl-5">
        {findings.map(({ code, place, text }) => (
          <li key={`${code} ${place}`} className="break-words">
            {text}
          </li>
        ))}
        {total > findings.length && <li>and {total - findings.length} more</li>}
      </ul>
      <p>
        {plural(checked, "entry", "entries")} checked. Keep the database and the anchor file as they are and
        call whoever is responsible for information security.
      </p>
    </Notice>
  );
}
