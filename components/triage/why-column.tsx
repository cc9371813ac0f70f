import Link from "next/link";
import { useTranslations } from "next-intl";
import { Reasons } from "@/components/explanation/reasons";
import { SimilarPatients } from "@/components/explanation/similar-patients";
import { WhatWouldChange } from "@/components/explanation/what-would-change";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useSaid } from "@/components/words/use-said";
import type { WhatWouldChangeInWords } from "@/lib/explain/change-words";
import { formatRisk } from "@/lib/policy/format-risk";
import type { AssessmentView, PatientView, SimilarPatientsView } from "@/lib/workflows/views";
import { FourQuestions } from "./four-questions";
import { Probabilities } from "./suggestion";
import type { ReasonsState } from "./use-reasons";

export type LookUpActions = {
  readonly whatIf: (assessmentId: string) => Promise<WhatWouldChangeInWords | null>;
  readonly similar: (assessmentId: string) => Promise<SimilarPatientsView>;
};

type Props = { view: PatientView; reasons: ReasonsState; actions: LookUpActions };

/**
 * Everything that helps to believe or doubt the level, in two stacks: what is needed within seconds, and what is looked up.
 * On a narrow screen what is known of the patient stands between them (patient-screen.tsx).
 */
export function WhyColumn({ view, reasons, actions }: Props) {
  const t = useTranslations("patient");
  const { assessment, state, first, failure, retry } = reasons;
  // What the model says is not here; what rules and vital signs say is.
  if (assessment.model.state === "held-back")
    return (
      <div className="space-y-4 max-xl:order-2">
        <FourQuestions assessment={assessment} />
      </div>
    );
  return (
    <div className="max-xl:contents xl:space-y-4">
      <div className="space-y-4 max-xl:order-2">
        <FourQuestions assessment={assessment} />
        <Section
          title={t("whyTheModelSuggestsThis")}
          className="print-breaks"
          aside={
            assessment.modelLevel === null
              ? undefined
              : t("modelAloneLevelModellevel", { modelLevel: assessment.modelLevel })
          }
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
          <Section title={t("howSureTheModelIs")}>
            <Probabilities probabilities={assessment.probabilities} level={assessment.modelLevel} />
            <WhatIsExpected assessment={assessment} />
            <Provenance assessment={assessment} />
          </Section>
        )}
        <Section title={t("patientsLikeThisOne")}>
          <SimilarPatients assessmentId={assessment.id} load={actions.similar} />
        </Section>
      </div>
    </div>
  );
}

/** What happens next to patients like this one; of an older version only the first is known. */
function WhatIsExpected({ assessment: { outlook, criticalRisk } }: { assessment: AssessmentView }) {
  const t = useTranslations("patient");
  const said = useSaid();
  const risks: readonly (readonly [string, number | null | undefined])[] = [
    [t(outlook ? "criticalCareOrDeath" : "criticalCareAdmission"), criticalRisk],
    [t("admissionObservationOrTransfer"), outlook?.risks.admission],
  ];
  const known = risks.filter((r): r is [string, number] => typeof r[1] === "number");
  if (known.length === 0) return null;
  return (
    <dl className="mt-2 space-y-0.5 border-t border-line pt-2">
      {known.map(([name, p]) => (
        <div key={name} className="flex justify-between gap-4">
          <dt className="text-ink-2">{name}</dt>
          <dd className="font-semibold">{said(formatRisk(p))}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One line; what it was measured on is a page of its own, since no decision waits for it. */
function Provenance({ assessment: { model, provenance, adjusted } }: { assessment: AssessmentView }) {
  const t = useTranslations("patient");
  const said = useSaid();
  return (
    <p className="mt-2 border-t border-line pt-2 text-[0.93rem] leading-snug text-pretty text-ink-2">
      {model.state === "ready" ? (
        <>
          {model.name} {model.version}
          {model.policy && `, ${model.policy}`}.{" "}
          {adjusted && (
            <>{t.rich("adjustedToThisDepartment", { at: () => <LocalTime iso={adjusted} withDate /> })} </>
          )}
          <Link
            href={`/model/${encodeURIComponent(model.version)}`}
            className="font-medium text-accent underline"
          >
            {t("whatItsLevelsRestOn")}
          </Link>
        </>
      ) : (
        said(provenance)
      )}
    </p>
  );
}
