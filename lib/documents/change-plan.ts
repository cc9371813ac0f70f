import type { Gate } from "@/lib/registry/gates/gate-policy";
import { type Content, row } from "./document";
import type { Facts } from "./facts";

/**
 * A predetermined change control plan in the three parts of the FDA's guidance ("Marketing Submission Recommendations for a
 * Predetermined Change Control Plan for AI-Enabled Device Software Functions", December 2024), drawn from the checks in force.
 */
export function changePlan(facts: Facts): Content {
  const { gates, model } = facts;
  return {
    sections: [
      {
        title: "Description of modifications",
        about: "What may change under this plan, and nothing else.",
        rows: [
          row(
            "What is modified",
            "Weights and calibration of the model, by retraining on the site's own labels, or by a release",
            "docs/training.md",
          ),
          row("What is not", "Safety rules, inputs, outputs, the role of the clinician", "lib/safety"),
          row(
            "Version in use",
            model && `${model.name} ${model.version}, sha256 ${model.digest}`,
            "registry",
          ),
          row("Made from", model && (model.parent ?? "a release"), "registry"),
          row(
            "What starts a retraining",
            facts.retraining?.map((t) => `${t.name}: ${t.words}`).join("; ") ?? null,
            "policy of retraining in force",
          ),
        ],
      },
      {
        title: "Modification protocol: checks in force",
        about: gates
          ? `Version ${gates.policy.version}, signed, sha256 ${gates.digest}, in force since ${gates.setAt.slice(0, 10)}${gates.reason ? ` (${gates.reason})` : ""}. A check that fails binds: the version comes into use only by an exception that two named people agreed to.`
          : "No checks can be verified: nothing is measured or promoted.",
        rows: [row("Checks", gates && `${gates.policy.gates.length}`, "signed policy in the registry")],
        ...(gates
          ? {
              table: {
                heads: [
                  "Check",
                  "On",
                  "At least",
                  "Worse than the version in use: warns, fails",
                  "Limit: warns, fails",
                ],
                rows: gates.policy.gates.map(gateCells),
              },
            }
          : {}),
      },
      {
        title: "Impact assessment",
        rows: [
          row(
            "Risks of a modification and what holds them",
            "The hazard log's rows on retraining, promotion and canary; a promotion is by a named person, is on record, and can be rolled back",
            "hazard log",
          ),
          row("Open incidents", `${facts.incidents.open}`, "incidents"),
        ],
        table: {
          heads: ["Checked", "By", "Verdict", "What did not pass"],
          rows: facts.checks.map((c) => [
            c.at.slice(0, 10),
            c.source,
            c.verdict,
            c.worse.join("; ") || "nothing",
          ]),
        },
      },
    ],
  };
}

const OF: Readonly<Record<Gate["least"]["of"], string>> = {
  cases: "cases",
  urgent: "urgent cases",
  shownUrgent: "cases shown at 1-2",
  had: "cases with the rarer outcome",
};

function gateCells(gate: Gate): string[] {
  const say = (value: number, loss: boolean) =>
    gate.unit === "share" ? `${(100 * value).toFixed(1)} ${loss ? "points" : "%"}` : value.toFixed(3);
  const bounds = (b: Gate["limit"], loss: boolean) =>
    b ? `${say(b.warn, loss)}, ${say(b.fail, loss)}` : "none";
  return [
    gate.words,
    gate.on.join(", "),
    `${gate.least.count} ${OF[gate.least.of]}`,
    bounds(gate.worse, true),
    `${gate.limit ? (gate.better === "higher" ? "at least " : "at most ") : ""}${bounds(gate.limit, false)}`,
  ];
}
