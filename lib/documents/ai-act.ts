import { type Content, row } from "./document";
import type { Facts } from "./facts";
import { sayExternal, sayFigures, sayGroups, saySources, surveyFigures } from "./say";

/** Regulation (EU) 2024/1689 (AI Act), Articles 12 to 14 and Annex IV: what the product has for each, and what it has not. */
const REGISTRY = "registry";
const EVALUATION = "evaluation.json of the version in use";

/** Article 12, record-keeping: what was recorded automatically, in counts. The entries themselves are the audit log's own export. */
export function logExtract({ audit, model, retentionDays }: Facts): Content {
  return {
    sections: [
      {
        title: "What is recorded (Art. 12(1))",
        rows: [
          row("Entries of the last days", `${audit.entries} in ${audit.days} days`, "audit log"),
          row("Head of the chain", audit.head && `entry ${audit.head.seq}, ${audit.head.hash}`, "audit log"),
          row(
            "Period of use of each answer (Art. 12(3)(a))",
            "With each assessment: when, by which version, engine and policy, for which case",
            "table assessment",
          ),
          row(
            "Persons who verified the results (Art. 12(3)(d))",
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
        title: "Events for risks, monitoring and operation (Art. 12(2))",
        about: `Of the last ${audit.days} days, by kind. The entries are saved with proofs from the page of the audit log.`,
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
        about: "For those at the bedside there is the guide for clinicians (/help).",
        rows: [
          row("(a) Identity and contact of the provider", null, "no setting holds it"),
          row(
            "(b)(i) Intended purpose",
            "Suggesting a triage level to the clinician who decides",
            "README.md",
          ),
          row("(b)(ii) Accuracy, and what was tested", survey && sayFigures(survey), EVALUATION),
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
          row("(b)(iii) Foreseeable circumstances of risk", "The hazard log, a row each", "hazard log"),
          row(
            "(b)(iv) Explaining output",
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
            "(b)(vii) Interpreting output",
            "Level, prediction set, reasons and what would change the level, on the patient's page",
            "docs/clinicians.md",
          ),
          row("(c) Changes determined beforehand", "The change control plan", "change control plan"),
          row("(d) Human oversight", "The document on human oversight", "human oversight"),
          row(
            "(e) Resources, lifetime, maintenance",
            "Node.js, PostgreSQL, processor or GPU; releases; lifetime is not determined",
            "docs/operations.md",
          ),
          row(
            "(f) Collecting and reading the logs",
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
        rows: [
          row(
            "(a) Understand capacities and limits, notice anomalies",
            "Figures of the version on the patient's page; caution or silence for patients unlike those it knows; drift, performance and fairness in the console",
            "docs/clinicians.md",
          ),
          row(
            "(b) Remain aware of automation bias",
            "A level of one's own first, by role or for a drawn share; agreement is counted beside unled levels",
            "console, Suggestions",
          ),
          row(
            "(c) Interpret the output",
            "Reasons, sources of rules, what would change the level",
            "patient's page",
          ),
          row(
            "(d) Decide not to use it, or override it",
            "Every suggestion is accepted or overridden by a person; a level can be given without any",
            "patient's page",
          ),
          row(
            "(e) Intervene or stop",
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

/** Annex IV, technical documentation: an outline by its nine points. */
export function annexIv(facts: Facts): Content {
  const { model, gates } = facts;
  const evaluation = model?.evaluation ?? null;
  const survey = surveyFigures(facts);
  return {
    sections: [
      {
        title: "1. General description",
        rows: [
          row(
            "Intended purpose, version",
            `Emergency department triage; OpenAcuity ${facts.product.version}${model ? ` with ${model.name} ${model.version}` : ""}`,
            REGISTRY,
          ),
          row("Provider", null, "no setting holds it"),
          row(
            "Hardware and software it interacts with",
            "EHRs by FHIR R4 and SMART, monitors and wearables by a gateway",
            "docs/connect-your-ehr.md, docs/devices.md",
          ),
          row("Instructions for use", "The document of Art. 13", "instructions for use"),
        ],
      },
      {
        title: "2. Elements and development",
        rows: [
          row("(a), (b) Methods, design, assumptions", "The documents on decisions", "docs/decisions"),
          row("(c) Architecture", "Rooms and their order", "README.md"),
          row(
            "(d) Data",
            model && (saySources(model.sources) ?? model.trainedOn),
            "lineage of the version in use",
          ),
          row("(e) Human oversight", "The document of Art. 14", "human oversight"),
          row(
            "(f) Changes determined beforehand",
            gates && `Checks version ${gates.policy.version}, sha256 ${gates.digest}`,
            "signed policy in the registry",
          ),
          row("(g) Validation and testing", survey && sayFigures(survey), EVALUATION),
          row("(g) External data", evaluation && sayExternal(evaluation), EVALUATION),
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
            "3. Monitoring, functioning and control",
            "Limits in README.md; figures by group in the instructions for use",
            "README.md",
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
            "6. Changes through the lifecycle",
            model &&
              `Registered ${model.registeredAt.slice(0, 10)} by ${model.registeredBy}; the registry has every version`,
            REGISTRY,
          ),
          row("7. Harmonised standards applied", null, "none is claimed"),
          row("8. EU declaration of conformity", null, "there is none: the product is not certified"),
          row(
            "9. Post-market monitoring plan",
            "Performance, drift and fairness by jobs; incidents with review and close",
            "console",
          ),
        ],
      },
    ],
  };
}
