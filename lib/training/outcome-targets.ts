import type { HoursBand, VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import type { Targets } from "./fitting/loss";

/** The survey's "admission to critical care" is from the department; later is another course of events, and says nothing of this one. */
const FROM_DEPARTMENT: readonly (HoursBand | undefined)[] = ["under-4h", "4-24h"];

/**
 * What became of a site's patient as targets of the outcome heads, each as the survey asked it (lib/training/sources/outcomes.ts). A question
 * that is not answered, or does not apply, has no target: its head learns nothing from this case. Life-saving interventions, resources
 * and diagnoses are not asked of the EHR.
 */
export function outcomeTargets({ answers, within }: VisitOutcomes): Targets {
  const yesOrNo = (answer: string) => (answer === "yes" ? 1 : answer === "no" ? 0 : undefined);
  const admission = yesOrNo(answers.admission);
  const psychiatric = yesOrNo(answers.psychiatric);
  const critical = criticalTarget({ answers, within });
  return {
    ...(admission === undefined ? {} : { admission }),
    ...(psychiatric === undefined ? {} : { psychiatric }),
    ...(critical === undefined ? {} : { critical }),
  };
}

/** Critical care, or death, within a day of arrival. */
function criticalTarget({ answers, within }: VisitOutcomes): number | undefined {
  const soon = (["criticalCare", "death"] as const).some(
    (o) => answers[o] === "yes" && FROM_DEPARTMENT.includes(within[o]),
  );
  if (soon) return 1;
  return answers.criticalCare === "no" && answers.death === "no" ? 0 : undefined;
}
