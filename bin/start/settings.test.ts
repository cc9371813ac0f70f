import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { smartIssuersSchema } from "@/lib/auth/issuers";
import { parseEnv } from "@/lib/core/env";
import { embeddedEnvironment, loadOrCreateSecrets, parseFlags } from "./settings";

const dir = mkdtempSync(join(tmpdir(), "openacuity-settings-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("secrets of the embedded mode", () => {
  it("are made once, for the owner alone, and kept", () => {
    const first = loadOrCreateSecrets(join(dir, "a"));
    expect(loadOrCreateSecrets(join(dir, "a"))).toEqual(first);
    expect(statSync(join(dir, "a", "secrets.json")).mode & 0o777).toBe(0o600);
    expect(loadOrCreateSecrets(join(dir, "b"))).not.toEqual(first);
  });

  it("are never replaced when damaged", () => {
    loadOrCreateSecrets(join(dir, "c"));
    const file = join(dir, "c", "secrets.json");
    writeFileSync(file, "{");
    expect(() => loadOrCreateSecrets(join(dir, "c"))).toThrow(/is damaged/);
    expect(readFileSync(file, "utf8")).toBe("{");
  });
});

describe("the embedded environment", () => {
  const options = { dev: false, sandbox: true, port: 3100, sandboxPort: 4100 };
  it("is one the app accepts, with the user's settings on top", () => {
    const env = embeddedEnvironment(
      { RETRAIN_AFTER: "20", LOG_LEVEL: "" },
      loadOrCreateSecrets(join(dir, "d")),
      options,
    );
    expect(parseEnv(env)).toMatchObject({
      mode: "embedded",
      SANDBOX: true,
      RETRAIN_AFTER: 20,
      LOG_LEVEL: "info",
      PORT: 3100,
    });
    expect(env.SMART_ISSUERS).toContain("http://localhost:4100/fhir/r4");
    expect(env.NEXTAUTH_URL).toBe("http://localhost:3100");
  });
});

describe("another EHR on this machine", () => {
  it.each([
    ["http://localhost:4013/v/r4/fhir/", ["--ehr", "http://localhost:4013/v/r4/fhir/"]],
    ["http://127.0.0.1:8080/fhir", ["--ehr=http://127.0.0.1:8080/fhir", "--client-id=acuity-1"]],
  ])("%s takes the sandbox's place", (url, args) => {
    const options = parseFlags(args, {});
    if (options === "help") throw new Error("help");
    const env = parseEnv(embeddedEnvironment({}, loadOrCreateSecrets(join(dir, "e")), options));
    expect(env).toMatchObject({ mode: "embedded", SANDBOX: false });
    const issuers = smartIssuersSchema.parse(JSON.parse(env.SMART_ISSUERS));
    expect(issuers).toMatchObject([
      {
        issuer: url.replace(/\/$/, ""),
        clientId: args.length > 1 && args[1]?.startsWith("--client") ? "acuity-1" : "openacuity",
        allowHttp: true,
      },
    ]);
  });
});

describe("parseFlags", () => {
  it("lets the sandbox show the app in a frame only when asked to", () => {
    const issuersOf = (args: string[]) => {
      const options = parseFlags(args, { SANDBOX_PORT: "4100" });
      if (options === "help") throw new Error("help");
      const env = embeddedEnvironment({}, loadOrCreateSecrets(join(dir, "f")), options);
      return [smartIssuersSchema.parse(JSON.parse(env.SMART_ISSUERS ?? "")), env.SANDBOX_EMBED];
    };
    expect(issuersOf([])).toMatchObject([[{ name: "Sandbox EHR" }], undefined]);
    expect(issuersOf([])[0]).not.toHaveProperty("0.frameOrigins");
    expect(issuersOf(["--embed"])).toMatchObject([[{ frameOrigins: ["http://localhost:4100"] }], "1"]);
  });

  it.each([
    [["--fast"], {}, /Unknown option --fast/],
    [[], { PORT: "99999" }, /PORT: expected a port/],
    [[], { SANDBOX_PORT: "x" }, /SANDBOX_PORT/],
    [["--ehr"], {}, /--ehr: expected a value/],
    [["--ehr", "--dev"], {}, /--ehr: expected a value/],
    [["--ehr", "https://ehr.hospital.example/r4"], {}, /on this machine.*SMART_ISSUERS/],
    [["--ehr", "http://localhost@evil.example/r4"], {}, /on this machine/],
    [["--ehr", "http://localhost.evil.example/r4"], {}, /on this machine/],
    [["--client-id", "x"], {}, /goes with --ehr/],
    [["--embed", "--ehr", "http://localhost:8080/fhir"], {}, /frameOrigins/],
    [["--embed"], { SMART_ISSUERS: "[]" }, /frameOrigins/],
    [["--ehr", "http://localhost:8080/fhir"], { DATABASE_URL: "postgres://x" }, /evaluation mode/],
    [["--ehr", "http://localhost:8080/fhir"], { SMART_ISSUERS: "[]" }, /use one of them/],
  ])("refuses %j %j", (args, env, message) => {
    expect(() => parseFlags(args, env)).toThrow(message);
  });
});
