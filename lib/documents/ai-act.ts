import { type Content, row } from "./document";
import type { Facts } from "./facts";
import { sayExternal, sayFigures, sayGroups, saySources, surveyFigures } from "./say";

/**
 * Regulation (EU) 2024/1689 (AI Act), Articles 12 to 14 and Annex IV: what the product has for each, and what it has not. Points and
 * letters are those of the text as it was published (OJ L, 2024/1689, 12.7.2024, http://data.europa.eu/eli/reg/2024/1689/oj); later
 * amendments are not read.
 */
const REGISTRY = "registry";
const EVALUATION = "evaluation.json of the version in use";

/** Said of every document of the act, so that nobody takes an outline for a finding of law. */
const AI_ACT_TEXT =
  "By the text of Regulation (EU) 2024/1689 as published in the Official Journal (L, 2024/1689, 12.7.2024). Emergency healthcare patient triage systems are in Annex III, point 5(d).";

/**
 * Article 12, record-keeping: what was recorded automatically, in counts. The entries themselves are the audit log's own export. What
 * paragraph 3 lists is asked of remote biometric identification alone (Annex III, point 1(a)), so that no row is numbered by it.
 */
export function logExtract({ audit, model, retentionDays }: Facts): Content {
  return {
    sections: [
      {
        title: "What is recorded over the lifetime of the system (Art. 12(1))",
        about: AI_ACT_TEXT,
        rows: [
          row("Entries of the last days", `${audit.entries} in ${audit.days} days`, "audit log"),
          row("Head of the chain", audit.head && `entry ${audit.head.seq}, ${audit.head.hash}`, "audit log"),
          row(
            "When each answer was given, and by what",
            "With each assessment: when, by which version, engine and policy, for which case",
            "table assessment",
          ),
          row(
            "Who decided on it",
            "Who decided, when, and on what was shown, with each decision",
            "table decision",
          ),
          row(
            "Patient data is kept for",
            retentionDays === null ? null : `${retentionDays} days`,
            "setting RETENTION_DAYS",
          ),
          row("Version in use", model && `${model.name} ${model.version}, sha256 ${model.digest}`, REGISTRY),
        ],
      },
      {
        title: "Events by kind (Art. 12(2))",
        about: `Of the last ${audit.days} days: those that tell of risks or substantial modifications (a), serve monitoring after it was placed on the market (b, Art. 72), or monitoring by those who use it (c, Art. 26(5)). The entries are saved with proofs from the page of the audit log.`,
        table: {
          heads: ["Event", "What it means", "Entries"],
          rows: audit.byEvent.map((e) => [e.event, e.means, `${e.count}`]),
        },
      },
    ],
  };
}

