import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const jwk = z.looseObject({
  kty: z.literal("EC"),
  crv: z.literal("P-384"),
  x: z.string().min(1),
  y: z.string().min(1),
  d: z.string().min(1),
  alg: z.literal("ES384"),
  kid: z.string().min(1),
});
type PrivateKey = z.infer<typeof jwk>;

/**
 * The evaluation mode's key for acting at the sandbox in the product's own name (SMART Backend Services): made on the first start, kept
 * with the data, readable by the owner alone. It protects nothing that is kept, and both sides get it anew at each start: one that
 * cannot be read is made anew.
 */
export function loadOrCreateBackendKey(dataDir: string): {
  readonly privateKey: PrivateKey;
  readonly publicKey: object;
} {
  const file = join(dataDir, "sandbox-client-key.json");
  const privateKey = read(file) ?? create(file, dataDir);
  const { d: _private, ...rest } = privateKey;
  return { privateKey, publicKey: { ...rest, use: "sig" } };
}

function read(file: string): PrivateKey | null {
  if (!existsSync(file)) return null;
  try {
    return jwk.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

function create(file: string, dataDir: string): PrivateKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const made = jwk.parse({
    ...privateKey.export({ format: "jwk" }),
    alg: "ES384",
    kid: randomBytes(8).toString("hex"),
  });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(made)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
  return made;
}
