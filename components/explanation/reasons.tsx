"use client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { isSound } from "@/lib/explain/quality";
import type { AssessmentView } from "@/lib/workflows/views";
import { Checks } from "./checks";
import { Waterfall } from "./waterfall";

type Props = {
  assessment: AssessmentView;
  state: "loading" | "ready" | "failed";
  failure: string | null;
  onRetry: () => void;
};

/** Why this level. Comes after the level and never stands in the way of deciding. */
export function Reasons({ assessment, state, failure, onRetry }: Props) {
  const { explanation, model } = assessment;
  // The third sentence names what was not known: a list of its own follows.
  const summary = assessment.summary.slice(0, 2);
  if (model.state === "rules-only")
    return (
      <p className="text-ink-2">
        No model answered, so there is nothing to explain. The safety rules beside the level name their own
        reasons.
      </p>
    );
  if (state === "loading") return <ReasonsSkeleton />;
  if (state === "failed" || !explanation)
    return (
      <Notice
        tone="warn"
        live
        title="The reasons could not be worked out."
        action={
          <Button size="small" onClick={onRetry}>
            Try again
          </Button>
        }
      >
        {failure} You can decide without them.
      </Notice>
    );
  if (!isSound(explanation))
    return (
      <Notice tone="warn" live title="The reasons are not shown because they failed a check.">
        The parts do not add up to the level (they differ by {explanation.additivityResidual.toPrecision(2)}{" "}
        levels). The level itself is not affected; judge it by the patient.
      </Notice>
    );
  return (
    <div className="space-y-3">
      {summary.length > 0 && (
        <ul className="space-y-1 text-pretty">
          {summary.map((sentence, i) => (
            <li key={sentence} className={i === 0 ? "text-[1.07rem] leading-snug font-medium" : "text-ink-2"}>
              {sentence}
            </li>
          ))}
        </ul>
      )}
      <Waterfall explanation={explanation} />
      <Checks explanation={explanation} />
    </div>
  );
}

function ReasonsSkeleton() {
  return (
    <div role="status" className="space-y-3">
      <span className="sr-only">Working out the reasons. You can decide now.</span>
      <div className="skeleton h-5 w-4/5" />
      <div className="skeleton h-4 w-3/5" />
      <div className="space-y-2 pt-2" aria-hidden="true">
        {[72, 54, 60, 40, 48].map((w) => (
          <div key={w} className="flex items-center gap-3">
            <div className="skeleton h-4 w-2/5" />
            <div className="skeleton h-4" style={{ width: `${w / 2}%` }} />
          </div>
        ))}
      </div>
    </div>
  );
}
