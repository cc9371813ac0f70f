// `npm start`: builds when needed, then runs the app (with its worker and embedded database) and the sandbox EHR.
// With DATABASE_URL set it is the production start: the app alone, on the settings given, nothing generated.
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Network } from "@/lib/auth/sites";
import { sayError } from "@/lib/core/describe-error";
import { parseEnv } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { createLogger } from "@/lib/core/logger";
import { parseTrust } from "./serve/client-address";
import { loadOrCreateBackendKey } from "./start/backend-key";
import { ensureBuilt } from "./start/build";
import { assertPortFree, type Managed, startChild, stopChild, waitUntilUp } from "./start/children";
import { settleAll, startNetwork } from "./start/network";
import { createProgress } from "./start/progress";
import { embeddedEnvironment, loadOrCreateSecrets, parseFlags, type StartOptions } from "./start/settings";
import { readNetwork } from "./start/site";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NEXT = "node_modules/next/dist/bin/next";
const progress = createProgress();
const children: Managed[] = [];
let stopSites: (() => Promise<void>) | null = null;
let stopping = false;

const HELP = `npm start [-- options]

Runs OpenAcuity. Without DATABASE_URL: the evaluation mode, with its own database, a sandbox EHR and generated secrets.
With DATABASE_URL: the production app on that database; every setting is described in .env.example.
With SITES_FILE: the sites of a network that it names (docs/sites.md).

  --dev          rebuild on change (for developers)
  --no-sandbox   do not start the sandbox EHR (bring your own in SMART_ISSUERS)
  --embed        let the sandbox EHR show OpenAcuity in a frame beside the chart, too (docs/connect-your-ehr.md)
  --ehr URL      instead of the sandbox: another EHR on this machine, by its FHIR base URL (docs/connect-your-ehr.md)
  --client-id ID what OpenAcuity is registered as there (openacuity)
  --help         this text

Ports: PORT (3000), SANDBOX_PORT (4000). Data: DATA_DIR (.data).
`;

async function stopAll(code: number): Promise<never> {
  if (!stopping) {
    stopping = true;
    await stopSites?.();
    // The app goes first: it finishes what it acknowledged while the EHR can still be reached.
    for (const child of [...children].reverse()) await stopChild(child, 12_000);
  }
  process.exit(code);
}

function watch(child: Managed): Managed {
  children.push(child);
  void child.exited.then((code) => {
    if (stopping) return;
    console.error(`\n${child.name} stopped unexpectedly (exit code ${code ?? "none"}). Stopping everything.`);
    void stopAll(1);
  });
  return child;
}

async function startSandbox(options: StartOptions, env: Record<string, string>): Promise<void> {
  const step = progress.step("Starting the sandbox EHR");
  const sandbox = watch(
    startChild("The sandbox EHR", ["--import", "tsx", "sandbox/main.ts"], {
      ...env,
      SANDBOX_PORT: String(options.sandboxPort),
      SANDBOX_DATA_DIR: process.env.SANDBOX_DATA_DIR ?? resolve(env.DATA_DIR ?? ".data", "sandbox"),
    }),
  );
  await waitUntilUp(
    sandbox,
    `http://localhost:${options.sandboxPort}/fhir/r4/metadata`,
    60_000,
    (s) => s === 200,
  );
  step.done("Sandbox EHR is up");
}

async function startApp(options: StartOptions, env: Record<string, string>, bind: string): Promise<void> {
  const step = progress.step("Starting the app, its database and its worker");
  const command = options.dev
    ? [NEXT, "dev", "-H", bind, "-p", String(options.port)]
    : ["--import", "tsx", "bin/serve.ts"];
  const app = watch(
    startChild("The app", command, {
      ...env,
      HOST: bind,
      PORT: String(options.port),
      NODE_ENV: options.dev ? "development" : "production",
      NEXT_MANUAL_SIG_HANDLE: "true",
      NEXT_TELEMETRY_DISABLED: "1",
    }),
  );
  // 503 is an answer too: degraded is a state the health page explains, not a failed start.
  await waitUntilUp(
    app,
    `http://127.0.0.1:${options.port}/api/health`,
    120_000,
    (s) => s === 200 || s === 503,
  );
  step.done("App is up");
}

