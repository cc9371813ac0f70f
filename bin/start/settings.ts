import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { loadOrCreateBackendKey } from "./backend-key";

const secretsSchema = z.object({
  NEXTAUTH_SECRET: z.string().min(32),
  DATA_KEYS: z.string().min(40),
  METRICS_TOKEN: z.string().min(16),
});
export type Secrets = z.infer<typeof secretsSchema>;

/**
 * The embedded mode's secrets: made on the first start, kept with the data they protect, readable by the owner alone.
 * A damaged file is never replaced: the database could not be opened with other keys.
 */
export function loadOrCreateSecrets(dataDir: string): Secrets {
  const known = readSecrets(dataDir);
  if (known) return known;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const secrets: Secrets = {
    NEXTAUTH_SECRET: randomBytes(48).toString("base64url"),
    DATA_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    METRICS_TOKEN: randomBytes(24).toString("base64url"),
  };
  writeSecrets(dataDir, secrets);
  return secrets;
}

const fileOf = (dataDir: string): string => join(dataDir, "secrets.json");

/** null: there are none yet. @throws AppError("config-invalid") when they are damaged */
export function readSecrets(dataDir: string): Secrets | null {
  const file = fileOf(dataDir);
  if (!existsSync(file)) return null;
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new AppError(
      "config-invalid",
      `${file} is damaged. It holds the keys to the data beside it: restore it from a copy, or move ${dataDir} away to start afresh.`,
      { cause },
    );
  }
}

/** All or nothing: a process that is killed leaves the old file or the new one. */
export function writeSecrets(dataDir: string, secrets: Secrets): void {
  const file = fileOf(dataDir);
  const temporary = `${file}.${process.pid}`;
  const descriptor = openSync(temporary, "w", 0o600);
  writeSync(descriptor, `${JSON.stringify(secrets, null, 2)}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
  chmodSync(temporary, 0o600);
  renameSync(temporary, file);
}

export type StartOptions = {
  readonly dev: boolean;
  readonly port: number;
  readonly sandboxPort: number;
  readonly sandbox: boolean;
  /** FHIR base URL of another EHR on this machine, in the sandbox's place. */
  readonly ehr?: string | undefined;
  readonly clientId?: string | undefined;
  /** The sandbox may show the product in a frame. */
  readonly embed?: boolean | undefined;
};

/** Flags of `npm start -- …`; anything unknown is refused with the list of what there is. */
export function parseFlags(
  args: readonly string[],
  env: Record<string, string | undefined>,
): StartOptions | "help" {
  let dev = false;
  let sandbox = true;
  let embed = false;
  let ehr: string | undefined;
  let clientId: string | undefined;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [name = "", inline] = arg.split(/=(.*)/s);
    const value = () => valueAfter(name, inline ?? rest.shift());
    if (name === "--help" || name === "-h") return "help";
    else if (name === "--dev") dev = true;
    else if (name === "--no-sandbox") sandbox = false;
    else if (name === "--embed") embed = true;
    else if (name === "--ehr") ehr = ehrOnThisMachine(value());
    else if (name === "--client-id") clientId = value();
    else
      throw new AppError(
        "config-invalid",
        `Unknown option ${arg}. Known: --dev, --no-sandbox, --embed, --ehr URL, --client-id ID, --help. Ports: PORT, SANDBOX_PORT.`,
      );
  }
  if (ehr) sandbox = false;
  refuseUnused({ ehr, clientId, embed }, env);
  const port = (name: string, fallback: number) => {
    const value = Number(env[name] ?? fallback);
    if (!Number.isInteger(value) || value < 1 || value > 65_535)
      throw new AppError("config-invalid", `${name}: expected a port from 1 to 65535`);
    return value;
  };
  return {
    dev,
    sandbox,
    embed,
    ehr,
    clientId,
    port: port("PORT", 3000),
    sandboxPort: port("SANDBOX_PORT", 4000),
  };
}

function valueAfter(name: string, value: string | undefined): string {
  if (value && !value.startsWith("--")) return value;
  throw new AppError("config-invalid", `${name}: expected a value after it`);
}

/** Plain http and generated secrets are for a trial on one machine; anything else is set up in the settings. */
function ehrOnThisMachine(url: string): string {
  const parsed = URL.parse(url);
  const here = parsed && ["localhost", "127.0.0.1", "[::1]"].includes(parsed.hostname);
  if (here && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.search)
    return url.replace(/\/+$/, "");
  throw new AppError(
    "config-invalid",
    "--ehr: expected the FHIR base URL of an EHR on this machine, such as http://localhost:4013/v/r4/fhir. Any other EHR is set up in SMART_ISSUERS (docs/connect-your-ehr.md).",
  );
}

/** An option that would do nothing is said, not swallowed. */
function refuseUnused(
  { ehr, clientId, embed }: Pick<StartOptions, "ehr" | "clientId" | "embed">,
  env: Record<string, string | undefined>,
): void {
  const refuse = (why: string) => {
    throw new AppError("config-invalid", why);
  };
  if (clientId && !ehr) refuse("--client-id goes with --ehr.");
  if (embed && (ehr || env.DATABASE_URL || env.SMART_ISSUERS))
    refuse("--embed is for the sandbox: for any other EHR set frameOrigins in SMART_ISSUERS.");
  if (ehr && env.DATABASE_URL)
    refuse("--ehr is for the evaluation mode: with DATABASE_URL set SMART_ISSUERS.");
  if (ehr && env.SMART_ISSUERS) refuse("--ehr and SMART_ISSUERS both name EHRs: use one of them.");
}

/** The environment of the app in embedded mode. What the user set wins over what is generated. */
export function embeddedEnvironment(
  user: Record<string, string | undefined>,
  secrets: Secrets,
  options: StartOptions,
  backend: ReturnType<typeof loadOrCreateBackendKey> | null = null,
): Record<string, string> {
  const appOrigin = user.APP_ORIGIN ?? `http://localhost:${options.port}`;
  const ehrOrigin = `http://localhost:${options.sandboxPort}`;
  const own = {
    ...secrets,
    APP_ORIGIN: appOrigin,
    PORT: String(options.port),
    ...(options.sandbox
      ? {
          SANDBOX: "true",
          SMART_ISSUERS: JSON.stringify([
            {
              name: "Sandbox EHR",
              issuer: `${ehrOrigin}/fhir/r4`,
              clientId: "openacuity",
              allowHttp: true,
              ...(options.embed ? { frameOrigins: [ehrOrigin] } : {}),
              // In its own name, too: it is told of news, reads what became of patients, and writes what devices measure.
              ...(backend
                ? {
                    backend: { clientId: "openacuity-backend", privateKeyJwk: backend.privateKey },
                    subscriptions: {},
                  }
                : {}),
            },
          ]),
          ...(options.embed ? { SANDBOX_EMBED: "1" } : {}),
          ...(backend ? { SANDBOX_BACKEND_KEY: JSON.stringify(backend.publicKey) } : {}),
        }
      : {}),
    ...(options.ehr
      ? {
          SMART_ISSUERS: JSON.stringify([
            {
              name: `EHR at ${new URL(options.ehr).host}`,
              issuer: options.ehr,
              clientId: options.clientId ?? "openacuity",
              allowHttp: true,
            },
          ]),
        }
      : {}),
  };
  const given = Object.fromEntries(
    Object.entries(user).filter((e): e is [string, string] => e[1] !== undefined && e[1] !== ""),
  );
  const merged: Record<string, string> = { ...own, ...given };
  // next-auth reads its own name for the same address.
  merged.NEXTAUTH_URL = merged.APP_ORIGIN ?? appOrigin;
  return merged;
}
