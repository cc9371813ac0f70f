import { figure } from "@/lib/measures/figures";
import { setsSection } from "@/lib/measures/prediction-sets";
import { number3, percent, table } from "@/lib/measures/tables";
import type { Artifact } from "@/lib/model/artifact";
import { type CrossValidation, crossValidationName } from "@/lib/training/ktas/cross-validation";
import { type Twin, twinNote } from "@/lib/training/twin";
import type { Evaluation, SurveyEvaluation } from "./evaluation";
import { explanationSection } from "./explanation-report";
import type { OutcomesEvaluation } from "./outcomes/evaluate-outcomes";
import { externalSection, outcomeGroupsTable, outcomesSection } from "./outcomes/outcomes-report";
import {
  confusionTable,
  contendersSection,
  differencesTable,
  groupTable,
  ktasTable,
  spreadNote,
} from "./report";

/**
 * The model card in Hugging Face's format, written from an evaluation: no figure in it is typed by hand.
 * https://huggingface.co/docs/hub/model-cards
 */
export function modelCard(artifact: Artifact, e: Evaluation): string {
  return `${[
    frontMatter(artifact, e),
    opening(artifact),
    use(),
    training(artifact, e),
    e.survey ? surveySection(e.survey) : "",
    ktasSection(e),
    e.sets ? setsSection(e.sets) : "",
    e.outcomes ? happenedSection(e.outcomes) : "",
    e.external ? externalSection(e.external) : "",
    e.explanations ? explanationSection(e.explanations) : "",
    unlikeSection(artifact, e.twin),
    limits(e),
    files(),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

function frontMatter(artifact: Artifact, e: Evaluation): string {
  const balanced = e.survey?.policies.find((p) => p.policy === "balanced")?.figures;
  const metric = (type: string, name: string) => {
    const value = figure(balanced, name)?.value;
    return value === null || value === undefined
      ? ""
      : `\n          - type: ${type}\n            name: ${name}\n            value: ${number3(value)}`;
  };
  return `---
license: apache-2.0
language: en
library_name: onnx
pipeline_tag: tabular-classification
tags: [emergency-medicine, triage, onnx, safetensors]
model-index:
  - name: ${artifact.identity.name}
    results:
      - task:
          type: tabular-classification
          name: Emergency department triage level
        dataset:
          type: nhamcs-ed
          name: ${balanced?.dataset ?? "NHAMCS ED"}
        metrics:${metric("accuracy", "Accuracy")}${metric("cohen_kappa", "Quadratic-weighted kappa")}${metric("roc_auc", "AUROC, levels 1-2")}
---`;
}

function opening(artifact: Artifact): string {
  const { config, identity } = artifact;
  return `# ${identity.name} ${identity.version}

Suggests a five-level emergency department triage level (1 most urgent) from what is known at the door: age, sex, arrival,
vital signs, chief complaint, triage note, history. It advises a clinician, who decides; a deterministic safety floor
stands beside it and can only make a level more urgent. **It is not a certified medical device and must not be used for
patient care without local validation.**

A transformer encoder over one sequence (a summary token, ${config.numbers.length} numbers in piecewise-linear encoding,
${config.categories.length} categories, up to ${config.max_text_length} word pieces of a vocabulary of ${config.vocab_size}):
${config.num_hidden_layers} layers, ${config.hidden_size} wide, ${config.num_attention_heads} attention heads. What it answers: ${answers(config.heads)}.
The two scales are different scales and are reported apart.${decision(artifact)}${
    config.wide?.heads.includes("ktas")
      ? "\nThe KTAS head also reads the numbers, the categories and the complaint's word pieces by themselves, beside the encoder."
      : ""
  }`;
}

const use = (): string => `## Use

\`npm run triage -- predict --input cases.jsonl --output predictions.jsonl\` reads one JSON case a line. Every level comes
with calibrated probabilities, a prediction set built for 90 % coverage, and, with \`--explain\`, each feature's contribution.
Two decision policies are in \`calibration.json\`: each is a table of what every kind of mistake costs, under-triage dearer than
over-triage and dearer still under \`safety-first\`. The level shown is the one with the least expected cost, and never less urgent
than the likeliest level. (On the KTAS scale, and in earlier versions, policies are thresholds on expected severity.)`;

const SAID: Readonly<Record<string, string>> = {
  esi: "the level as US departments chart it (`esi`, five levels of immediacy in NHAMCS)",
  ktas: "the Korean Triage and Acuity Scale (`ktas`, expert labels)",
  critical: "critical-care admission or death in the department",
  lifeSaving: "a life-saving intervention",
  admission: "admission, observation or transfer",
  psychiatric: "psychiatric transfer",
  resources: "none, one, two or more kinds of resources",
  emergencies: "time-critical diagnoses (a signal while learning, not shown)",
};
const answers = (heads: readonly string[]): string => heads.map((h) => SAID[h] ?? h).join("; ");

const decision = ({ calibration }: Artifact): string =>
  calibration.scales.esi.combination
    ? `
The level follows from all of these together, by a softmax regression with a bias for each age group, fitted on
${calibration.scales.esi.combination.fittedOn}.`
    : "";

function training(artifact: Artifact, { twin }: Evaluation): string {
  const { lineage, parent } = artifact.manifest;
  const sources = (lineage.sources ?? {}) as Record<string, number>;
  return `## Training data

${table(
  ["Source", "Visits"],
  Object.entries(sources).map(([name, n]) => [name, String(n)]),
)}${parent && lineage.pruned ? `\n\n${pruned(lineage.description)}` : ""}

NHAMCS: CDC/NCHS National Hospital Ambulatory Medical Care Survey, public-use files (US Government work; for statistical
reporting and analysis only; no attempt may be made to identify any person or establishment). KTAS: Moon S-H, Shim JL,
Park K-S, Park C-S (2019), PLOS ONE 14(9): e0216972, CC BY 4.0.

The survey gives reasons for visit as coded phrases; in training they are retold in the words and abbreviations nurses use
(a lexicon of our own), and vitals, history and words are left out at random. NHAMCS records no level of consciousness: in
half of the training visits "alert" was filled in where the reasons do not speak of it, and a fitting level where they do
(for example "unconscious on arrival").

${twin ? twinNote(twin) : "Nothing below was used in training."} Temperature, decision and conformal quantiles were fitted on
${artifact.calibration.scales.esi.fittedOn}${artifact.calibration.critical ? ` and ${artifact.calibration.critical.fittedOn}` : ""}; the figures are from other visits.${selection(lineage.selection)}`;
}

const pruned = (description: unknown): string =>
  `Learned from ${description}; what was left then learned the answers of the whole model, on the same visits.`;

/** How the version was chosen among those tried, when that was written down: looking at a reported half is not training on it, and not nothing. */
const selection = (text: unknown): string => (typeof text === "string" ? `\n\n${text}` : "");

function surveySection(survey: SurveyEvaluation): string {
  const n = survey.policies[0]?.figures.cases ?? 0;
  const compared =
    survey.differences.length === 0
      ? ""
      : `\n\nThe model (balanced) less each baseline, the same patients drawn for both (paired bootstrap). A difference whose interval
holds 0 is none:\n\n${differencesTable(survey)}`;
  return `## Figures: NHAMCS ED 2019 (${n} visits)

95 % bootstrap intervals in brackets. "Severe under-triage": two or more levels too low, or a level 1-2 patient shown 3-5.
The label is the immediacy the department charted; it is noisy, and two nurses would not agree on all of it.

${contendersSection(survey.contenders)}${compared}

By group (balanced policy; race and ethnicity as NHAMCS imputes them; "Level 1-2" is how many patients the sensitivity rests on):

${groupTable(survey)}

Label against level shown (balanced policy):

${confusionTable(survey.confusion)}`;
}

function ktasSection({ ktas, ktasBeside }: Evaluation): string {
  const cv = ktas as CrossValidation["metrics"] | null;
  if (!cv) return "";
  return `## Figures: KTAS expert labels (${cv.balanced.count} visits, ${crossValidationName(cv)})

Recorded by \`train\`: every visit was answered by a model that had not seen it, calibrated on the other folds. The shipped
weights have seen all of these visits. For comparison, the nurse at the door against the same experts${
    ktasBeside ? `, and on the same folds:\n${ktasBeside.map((b) => b.name).join(", ")}` : ""
  }.${spreadNote(cv)}

${ktasTable(cv, ktasBeside)}`;
}

const happenedSection = (outcomes: OutcomesEvaluation): string => `${outcomesSection(outcomes)}

By group, the model's AUROC and how many had it:

${outcomeGroupsTable(outcomes)}`;

function unlikeSection({ familiarity }: Artifact, twin: Twin | undefined): string {
  if (!familiarity) return "";
  const t = { ...familiarity.table, ...twin?.unlike };
  const held = (1 - t.quantile) * 100;
  return `## Patients unlike those it learned from

Two scores say how like its training visits a case is: \`whole\`, the Mahalanobis distance of the encoder's embedding (Lee et al.
2018), and \`words\`, the mean surprise of the word pieces under a bigram model. Fitted on ${t.fittedOn}. Each bound lets
${held.toFixed(1)} % of ${t.boundsFrom} pass beyond it. Beyond \`words\` the product withholds the model's answer; beyond \`whole\` it shows
the answer with a caution, because there the score finds too little to be trusted with more.${
    twin?.unlike ? " The shares below are the twin's, by its own bounds." : ""
  }
${
  t.measured.length === 0
    ? ""
    : `
${table(
  ["Visits on which nothing of it was fitted", "Visits", "Beyond a bound"],
  t.measured.map((m) => [m.dataset, String(m.cases), percent(m.flagged)]),
)}
`
}
${table(
  ["Planted in ordinary visits", "Cases", "AUROC, whole", "AUROC, words", "Beyond a bound"],
  t.planted.map((p) => [
    p.kind,
    String(p.cases),
    number3(p.auroc.whole),
    number3(p.auroc.words),
    percent(p.flagged),
  ]),
)}`;
}

/** The group whose urgent patients are missed most, among those with enough visits to say so. */
function worstGroup(e: Evaluation): string {
  const measured = (e.survey?.groups ?? []).flatMap(({ grouping, group, figures }) => {
    const value = figure(figures, "Sensitivity, levels 1-2")?.value;
    return value === null || value === undefined || figures.cases < 300 ? [] : [{ grouping, group, value }];
  });
  const [worst] = measured.sort((a, b) => a.value - b.value);
  return worst
    ? `\n- The balanced policy misses urgent patients most often in the group "${worst.grouping}: ${worst.group}" (sensitivity ${number3(worst.value)}).`
    : "";
}

const limits = (e: Evaluation): string => `## Limits
${worstGroup(e)}
- Labels are what departments charted, with their habits and biases; agreeing with them is not the same as being right.
- US data of 2012-2014 and 2016-2019 and two Korean departments. What mistakes cost is local: validate and recalibrate on site.
- What happened is care that was given, not care that was needed.
- Complaints in training are retold codes and short phrases, in English. Long narratives and other languages are untested.
- Pregnancy, oxygen therapy, lab values, imaging and medicines are seen only as far as the text mentions them.
- Level 1 is rare in the data (about 1 %); the safety floor, not the model, is the guard for it.
- Differences between groups in the table above are not explained by it and need watching on site.`;

const files = (): string => `## Files

\`config.json\`, \`tokenizer.json\` (Hugging Face tokenizers), \`model.safetensors\` (dense weights are stored in x out),
\`model.onnx\` and \`model.int8.onnx\` (ONNX opset 17), \`calibration.json\`, \`familiarity.json\` and
\`familiarity.safetensors\` (what it takes for an ordinary patient: means and spread of embeddings, counts of word pieces),
\`replay.json\` (frequencies by level and age group that retraining rehearses from; no visit is in it), \`benchmark.json\` (made-up
visits with the level of those they were drawn from, which every later version is measured on), \`evaluation.json\`, \`metrics.json\`, \`manifest.json\` (sha256 of each).`;