/** Article 13(3): what the instructions for use must have. */
export function instructions(facts: Facts): Content {
  const { model } = facts;
  const evaluation = model?.evaluation ?? null;
  const survey = surveyFigures(facts);
  return {
    sections: [
      {
        title: "Instructions for use (Art. 13(3))",
        about: `${AI_ACT_TEXT} For those at the bedside there is the guide for clinicians (/help).`,
        rows: [
          row(
            "(a) Identity and contact of the provider and of an authorised representative",
            null,
            "no setting holds it",
          ),
          row(
            "(b)(i) Intended purpose",
            "Suggesting a triage level to the clinician who decides",
            "README.md",
          ),
          row(
            "(b)(ii) Level of accuracy, its metrics, and what it was tested on",
            survey && sayFigures(survey),
            EVALUATION,
          ),
          row(
            "(b)(ii) Robustness: other tellings of the same patient",
            "Measured; the figures are in the evaluation documents of the release",
            "docs/evaluation",
          ),
          row(
            "(b)(ii) Cybersecurity",
            "Signed and verified artifacts, sealed data, keyed audit chain; weaknesses are reported as SECURITY.md says",
            "SECURITY.md",
          ),
          row(
            "(b)(ii) Circumstances that change these levels",
            "Patients unlike those it knows, missing vital signs, complaints in other words, another population: named at the bedside, watched as drift",
            "docs/clinicians.md, console, Drift",
          ),
          row(
            "(b)(iii) Circumstances of use or misuse that lead to risks",
            "The hazard log, a row each",
            "hazard log",
          ),
          row(
            "(b)(iv) What it can tell to explain its output",
            "Shares of each finding that add up, checked on every answer; a warning in their place where they do not",
            "docs/decisions/2026-11-25-explanations.md",
          ),
          row(
            "(b)(v) Performance for groups of persons",
            sayGroups(evaluation?.survey?.groups ?? [], "Sensitivity, levels 1-2"),
            EVALUATION,
          ),
          row(
            "(b)(vi) Input data; training, validation and test sets",
            model && (saySources(model.sources) ?? model.trainedOn),
            "lineage of the version in use",
          ),
          row(
            "(b)(vii) Interpreting its output and using it appropriately",
            "Level, prediction set, reasons and what would change the level, on the patient's page",
            "docs/clinicians.md",
          ),
          row("(c) Changes determined beforehand", "The change control plan", "change control plan"),
          row(
            "(d) Human oversight, and what helps to interpret its output",
            "The document on human oversight",
            "human oversight",
          ),
          row(
            "(e) Resources, expected lifetime, maintenance and updates",
            "Node.js, PostgreSQL, processor or GPU; releases; lifetime is not determined",
            "docs/operations.md",
          ),
          row(
            "(f) Collecting, storing and interpreting the logs",
            "The log extract; audit log with proofs; the command audit:verify",
            "docs/operations.md",
          ),
        ],
      },
    ],
  };
}

/** Article 14(4): what oversight must let people do. */
export function oversight(facts: Facts): Content {
  const has = (event: string) => facts.audit.byEvent.find((e) => e.event === event)?.count ?? 0;
  const days = `of the last ${facts.audit.days} days`;
  return {
    sections: [
      {
        title: "Human oversight (Art. 14(4))",
        about: AI_ACT_TEXT,
        rows: [
          row(
            "(a) Understand capacities and limitations, monitor operation, detect and address anomalies",
            "Figures of the version on the patient's page; caution or silence for patients unlike those it knows; drift, performance and fairness in the console",
            "docs/clinicians.md",
          ),
          row(
            "(b) Remain aware of automation bias",
            "A level of one's own first, by role or for a drawn share; agreement is counted beside unled levels",
            "console, Suggestions",
          ),
          row(
            "(c) Correctly interpret the output",
            "Reasons, sources of rules, what would change the level",
            "patient's page",
          ),
          row(
            "(d) Decide not to use it; disregard, override or reverse its output",
            "Every suggestion is accepted or overridden by a person; a level can be given without any, undone at once and given anew later",
            "patient's page",
          ),
          row(
            "(e) Intervene, or stop it in a safe state",
            "Leads and stewards switch the model off for all processes at once; the rules go on",
            "console, Models",
          ),
          row("Decisions recorded", `${has("decision.recorded")} ${days}`, "audit log"),
          row(
            "Levels given before the suggestion was shown",
            `${has("suggestion.first-choice")} ${days}`,
            "audit log",
          ),
          row("Times the model was switched off", `${has("model.switched-off")} ${days}`, "audit log"),
        ],
      },
    ],
  };
}

