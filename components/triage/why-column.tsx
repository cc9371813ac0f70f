import { Reasons } from "@/components/explanation/reasons";
import { formatPercent } from "@/components/format";
import { Section } from "@/components/ui/section";
import type { AssessmentView, PatientView } from "@/lib/workflows/views";
import { Probabilities } from "./suggestion";
import type { ReasonsState } from "./use-reasons";

type Props = { view: PatientView; reasons: ReasonsState; className?: string };

/**
 * Everything that helps to believe or doubt the level, from what moved it to how sure the model is. A column of sections:
 * what is needed within seconds stands open, on top.
 */
export function WhyColumn({ view, reasons, className = "" }: Props) {
  const { assessment, state, first, failure, retry } = reasons;
  return (
    <div className={`space-y-4 ${className}`}>
      <Section
        title="Why the model suggests this"
        aside={assessment.modelLevel === null ? undefined : `Model alone: level ${assessment.modelLevel}`}
      >
        <Reasons
          key={assessment.id}
          assessment={assessment}
          state={state}
          first={first}
          failure={failure}
          texts={{ complaint: view.complaint, note: view.note }}
          missing={view.missing}
          onRetry={retry}
        />
      </Section>
      {assessment.probabilities && (
        <Section title="How sure the model is">
          <Probabilities probabilities={assessment.probabilities} level={assessment.modelLevel} />
          {assessment.criticalRisk !== null && (
            <p className="mt-2 flex justify-between gap-4 border-t border-line pt-2">
              <span className="text-ink-2">Chance of critical-care admission</span>
              <span className="font-semibold">{formatPercent(assessment.criticalRisk)}</span>
            </p>
          )}
          <Provenance assessment={assessment} />
        </Section>
      )}
    </div>
  );
}

function Provenance({ assessment: { model, provenance } }: { assessment: AssessmentView }) {
  return (
    <p className="mt-2 border-t border-line pt-2 text-[0.857rem] leading-snug text-pretty text-ink-3">
      {model.state === "ready" && (
        <span className="block text-ink-2">
          {model.name} {model.version} ·{" "}
          {[model.engine, model.device, model.precision].filter(Boolean).join(", ")}
        </span>
      )}
      {provenance}
    </p>
  );
}
