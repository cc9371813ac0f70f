import { Reasons } from "@/components/explanation/reasons";
import { SimilarPatients } from "@/components/explanation/similar-patients";
import { WhatWouldChange } from "@/components/explanation/what-would-change";
import { formatPercent } from "@/components/format";
import { Section } from "@/components/ui/section";
import type { WhatWouldChangeInWords } from "@/lib/explain/change-words";
import type { AssessmentView, PatientView, SimilarPatientsView } from "@/lib/workflows/views";
import { Probabilities } from "./suggestion";
import type { ReasonsState } from "./use-reasons";

export type LookUpActions = {
  readonly whatIf: (assessmentId: string) => Promise<WhatWouldChangeInWords | null>;
  readonly similar: (assessmentId: string) => Promise<SimilarPatientsView>;
};

type Props = { view: PatientView; reasons: ReasonsState; actions: LookUpActions };

/**
 * Everything that helps to believe or doubt the level, in two stacks: what is needed within seconds, and what is looked up.
 * On a narrow screen the vital signs stand between them (patient-screen.tsx).
 */
export function WhyColumn({ view, reasons, actions }: Props) {
  const { assessment, state, first, failure, retry } = reasons;
  return (
    <div className="max-xl:contents xl:space-y-4">
      <div className="space-y-4 max-xl:order-2">
        <Section
          title="Why the model suggests this"
          className="print-breaks"
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
      </div>
      <div className="space-y-4 max-xl:order-5">
        <WhatWouldChange assessment={assessment} waiting={state === "loading"} load={actions.whatIf} />
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
        <Section title="Patients like this one">
          <SimilarPatients assessmentId={assessment.id} load={actions.similar} />
        </Section>
      </div>
    </div>
  );
}

function Provenance({ assessment: { model, provenance } }: { assessment: AssessmentView }) {
  return (
    <p className="mt-2 border-t border-line pt-2 text-[0.857rem] leading-snug text-pretty text-ink-3">
      {model.state === "ready" && (
        <span className="block text-ink-2">
          {model.name} {model.version} ·{" "}
          {[model.engine, model.device, model.precision, model.policy && `${model.policy} policy`]
            .filter(Boolean)
            .join(", ")}
        </span>
      )}
      {provenance}
    </p>
  );
}