/** Annex IV, technical documentation: an outline by its nine points, in their words in short. */
export function annexIv(facts: Facts): Content {
  const { model, gates } = facts;
  const evaluation = model?.evaluation ?? null;
  const survey = surveyFigures(facts);
  return {
    sections: [
      {
        title: "1. General description",
        about: AI_ACT_TEXT,
        rows: [
          row("(a) Provider", null, "no setting holds it"),
          row(
            "(a) Intended purpose, version",
            `Emergency department triage; OpenAcuity ${facts.product.version}${model ? ` with ${model.name} ${model.version}` : ""}`,
            REGISTRY,
          ),
          row(
            "(a) Relation to previous versions",
            model &&
              `${model.parent ? `Made from ${model.parent}` : "Made from no other version"}; changes by release`,
            "manifest.json, CHANGELOG.md",
          ),
          row(
            "(b) Hardware and software it interacts with",
            "EHRs by FHIR R4 and SMART, monitors and wearables by a gateway",
            "docs/connect-your-ehr.md, docs/devices.md",
          ),
          row(
            "(c) Versions of software, requirements for updates",
            "The packages with their versions; what an update asks for",
            "bill of materials, docs/operations.md",
          ),
          row(
            "(d) Forms in which it is put into service",
            "A package for Node.js, container images, a Helm chart",
            "docs/operations.md",
          ),
          row("(e) Hardware it runs on", "Processor, or GPU where there is one", "docs/operations.md"),
          row(
            "(f) Illustrations of a product it is part of",
            "None: it is no component of a product",
            "README.md",
          ),
          row("(g) User interface", "Board, patient's page, console", "docs/clinicians.md, docs/images"),
          row("(h) Instructions for use", "The document of Art. 13", "instructions for use"),
        ],
      },
      {
        title: "2. Elements and development",
        rows: [
          row(
            "(a) Methods and steps of development",
            "How the model learned, what it started from, and by which command",
            "docs/training.md, lineage of the version in use",
          ),
          row(
            "(b) Design, key choices, assumptions, trade-offs",
            "The documents on decisions",
            "docs/decisions",
          ),
          row("(c) Architecture", "Rooms and their order", "README.md"),
          row(
            "(c) Computational resources used to develop it",
            "Of the shipped model: how long it took, on what",
            "docs/training.md",
          ),
          row(
            "(d) Data: where from, what for, how chosen and labelled",
            model && (saySources(model.sources) ?? model.trainedOn),
            "lineage of the version in use",
          ),
          row("(e) Assessment of human oversight", "The document of Art. 14", "human oversight"),
          row(
            "(f) Changes determined beforehand",
            gates && `Checks version ${gates.policy.version}, sha256 ${gates.digest}`,
            "signed policy in the registry",
          ),
          row("(g) Validation and testing, metrics", survey && sayFigures(survey), EVALUATION),
          row("(g) Testing on data of another source", evaluation && sayExternal(evaluation), EVALUATION),
          row(
            "(g) Test reports signed by those responsible",
            null,
            "reports carry digests; nobody signs them",
          ),
          row(
            "(h) Cybersecurity",
            "SECURITY.md; the hazard log's rows on access and artifacts",
            "SECURITY.md",
          ),
        ],
      },
      {
        title: "3. to 9.",
        rows: [
          row(
            "3. Monitoring, functioning and control: capabilities, limitations, accuracy for groups, risks, input data",
            "Limits in README.md; figures by group and input data in the instructions for use; risks in the hazard log",
            "README.md, instructions for use, hazard log",
          ),
          row(
            "4. Appropriateness of the performance metrics",
            "Under- and over-triage, sensitivity for level 1-2, agreement, calibration and outcomes, each with its interval",
            "docs/evaluation/report.md",
          ),
          row(
            "5. Risk management system (Art. 9)",
            "The hazard log; no other file of a management system is kept in the product",
            "hazard log",
          ),
          row(
            "6. Relevant changes through the lifecycle",
            model &&
              `Registered ${model.registeredAt.slice(0, 10)} by ${model.registeredBy}; the registry has every version`,
            REGISTRY,
          ),
          row("7. Harmonised standards applied", null, "none is claimed"),
          row(
            "7. Solutions adopted where no harmonised standard is applied",
            "The documents on decisions and the hazard log; HL7 FHIR R4 and SMART App Launch for exchange, CycloneDX for the list of packages",
            "docs/decisions, hazard log",
          ),
          row(
            "8. EU declaration of conformity (Art. 47)",
            null,
            "there is none: the product is not certified",
          ),
          row(
            "9. Evaluating performance after it was placed on the market (Art. 72)",
            "Performance, drift and fairness by jobs; incidents with review and close",
            "console",
          ),
          row(
            "9. Post-market monitoring plan (Art. 72(3))",
            null,
            "a plan is the provider's, and none is kept here",
          ),
        ],
      },
    ],
  };
}
