import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { random } from "@/lib/core/random";
import { type ExportedCase, toJsonLines } from "@/lib/feedback/dataset-files";
import { openArtifact } from "@/lib/model/artifact";
import { madeUpVisit, temporaryFolder, tinyArtifact } from "@/lib/training/tiny-artifact.test-support";
import { federatedCommand } from "./federated";
import { readLabels } from "./labelled-lines";
import { holdFolder, readTensors } from "./tensor-files";

let model: string;
let folder: string;
beforeAll(async () => {
  model = await tinyArtifact();
});
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => vi.restoreAllMocks());

const file = (name: string) => join(folder, name);

async function ask(...args: string[]): Promise<Record<string, unknown>> {
  const said: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await federatedCommand().exitOverride().parseAsync(args, { from: "user" });
  vi.restoreAllMocks();
  return JSON.parse(said.join("")) as Record<string, unknown>;
}

async function site(of: Record<string, unknown> = {}): Promise<string> {
  const lines = Array.from({ length: 90 }, (_, i) => {
    const visit = madeUpVisit(random("cli", i), `c${i}`);
    return JSON.stringify({ case: visit.case, level: visit.level?.value });
  });
  await writeFile(file("labels.jsonl"), `${lines.join("\n")}\n`);
  await writeFile(
    file("site.json"),
    JSON.stringify({ model, labels: "labels.jsonl", work: "work", tune: "lora:2", ...of }),
  );
  return file("site.json");
}

const start = (personal = "") =>
  ask(
    "tensors",
    "--from",
    model,
    "--tune",
    "lora:2",
    "--personal",
    personal,
    "--out",
    file("start.safetensors"),
  );
const learn = (settings: string, round = 1) =>
  ask(
    ...[
      "fit",
      "--settings",
      settings,
      "--weights",
      file("start.safetensors"),
      "--out",
      file("out.safetensors"),
    ],
    ...["--round", String(round), "--steps", "2", "--backend", "wasm"],
  );

describe("a site's command line", () => {
  it("lists what would leave, learns a round, keeps what is personal, and makes a candidate", async () => {
    const listed = await start("heads.esi");
    const names = (listed.shared as { name: string }[]).map((t) => t.name);
    expect(names).toHaveLength(4);
    expect(listed.personal).toEqual(["heads.esi.bias", "heads.esi.weight"]);
    expect(listed.bytes).toBe(4 * 32 * 32 * 4);

    const settings = await site({ personal: ["heads.esi"] });
    const told = (await learn(settings)) as { leaves: { weight: number }; stays: { labels: number } };
    expect(Object.keys(await readTensors(file("out.safetensors")))).toEqual(names);
    expect(Object.keys(await readTensors(file("work/kept.safetensors")))).toEqual(listed.personal);
    expect(told.leaves).toEqual({ weight: told.stays.labels });
    expect(existsSync(file("work/privacy.json"))).toBe(false);
    expect(existsSync(file("work/in-use"))).toBe(false);

    await expect(
      ask("evaluate", "--settings", settings, "--weights", file("out.safetensors")),
    ).rejects.toThrow(/shares no figures/);
    const figures = await ask(
      ...[
        "evaluate",
        "--settings",
        settings,
        "--weights",
        file("out.safetensors"),
        "--here",
        "--backend",
        "wasm",
      ],
    );
    expect(figures).toMatchObject({ labels: 90 - told.stays.labels, loss: expect.any(Number) });

    const { digest } = await ask(
      ...["candidate", "--settings", settings, "--weights", file("out.safetensors"), "--out", file("made")],
      ...["--as", "0.0.2", "--rounds", "1", "--backend", "wasm"],
    );
    const made = await openArtifact(file("made"));
    expect(made.digest).toBe(digest);
    expect(made.identity.version).toBe("0.0.2");
    expect(made.manifest.lineage).toMatchObject({ federated: { personal: ["heads.esi"], ownPart: true } });
  });

  it("writes down what privacy was spent, counts the site as every other, and stops when it is used up", async () => {
    await start();
    const settings = await site({ privacy: { epsilon: 2, delta: 1e-3, rounds: 1, lot: 8 } });
    const told = await learn(settings);
    expect(told.leaves).toEqual({ weight: 1 });
    const budget = JSON.parse(await readFile(file("work/privacy.json"), "utf8"));
    expect(budget.spent).toEqual([{ rate: expect.any(Number), noise: expect.any(Number), steps: 2 }]);
    const sent = await readFile(file("out.safetensors"));
    await expect(learn(settings, 2)).rejects.toThrow(/the site allows 2/);
    // Nothing was given and nothing spent.
    expect(await readFile(file("out.safetensors"))).toEqual(sent);
    expect(JSON.parse(await readFile(file("work/privacy.json"), "utf8"))).toEqual(budget);
  });

  it("is refused to write over what it reads, with settings it does not know, and with too few labels", async () => {
    await start();
    const settings = await site({ fewest: 80 });
    await expect(learn(settings)).rejects.toThrow(/takes part from 80 on/);
    await expect(
      ask(
        "fit",
        "--settings",
        settings,
        "--weights",
        file("start.safetensors"),
        "--out",
        file("labels.jsonl"),
        "--round",
        "1",
      ),
    ).rejects.toThrow(/would overwrite labels/);
    await expect(learn(await site({ privacyy: {} }))).rejects.toThrow(/site.json/);
  });

  it("is one at a time, and a killed one holds nothing", async () => {
    const release = await holdFolder(file("work"));
    await expect(holdFolder(file("work"))).rejects.toThrow(/in use by process/);
    await release();
    await writeFile(file("work/in-use"), "999999999");
    await (await holdFolder(file("work")))();
    expect(existsSync(file("work/in-use"))).toBe(false);
  });
});

describe("labels", () => {
  it("are read as the console exports them, but for those that tell an outcome alone", async () => {
    const visit = madeUpVisit(random(1), "row");
    const row = (id: string, of: Partial<ExportedCase> = {}) =>
      ({
        ...{ id, level: 2, weight: 0.5, source: null, assessedLevel: null },
        case: { ...visit.case, id, history: ["asthma"] },
        ...of,
      }) as ExportedCase;
    await writeFile(file("rows.jsonl"), toJsonLines([row("a"), row("b", { outcomesOnly: true })]));
    expect(await readLabels(file("rows.jsonl"))).toEqual([
      { case: { ...visit.case, id: "a", history: ["asthma"] }, level: 2, weight: 0.5 },
    ]);
  });

  it.each([
    ["{", /line 2: not valid JSON/],
    ['{"case": {"id": "x", "ageYears": 300}, "level": 3}', /line 2: case.ageYears/],
    ['{"case": {"id": "x", "ageYears": 30}, "level": 6}', /line 2: level/],
    ['{"id": "x", "age_years": 30, "level": 3, "history": "[1"}', /line 2: case.history/],
  ])("that are none are named by their line: %s", async (line, message) => {
    await writeFile(file("bad.jsonl"), `{"case": {"id": "a", "ageYears": 3}, "level": 1}\n${line}\n`);
    await expect(readLabels(file("bad.jsonl"))).rejects.toThrow(message);
  });
});
