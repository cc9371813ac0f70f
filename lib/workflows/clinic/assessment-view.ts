import type { AssessmentRow } from "@/db/queries/assessment";
import { findVersion, type ModelVersionRow } from "@/db/queries/registry";
import { calibrationByDigest } from "@/db/queries/site-calibration";
import type { SuggestionMode } from "@/lib/decision/decision";
import { againstSense } from "@/lib/explain/against-sense";
import { type Look, secondLook } from "@/lib/explain/second-look";
import { type Subject, summarize } from "@/lib/explain/words";
import { isWithheld } from "@/lib/model/familiarity";
import { type FourQuestions, fourQuestions } from "@/lib/policy/four-questions";
import {
  isOfExplanations,
  isTooFew,
  type MetricSet,
  policyOfSet,
  tooFewInWords,
} from "@/lib/registry/metric-set";
import { sayable } from "../service/check-content";
import { SWITCHED_OFF_WHY } from "../service/engines";
import type { Runtime } from "../service/runtime";
import type { AssessmentView, ModelState } from "../views";
import { withoutModel } from "./suggestion";
import { cautionOf, UNLIKE_TITLE } from "./unlike";

/**
 * An assessment as the screen shows it.
 * @param heldBack the mode by which the model's answer is kept from whoever looks; nothing of it is in the view then
 */
export async function viewAssessment(
  rt: Runtime,
  row: AssessmentRow,
  heldBack: Exclude<SuggestionMode, "suggest"> | null = null,
): Promise<AssessmentView> {
  if (heldBack)
    return {
      ...checked(rt, toAssessmentView(withoutModel(row), null, null)),
      model: { state: "held-back", mode: heldBack },
      provenance: "",
    };
  const version = row.modelVersion ? await findVersion(rt.db, row.modelVersion) : null;
  const calibration = row.calibration ? await calibrationByDigest(rt.db, row.calibration) : null;
  return {
    ...checked(rt, toAssessmentView(row, version, version && (await releaseOf(rt, version)))),
    adjusted: row.calibration ? (calibration?.madeAt ?? row.createdAt).toISOString() : null,
  };
}

const checked = (rt: Runtime, view: AssessmentView): AssessmentView => ({
  ...view,
  summary: sayable(rt, "page", view.summary),
  secondLook: sayable(rt, "page", view.secondLook),
});

/** The release a version was retrained from, on however many ways; itself when it is one. */
export async function releaseOf(rt: Runtime, version: ModelVersionRow): Promise<ModelVersionRow | null> {
  const seen = new Set<string>();
  let at: ModelVersionRow | null = version;
  while (at?.runId && at.parent && !seen.has(at.version)) {
    seen.add(at.version);
    at = await findVersion(rt.db, at.parent);
  }
  return at?.runId ? null : at;
}

function toAssessmentView(
  row: AssessmentRow,
  version: ModelVersionRow | null,
  release: ModelVersionRow | null,
): AssessmentView {
  return {
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    level: row.shownLevel,
    modelLevel: row.modelLevel,
    probabilities: row.probabilities,
    expectedSeverity: row.expectedSeverity,
    predictionSet: row.predictionSet,
    criticalRisk: row.criticalRisk,
    outlook: row.outlook,
    questions: questionsOf(row),
    floor: row.floor,
    model: modelOf(row),
    caution: cautionOf(row.familiarity),
    explanation: row.explanation,
    groups: row.explanation?.groups ?? [],
    summary: row.explanation ? summarize(row.explanation, subjectOf(row)) : [],
    secondLook: row.explanation ? secondLook(row.explanation, subjectOf(row)) : [],
    againstSense: row.explanation ? againstSense(row.explanation, subjectOf(row), row.floor) : [],
    adjusted: null,
    provenance: provenance(row, version, release),
  };
}

/** Worked out from what is stored: an assessment made by an older version is asked the same questions. */
const questionsOf = (row: AssessmentRow): FourQuestions =>
  fourQuestions({
    ageYears: row.case?.ageYears ?? null,
    vitals: (row.case ?? row.ageless)?.vitals ?? {},
    floor: row.floor,
    modelLevel: row.modelLevel,
    probabilities: row.probabilities,
    outlook: row.outlook,
  });

const subjectOf = (row: AssessmentRow): Subject & Look => ({
  complaint: (row.case ?? row.ageless)?.chiefComplaint ?? null,
  note: (row.case ?? row.ageless)?.note ?? null,
  missing: row.missing,
  modelLevel: row.modelLevel,
  level: row.shownLevel,
  floor: row.floor,
});

function modelOf(row: AssessmentRow): ModelState {
  if (!row.modelVersion) {
    const why = row.degradedReason ?? "The model did not answer.";
    return why === SWITCHED_OFF_WHY
      ? { state: "rules-only", why, title: "The model is switched off.", switchedOff: true }
      : { state: "rules-only", why };
  }
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
function provenance(
  row: AssessmentRow,
  version: ModelVersionRow | null,
  release: ModelVersionRow | null,
): string {
  if (!row.modelVersion) return "No model answered. The safety rules are fixed; each names its source.";
  if (isWithheld(row.familiarity))
    return `${row.modelName} ${row.modelVersion} answered, but its answer is withheld. The safety rules are fixed; each names its source.`;
  const own = measured(version, row.policy);
  const before = release && release.version !== version?.version ? measured(release, row.policy) : null;
  return [
    ...(row.calibration
      ? ["Adjusted to how this department charts; the figures are of the model without that."]
      : []),
    ...(version ? [`Trained on ${version.trainedOn}.`.replace(/\.+$/, ".")] : []),
    own ? `Measured on ${own}.` : "No measured figures are registered with this version.",
    ...(release && before
      ? [`The release it was retrained from, ${release.version}: measured on ${before}.`]
      : []),
    "The figures describe groups of patients, not this one.",
  ].join(" ");
}

/** A version's sets in words; empty when there is none. */
const measured = (version: ModelVersionRow | null, policy: AssessmentRow["policy"]): string =>
  (version?.metrics ?? [])
    .filter((set) => !isOfExplanations(set) && (policyOfSet(set) ?? policy) === policy)
    .map(describeSet)
    .filter((text) => text !== "")
    .join("; ");

/** "2014 visits (9,800 cases): accuracy 0.59, …": the first few figures, the console has them all. */
const MOST_FIGURES = 3;
function describeSet(set: MetricSet): string {
  if (isTooFew(set)) return `${set.dataset}: ${tooFewInWords(set.cases)}`;
  const figures = set.figures
    .filter((f) => f.value !== null)
    .slice(0, MOST_FIGURES)
    .map((f) => `${f.name} ${f.value?.toFixed(2)}`);
  return figures.length === 0
    ? ""
    : `${set.dataset} (${set.cases.toLocaleString("en-US")} cases): ${figures.join(", ")}`;
}
