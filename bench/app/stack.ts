import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Managed, startChild, stopChild, waitUntilUp } from "@/bin/start/children";
import { type DbHandle, openDatabase } from "@/db/client";
import { grantInitialRole } from "@/db/queries/people";
import { parseKeyRing } from "@/lib/core/crypto";

export type Stack = {
  /** Where the app listens, without TLS: what ends it stands in front, as in a hospital. */
  readonly app: string;
  /** The same through TLS: how browsers reach it, and the only origin it takes changes from. */
  readonly origin: string;
  readonly fhir: string;
  readonly certificate: Buffer;
  readonly handle: DbHandle;
  /** Resident memory of the app's process, MiB, as it says itself. */
  memory(): Promise<number>;
  stop(): Promise<void>;
};

type Ports = {
  readonly app: number;
  readonly appTls: number;
  readonly sandbox: number;
  readonly sandboxTls: number;
};

/**
 * The production build on PostgreSQL (an empty database), a worker beside it, and the sandbox EHR with so many patients. Both are
 * reached over TLS, as production demands, by a process of its own in front of them.
 * @throws Error where something does not start
 */
export async function startStack(databaseUrl: string, first: number, patients: number): Promise<Stack> {
  const ports: Ports = { app: first, appTls: first + 1, sandbox: first + 2, sandboxTls: first + 3 };
  const dir = mkdtempSync(join(tmpdir(), "bench-app-"));
  const tls = makeCertificate(dir);
  const [origin, sandbox] = [`https://localhost:${ports.appTls}`, `https://localhost:${ports.sandboxTls}`];
  const fhir = `${sandbox}/fhir/r4`;
  const keys = `bench:${randomBytes(32).toString("base64")}`;
  const token = randomBytes(24).toString("base64url");
  const children: Managed[] = [];
  const start = (name: string, args: readonly string[], env: Record<string, string>) => {
    const child = startChild(name, ["--import", "tsx", ...args], { PATH: process.env.PATH, ...env });
    children.push(child);
    return child;
  };
  const handle = await openDatabase({ databaseUrl, dataDir: null, keys: parseKeyRing(keys) });
  const stop = async () => {
    for (const child of children.reverse()) await stopChild(child, 12_000);
    await handle.close();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const person = {
      issuer: fhir,
      subject: "nurse1",
      displayName: "Clinician 0",
      role: "clinician",
    } as const;
    await grantInitialRole(handle.db, person, new Date());
    start("TLS", ["bench/app/tls.ts", ...tls.files, ...pairs(ports)], {});
    const ehr = start("The sandbox EHR", ["sandbox/main.ts"], {
      SANDBOX_PORT: String(ports.sandbox),
      SANDBOX_ORIGIN: sandbox,
      SANDBOX_DATA_DIR: join(dir, "sandbox"),
      SANDBOX_ARRIVALS_PER_HOUR: "0",
      SANDBOX_FAULTS: "1",
      APP_ORIGIN: origin,
    });
    const sandboxHere = `http://localhost:${ports.sandbox}`;
    await waitUntilUp(ehr, `${sandboxHere}/fhir/r4/metadata`, 60_000, (s) => s < 500);
    await fill(sandbox, tls.certificate, patients);
    const env = {
      NODE_ENV: "production",
      NODE_EXTRA_CA_CERTS: tls.files[1],
      NEXT_MANUAL_SIG_HANDLE: "true",
      NEXT_TELEMETRY_DISABLED: "1",
      DATABASE_URL: databaseUrl,
      DATA_DIR: dir,
      APP_ORIGIN: origin,
      NEXTAUTH_URL: origin,
      NEXTAUTH_SECRET: randomBytes(48).toString("base64url"),
      DATA_KEYS: keys,
      METRICS_TOKEN: token,
      SMART_ISSUERS: JSON.stringify([{ name: "Sandbox", issuer: fhir, clientId: "openacuity" }]),
      SESSIONS_PER_PERSON: "50",
      RUN_WORKER: "false",
      LOG_LEVEL: "warn",
      PORT: String(ports.app),
      HOST: "127.0.0.1",
    };
    const app = `http://127.0.0.1:${ports.app}`;
    await waitUntilUp(start("The app", ["bin/serve.ts"], env), `${app}/api/health`, 120_000, (s) => s < 600);
    start("The worker", ["bin/worker.ts"], env);
    return {
      app,
      origin,
      fhir,
      certificate: tls.certificate,
      handle,
      memory: () => memoryOf(app, token),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const pairs = (p: Ports) => [`${p.appTls}:${p.app}`, `${p.sandboxTls}:${p.sandbox}`];

function makeCertificate(dir: string) {
  const files = [join(dir, "key.pem"), join(dir, "certificate.pem")] as const;
  execFileSync(
    "openssl",
    `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout ${files[0]} -out ${files[1]}`.split(
      " ",
    ),
    { stdio: "ignore" },
  );
  return { files, certificate: readFileSync(files[1]) };
}

/** The sandbox begins with about 65 waiting patients; more come in until there are as many as asked for. */
async function fill(sandbox: string, certificate: Buffer, patients: number): Promise<void> {
  const { ask } = await import("./ask");
  const waiting = JSON.parse((await ask(certificate, `${sandbox}/sandbox/patients`)).body) as unknown[];
  const missing = patients - waiting.length;
  if (missing <= 0) return;
  const body = JSON.stringify({ count: missing });
  await ask(certificate, `${sandbox}/sandbox/arrivals`, { method: "POST", body });
}

async function memoryOf(app: string, token: string): Promise<number> {
  const response = await fetch(`${app}/api/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const bytes = /^openacuity_process_resident_memory_bytes (\S+)/m.exec(await response.text())?.[1];
  return Math.round(Number(bytes) / 2 ** 20);
}

/** What the build calls a server action, by the name its module exports it under. */
export function actionId(exported: string): string {
  const file = ".next/server/server-reference-manifest.json";
  if (!existsSync(file)) throw new Error("there is no production build: npm run build");
  const { node } = JSON.parse(readFileSync(file, "utf8")) as {
    node: Record<string, { exportedName?: string; filename?: string }>;
  };
  const found = Object.entries(node).find(([, a]) => a.exportedName === exported);
  if (!found) throw new Error(`the build has no action ${exported} (${newest()})`);
  return found[0];
}

const newest = () =>
  readdirSync(".next")
    .map((f) => `${f} ${statSync(join(".next", f)).mtime.toISOString()}`)
    .at(0);