/** A network: the sites' apps, each a process of its own, behind one door in this one. */
async function startSites(network: Network, options: StartOptions): Promise<void> {
  if (options.dev || options.ehr)
    throw new AppError("config-invalid", "--dev and --ehr are for one site: SITES_FILE is set");
  settleAll(network);
  await assertPortFree(options.port, "PORT");
  const build = progress.step("Building the app (only after an update)");
  await ensureBuilt(root, build.note);
  build.done("App is built");
  const logger = createLogger();
  const running = await startNetwork(network, {
    bind: process.env.HOST ?? "0.0.0.0",
    port: options.port,
    logger,
  });
  stopSites = running.stop;
  const lines = network.sites.map(({ name, origin }) => `  ${name}   ${origin}`);
  console.log(
    `\n  ${network.organisation}, port ${options.port}\n${lines.join("\n")}\n  Stop with Ctrl-C.\n`,
  );
}

async function main(): Promise<void> {
  process.chdir(root);
  if (existsSync(".env")) process.loadEnvFile(".env");
  const options = parseFlags(process.argv.slice(2), process.env);
  if (options === "help") {
    console.log(HELP);
    return;
  }
  process.on("SIGINT", () => void stopAll(0));
  process.on("SIGTERM", () => void stopAll(0));
  // Our own parent (npm's launcher) was killed hard.
  process.on("disconnect", () => void stopAll(1));
  const network = readNetwork();
  if (network) return startSites(network, options);
  const production = Boolean(process.env.DATABASE_URL);
  const dataDir = resolve(process.env.DATA_DIR ?? ".data");
  const env = production
    ? (process.env as Record<string, string>)
    : embeddedEnvironment(
        { ...process.env, DATA_DIR: dataDir },
        loadOrCreateSecrets(dataDir),
        options,
        options.sandbox ? loadOrCreateBackendKey(dataDir) : null,
      );
  const parsed = parseEnv(env);
  parseTrust(parsed.TRUSTED_PROXIES);
  const useSandbox = !production && options.sandbox;

  await assertPortFree(options.port, "PORT");
  if (useSandbox) await assertPortFree(options.sandboxPort, "SANDBOX_PORT");
  if (!options.dev) {
    const step = progress.step("Building the app (only after an update)");
    await ensureBuilt(root, step.note);
    step.done("App is built");
  }
  if (useSandbox) await startSandbox(options, env);
  const bind = process.env.HOST ?? (useSandbox || options.ehr ? "127.0.0.1" : "0.0.0.0");
  await startApp(options, production ? { ...env, NEXTAUTH_URL: parsed.APP_ORIGIN } : env, bind);

  const lines = useSandbox
    ? [
        `  Sandbox EHR   http://localhost:${options.sandboxPort}   start here: choose a patient, "Launch triage"`,
        `  OpenAcuity    ${parsed.APP_ORIGIN}`,
        "",
        "  Evaluation mode: synthetic patients, demo users, embedded database. Not for real patients.",
      ]
    : [
        `  OpenAcuity    ${parsed.APP_ORIGIN}   (${parsed.mode} mode)`,
        ...(options.ehr
          ? [
              "",
              `  EHR           ${options.ehr}`,
              `  There         launch address ${parsed.APP_ORIGIN}/launch, redirect address ${parsed.APP_ORIGIN}/api/smart/callback`,
            ]
          : []),
      ];
  console.log(`\n${lines.join("\n")}\n  Stop with Ctrl-C.\n`);
}

main().catch((error: unknown) => {
  console.error(`\nOpenAcuity did not start.\n${sayError(error)}\n`);
  void stopAll(1);
});
