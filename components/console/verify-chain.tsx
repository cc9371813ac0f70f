"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { act, type PageAction } from "@/components/act";
import { toActionError } from "@/components/action-error";
import { useRefusal } from "@/components/console/use-refusal";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { AuditVerification } from "@/lib/workflows/views";

/** An entry changed, removed or slipped in shows, and so does a decision that is no longer what its entry says. */
export function VerifyChain({ verify }: { verify: PageAction<void, AuditVerification> }) {
  const refused = useRefusal();
  const t = useTranslations("console.audit");
  const check = useMutation({ mutationFn: () => act(verify, undefined) });
  return (
    <div className="mb-4 space-y-3">
      <Button
        tone="primary"
        disabled={check.isPending}
        aria-busy={check.isPending}
        onClick={() => check.mutate()}
      >
        {check.isPending ? t("verifying") : t("verifyTheLog")}
      </Button>
      {check.error && <Notice tone="warn" live title={refused(toActionError(check.error))} />}
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
  const t = useTranslations("console.audit");
  const { checked, records, anchors, accepted, notes, head, at } = verdict;
  return (
    <Notice tone="ok" title={t("theLogIsIntactChecked", { checked })}>
      <p>
        {t.rich("nothingWasChangedRemovedOr", {
          records,
          count: anchors.count,
          at: () => <LocalTime iso={at} />,
        })}
      </p>
      {accepted > 0 && <p>{t("acceptedHadBeenAcceptedAnd", { accepted })}</p>}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {head && (
        <p>
          {t.rich("lastHashHead", {
            span: (chunks) => <span className="font-mono break-all">{chunks}</span>,
            head,
          })}
        </p>
      )}
    </Notice>
  );
}

function Broken({ verdict }: { verdict: AuditVerification }) {
  const t = useTranslations("console.audit");
  const { findings, total, checked } = verdict;
  return (
    <Notice tone="danger" title={t("theLogIsNotIntact", { total })}>
      <ul className="my-1 list-disc space-y-1 pl-5">
        {findings.map(({ code, place, text }) => (
          <li key={`${code} ${place}`} className="break-words">
            {text}
          </li>
        ))}
        {total > findings.length && <li>{t("andTotalMore", { total: total - findings.length })}</li>}
      </ul>
      <p>{t("checkedCheckedKeepTheDatabase", { checked })}</p>
    </Notice>
  );
}
