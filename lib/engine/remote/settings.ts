import { readFile } from "node:fs/promises";
import type { Env } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";

/** Where the remote engine is and how it is spoken to. */
export type RemoteSettings = {
  /** https://host:port or grpcs://host:port; without the s only on this machine. */
  readonly url: string;
  readonly model: string;
  /** Absent: the server chooses. */
  readonly version?: string;
  readonly token?: string;
  /** PEM of the authority that signed the server's certificate; absent: the public ones. */
  readonly ca?: Buffer;
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
  /** Most cases in one request. */
  readonly maxBatch: number;
};

/** @throws AppError("config-invalid") when the authority's file cannot be read or no address is given */
export async function remoteSettings(env: Env): Promise<RemoteSettings> {
  if (!env.REMOTE_ENGINE_URL)
    throw new AppError("config-invalid", "ENGINE=remote needs REMOTE_ENGINE_URL: where the engine is");
  return {
    url: env.REMOTE_ENGINE_URL,
    model: env.REMOTE_ENGINE_MODEL,
    timeoutMs: env.REMOTE_ENGINE_TIMEOUT_MS,
    maxBatch: env.REMOTE_ENGINE_MAX_BATCH,
    ...(env.REMOTE_ENGINE_VERSION ? { version: env.REMOTE_ENGINE_VERSION } : {}),
    ...(env.REMOTE_ENGINE_TOKEN ? { token: env.REMOTE_ENGINE_TOKEN } : {}),
    ...(env.REMOTE_ENGINE_CA_FILE ? { ca: await readAuthority(env.REMOTE_ENGINE_CA_FILE) } : {}),
  };
}

const readAuthority = (file: string): Promise<Buffer> =>
  readFile(file).catch((cause: unknown) => {
    throw new AppError("config-invalid", "REMOTE_ENGINE_CA_FILE cannot be read", { cause });
  });
