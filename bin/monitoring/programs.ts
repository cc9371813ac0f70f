import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where a program is; null: not on this machine. */
export const findProgram = (
  names: readonly string[],
  path = `${process.env.PATH ?? ""}${delimiter}/usr/sbin`,
): string | null =>
  names
    .flatMap((name) => path.split(delimiter).map((folder) => join(folder, name)))
    .find((file) => existsSync(file)) ?? null;

export const findPrometheus = (path?: string): string | null => findProgram(["prometheus"], path);
export const findGrafana = (path?: string): string | null => findProgram(["grafana-server"], path);

/** Where Grafana's packages keep its pages; a server started elsewhere has to be told. */
export const grafanaHome = (): string | null =>
  [
    "/usr/share/grafana",
    "/opt/homebrew/opt/grafana/share/grafana",
    "/usr/local/opt/grafana/share/grafana",
  ].find((folder) => existsSync(folder)) ?? null;

export const MISSING = {
  prometheus: [
    "Prometheus is not installed, so nothing is collected, and no alert is raised.",
    "  Debian, Ubuntu: apt-get install prometheus     macOS: brew install prometheus     others: prometheus.io/download",
    "  Then run npm run monitoring again. The figures of this moment can be read without it:",
  ],
  grafana: [
    "Grafana is not installed, so there are no dashboards. Prometheus' own page draws any of our queries.",
    "  grafana.com/docs/grafana/latest/setup-grafana/installation; then run npm run monitoring again.",
  ],
} as const;
