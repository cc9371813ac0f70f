import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isSignedBy, newSigningPair, signText } from "./ed25519";

describe("signatures", () => {
  const [ours, other] = [newSigningPair(), newSigningPair()];
  const signature = signText(ours.privateKey, "the words");
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;

  it.each([
    ["this text by this key", ours.publicKey, "the words", signature, true],
    ["another text", ours.publicKey, "the word", signature, false],
    ["another key", other.publicKey, "the words", signature, false],
    ["another key's signature", ours.publicKey, "the words", signText(other.privateKey, "the words"), false],
    ["no signature", ours.publicKey, "the words", "", false],
    ["no key", "AAAA", "the words", signature, false],
    [
      "a key of another kind",
      rsa.export({ type: "spki", format: "der" }).toString("base64"),
      "the words",
      signature,
      false,
    ],
  ])("%s", (_what, key, text, signed, holds) => {
    expect(isSignedBy(key, text, signed)).toBe(holds);
  });

  it("are by keys with names of their own", () => {
    expect(ours.id).toMatch(/^[0-9a-f]{16}$/);
    expect(ours.id).not.toBe(other.id);
  });
});
