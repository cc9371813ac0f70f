import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseGpus, readGpus } from "./read-gpus";

it("reads one card a line, in our units", () => {
  expect(parseGpus("0, 37, 1024, 143771\n1, [N/A], 0, 143771\n")).toEqual([
    { index: "0", busy: 0.37, usedBytes: 2 ** 30, totalBytes: 143_771 * 2 ** 20 },
    { index: "1", busy: null, usedBytes: 0, totalBytes: 143_771 * 2 ** 20 },
  ]);
});

it("finds nothing in anything else", () => {
  expect(parseGpus("No devices were found\n")).toEqual([]);
  expect(parseGpus("NVIDIA-SMI has failed, because, it, said so")).toEqual([]);
});

it("asks the program, and says nothing where it is missing or fails", async () => {
  const folder = await mkdtemp(join(tmpdir(), "openacuity-gpu-"));
  try {
    const program = join(folder, "smi");
    await writeFile(program, "#!/bin/sh\necho '0, 12, 512, 1024'\n");
    await chmod(program, 0o755);
    expect(await readGpus(program)).toMatchObject([{ index: "0", busy: 0.12 }]);
    await writeFile(program, "#!/bin/sh\nexit 9\n");
    expect(await readGpus(program)).toEqual([]);
    expect(await readGpus(join(folder, "none"))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
