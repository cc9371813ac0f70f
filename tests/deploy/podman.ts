import { execFileSync, spawn, spawnSync } from "node:child_process";
import { findProgram } from "@/bin/monitoring/programs";
import { findDebianBase } from "@/scripts/image/build";
import { findPostgres } from "@/scripts/test/postgres-programs";

/** Null: an image can be built and started here; else what is missing. */
export function whyNoImage(): string | null {
  const missing = [
    findProgram(["buildah"]) ? null : "buildah",
    findProgram(["podman"]) ? null : "podman",
    findDebianBase() ? null : "mmdebstrap",
    findPostgres() ? null : "postgresql",
    process.getuid?.() === 0 ? null : "root, for mmdebstrap",
  ].filter((m) => m !== null);
  return missing.length === 0 ? null : `missing: ${missing.join(", ")} (Debian: apt-get install)`;
}

/** crun refuses some machines' cgroups that runc takes. */
const runtime = (): string[] => {
  const runc = findProgram(["runc"]);
  return runc ? ["--runtime", runc] : [];
};

/** With the runtime that this machine takes. */
export const podmanArgs = (args: readonly string[]): string[] => [...runtime(), ...args];

export const podman = (...args: string[]): string =>
  execFileSync("podman", podmanArgs(args), {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();

/** As an orchestrator that trusts nobody would run it: root read-only, no capability, no new rights. */
export const CONFINEMENT = [
  "--read-only",
  "--cap-drop=ALL",
  "--security-opt=no-new-privileges",
  "--network=host",
  "--no-healthcheck",
  "--ulimit=nofile=10000:10000",
  "--ulimit=nproc=2000:2000",
];

export type Container = {
  readonly logs: () => string;
  /** Exit status of a command run inside it. */
  readonly exec: (...command: string[]) => number | null;
  /** SIGTERM, as an orchestrator stops it. @returns its exit status */
  readonly stop: () => Promise<number | null>;
};

const envFlags = (env: Readonly<Record<string, string>>): string[] =>
  Object.entries(env).flatMap(([name, value]) => ["--env", `${name}=${value}`]);

/** Runs a command to its end. */
export function runOnce(image: string, env: Readonly<Record<string, string>>, ...command: string[]) {
  const { status, stdout, stderr } = spawnSync(
    "podman",
    podmanArgs(["run", "--rm", ...CONFINEMENT, ...envFlags(env), image, ...command]),
    { encoding: "utf8" },
  );
  return { status, said: `${stdout}${stderr}` };
}

export function start(
  name: string,
  image: string,
  env: Readonly<Record<string, string>>,
  dataDir: string,
  ...command: string[]
): Container {
  spawnSync("podman", ["rm", "-f", name], { stdio: "ignore" });
  const child = spawn(
    "podman",
    [...runtime(), "run", "--rm", "--name", name, ...CONFINEMENT]
      .concat(["--tmpfs=/tmp", `--volume=${dataDir}:/data`])
      .concat(envFlags(env), [image, ...command]),
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => {
      said += data.toString("utf8");
    });
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  return {
    logs: () => said,
    exec: (...inside) =>
      spawnSync("podman", [...runtime(), "exec", name, ...inside], { stdio: "ignore" }).status,
    stop: () => {
      podman("kill", "--signal=TERM", name);
      return exited;
    },
  };
}

export const inspect = (image: string, format: string): string =>
  podman("image", "inspect", "--format", format, image);
