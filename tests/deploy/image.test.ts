import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "@/sandbox/testing";
import { type Builder, buildImage, debianBase, findBuilder } from "@/scripts/image/build";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { type Container, inspect, runOnce, start, whyNoImage } from "./podman";

const why = whyNoImage();
const MEGABYTE = 1e6;
const TAG = "localhost/openacuity-test:latest";
const AGAIN = "localhost/openacuity-test:again";

describe.skipIf(why)(`the container image${why ? ` (${why})` : ""}`, () => {
  let folder: string;
  let made: string;
  let base: string;
  let cluster: Cluster;
  let env: Record<string, string>;
  const running: Container[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "openacuity-image-"));
    // What the app writes stays the unprivileged user's.
    chmodSync(folder, 0o777);
    made = join(folder, "package");
    execFileSync(process.execPath, ["--import", "tsx", "scripts/package.ts", "--to", made], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const builder = findBuilder() as Builder;
    base = await debianBase(builder, "bookworm");
    buildImage(builder, { package: made, base, tag: TAG });
    cluster = await startCluster();
    const owner = postgres(cluster.url, { onnotice: () => {} });
    await owner.unsafe("create role app login");
    await owner.unsafe("create database product");
    await owner.end();
    env = {
      DATABASE_URL: urlOf("app"),
      APP_ORIGIN: "https://triage.hospital.example",
      NEXTAUTH_SECRET: randomBytes(48).toString("base64"),
      DATA_KEYS: `k1:${randomBytes(32).toString("base64")}`,
      SMART_ISSUERS: JSON.stringify([
        { name: "EHR", issuer: "https://ehr.hospital.example/fhir", clientId: "c" },
      ]),
      BOOTSTRAP_ADMINS: "https://ehr.hospital.example/fhir|admin",
      METRICS_TOKEN: randomBytes(24).toString("hex"),
      HOST: "127.0.0.1",
    };
  }, 1_200_000);
  afterAll(async () => {
    for (const container of running) await container.stop().catch(() => {});
    await cluster?.remove();
    if (folder) await rm(folder, { recursive: true, force: true });
  }, 120_000);

  const urlOf = (role: string): string => {
    const url = new URL(cluster.url);
    url.username = role;
    url.pathname = "/product";
    return url.href;
  };
  const until = async (url: string, container: Container): Promise<unknown> => {
    for (let tries = 0; tries < 120; tries++) {
      const response = await fetch(url).catch(() => null);
      if (response?.ok) return response.json();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error(`${url} did not answer:\n${container.logs()}`);
  };

  it("is small, and the same again from the same package", () => {
    const size = Number(inspect(TAG, "{{.Size}}"));
    console.log(`image: ${Math.round(size / MEGABYTE)} MB`);
    expect(size).toBeLessThan(400 * MEGABYTE);
    buildImage(findBuilder() as Builder, { package: made, base, tag: AGAIN });
    // The id is another one: builders note in it which container they built in.
    for (const part of ["{{json .RootFS.Layers}}", "{{json .Config}}"])
      expect(inspect(AGAIN, part)).toBe(inspect(TAG, part));
  });

  it("holds no shell, no compiler of ours, no test, and runs as nobody on a root it cannot write to", () => {
    expect(inspect(TAG, "{{.Config.User}}")).toBe("65532:65532");
    for (const shell of ["/bin/sh", "/bin/bash", "/usr/bin/apt-get"])
      expect(
        runOnce(TAG, {}, "-e", `process.exit(require("fs").existsSync("${shell}") ? 1 : 0)`).status,
      ).toBe(0);
    for (const left of ["typescript", "vitest", "playwright", "@biomejs/biome"])
      expect(existsSync(join(made, "node_modules", left))).toBe(false);
    const { said } = runOnce(
      TAG,
      {},
      "-e",
      'try { require("fs").writeFileSync("/app/x", "") } catch (e) { console.log(process.getuid(), e.code) }',
    );
    expect(said.trim()).toBe("65532 EROFS");
  });

  it("names every package it holds, with its licence", () => {
    const { components } = JSON.parse(readFileSync(join(made, "sbom.cdx.json"), "utf8")) as {
      components: { name: string; licenses: unknown[] }[];
    };
    expect(components.map((c) => c.name)).toEqual(
      expect.arrayContaining(["next", "postgres", "onnxruntime-node"]),
    );
    expect(components.filter((c) => c.licenses.length === 0).map((c) => c.name)).toEqual([]);
  });

  it("brings the database up to date as its owner, then serves and works as a role of its own", async () => {
    const migrated = runOnce(
      TAG,
      { DATABASE_URL: urlOf("openacuity") },
      "bin/db-migrate.ts",
      "--app-role",
      "app",
    );
    expect(migrated).toMatchObject({ status: 0, said: expect.stringContaining("up to date") });

    const [port, workerPort] = [await freePort(), await freePort()];
    const app = start("openacuity-app", TAG, { ...env, PORT: String(port), RUN_WORKER: "false" }, folder);
    running.push(app);
    const worker = start(
      "openacuity-worker",
      TAG,
      { ...env, WORKER_METRICS_PORT: String(workerPort) },
      folder,
      "bin/worker.ts",
    );
    running.push(worker);

    await until(`http://127.0.0.1:${port}/api/health/ready`, app);
    await until(`http://127.0.0.1:${workerPort}/api/health/ready`, worker);
    // The first start registers the model that came along; it answers once it has been looked at.
    await expect
      .poll(async () => (await (await fetch(`http://127.0.0.1:${port}/api/health`)).json()).checks.model, {
        timeout: 120_000,
        interval: 1_000,
      })
      .toMatchObject({ ok: true, state: { state: "ready" } });
    const page = await fetch(`http://127.0.0.1:${port}/board`, { redirect: "manual" });
    expect([page.status, page.headers.get("content-security-policy")]).toEqual([
      expect.any(Number),
      expect.stringContaining("nonce-"),
    ]);
    expect(page.status).toBeLessThan(500);
    expect(app.exec("/app/node", "/app/bin/health-check.mjs", "ready")).toBe(0);
    expect(worker.exec("/app/node", "/app/bin/health-check.mjs")).toBe(0);
  }, 300_000);

  it("stops in order when it is told to", async () => {
    for (const container of running.splice(0)) {
      expect(await container.stop()).toBe(0);
      expect(container.logs()).toContain('"stopping"');
    }
  }, 60_000);
});
