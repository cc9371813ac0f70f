import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";

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
  const file = join(dataDir, "secrets.json");
  if (existsSync(file)) {
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
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const secrets: Secrets = {
    NEXTAUTH_SECRET: randomBytes(48).toString("base64url"),
    DATA_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    METRICS_TOKEN: randomBytes(24).toString("base64url"),
  };
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  chmodSync(temporary, 0o600);
  renameSync(temporary, file);
  return secrets;
}

export type StartOptions = {
  readonly dev: boolean;
  readonly port: number;
  readonly sandboxPort: number;
  readonly sandbox: boolean;
};

/** Flags of `npm start -- …`; anything unknown is refused with the list of what there is. */
export function parseFlags(
  args: readonly string[],
  env: Record<string, string | undefined>,
): StartOptions | "help" {
  let dev = false;
  let sandbox = true;
  for (const arg of args) {
    if (arg === "--help" || arg === "-h") return "help";
    else if (arg === "--dev") dev = true;
    else if (arg === "--no-sandbox") sandbox = false;
    else
      throw new AppError(
        "config-invalid",
        `Unknown option ${arg}. Known: --dev, --no-sandbox, --help. Ports: PORT, SANDBOX_PORT.`,
      );
  }
  const port = (name: string, fallback: number) => {
    const value = Number(env[name] ?? fallback);
    if (!Number.isInteger(value) || value < 1 || value > 65_535)
      throw new AppError("config-invalid", `${name}: expected a port from 1 to 65535`);
    return value;
  };
  return { dev, sandbox, port: port("PORT", 3000), sandboxPort: port("SANDBOX_PORT", 4000) };
}

/** The environment of the app in embedded mode. What the user set wins over what is generated. */
export function embeddedEnvironment(
  user: Record<string, string | undefined>,
  secrets: Secrets,
  options: StartOptions,
): Record<string, string> {
  const appOrigin = user.APP_ORIGIN ?? `http://localhost:${options.port}`;
  const issuer = `http://localhost:${options.sandboxPort}/fhir/r4`;
  const own = {
    ...secrets,
    APP_ORIGIN: appOrigin,
    PORT: String(options.port),
    ...(options.sandbox
      ? {
          SANDBOX: "true",
          SMART_ISSUERS: JSON.stringify([
            { name: "Sandbox EHR", issuer, clientId: "openacuity", allowHttp: true },
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
