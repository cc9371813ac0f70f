/** Prometheus' rules as data, and as the YAML that Prometheus reads. */
export type RecordingRule = {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
};
export type AlertRule = {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>> & { readonly severity: "page" | "ticket" };
  readonly summary: string;
  readonly description: string;
};
export type RuleGroup = { readonly name: string; readonly rules: readonly (RecordingRule | AlertRule)[] };

const HEAD = "# Made by `npm run monitoring:files` from scripts/monitoring. Do not edit here.\n";

/** Where an alert's runbook stands: a section of docs/operations.md with the alert's name as its title. */
export const runbookOf = (alert: string): string => `docs/operations.md#${alert.toLowerCase()}`;

export function renderRules(groups: readonly RuleGroup[]): string {
  return `${HEAD}groups:\n${groups.map(renderGroup).join("")}`;
}

const renderGroup = ({ name, rules }: RuleGroup): string =>
  `  - name: ${name}\n    rules:\n${rules.map((r) => ("alert" in r ? renderAlert(r) : renderRecording(r))).join("")}`;

const text = (value: string): string => JSON.stringify(value);
const expression = (expr: string): string =>
  `        expr: |-\n${expr
    .split("\n")
    .map((line) => `          ${line}\n`)
    .join("")}`;
const labelled = (labels: Readonly<Record<string, string>> | undefined): string =>
  labels
    ? `        labels:\n${Object.entries(labels)
        .map(([k, v]) => `          ${k}: ${text(v)}\n`)
        .join("")}`
    : "";

const renderRecording = ({ record, expr, labels }: RecordingRule): string =>
  `      - record: ${record}\n${expression(expr)}${labelled(labels)}`;

const renderAlert = (rule: AlertRule): string =>
  [
    `      - alert: ${rule.alert}\n`,
    expression(rule.expr),
    rule.for ? `        for: ${rule.for}\n` : "",
    labelled(rule.labels),
    "        annotations:\n",
    `          summary: ${text(rule.summary)}\n`,
    `          description: ${text(rule.description)}\n`,
    `          runbook: ${text(runbookOf(rule.alert))}\n`,
  ].join("");
