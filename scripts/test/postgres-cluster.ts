import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostgres } from "./postgres-programs.ts";

/** A throw-away PostgreSQL on loopback, in a temporary folder. No imports of ours: plain Node runs it. */
export type Cluster = {
  readonly port: number;
  /** Of the superuser, without a password. */
  readonly url: string;
  /** Kills the server and everything it started, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  /** Whether the server is there: it ends by itself where it can write no more. */
  isRunning(): boolean;
  /** Stops it in order and removes its folder. */
  remove(): Promise<void>;
};

export type ClusterOptions = {
  /** Server settings beyond those every cluster has. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Files to lay beside the data, readable by the server alone: `server.key`. A setting may name them as `{name}`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folder to make the cluster in instead of the system's temporary one. */
  readonly within?: string;
  /** A server to copy and to follow, instead of an empty one. It answers under this name to `synchronous_standby_names`. */
  readonly standbyOf?: { readonly port: number; readonly name: string };
  /** What pg_hba.conf says instead of trusting everybody on loopback. */
  readonly hba?: string;
};

export type Account = { readonly uid?: number; readonly gid?: number };

/** PostgreSQL refuses to run as root: borrow the account Debian's package makes, else nobody's. */
export function unprivileged(): Account {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) =>
        Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // No such account.
    }
  }
  throw new Error("running as root and found no unprivileged account for PostgreSQL");
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const bin = findPostgres();
  if (!bin)
    throw new Error("no PostgreSQL server programs on this machine (Debian: apt-get install postgresql)");
  const account = unprivileged();
  const folder = mkdtempSync(join(options.within ?? tmpdir(), "openacuity-postgres-"));
  const own = (path: string) => {
    if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid);
  };
  own(folder);
  const data = join(folder, "data");
  const spawned: SpawnOptions = {
    ...account,
    cwd: folder,
    env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8", HOME: folder } as unknown as NodeJS.ProcessEnv,
  };
  const { standbyOf } = options;
  const [program, how] = standbyOf
    ? ([
        "pg_basebackup",
        ["-R", "-X", "stream", "-c", "fast", "-h", "127.0.0.1", "-p", `${standbyOf.port}`],
      ] as const)
    : (["initdb", ["--auth=trust", "--encoding=UTF8", "--no-sync"]] as const);
  execFileSync(join(bin, program), ["-D", data, "-U", "openacuity", ...how], { ...spawned, stdio: "ignore" });
  const place = (name: string, text: string, path = join(folder, name)) => {
    writeFileSync(path, text, { mode: 0o600 });
    own(path);
  };
  for (const [name, text] of Object.entries(options.files ?? {})) place(name, text);
  if (options.hba) place("pg_hba.conf", options.hba, join(data, "pg_hba.conf"));

  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: folder,
    fsync: "off",
    max_connections: 200,
    // What a standby is called by.
    ...(standbyOf ? { cluster_name: standbyOf.name } : {}),
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [
    "-c",
    `${name}=${String(value).replace(/^\{(.+)\}$/, (_, file) => join(folder, file))}`,
  ]);
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    // A process group of its own, so that everything it starts can be killed with it.
    const child = spawn(join(bin as string, "postgres"), ["-D", data, ...args], {
      ...spawned,
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    server = child;
    let log = "";
    child.stderr?.on("data", (text) => {
      log = (log + text).slice(-8_000);
    });
    for (let i = 0; i < 300; i++) {
      if (child.exitCode !== null || child.signalCode !== null) break;
      if (/database system is ready to accept (read-only )?connections/.test(log)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`PostgreSQL did not start:\n${log}`);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const child = server;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    // The processes it started have groups of their own, but are its children: they are found before it dies.
    const pids = signal === "SIGKILL" ? childrenOf(child.pid) : [];
    for (const pid of [child.pid, ...pids]) {
      try {
        process.kill(pid, signal);
      } catch {
        // Already gone.
      }
    }
    await gone;
  }

  try {
    await start();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    port,
    url: `postgres://openacuity@127.0.0.1:${port}/postgres`,
    start,
    kill: () => end("SIGKILL"),
    isRunning: () => server !== null && server.exitCode === null && server.signalCode === null,
    async remove() {
      await end("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function childrenOf(pid: number): number[] {
  try {
    return execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
      .split("\n")
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}
