import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Prediction } from "@/lib/model/prediction";
import { type AnsweredPractice, answerPractice } from "./answer";
import { reportPractice, scorePractice } from "./measure";
import { parsePracticeCase, questionOf } from "./practice-case";
import { isUnseen, readPracticeFolder } from "./read-folder";
import { listMisses, practiceTables } from "./report";

const line = (over: Record<string, unknown> = {}) =>
  JSON.stringify({
    id: "a",
    ageYears: 30,
    chiefComplaint: "twisted ankle",
    level: 4,
    why: "one X-ray",
    ...over,
  });

function answered(
  argued: Level,
  shown: Level,
  over: Partial<AnsweredPractice["case"]> = {},
): AnsweredPractice {
  return {
    case: { id: `${argued}-${shown}`, ageYears: 30, half: "dev", level: argued, ...over },
    shown,
    prediction: { level: 3, probabilities: [0.1, 0.2, 0.4, 0.2, 0.1], set: [2, 3] },
    floor: null,
  };
}
const figureOf = (cases: readonly AnsweredPractice[], name: string) =>
  scorePractice("all", cases).figures.find((f) => f.name.startsWith(name));

describe("a practice case", () => {
  it("is a case of the batch format with the level argued for", () => {
    expect(parsePracticeCase(line({ topic: "injury" }), "dev")).toMatchObject({ level: 4, half: "dev" });
  });

  it.each([
    ["{", /not valid JSON/],
    [line({ level: undefined }), /level argued for is needed/],
    [line({ level: 6 }), /level/],
    [line({ temp: 38 }), /temp/],
    [line({ ageYears: 300 }), /ageYears.*between/],
  ])("is refused with the reason: %s", (text, reason) => {
    expect(() => parsePracticeCase(text, "dev")).toThrow(reason);
  });

  it("is asked without its answer", () => {
    const asked = questionOf(parsePracticeCase(line({ topic: "injury" }), "dev"));
    expect(Object.keys(asked).sort()).toEqual(["ageYears", "chiefComplaint", "id"]);
  });
});

describe("a folder of practice cases", () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "practice-"));
    await mkdir(join(dir, "cases", "unseen"), { recursive: true });
    await mkdir(join(dir, "cases", "unseen-wide"));
    await mkdir(join(dir, "cases", "dev"));
    await mkdir(join(dir, "wrong"));
    await mkdir(join(dir, "twice"));
    await mkdir(join(dir, "empty"));
    await writeFile(join(dir, "cases", "dev", "one.jsonl"), `${line()}\n\n${line({ id: "b" })}\n`);
    await writeFile(join(dir, "cases", "unseen", "two.jsonl"), line({ id: "c" }));
    await writeFile(join(dir, "cases", "unseen-wide", "three.jsonl"), line({ id: "e" }));
    await writeFile(join(dir, "cases", "own.jsonl"), line({ id: "d" }));
    await writeFile(join(dir, "wrong", "x.jsonl"), `${line()}\n${line({ id: "b", level: "urgent" })}`);
    await writeFile(join(dir, "twice", "x.jsonl"), `${line()}\n${line()}`);
  });
  afterAll(() => rm(dir, { recursive: true }));

  it("knows its halves by the names of its folders", async () => {
    const cases = await readPracticeFolder(join(dir, "cases"));
    expect(cases.map((c) => [c.id, c.half])).toEqual([
      ["a", "dev"],
      ["b", "dev"],
      ["d", "all"],
      ["e", "unseen-wide"],
      ["c", "unseen"],
    ]);
  });

  it("knows the unseen half when it is named itself", async () => {
    expect((await readPracticeFolder(join(dir, "cases", "unseen")))[0]?.half).toBe("unseen");
    expect((await readPracticeFolder(join(dir, "cases", "unseen-wide")))[0]?.half).toBe("unseen-wide");
  });

  it.each([
    ["unseen", true],
    ["unseen-wide", true],
    ["dev", false],
    ["all", false],
  ])("has %s closed to reading: %s", (half, closed) => expect(isUnseen(half)).toBe(closed));

  it("holds the wide part of the words, which is only counted", async () => {
    const wide = (await readPracticeFolder("bench/words")).filter((c) => c.half === "unseen-wide");
    expect([wide.length, wide.filter((c) => c.level <= 2).length]).toEqual([200, 120]);
  });

  it.each([
    ["wrong", /x\.jsonl, line 2: field level/],
    ["twice", /case "a" stands in x\.jsonl and again/],
    ["empty", /no case/],
    ["nowhere", /cannot be read/],
  ])("is refused when it is %s", async (name, reason) => {
    await expect(readPracticeFolder(join(dir, name))).rejects.toThrow(reason);
  });
});

