// `npm run monitoring`: the app, Prometheus beside it with our rules, and, where it is installed, Grafana with our dashboards.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { sayError } from "@/lib/core/describe-error";
import { AppError } from "@/lib/core/errors";
import { writeConfig } from "./monitoring/config";
import { findGrafana, findPrometheus, grafanaHome, MISSING } from "./monitoring/programs";
import {
  assertPortFree,
  type Managed,
  startChild,
  startProgram,
  stopChild,
  waitUntilUp,
} from "./start/children";
import { loadOrCreateSecrets } from "./start/settings";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const children: Managed[] = [];
let stopping = false;

const HELP = `npm run monitoring [-- options of npm start]

Runs OpenAcuity as npm start does and watches it: Prometheus with the rules of deploy/monitoring, and Grafana with its
dashboards. What is not installed is said and left out. All of it listens on this machine alone. Stop with Ctrl-C.

Ports: PORT (3000), SANDBOX_PORT (4000), PROMETHEUS_PORT (9090), GRAFANA_PORT (3001). Data: DATA_DIR/monitoring.
With DATABASE_URL: METRICS_TOKEN must be set, and a worker on this machine is watched at WORKER_METRICS_PORT.
`;

async function stopAll(code: number): Promise<never> {
  if (!stopping) {
    stopping = true;
    // Whoever watches goes first: nobody is told that the app is away because it was asked to go.
    for (const child of [...children].reverse()) await stopChild(child, 15_000);
  }
  process.exit(code);
}

/** The app's end ends all; who watches it may go without taking it along. */
function watch(child: Managed, isApp = false): Managed {
  children.push(child);
  void child.exited.then((code) => {
    if (stopping) return;
    if (isApp) void stopAll(code ?? 1);
    else console.error(`\n${child.name} stopped (exit code ${code ?? "none"}). The app goes on.`);
  });
  return child;
}

const portOf = (name: string, fallback: number): number => {
  const port = Number(process.env[name] ?? fallback);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new AppError("config-invalid", `${name}: expected a port from 1 to 65535`);
  return port;
};

function tokenOf(dataDir: string): string {
  if (process.env.METRICS_TOKEN) return process.env.METRICS_TOKEN;
  if (process.env.DATABASE_URL)
    throw new AppError("config-invalid", "METRICS_TOKEN must be set for Prometheus to be let in");
  return loadOrCreateSecrets(dataDir).METRICS_TOKEN;
}

async function startPrometheus(program: string, folder: string, port: number): Promise<void> {
  const child = watch(
    startProgram(
      "Prometheus",
      program,
      [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(folder, "prometheus-data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        // Examples of traces in histograms, for an app that traces.
        "--enable-feature=exemplar-storage",
        "--log.level=warn",
      ],
      process.env,
      join(folder, "prometheus.log"),
    ),
  );
  await waitUntilUp(child, `http://127.0.0.1:${port}/-/ready`, 60_000, (s) => s === 200);
}

async function startGrafana(
  program: string,
  folder: string,
  port: number,
  prometheus: number,
): Promise<void> {
  const home = grafanaHome();
  const child = watch(
    startProgram(
      "Grafana",
      program,
      home ? ["--homepath", home] : [],
      {
        ...process.env,
        PROMETHEUS_URL: `http://127.0.0.1:${prometheus}`,
        OPENACUITY_DASHBOARDS: join(folder, "grafana", "dashboards"),
        GF_PATHS_PROVISIONING: join(folder, "grafana", "provisioning"),
        GF_PATHS_DATA: join(folder, "grafana-data"),
        GF_PATHS_LOGS: join(folder, "grafana-data"),
        GF_SERVER_HTTP_ADDR: "127.0.0.1",
        GF_SERVER_HTTP_PORT: String(port),
        // Only who is at this machine can reach it: they look without an account.
        GF_AUTH_ANONYMOUS_ENABLED: "true",
        // It tells nobody outside that it runs.
        GF_ANALYTICS_REPORTING_ENABLED: "false",
        GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
        GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
        GF_NEWS_NEWS_FEED_ENABLED: "false",
      },
      join(folder, "grafana.log"),
    ),
  );
  await waitUntilUp(child, `http://127.0.0.1:${port}/api/health`, 90_000, (s) => s === 200);
}

async function main(): Promise<void> {
  process.chdir(root);
  if (existsSync(".env")) process.loadEnvFile(".env");
  const flags = process.argv.slice(2);
  if (flags.includes("--help")) return console.log(HELP);
  process.on("SIGINT", () => void stopAll(0));
  process.on("SIGTERM", () => void stopAll(0));
  process.on("disconnect", () => void stopAll(1));
  const dataDir = resolve(process.env.DATA_DIR ?? ".data");
  const folder = join(dataDir, "monitoring");
  const app = portOf("PORT", 3000);
  const ports = { prometheus: portOf("PROMETHEUS_PORT", 9090), grafana: portOf("GRAFANA_PORT", 3001) };
  const program = { prometheus: findPrometheus(), grafana: findGrafana() };
  const token = tokenOf(dataDir);
  if (program.prometheus) await assertPortFree(ports.prometheus, "PROMETHEUS_PORT");
  if (program.prometheus && program.grafana) await assertPortFree(ports.grafana, "GRAFANA_PORT");
  const worker = process.env.WORKER_METRICS_PORT ? portOf("WORKER_METRICS_PORT", 0) : null;
  writeConfig(folder, { app, worker: process.env.DATABASE_URL ? worker : null }, token);

  const started = watch(
    startChild("The app", ["--import", "tsx", "bin/start.ts", ...flags], process.env),
    true,
  );
  await waitUntilUp(started, `http://127.0.0.1:${app}/api/health`, 900_000, (s) => s === 200 || s === 503);
  const lines: string[] = [];
  if (program.prometheus) {
    await startPrometheus(program.prometheus, folder, ports.prometheus);
    lines.push(
      `  Prometheus    http://127.0.0.1:${ports.prometheus}/targets   what is scraped`,
      `  Alerts        http://127.0.0.1:${ports.prometheus}/alerts   docs/operations.md says what to do about each`,
    );
    if (program.grafana) {
      await startGrafana(program.grafana, folder, ports.grafana, ports.prometheus);
      lines.push(`  Dashboards    http://127.0.0.1:${ports.grafana}/dashboards   in the folder OpenAcuity`);
    } else lines.push("", ...MISSING.grafana.map((line) => `  ${line}`));
  } else {
    const read = `curl -H "Authorization: Bearer $(cat ${join(folder, "openacuity-token")})" http://127.0.0.1:${app}/api/metrics`;
    lines.push(...[...MISSING.prometheus, `  ${read}`].map((line) => `  ${line}`));
  }
  console.log(`\n${lines.join("\n")}\n\n  Stop all of it with Ctrl-C.\n`);
}

main().catch((error: unknown) => {
  console.error(`\nThe monitoring did not start.\n${sayError(error)}\n`);
  void stopAll(1);
});
