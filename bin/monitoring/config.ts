import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What of the shipped configuration is this machine's own. */
export type Place = {
  /** Port of the app on this machine. */
  readonly app: number;
  /** Port where a separate worker shows its figures; null: there is none. */
  readonly worker: number | null;
};

const SHIPPED = "deploy/monitoring";

/** The shipped prometheus.yml for processes on this machine, without an Alertmanager. */
export function adaptConfig(shipped: string, { app, worker }: Place): string {
  const jobs = shipped
    .replace(/\nalerting:\n[\s\S]*?(?=\nscrape_configs:)/, "")
    .replace("127.0.0.1:3000", `127.0.0.1:${app}`);
  if (worker !== null) return jobs.replace("127.0.0.1:9464", `127.0.0.1:${worker}`);
  return jobs.replace(/\n {2}# Workers show[\s\S]*$/, "");
}

/** Configuration, rules, token and Grafana's provisioning in one folder, made anew at each start. */
export function writeConfig(folder: string, place: Place, token: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  cpSync(SHIPPED, folder, { recursive: true });
  const file = join(folder, "prometheus.yml");
  writeFileSync(file, adaptConfig(readFileSync(join(SHIPPED, "prometheus.yml"), "utf8"), place));
  const secret = join(folder, "openacuity-token");
  writeFileSync(secret, token, { mode: 0o600 });
  chmodSync(secret, 0o600);
}
