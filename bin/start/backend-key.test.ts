import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { smartIssuersSchema } from "@/lib/auth/issuers";
import { loadOrCreateBackendKey } from "./backend-key";
import { embeddedEnvironment, loadOrCreateSecrets } from "./settings";

const dir = mkdtempSync(join(tmpdir(), "openacuity-backend-key-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("the evaluation mode's key for the sandbox", () => {
  it("is made once, for the owner alone, and its public half is no secret and fits", () => {
    const made = loadOrCreateBackendKey(join(dir, "a"));
    expect(loadOrCreateBackendKey(join(dir, "a"))).toEqual(made);
    expect(statSync(join(dir, "a", "sandbox-client-key.json")).mode & 0o777).toBe(0o600);
    expect(made.publicKey).not.toHaveProperty("d");
    expect(loadOrCreateBackendKey(join(dir, "b"))).not.toEqual(made);
    const text = Buffer.from("asked for");
    const signature = sign("sha384", text, createPrivateKey({ key: made.privateKey, format: "jwk" }));
    const key = createPublicKey({ key: made.publicKey as never, format: "jwk" });
    expect(verify("sha384", text, key, signature)).toBe(true);
  });

  it("is made anew where it cannot be read: it protects nothing", () => {
    const before = loadOrCreateBackendKey(join(dir, "c"));
    for (const damaged of ["", "{", "[]", JSON.stringify({ ...before.privateKey, d: "" })]) {
      writeFileSync(join(dir, "c", "sandbox-client-key.json"), damaged);
      const again = loadOrCreateBackendKey(join(dir, "c"));
      expect(again.privateKey.kid).not.toBe(before.privateKey.kid);
      expect(JSON.parse(readFileSync(join(dir, "c", "sandbox-client-key.json"), "utf8"))).toEqual(
        again.privateKey,
      );
    }
  });

  it("lets the sandbox know the public half, and the app ask to be told of news", () => {
    const key = loadOrCreateBackendKey(join(dir, "d"));
    const options = { dev: false, sandbox: true, port: 3100, sandboxPort: 4100 };
    const env = embeddedEnvironment({}, loadOrCreateSecrets(join(dir, "d")), options, key);
    expect(JSON.parse(env.SANDBOX_BACKEND_KEY ?? "")).toEqual(key.publicKey);
    expect(smartIssuersSchema.parse(JSON.parse(env.SMART_ISSUERS ?? ""))).toMatchObject([
      {
        name: "Sandbox EHR",
        backend: { clientId: "openacuity-backend", privateKeyJwk: { kid: key.privateKey.kid } },
        subscriptions: {},
      },
    ]);
  });
});