describe("the figures", () => {
  const cases = [
    answered(1, 1),
    answered(1, 2),
    answered(2, 3),
    answered(3, 5),
    answered(4, 2),
    answered(5, 5),
  ];

  it.each([
    ["Level as argued", 2, 6],
    ["Levels 1-2 shown as 1-2", 2, 3],
    ["Level 1 shown as 1", 1, 2],
    ["Under-triage", 3, 6],
    ["Strict under-triage", 2, 6],
    ["Two levels or more", 1, 6],
    ["Over-triage", 1, 6],
    ["Levels 3-5 shown as 1-2", 1, 3],
    ["Argued level in the prediction set", 2, 6],
    ["Levels 1-2 by the model alone", 0, 3],
  ])("%s: %d of %d", (name, count, total) => {
    const f = figureOf(cases, name);
    expect([f?.count, f?.total]).toEqual([count, total]);
    expect(f?.low).toBeLessThanOrEqual(f?.value ?? 0);
    expect(f?.high).toBeGreaterThanOrEqual(f?.value ?? 1);
  });

  it("have a kappa with an interval", () => {
    const f = figureOf(cases, "Quadratic");
    // Squared distances seen: 10; expected of the same margins: 56 + 68 - 2 x 16 x 18 / 6 = 28.
    expect(f?.value).toBeCloseTo(1 - 10 / 28, 6);
    expect((f?.low ?? 1) < (f?.value ?? 0) && (f?.value ?? 1) < (f?.high ?? 0)).toBe(true);
  });

  it("are none where nobody is in them", () => {
    expect(figureOf([answered(4, 4)], "Level 1 shown")?.value).toBeNull();
  });

  it("are reported by half, by age and by topic, each case once", () => {
    const reports = reportPractice([
      answered(1, 1, { ageYears: 0.2, topic: "medical" }),
      answered(2, 2, { ageYears: 80, topic: "injury" }),
      answered(3, 3, { half: "unseen" }),
      answered(3, 3, { half: "unseen-wide" }),
    ]);
    expect(reports.map((r) => [r.half, r.all.cases])).toEqual([
      ["dev", 2],
      ["unseen", 1],
      ["unseen-wide", 1],
    ]);
    expect(reports[0]?.byAge.map((g) => [g.group, g.cases])).toEqual([
      ["under 1 year", 1],
      ["65 years and older", 1],
    ]);
    expect(reports[0]?.byTopic.map((g) => g.group)).toEqual(["injury", "medical"]);
    const text = practiceTables(reports[0] as (typeof reports)[number]);
    expect(text).toContain("| Level as argued | 100.0 % |");
    expect(text).toContain("| under 1 year | 1 | 1/1 |");
  });
});

describe("the list of misses", () => {
  it("has the worst first, with what stood behind each", () => {
    const [first, second, ...rest] = listMisses([answered(2, 3), answered(4, 4), answered(1, 3)]);
    expect(first).toMatch(/^1 shown 3 \(model 3\)/);
    expect(second).toMatch(/^2 shown 3/);
    expect(rest).toEqual([]);
  });

  it.each(["unseen", "unseen-wide"])("is refused by name for the half %s", (half) => {
    expect(() => listMisses([answered(1, 3), answered(1, 2, { half })])).toThrow(/unseen half/);
  });
});

describe("an answer", () => {
  const engine = (level: Level) => ({
    predict: async (cases: readonly TriageCase[]) =>
      cases.map(
        (): Prediction => ({
          probabilities: [0, 0, 0, 1, 0],
          expectedSeverity: 4,
          level,
          set: [4],
          criticalRisk: null,
        }),
      ),
  });

  it("is the model's with the floor under it", async () => {
    const [a, b] = await answerPractice(engine(4), [
      parsePracticeCase(line({ chiefComplaint: "CPR in progress", level: 1 }), "dev"),
      parsePracticeCase(line({ id: "b" }), "dev"),
    ]);
    expect([a?.shown, a?.prediction.level, a?.floor?.level]).toEqual([1, 4, 1]);
    expect([b?.shown, b?.floor]).toEqual([4, null]);
  });
});

describe("the practice cases of the project", () => {
  it("are what they were meant to be", async () => {
    const cases = await readPracticeFolder("bench/practice");
    const share = (of: (c: (typeof cases)[number]) => boolean) => cases.filter(of).length / cases.length;
    expect(cases.length).toBeGreaterThanOrEqual(130);
    expect(share((c) => c.ageYears < 16)).toBeGreaterThanOrEqual(0.2);
    expect(share((c) => c.topic !== "medical" && c.topic !== "injury")).toBeGreaterThanOrEqual(0.2);
    for (const level of [1, 2, 3, 4, 5])
      expect(cases.filter((c) => c.level === level).length).toBeGreaterThanOrEqual(20);
    expect(cases.every((c) => c.why && c.topic)).toBe(true);
    expect(cases.filter((c) => c.half === "unseen").length).toBeGreaterThanOrEqual(60);
  });
});
