// Writes docs/metrics.md from the metrics' own definitions (lib/monitoring/definitions.ts): `npm run metrics:doc`.
import { writeFileSync } from "node:fs";
import { METRICS, PROCESS_METRICS } from "@/lib/monitoring/definitions";
import type { Across, MetricDefinition } from "@/lib/monitoring/instruments";
import { labelSets, OTHER } from "@/lib/monitoring/labels";

const FILE = "docs/metrics.md";
const ACROSS: Readonly<Record<Across, string>> = {
  sum: "add up (`sum`): each process counts what it did itself",
  max: "take the largest (`max`): all see the same thing and say the same, or the worst one counts",
  min: "take the smallest (`min`): one that says 0 is enough to look",
  each: "look at each (`by (instance)`)",
};

export function renderMetricsDoc(): string {
  const metrics: readonly MetricDefinition[] = Object.values(METRICS);
  const sets = labelSets();
  const used = [...new Set(metrics.flatMap((m) => Object.values(m.labels)))];
  return `${[
    "# Metrics",
    "",
    "What `GET /api/metrics` says, on the app and on each worker (`WORKER_METRICS_PORT`). Made from",
    "`lib/monitoring/definitions.ts` by `npm run metrics:doc`. How to watch them: [operations.md](operations.md).",
    "",
    "Labels are closed sets of our own words. What is in none of them is counted as `other`, so no request can add a series,",
    "and no name, id or address can become one.",
    "",
    "| metric | type | labels | what it says | processes |",
    "|---|---|---|---|---|",
    ...metrics.map(
      ({ name, type, labels, help, across }) =>
        `| \`${name}\` | ${type} | ${
          Object.entries(labels)
            .map(([label, set]) => (label === set ? `\`${label}\`` : `\`${label}\` (${set})`))
            .join(", ") || "none"
        } | ${help} | ${across} |`,
    ),
    "",
    "## Several processes",
    "",
    "Each process shows its own figures. To put them together:",
    "",
    ...Object.entries(ACROSS).map(([across, words]) => `- **${across}**: ${words}.`),
    "",
    "## Labels",
    "",
    "| set | values |",
    "|---|---|",
    ...used.map((name) => `| ${name} | ${sets[name].said}, \`${OTHER}\` |`),
    "",
    "## Of the process",
    "",
    "Besides, of each process what the library prom-client measures. Ours rest on these:",
    "",
    "| metric | what it says |",
    "|---|---|",
    ...Object.entries(PROCESS_METRICS).map(([name, help]) => `| \`${name}\` | ${help} |`),
  ].join("\n")}\n`;
}

if (process.argv[1]?.endsWith("metrics-doc.ts")) {
  writeFileSync(FILE, renderMetricsDoc());
  console.log(`${FILE} written`);
}
