import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sourceDigest } from "./build";

it("builds again when any folder that pages are made of has changed, words included", () => {
  const root = mkdtempSync(join(tmpdir(), "openacuity-sources-"));
  const digests = ["app", "components", "lib", "db", "messages"].map((folder) => {
    mkdirSync(join(root, folder));
    writeFileSync(join(root, folder, "a.json"), "{}");
    return sourceDigest(root);
  });
  expect(new Set(digests).size).toBe(digests.length);
  rmSync(root, { recursive: true });
});
