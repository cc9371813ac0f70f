import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { measure, pack, unpack } from "./container";

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "container-"));
  for (const name of ["from/models/1", "to", "wrong"]) await mkdir(at(name), { recursive: true });
  await writeFile(at("from/database.dump"), "x".repeat(300_000));
  await writeFile(at("from/models/1/config.json"), "{}");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a backup's file", () => {
  it("opens with its passphrase, byte for byte, and with no other; what it holds is not to be seen in it", async () => {
    // A link would let an archive write elsewhere.
    await symlink("/etc/passwd", at("from/link"));
    const lock = { kind: "passphrase", passphrase: "a passphrase of some length", workFactor: 10 } as const;
    await pack(at("from"), at("backup.age"), lock);
    expect((await readFile(at("backup.age"))).subarray(0, 21).toString()).toBe("age-encryption.org/v1");
    await unpack(at("backup.age"), at("to"), lock);
    await rm(at("from/link"));
    expect(await measure(at("to"))).toEqual(await measure(at("from")));
    await expect(
      unpack(at("backup.age"), at("wrong"), { ...lock, passphrase: "another passphrase" }),
    ).rejects.toMatchObject({ code: "artifact-invalid" });
    expect(await readdir(at("wrong"))).toEqual([]);
  }, 60_000);

  it("is refused where it is none, or its key is none", async () => {
    await writeFile(at("none"), "not a backup");
    await expect(
      unpack(at("none"), at("to"), { kind: "passphrase", passphrase: "a passphrase of some length" }),
    ).rejects.toMatchObject({ code: "artifact-invalid" });
    await expect(
      pack(at("from"), at("backup.age"), { kind: "recipient", recipient: "age1nothing" }),
    ).rejects.toMatchObject({ code: "config-invalid" });
    expect(await readdir(folder)).not.toContain("backup.age");
  });
});
