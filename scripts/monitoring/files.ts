// Writes what deploy/monitoring has of rules and dashboards: `npm run monitoring:files`.
import { writeFileSync } from "node:fs";
import { stateAlerts } from "./alerts";
import { buildDashboard } from "./dashboards";
import { NETWORK } from "./network-panels";
import { DASHBOARDS } from "./panels";
import { renderRules } from "./rules";
import { sloAlerts, sloRecording } from "./slo";

export const RULES = "deploy/monitoring/rules";

/** Text by file. */
export const monitoringFiles = (): Readonly<Record<string, string>> => ({
  [`${RULES}/recording.yml`]: renderRules([sloRecording()]),
  [`${RULES}/alerts.yml`]: renderRules([sloAlerts(), stateAlerts()]),
  ...Object.fromEntries(
    [...DASHBOARDS, NETWORK].map((d) => [
      `deploy/monitoring/grafana/dashboards/${d.uid}.json`,
      buildDashboard(d),
    ]),
  ),
});

if (process.argv[1]?.endsWith("monitoring/files.ts"))
  for (const [file, text] of Object.entries(monitoringFiles())) {
    writeFileSync(file, text);
    console.log(`${file} written`);
  }
