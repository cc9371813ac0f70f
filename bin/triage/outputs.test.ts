import { execFile } from "node:child_process";
import { link, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "@/lib/training/tiny-artifact.test-support";
import { fileToReplace, refuseOverwriting } from "./outputs";

const CASES = '{"id":"1","ageYears":40}\n';

/** A file of cases, and other names for it. */
async function files() {
  const dir = await temporaryFolder();
  const input = join(dir, "cases.jsonl");
  await writeFile(input, CASES);
  await symlink(input, join(dir, "link.jsonl"));
  await link(input, join(dir, "second-name.jsonl"));
  await symlink(dir, join(dir, "around"));
  return { dir, input };
}

describe("writing where the command reads is refused", () => {
  it.each<[string, (dir: string, input: string) => string]>([
    ["the same file", (_d, input) => input],
    ["another spelling", (d) => `${d}/./x/../cases.jsonl`.replace("/x/..", "")],
    ["a path from here", (_d, input) => relative(process.cwd(), input)],
    ["a link to it", (d) => join(d, "link.jsonl")],
    ["a second name of it", (d) => join(d, "second-name.jsonl")],
    ["a way round by a linked folder", (d) => join(d, "around", "cases.jsonl")],
    ["the folder around it", (d) => d],
  ])("%s", async (_what, output) => {
    const { dir, input } = await files();
    const attempt = refuseOverwriting({ option: "--output", path: output(dir, input) }, [
      { option: "--input", path: input },
    ]);
    await expect(attempt).rejects.toMatchObject({
      code: "invalid-input",
      message: expect.stringMatching(/^--output .* would overwrite --input /),
    });
  });

  it("and into an artifact, also a file that is not there yet", async () => {
    const { dir } = await files();
    await mkdir(join(dir, "model"));
    const into = (path: string) =>
      refuseOverwriting({ option: "--json", path }, [
        { option: "--model", path: join(dir, "model"), artifact: true },
      ]);
    await expect(into(join(dir, "model", "figures.json"))).rejects.toMatchObject({ code: "invalid-input" });
    await expect(into(join(dir, "around", "model", "new", "x.json"))).rejects.toMatchObject({
      code: "invalid-input",
    });
    await expect(into(join(dir, "model-figures.json"))).resolves.toBeUndefined();
  });

  it("and nothing else", async () => {
    const { dir, input } = await files();
    for (const path of [join(dir, "out.jsonl"), join(dir, "new", "out.jsonl"), join(dir, "cases.jsonl.out")])
      await refuseOverwriting({ option: "--output", path }, [{ option: "--input", path: input }, null]);
  });
});

it("writes behind a link, and replaces nothing that is no file", async () => {
  const { dir, input } = await files();
  expect(await fileToReplace(join(dir, "link.jsonl"))).toBe(await fileToReplace(input));
  await expect(fileToReplace(dir)).rejects.toMatchObject({ code: "invalid-input" });
  await expect(fileToReplace("/dev/null")).rejects.toThrow(/no file/);
});

describe("the command line", () => {
  const run = (line: string) =>
    promisify(execFile)("/bin/sh", ["-c", `${process.execPath} --import tsx bin/triage.ts ${line}`]).then(
      () => ({ code: 0, stderr: "" }),
      (e: { code: number; stderr: string }) => ({ code: e.code, stderr: e.stderr }),
    );

  it("says so and loses nothing: predict onto its own input, by name, by link and by the shell", async () => {
    const { dir, input } = await files();
    for (const line of [
      `predict --input ${input} --output ${input}`,
      `predict --input ${input} --output ${join(dir, "second-name.jsonl")}`,
      `predict --input - --output ${input} < ${input}`,
    ]) {
      const { code, stderr } = await run(line);
      expect(stderr).toMatch(/would overwrite --input/);
      expect(code).toBe(2);
    }
    expect(await readFile(input, "utf8")).toBe(CASES);
    expect((await readdir(dir)).sort()).toEqual(["around", "cases.jsonl", "link.jsonl", "second-name.jsonl"]);
  }, 60_000);

  it("and prune onto the model it reads", async () => {
    const { dir } = await files();
    const { code, stderr } = await run(
      `prune --from ${dir} --model models/openacuity-triage --out models/../models/openacuity-triage`,
    );
    expect(stderr).toMatch(/--out .* would overwrite --model/);
    expect(code).toBe(2);
  }, 60_000);
});
