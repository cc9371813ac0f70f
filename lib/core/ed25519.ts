import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { sha256 } from "./crypto";

/** Signatures by Ed25519 (RFC 8032). Keys are DER in base64: SPKI and PKCS #8 (RFC 8410). */
export type SigningPair = {
  /** Names the pair: the beginning of the public key's SHA-256. */
  readonly id: string;
  readonly publicKey: string;
  readonly privateKey: string;
};

export function newSigningPair(): SigningPair {
  const pair = generateKeyPairSync("ed25519");
  const publicKey = pair.publicKey.export({ type: "spki", format: "der" });
  const privateKey = pair.privateKey.export({ type: "pkcs8", format: "der" });
  return {
    id: sha256(publicKey).slice(0, 16),
    publicKey: publicKey.toString("base64"),
    privateKey: privateKey.toString("base64"),
  };
}

export const signText = (privateKey: string, text: string): string =>
  sign(
    null,
    Buffer.from(text, "utf8"),
    createPrivateKey({ key: Buffer.from(privateKey, "base64"), type: "pkcs8", format: "der" }),
  ).toString("base64");

/** Whether the signature is of this very text by this key; false also for what is no key or no signature. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), type: "spki", format: "der" });
    if (key.asymmetricKeyType !== "ed25519") return false;
    return verify(null, Buffer.from(text, "utf8"), key, Buffer.from(signature, "base64"));
  } catch {
    return false;
  }
}
