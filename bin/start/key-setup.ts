import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { AppError } from "@/lib/core/errors";
import { readSecrets } from "./settings";

/** Which database a command line works on, and with which keys. */
export type Setup = {
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** DATA_KEYS; null: they are kept with the embedded database. */
  readonly given: string | null;
};

export function readSetup(): Setup {
  const dataDir = resolve(process.env.DATA_DIR || ".data");
  const databaseUrl = process.env.DATABASE_URL || undefined;
  if (!databaseUrl && !existsSync(resolve(dataDir, "database")))
    throw new AppError("config-invalid", `there is no database in ${dataDir}, and DATABASE_URL is not set`);
  const given = process.env.DATA_KEYS || null;
  if (databaseUrl && !given) throw new AppError("config-invalid", "DATA_KEYS is not set");
  return { databaseUrl, dataDir, given };
}

export const storedKeys = (dataDir: string): string => {
  const secrets = readSecrets(dataDir);
  if (!secrets)
    throw new AppError("config-invalid", `DATA_KEYS is not set, and there are no secrets in ${dataDir}`);
  return secrets.DATA_KEYS;
};
