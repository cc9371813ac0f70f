import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as GraphBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type { DashboardSpec, PanelSpec } from "./panels";

/** A dashboard as Grafana imports it. Whoever opens it chooses the Prometheus. */
export function buildDashboard({ uid, title, says, rows }: DashboardSpec): string {
  const board = new DashboardBuilder(title)
    .uid(uid)
    .description(says)
    .tags(["openacuity"])
    .readonly()
    .refresh("30s")
    .time({ from: "now-6h", to: "now" })
    .withVariable(new DatasourceVariableBuilder("datasource").label("Prometheus").type("prometheus"));
  for (const { title: row, panels } of rows) {
    board.withRow(new RowBuilder(row));
    for (const panel of panels) board.withPanel(buildPanel(panel));
  }
  return `${JSON.stringify(board.build(), null, 2)}\n`;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own placeholder.
const SOURCE = { type: "prometheus", uid: "${datasource}" };
/** Grafana's grid is 24 wide. */
const WIDTH = { graph: 12, number: 6 };
const HEIGHT = { graph: 8, number: 4 };

function buildPanel({ title, says, kind, unit, queries, bad, badBelow }: PanelSpec) {
  const panel = (kind === "graph" ? new GraphBuilder() : new StatBuilder())
    .title(title)
    .description(says)
    .datasource(SOURCE)
    .unit(unit)
    .span(WIDTH[kind])
    .height(HEIGHT[kind]);
  if (bad !== undefined) panel.thresholds(thresholds(bad, badBelow ?? false));
  for (const [i, [expr, legend]] of queries.entries()) {
    const query = new DataqueryBuilder()
      .datasource(SOURCE)
      .refId(String.fromCharCode(65 + i))
      .expr(expr)
      .legendFormat(legend || title);
    // Points that lead to a trace, where there are any.
    if (kind === "graph" && expr.includes("histogram_quantile(")) query.exemplar(true);
    panel.withTarget(query);
  }
  return panel;
}

const thresholds = (bad: number, below: boolean) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    { value: null, color: below ? "red" : "green" },
    { value: bad, color: below ? "green" : "red" },
  ]);
