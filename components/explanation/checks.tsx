import { Notice } from "@/components/ui/notice";
import { checkExplanation, type QualityCheck } from "@/lib/explain/checks";
import type { Explanation } from "@/lib/explain/explanation";

/** What was checked about the reasons: what asks for care openly, the rest folded. */
export function Checks({ explanation }: { explanation: Explanation }) {
  const checks = checkExplanation(explanation);
  const cautions = checks.filter((c) => c.state !== "ok");
  const passed = checks.filter((c) => c.state === "ok");
  return (
    <div className="space-y-2">
      {cautions.map((c) => (
        <Notice key={c.id} tone="warn" title={`${c.title}.`}>
          {c.detail}
        </Notice>
      ))}
      {passed.length > 0 && (
        <details className="text-[0.93rem]">
          <summary className="text-ink-2">
            <span aria-hidden="true" className="mr-1 font-bold text-ok">
              ✓
            </span>
            {cautions.length === 0 ? "All checks passed" : "Other checks passed"}
            <span className="sr-only">: {passed.map((c) => c.title).join("; ")}</span>
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

const Passed = ({ check }: { check: QualityCheck }) => (
  <div>
    <dt className="font-medium">{check.title}</dt>
    <dd className="text-ink-3">{check.detail}</dd>
  </div>
);
