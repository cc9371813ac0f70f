import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { open, parseKeyRing, pseudonym, seal } from "./crypto";

const entry = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;
const k1 = entry("k1");
const ring = parseKeyRing(k1);

describe("seal and open", () => {
  it.each(["", "plain", "Zoë, 体温 38.5 °C 🤒", "x".repeat(100_000)])("round-trips %#", (text) => {
    expect(open(ring, "case", seal(ring, "case", text))).toBe(text);
  });

  it("hides the text and never seals it twice alike", () => {
    const [a, b] = [seal(ring, "case", "Sarcoidosis"), seal(ring, "case", "Sarcoidosis")];
    expect(a).not.toContain("Sarcoidosis");
    expect(a).not.toBe(b);
  });

  it("does not open what was sealed for another column", () => {
    expect(() => open(ring, "token", seal(ring, "case", "x"))).toThrow(/did not open/);
  });

  it("does not open a changed text", () => {
    const sealed = seal(ring, "case", "level 2");
    const flipped = sealed.slice(0, -3) + (sealed.at(-3) === "A" ? "B" : "A") + sealed.slice(-2);
    expect(() => open(ring, "case", flipped)).toThrow(/did not open/);
  });

  it("opens old values after rotation, seals with the new key and keeps pseudonyms", () => {
    const old = seal(ring, "case", "kept");
    const rotated = parseKeyRing(`${entry("k2")},${k1}`);
    expect(open(rotated, "case", old)).toBe("kept");
    expect(seal(rotated, "case", "new")).toMatch(/^v1\.k2\./);
    expect(pseudonym(rotated, "patient", "42")).toBe(pseudonym(ring, "patient", "42"));
  });

  it("says which key is missing", () => {
    const sealed = seal(parseKeyRing(entry("k9")), "case", "x");
    expect(() => open(ring, "case", sealed)).toThrow(/no key "k9"/);
  });

  it.each(["", "k1", "k1:short=", "bad id:AAAA"])("refuses key material %j", (material) => {
    expect(() => parseKeyRing(material)).toThrow(/DATA_KEYS/);
  });
});
