import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { freePort, unprivileged } from "./postgres-cluster.ts";

/** pgbouncer's program: on the PATH, or where Debian has it. */
export function findPgbouncer(): string | null {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];
  return folders.map((f) => join(f, "pgbouncer")).find(existsSync) ?? null;
}

export type Bouncer = {
  readonly port: number;
  /** The address of a database of the server behind it, through it. */
  through(databaseUrl: string): string;
  stop(): Promise<void>;
};

/** A throw-away pgbouncer in transaction mode on loopback, in front of a server there. */
export async function startPgbouncer(serverPort: number, { connections = 4 } = {}): Promise<Bouncer> {
  const program = findPgbouncer();
  if (!program) throw new Error("no pgbouncer on this machine (Debian: apt-get install pgbouncer)");
  const account = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), "openacuity-pgbouncer-"));
  const own = (path: string) => {
    if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid);
  };
  own(folder);
  const port = await freePort();
  const place = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    own(join(folder, name));
  };
  place("users.txt", '"openacuity" ""\n');
  place(
    "pgbouncer.ini",
    `[databases]
* = host=127.0.0.1 port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, "users.txt")}
pool_mode = transaction
default_pool_size = ${connections}
max_client_conn = 200
server_reset_query_always = 0
`,
  );
  const child = spawn(program, [join(folder, "pgbouncer.ini")], {
    ...account,
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  await ready(child);
  return {
    port,
    through: (databaseUrl) => {
      const url = new URL(databaseUrl);
      url.port = String(port);
      return url.href;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGKILL");
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (text) => {
      said = (said + text).slice(-4_000);
      if (/process up/.test(said)) resolve();
    });
    child.once("exit", () => reject(new Error(`pgbouncer did not start:\n${said}`)));
  });
}
