import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { adaptConfig } from "@/bin/monitoring/config";

const HERE = "deploy/monitoring";
export type Sample = { readonly metric: Record<string, string>; readonly value: readonly [number, string] };
export type Prometheus = {
  query(expr: string): Promise<readonly Sample[]>;
  get<T>(path: string): Promise<T>;
  stop(): Promise<void>;
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The shipped configuration and rules with seconds for minutes, on ports of this test. */
export async function startPrometheus(
  folder: string,
  targets: { readonly app: number; readonly worker: number },
  token: string,
): Promise<Prometheus> {
  await mkdir(join(folder, "rules"), { recursive: true });
  await writeFile(join(folder, "openacuity-token"), token, { mode: 0o600 });
  const config = adaptConfig(await readFile(join(HERE, "prometheus.yml"), "utf8"), targets)
    .replaceAll(": 15s", ": 1s")
    .replace("scrape_timeout: 10s", "scrape_timeout: 1s");
  await writeFile(join(folder, "prometheus.yml"), config);
  for (const file of ["recording.yml", "alerts.yml"]) {
    const rules = await readFile(join(HERE, "rules", file), "utf8");
    await writeFile(join(folder, "rules", file), rules.replace(/^( +for:) \S+$/gm, "$1 1s"));
  }
  const port = await freePort();
  const child = spawn(
    "prometheus",
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
    ],
    { stdio: "ignore" },
  );
  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    const body = (await response.json()) as { status: string; error?: string; data: T };
    if (body.status !== "success") throw new Error(body.error);
    return body.data;
  };
  return {
    get,
    query: async (expr) =>
      (await get<{ result: Sample[] }>(`/api/v1/query?query=${encodeURIComponent(expr)}`)).result,
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}
