import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sbomOf } from "./sbom";
import { packageFolder } from "./trace";

describe("packageFolder", () => {
  it("is the innermost package a file belongs to", () => {
    expect(packageFolder("node_modules/zod/index.js")).toBe("node_modules/zod");
    expect(packageFolder("node_modules/@a/b/lib/x.js")).toBe("node_modules/@a/b");
    expect(packageFolder("node_modules/a/node_modules/b/x.js")).toBe("node_modules/a/node_modules/b");
    expect(packageFolder("lib/core/ids.ts")).toBeNull();
  });
});

describe("sbomOf", () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "openacuity-sbom-"));
    const packages = {
      "": { version: "1.0.0" },
      "node_modules/@a/b": { version: "2.1.0", license: "MIT", integrity: "sha512-AQID" },
      "node_modules/c": { version: "3.0.0", license: "Apache-2.0" },
      "node_modules/d/node_modules/c": { version: "3.0.0", license: "Apache-2.0" },
      "node_modules/unused": { version: "1.0.0", license: "MIT" },
    };
    await writeFile(join(root, "package-lock.json"), JSON.stringify({ packages }));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it("lists what goes along, once each, with licence and hash, and nothing else", () => {
    const { bomFormat, components } = sbomOf(root, "1.0.0", [
      "bin/serve.ts",
      "node_modules/@a/b/index.js",
      "node_modules/@a/b/more.js",
      "node_modules/c/index.js",
      "node_modules/d/node_modules/c/index.js",
    ]);
    expect(bomFormat).toBe("CycloneDX");
    expect(components.map((c) => c.purl)).toEqual(["pkg:npm/%40a/b@2.1.0", "pkg:npm/c@3.0.0"]);
    expect(components[0]).toMatchObject({
      licenses: [{ expression: "MIT" }],
      hashes: [{ alg: "SHA-512", content: "010203" }],
    });
  });
});
