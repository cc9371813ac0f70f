import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

/** A disk that is full when a test says so: a copy breaks off in the middle, a rename fails. */
const disk = vi.hoisted(() => ({ full: null as "cp" | "rename" | null }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const full = () => Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  return {
    ...real,
    cp: async (from: string, to: string, options: object) => {
      if (disk.full !== "cp") return real.cp(from, to, options);
      await real.writeFile(join(to, "model.onnx"), "half");
      throw full();
    },
    rename: async (from: string, to: string) => {
      // The new folder into the place of the one that was moved aside.
      if (disk.full === "rename" && !to.endsWith("old") && !from.endsWith("old")) throw full();
      return real.rename(from, to);
    },
  };
});
const { copyIntoStore, moveIntoStore, versionPath } = await import("./artifact-store");

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "openacuity-store-"));
  for (const [folder, word] of [
    ["fresh", "new"],
    [versionPath("1"), "old"],
  ] as const) {
    await mkdir(join(data, folder), { recursive: true });
    await writeFile(join(data, folder, "model.onnx"), word);
  }
});
afterEach(async () => {
  disk.full = null;
  await rm(data, { recursive: true, force: true });
});
const kept = () => readFile(join(data, versionPath("1"), "model.onnx"), "utf8");

describe("a version's folder on a disk that is full", () => {
  it.each([
    ["while it is copied", "cp", () => copyIntoStore(data, "1", join(data, "fresh"), "another digest")],
    ["while it is put in place", "rename", () => moveIntoStore(data, "1", join(data, "fresh"))],
  ] as const)("%s: what was there stays whole, and nothing half is left", async (_when, full, act) => {
    disk.full = full;
    await expect(act()).rejects.toMatchObject({ code: "ENOSPC" });
    expect(await kept()).toBe("old");
    expect(await readdir(join(data, "models"))).toEqual(["1"]);
    disk.full = null;
    await act();
    expect(await kept()).toBe("new");
    expect(await readdir(join(data, "models"))).toEqual(["1"]);
  });
});
