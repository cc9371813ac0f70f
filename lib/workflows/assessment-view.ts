import type { AssessmentRow } from "@/db/queries/assessment";
import { findVersion, type ModelVersionRow } from "@/db/queries/registry";
import { secondLook } from "@/lib/explain/second-look";
import { type Subject, summarize } from "@/lib/explain/words";
import { isWithheld } from "@/lib/model/familiarity";
import { isOfExplanations, type MetricSet, policyOfSet } from "@/lib/registry/metric-set";
import type { Runtime } from "./runtime";
import { cautionOf, UNLIKE_TITLE } from "./unlike";
import type { AssessmentView, ModelState } from "./views";

/** An assessment as the screen shows it. */
export async function viewAssessment(rt: Runtime, row: AssessmentRow): Promise<AssessmentView> {
  const version = row.modelVersion ? await findVersion(rt.db, row.modelVersion) : null;
  return toAssessmentView(row, version);
}

function toAssessmentView(row: AssessmentRow, version: ModelVersionRow | null): AssessmentView {
  return {
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    level: row.shownLevel,
    modelLevel: row.modelLevel,
    probabilities: row.probabilities,
    expectedSeverity: row.expectedSeverity,
    predictionSet: row.predictionSet,
    criticalRisk: row.criticalRisk,
    floor: row.floor,
    model: modelOf(row),
    caution: cautionOf(row.familiarity),
    explanation: row.explanation,
    groups: row.explanation?.groups ?? [],
    summary: row.explanation ? summarize(row.explanation, subjectOf(row)) : [],
    secondLook: row.explanation ? secondLook(row.explanation, row.floor) : [],
    provenance: provenance(row, version),
  };
}

const subjectOf = (row: AssessmentRow): Subject => ({
  complaint: row.case?.chiefComplaint ?? null,
  note: row.case?.note ?? null,
  missing: row.missing,
  modelLevel: row.modelLevel,
  level: row.shownLevel,
});

function modelOf(row: AssessmentRow): ModelState {
  if (!row.modelVersion)
    return { state: "rules-only", why: row.degradedReason ?? "The model did not answer." };
  if (isWithheld(row.familiarity))
    return { state: "rules-only", why: row.degradedReason ?? "", title: UNLIKE_TITLE };
  return {
    state: "ready",
    name: row.modelName ?? "",
    version: row.modelVersion,
    engine: row.engine ?? "",
    device: row.device ?? "",
    precision: row.precision ?? "",
    policy: row.policy,
  };
}

/** What the figures beside the level rest on: measured on the version that answered, under the policy it answered by. */
function provenance(row: AssessmentRow, version: ModelVersionRow | null): string {
  if (!row.modelVersion) return "No model answered. The safety rules are fixed; each names its source.";
  if (isWithheld(row.familiarity))
    return `${row.modelName} ${row.modelVersion} answered, but its answer is withheld. The safety rules are fixed; each names its source.`;
  const measured = (version?.metrics ?? [])
    .filter((set) => !isOfExplanations(set) && (policyOfSet(set) ?? row.policy) === row.policy)
    .map(describeSet)
    .filter((text) => text !== "");
  return [
    ...(version ? [`Trained on ${version.trainedOn}.`.replace(/\.+$/, ".")] : []),
    measured.length > 0
      ? `Measured on ${measured.join("; ")}.`
      : "No measured figures are registered with this version.",
    "The figures describe groups of patients, not this one.",
  ].join(" ");
}

/** "2014 visits (9,800 cases): accuracy 0.59, …": the first few figures, the console has them all. */
const MOST_FIGURES = 3;
function describeSet(set: MetricSet): string {
  const figures = set.figures
    .filter((f) => f.value !== null)
    .slice(0, MOST_FIGURES)
    .map((f) => `${f.name} ${f.value?.toFixed(2)}`);
  return figures.length === 0
    ? ""
    : `${set.dataset} (${set.cases.toLocaleString("en-US")} cases): ${figures.join(", ")}`;
}
