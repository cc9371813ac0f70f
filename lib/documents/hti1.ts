import { type Content, type Row, row } from "./document";
import type { Facts } from "./facts";
import { sayExternal, sayFigures, sayGroups, saySources, siteFigures, surveyFigures } from "./say";

/**
 * The source attributes of a predictive decision support intervention: 45 CFR 170.315(b)(11)(iv)(B), as of the HTI-1 final rule
 * (89 FR 1192, 9 January 2024). Thirty-one, in the rule's order and by its numbers.
 */
export const ATTRIBUTES = 31;

const SENSITIVITY = "Sensitivity, levels 1-2";
const EVALUATION = "evaluation.json of the version in use";
const BY_DESIGN = "the product's documents";

export function hti1(facts: Facts): Content {
  const { model } = facts;
  const evaluation = model?.evaluation ?? null;
  const survey = surveyFigures(facts);
  const groups = evaluation?.survey?.groups ?? [];
  const equity = facts.model?.inputs.filter((k) => EQUITY_INPUTS.includes(k)) ?? null;
  const fairness = facts.fairness;
  const section = (title: string, rows: readonly Row[]) => ({ title, rows });
  return {
    sections: [
      section("(1) Details and output", [
        row("(i) Name and contact of the developer", null, "no setting holds it"),
        row("(ii) Funding source of the technical implementation", null, "nothing in the repository says it"),
        row(
          "(iii) Value produced as output",
          "A triage level from 1 (immediate) to 5 (nonurgent) with its probabilities, a prediction set, risks of critical care, admission and life-saving interventions, expected resources, and the reasons",
          "docs/batch-format.md",
        ),
        row(
          "(iv) Kind of output",
          "A prediction, shown as a recommendation to the clinician who decides",
          "README.md",
        ),
      ]),
      section("(2) Purpose", [
        row(
          "(i) Intended use",
          "Suggesting who of those who wait in an emergency department must be seen first",
          "README.md",
        ),
        row(
          "(ii) Intended patient population",
          "Patients of emergency departments at triage, of any age; of unknown age the safety rules alone speak",
          "README.md",
        ),
        row("(iii) Intended users", "Triage nurses, clinicians and charge nurses", "lib/auth/permissions.ts"),
        row(
          "(iv) Role in decisions",
          "Informs and advises; no path writes a level to the EHR without a clinician's decision",
          "README.md",
        ),
      ]),
      section("(3) Cautioned out-of-scope use", [
        row(
          "(i) Tasks, situations and populations where caution is advised",
          "Complaints in other languages than English; small children, of whose urgent ones it misses most; patients unlike those it learned from, of whom it withholds its answer; anything but triage at arrival",
          "README.md, Limits",
        ),
        row(
          "(ii) Known risks, inappropriate settings and uses, limitations",
          "Not certified as a medical device; never tried prospectively; not to be used without local validation. The hazard log lists the risks",
          "README.md, hazard log",
        ),
      ]),
      section("(4) Development and input features", [
        row(
          "(i) Inclusion and exclusion criteria of the training data",
          model ? `Trained on ${model.trainedOn}${described(saySources(model.sources))}` : null,
          "lineage in the manifest of the version in use",
        ),
        row(
          "(ii) Race, ethnicity, language, sexual orientation, gender identity, sex, date of birth, social determinants, health status as input",
          equity === null
            ? null
            : `Used as input: ${equity.length === 0 ? "none of them as fields" : equity.join(", ")}. Words of complaint and note are read, whatever they say${model?.readsNames ? "" : "; names of people are left out"}`,
          "config.json of the version in use",
        ),
        row("(iii) Demographic representativeness of the training data", countsByGroup(groups), EVALUATION),
        row("(iv) Relevance of the training data to where it is used", null, "to be judged by the site"),
      ]),
      section("(5) Fairness in development", [
        row(
          "(i) Approach to a fair output",
          "Figures by sex, age, race and ethnicity with each evaluation; the same patient told as somebody else (counterfactual audit) for each release and candidate; a weekly report at the site",
          "docs/evaluation/fairness.md",
        ),
        row(
          "(ii) Approaches to manage, reduce or eliminate bias",
          `Words that judge may not lower urgency${model && !model.readsNames ? "; names are not read" : ""}; checks bind promotions; incidents for differences beyond a bound`,
          "docs/decisions/2026-11-30-fairness.md",
        ),
      ]),
      section("(6) External validation", [
        row(
          "(i) Data, setting, environment",
          evaluation?.external ? evaluation.external.dataset : null,
          EVALUATION,
        ),
        row(
          "(ii) Who conducted it",
          evaluation?.external ? "The developers, by the product's own command" : null,
          "docs/training.md",
        ),
        row(
          "(iii) Demographic representativeness of the external data",
          null,
          "the external evaluation has no groups",
        ),
        row(
          "(iv) Process",
          evaluation?.external
            ? "Answers to visits that nothing was fitted to, held against what became of them"
            : null,
          EVALUATION,
        ),
      ]),
      section("(7) Quantitative measures", [
        row("(i) Validity, test data of the same source", survey && sayFigures(survey), EVALUATION),
        row("(ii) Fairness, test data of the same source", sayGroups(groups, SENSITIVITY), EVALUATION),
        row("(iii) Validity, external data", evaluation && sayExternal(evaluation), EVALUATION),
        row("(iv) Fairness, external data", null, "the external evaluation has no groups"),
        row("(v) Evaluations of use on outcomes", null, "it has never been tried prospectively"),
      ]),
      section("(8) Ongoing maintenance", [
        row(
          "(i) How and how often validity is monitored",
          "Continuously, by jobs each day: against decisions, second readings and outcomes, with intervals valid whenever one looks",
          "console, Performance",
        ),
        row(
          "(ii) Validity in local data",
          siteFigures(facts),
          "checks of the version in use on held-out decisions of the site",
        ),
        row(
          "(iii) How and how often fairness is monitored",
          "Each week, over the 90 days before, with correction for many comparisons",
          "console, Fairness",
        ),
        row(
          "(iv) Fairness in local data",
          fairness &&
            `${fairness.from} to ${fairness.to}, ${fairness.visits} visits: ${fairness.compared} comparisons, ${fairness.beyond.length} beyond a bound${described(fairness.beyond.join("; "))}`,
          "newest report of fairness",
        ),
      ]),
      section("(9) Updates and continued validation", [
        row(
          "(i) How and how often it is updated",
          facts.retraining?.map((t) => `${t.name}: ${t.words}`).join("; ") ?? null,
          "policy of retraining in force",
        ),
        row(
          "(ii) How often performance is corrected where risks are found",
          null,
          `${BY_DESIGN}: a person decides; the change control plan says what is asked of a correction`,
        ),
      ]),
    ],
  };
}

/** Of the variables of paragraph (b)(11)(iv)(A)(5) to (13), those a model may have as fields. */
const EQUITY_INPUTS: readonly string[] = ["ageYears", "sex"];

const described = (words: string | null): string => (words ? `: ${words}` : "");

function countsByGroup(
  groups: readonly { grouping: string; group: string; figures: { cases: number } }[],
): string | null {
  if (groups.length === 0) return null;
  return `Of the training visits no count by group is kept. Of the visits it was measured on: ${groups
    .map((g) => `${g.group} ${g.figures.cases.toLocaleString("en-GB")}`)
    .join(", ")}`;
}
