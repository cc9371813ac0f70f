import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
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

describe("parseFlags", () => {
  it.each([
    [["--fast"], {}, /Unknown option --fast/],
    [[], { PORT: "99999" }, /PORT: expected a port/],
    [[], { SANDBOX_PORT: "x" }, /SANDBOX_PORT/],
  ])("refuses %j %j", (args, env, message) => {
    expect(() => parseFlags(args, env)).toThrow(message);
  });
});
