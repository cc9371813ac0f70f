import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair, type JWK } from "jose";

/** The sandbox's own secrets: signing key, cookie key, and the confidential client's secret. */
export type Secrets = { readonly jwk: JWK; readonly cookieKey: string; readonly clientSecret: string };

/** Made on the first start, kept with the data, readable by the owner alone (mode 0600). */
export async function loadOrCreateSecrets(dir: string | null, clientSecret?: string): Promise<Secrets> {
  const file = dir === null ? null : join(dir, "secrets.json");
  const kept = file && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Secrets) : null;
  const secrets = kept ?? (await create());
  if (file && !kept) {
    mkdirSync(dir ?? "", { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.tmp`, `${JSON.stringify(secrets)}\n`, { mode: 0o600 });
    chmodSync(`${file}.tmp`, 0o600);
    renameSync(`${file}.tmp`, file);
  }
  return clientSecret ? { ...secrets, clientSecret } : secrets;
}

async function create(): Promise<Secrets> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    jwk: { ...(await exportJWK(privateKey)), use: "sig", alg: "RS256", kid: randomBytes(8).toString("hex") },
    cookieKey: randomBytes(32).toString("base64url"),
    clientSecret: randomBytes(32).toString("base64url"),
  };
}
