import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@/sandbox/testing";
import { findProgram } from "@/scripts/test/prometheus";

// biome-ignore lint/suspicious/noExplicitAny: what a foreign server answers
type Json = any;

export type MlflowServer = {
  readonly uri: string;
  /** A call of its REST API, as somebody else would make it. */
  call(method: "GET" | "POST", path: string, body?: unknown): Promise<Json>;
  stop(): Promise<void>;
};

/** Where `mlflow` of PyPI is: in MLFLOW_BIN or on the path; null: not on this machine. */
export const findMlflow = (): string | null => process.env.MLFLOW_BIN ?? findProgram("mlflow");

const caller =
  (uri: string): MlflowServer["call"] =>
  async (method, path, body) => {
    const response = await fetch(`${uri}/api/2.0/mlflow/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };

export async function startRealMlflow(program: string): Promise<MlflowServer> {
  const folder = await mkdtemp(join(tmpdir(), "mlflow-"));
  const port = await freePort();
  const child: ChildProcess = spawn(
    program,
    [
      ...["server", "--host", "127.0.0.1", "--port", String(port), "--workers", "1"],
      ...["--backend-store-uri", `sqlite:///${join(folder, "mlflow.db")}`],
      ...["--artifacts-destination", join(folder, "artifacts")],
    ],
    {
      cwd: folder,
      stdio: "ignore",
      // A group of its own: the server starts workers, which end with it.
      detached: true,
      env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
    },
  );
  const uri = `http://127.0.0.1:${port}`;
  const until = Date.now() + 150_000;
  for (;;) {
    const up = await fetch(`${uri}/health`).then(
      (r) => r.ok,
      () => false,
    );
    if (up) break;
    if (Date.now() > until || child.exitCode !== null) throw new Error("mlflow server did not come up");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return {
    uri,
    call: caller(uri),
    async stop() {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type FakeState = {
  readonly runs: Map<string, Json>;
  readonly versions: Json[];
  readonly aliases: Map<string, string>;
  /** Every body it was sent, and each file's path. */
  readonly heard: string[];
  away: boolean;
};

/** Speaks as much of MLflow's API as the mirror uses, keeps it in memory, and can be away. */
export async function startFakeMlflow(): Promise<MlflowServer & { readonly state: FakeState }> {
  const state: FakeState = { runs: new Map(), versions: [], aliases: new Map(), heard: [], away: false };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      if (state.away) return req.socket.destroy();
      const url = new URL(req.url ?? "", "http://mlflow");
      if (req.method === "PUT") {
        state.heard.push(url.pathname);
        return res.end("{}");
      }
      const text = Buffer.concat(chunks).toString();
      state.heard.push(text);
      const answer = answerOf(state, url, text ? JSON.parse(text) : {});
      res.statusCode = answer.error_code ? 404 : 200;
      res.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    uri,
    state,
    call: caller(uri),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const GONE = { error_code: "RESOURCE_DOES_NOT_EXIST" };

function answerOf(state: FakeState, url: URL, body: Json): Json {
  const run = state.runs.get(body.run_id);
  switch (url.pathname.replace("/api/2.0/mlflow/", "")) {
    case "experiments/get-by-name":
      return { experiment: { experiment_id: "1" } };
    case "runs/search": {
      const [, key, value] = /tags\.`([^`]+)` = '([^']+)'/.exec(body.filter) ?? [];
      const has = (r: Json) => r.data.tags.some((t: Json) => t.key === key && t.value === value);
      return { runs: body.filter ? [...state.runs.values()].filter(has) : [...state.runs.values()] };
    }
    case "runs/create": {
      const id = randomUUID();
      const info = {
        run_id: id,
        run_name: body.run_name,
        artifact_uri: `mlflow-artifacts:/1/${id}/artifacts`,
      };
      state.runs.set(id, { info, data: { tags: body.tags, metrics: [], params: [] } });
      return { run: state.runs.get(id) };
    }
    case "runs/log-batch":
      for (const what of ["metrics", "params", "tags"] as const) run.data[what].push(...(body[what] ?? []));
      return {};
    case "runs/update":
      run.info.status = body.status;
      return {};
    case "runs/log-inputs":
      run.inputs = { dataset_inputs: body.datasets };
      return {};
    case "registered-models/create":
      return {};
    case "model-versions/create": {
      const version = { ...body, version: String(state.versions.length + 1) };
      state.versions.push(version);
      return { model_version: version };
    }
    case "model-versions/search":
      return { model_versions: state.versions };
    case "model-versions/set-tag": {
      const version = state.versions.find((v) => v.version === body.version);
      version.tags = [
        ...version.tags.filter((t: Json) => t.key !== body.key),
        { key: body.key, value: body.value },
      ];
      return {};
    }
    case "registered-models/alias": {
      if (body.alias) {
        state.aliases.set(body.alias, body.version);
        return {};
      }
      const version = state.aliases.get(url.searchParams.get("alias") ?? "");
      return version ? { model_version: state.versions.find((v) => v.version === version) } : GONE;
    }
    default:
      return GONE;
  }
}
