import { describe, expect, it } from "vitest";
import { parseKeyRing } from "@/lib/core/crypto";
import { assertParts, readManifest, writeManifest } from "./manifest";

const ring = parseKeyRing(
  `k2:${Buffer.alloc(32, 2).toString("base64")},k1:${Buffer.alloc(32, 1).toString("base64")}`,
);
const part = { bytes: 2, sha256: "a".repeat(64) };
const body = {
  format: "openacuity-backup/1",
  createdAt: "2026-11-30T00:00:00.000Z",
  release: "0.3.0",
  database: "postgres",
  migration: 1,
  keys: [{ id: "k2", check: "v2.k2.x", retired: false }],
  audit: null,
  damaged: [],
  parts: { "database.dump": part, "models/1/config.json": part },
} as const;
const written = writeManifest(ring, { ...body, keys: [...body.keys], damaged: [] });

describe("a backup's manifest", () => {
  it("is read with the keys it was written with, also when a newer one stands in front", () => {
    expect(readManifest(ring, written)).toMatchObject(body);
    const [newest, older] = ring.keys;
    if (!newest || !older) throw new Error("two keys");
    expect(readManifest({ keys: [older, newest] }, written).key).toBe("k2");
    expect(written).not.toContain(newest.key.toString("base64"));
  });

  it("is refused when a word of it was changed, or without its key", () => {
    expect(() => readManifest(ring, written.replace('"0.3.0"', '"0.3.1"'))).toThrow(/changed/);
    expect(() => readManifest({ keys: ring.keys.slice(1) }, written)).toThrow(/lacks the key "k2"/);
    for (const none of ["", "{}", "null"]) expect(() => readManifest(ring, none)).toThrow(/no backup/);
    const outside = { ...body, keys: [], damaged: [], parts: { "../secrets.json": part } };
    expect(() => readManifest(ring, writeManifest(ring, outside))).toThrow(/no backup/);
  });

  it("names what is missing, otherwise, or too much", () => {
    const found = { ...body.parts };
    expect(() => assertParts(body, found)).not.toThrow();
    expect(() => assertParts(body, { "database.dump": part })).toThrow(/lacks models\/1\/config.json/);
    expect(() => assertParts(body, { ...found, "database.dump": { ...part, bytes: 3 } })).toThrow(
      /database.dump/,
    );
    expect(() => assertParts(body, { ...found, extra: part })).toThrow(/extra/);
  });
});
