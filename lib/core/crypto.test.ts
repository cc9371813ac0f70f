import { createCipheriv, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deriveKey, open, parseKeyRing, pseudonym, seal } from "./crypto";

const entry = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;
const k1 = entry("k1");
const ring = parseKeyRing(k1);
const at = { column: "assessment.case", row: "row-1" };

/** As sealed before values were bound to their rows. */
function sealUnbound(column: string, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", ring.keys[0]?.key as Buffer, nonce).setAAD(
    Buffer.from(column),
  );
  const body = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1.k1.${body.toString("base64url")}`;
}

describe("seal and open", () => {
  it.each(["", "plain", "Zoë, 体温 38.5 °C 🤒", "x".repeat(100_000)])("round-trips %#", (text) => {
    expect(open(ring, at, seal(ring, at, text))).toBe(text);
  });

  it("hides the text and never seals it twice alike", () => {
    const [a, b] = [seal(ring, at, "Sarcoidosis"), seal(ring, at, "Sarcoidosis")];
    expect(a).not.toContain("Sarcoidosis");
    expect(a).not.toBe(b);
  });

  it.each([
    ["another column", { ...at, column: "assessment.floor" }],
    ["another row", { ...at, row: "row-2" }],
    ["a column and row that run together the same", { column: "assessment.caserow", row: "-1" }],
  ])("does not open what was sealed for %s", (_what, elsewhere) => {
    expect(() => open(ring, at, seal(ring, elsewhere, "x"))).toThrow(/case of row row-1 did not open/);
  });

  it("knows a row by its id however the id is written", () => {
    expect(open(ring, { ...at, row: "ABC" }, seal(ring, { ...at, row: "abc" }, "x"))).toBe("x");
  });

  it("opens the old form, bound to its column alone, only where it still may", () => {
    const old = sealUnbound(at.column, "kept");
    expect(open(ring, at, old, { unbound: true })).toBe("kept");
    expect(() => open(ring, at, old)).toThrow(/old form/);
    expect(() => open(ring, { ...at, column: "other" }, old, { unbound: true })).toThrow(/did not open/);
    // Written over with the newer form's mark it is not a newer one.
    expect(() => open(ring, at, old.replace("v1", "v2"))).toThrow(/did not open/);
  });

  it("does not open a changed text", () => {
    const sealed = seal(ring, at, "level 2");
    const flipped = sealed.slice(0, -3) + (sealed.at(-3) === "A" ? "B" : "A") + sealed.slice(-2);
    expect(() => open(ring, at, flipped)).toThrow(/did not open/);
    expect(() => open(ring, at, "level 2")).toThrow(/not a sealed value/);
  });

  it("opens old values after rotation and seals with the new key", () => {
    const old = seal(ring, at, "kept");
    const rotated = parseKeyRing(`${entry("k2")},${k1}`);
    expect(open(rotated, at, old)).toBe("kept");
    expect(seal(rotated, at, "new")).toMatch(/^v2\.k2\./);
  });

  it("says which key is missing, and of which row", () => {
    const sealed = seal(parseKeyRing(entry("k9")), at, "x");
    expect(() => open(ring, at, sealed)).toThrow(/assessment.case of row row-1 .* key "k9"/);
  });

  const zeros = Buffer.alloc(32).toString("base64");
  it.each([
    ["", /DATA_KEYS/],
    ["k1", /DATA_KEYS/],
    ["k1:short=", /DATA_KEYS/],
    ["bad id:AAAA", /DATA_KEYS/],
    [`k1:${zeros}`, /"k1" is all zeros/],
    [`${entry("k1")},${entry("k1")}`, /"k1" is there twice/],
    [`${k1},${k1.replace("k1", "k2")}`, /"k1" and "k2" are the same key/],
  ])("refuses key material %#", (material, why) => {
    expect(() => parseKeyRing(material)).toThrow(why);
  });
});

describe("keys that hang on a secret", () => {
  const secret = Buffer.alloc(32, 5);
  it("are the same for the same purpose, and of no use for another", () => {
    expect(deriveKey(secret, "audit")).toEqual(deriveKey(secret, "audit"));
    expect(deriveKey(secret, "audit")).not.toEqual(deriveKey(secret, "pseudonym"));
  });

  it("make pseudonyms that differ by key and by kind", () => {
    const [one, other] = [deriveKey(secret, "a"), deriveKey(secret, "b")];
    expect(pseudonym(one, "patient", "42")).toBe(pseudonym(one, "patient", "42"));
    expect(pseudonym(one, "patient", "42")).not.toBe(pseudonym(other, "patient", "42"));
    expect(pseudonym(one, "patient", "42")).not.toBe(pseudonym(one, "encounter", "42"));
  });
});
