import { readFileSync } from "node:fs";
import { connect } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { AppError } from "@/lib/core/errors";

/**
 * How to reach PostgreSQL: the URL without its TLS parameters, and what TLS to speak. Both drivers, ours and the queue's,
 * get the same, because each reads `sslmode` in its own way.
 */
export type PostgresAddress = { readonly connectionString: string; readonly ssl: false | ConnectionOptions };

/** libpq's words (https://www.postgresql.org/docs/current/libpq-ssl.html), weakest first; `allow` is taken for `prefer`. */
export const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
export type SslMode = (typeof SSL_MODES)[number];

export type TlsWish = {
  readonly connectionString: string;
  readonly mode: SslMode;
  /** null: over a Unix socket, where there is no TLS. */
  readonly server: { readonly host: string; readonly port: number } | null;
  readonly files: Readonly<Partial<Record<"ca" | "cert" | "key", string>>>;
};

const SPELLINGS: Readonly<Record<string, SslMode>> = {
  true: "require",
  "1": "require",
  false: "disable",
  "0": "disable",
};
const FILES = { sslrootcert: "ca", sslcert: "cert", sslkey: "key" } as const;

/**
 * Reads `sslmode`, `sslrootcert`, `sslcert` and `sslkey` off a database URL. Without `sslmode` it is `prefer`: TLS when the
 * server offers it. A root certificate makes `require` check the server as `verify-ca` does, and `sslrootcert=system` means
 * `verify-full`, as with libpq.
 * @throws AppError("config-invalid") on a mode that does not exist.
 */
export function readTlsWish(databaseUrl: string, setting = "DATABASE_URL"): TlsWish {
  const url = parseUrl(databaseUrl, setting);
  // `ssl` is how other drivers spell it.
  const said = url.searchParams.get("sslmode") ?? url.searchParams.get("ssl") ?? "prefer";
  const given = SPELLINGS[said] ?? said;
  if (!(SSL_MODES as readonly string[]).includes(given))
    throw new AppError("config-invalid", `${setting}: sslmode must be one of ${SSL_MODES.join(", ")}`);
  let mode = given as SslMode;
  const files: Partial<Record<"ca" | "cert" | "key", string>> = {};
  for (const [name, as] of Object.entries(FILES)) {
    const path = url.searchParams.get(name);
    if (path && !(as === "ca" && path === "system")) files[as] = path;
  }
  if (url.searchParams.get("sslrootcert") === "system") mode = "verify-full";
  else if (mode === "require" && files.ca) mode = "verify-ca";
  for (const name of ["sslmode", "ssl", ...Object.keys(FILES)]) url.searchParams.delete(name);
  const host = url.searchParams.get("host") ?? decodeURIComponent(url.hostname.replace(/^\[(.+)\]$/, "$1"));
  const port = Number(url.searchParams.get("port") ?? (url.port || 5432));
  return {
    connectionString: url.href,
    mode,
    server: host.startsWith("/") ? null : { host: host || "localhost", port },
    files,
  };
}

function parseUrl(databaseUrl: string, setting: string): URL {
  try {
    return new URL(databaseUrl);
  } catch {
    // The parser's own error would quote the password.
    throw new AppError(
      "config-invalid",
      `${setting}: expected postgres://user:password@host:5432/database with one host (docs/operations.md, A standby)`,
    );
  }
}

/**
 * Settles the TLS of this process: for `prefer` the server is asked once whether it offers it, and a server that did is not
 * spoken to in clear any more, so that nobody in between can talk later connections out of it.
 */
export async function addressOf(databaseUrl: string, setting = "DATABASE_URL"): Promise<PostgresAddress> {
  const wish = readTlsWish(databaseUrl, setting);
  const { connectionString, mode, server } = wish;
  if (mode === "disable" || !server) return { connectionString, ssl: false };
  if (mode === "prefer" || mode === "allow") {
    if (!(await offersTls(server))) return { connectionString, ssl: false };
  }
  return { connectionString, ssl: tlsOptions(wish) };
}

function tlsOptions({ mode, files, server }: TlsWish): ConnectionOptions {
  const material = Object.fromEntries(
    Object.entries(files).map(([as, path]) => [as, readSetting(as, path)]),
  ) as ConnectionOptions;
  // The name to hold the certificate to: for an address in digits a driver would take "localhost".
  if (mode === "verify-full")
    return { ...material, rejectUnauthorized: true, ...(server ? { host: server.host } : {}) };
  if (mode === "verify-ca")
    return { ...material, rejectUnauthorized: true, checkServerIdentity: () => undefined };
  return { ...material, rejectUnauthorized: false };
}

function readSetting(as: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const name = Object.entries(FILES).find(([, value]) => value === as)?.[0];
    throw new AppError("config-invalid", `DATABASE_URL: the file of ${name} cannot be read`, { cause });
  }
}

/** SSLRequest and its one-letter answer, "S" or "N" (PostgreSQL's protocol 3.0, "SSL Session Encryption"). */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const ANSWER_WITHIN_MS = 10_000;

function offersTls({ host, port }: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error("PostgreSQL did not answer in time")));
    socket.once("connect", () => socket.write(SSL_REQUEST));
    socket.once("data", (answer) => {
      socket.destroy();
      resolve(answer[0] === "S".charCodeAt(0));
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("PostgreSQL closed the connection without an answer")));
  });
}
