import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { useSaid } from "@/components/words/use-said";
import { checkExplanation, type QualityCheck } from "@/lib/explain/checks";
import type { Explanation } from "@/lib/explain/explanation";

/** What was checked about the reasons: what asks for care openly, the rest folded. */
export function Checks({ explanation }: { explanation: Explanation }) {
  const t = useTranslations("explanation");
  const said = useSaid();
  const checks = checkExplanation(explanation);
  const cautions = checks.filter((c) => c.state !== "ok");
  const passed = checks.filter((c) => c.state === "ok");
  return (
    <div className="space-y-2">
      {cautions.map((c) => (
        <Notice key={c.id} tone="warn" title={`${said(c.title)}.`}>
          {said(c.detail)}
        </Notice>
      ))}
      {passed.length > 0 && (
        <details className="text-[0.93rem]">
          <summary className="text-ink-2">
            <span aria-hidden="true" className="mr-1 font-bold text-ok">
              ✓
            </span>
            {cautions.length === 0 ? t("allChecksPassed") : t("otherChecksPassed")}
            <span className="sr-only">: {passed.map((c) => said(c.title)).join("; ")}</span>
          </summary>
          <dl className="mt-1 space-y-1 pl-4">
            {passed.map((c) => (
              <Passed key={c.id} check={c} />
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}

function Passed({ check }: { check: QualityCheck }) {
  const said = useSaid();
  return (
    <div>
      <dt className="font-medium">{said(check.title)}</dt>
      <dd className="text-ink-3">{said(check.detail)}</dd>
    </div>
  );
}
