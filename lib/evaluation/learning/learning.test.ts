import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { measuresOn } from "@/lib/feedback/split";
import type { Answer } from "@/lib/measures/metrics";
import { openArtifact } from "@/lib/model/artifact";
import { loadBackend } from "@/lib/model/backend";
import { POLICIES_BY_COSTS } from "@/lib/training/decision/cost-tables";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { madeUpVisit, temporaryFolder, tinyArtifact } from "@/lib/training/tiny-artifact.test-support";
import { xgboostAnswers, xgboostQuestions } from "./beside";
import { decide, OPEN_WARD, openHospital, type Ward, WRONG_PEOPLE } from "./hospital";
import { type Lesson, type Model, playCalibration, playLoop, type Way } from "./play";
import { plotsOf } from "./plots";
import { heldOf, type LearningReport, learningMarkdown, linesOf, verdicts } from "./report";
import { withoutKtas } from "./without-ktas";

const visits: SourceVisit[] = Array.from({ length: 500 }, (_, i) => madeUpVisit(random(i), `k${i}`, "ktas"));
const hospital = openHospital(visits, 0);
const policy = POLICIES_BY_COSTS.balanced as NonNullable<(typeof POLICIES_BY_COSTS)["balanced"]>;
const way = (of: Partial<Way> = {}): Way => ({
  from: "before",
  rehearse: true,
  counting: "alike",
  ward: OPEN_WARD,
  policy,
  ...of,
});

/** Knows for each complaint what most labels say, by weight; says 3 of what it was never told. */
type Parrot = Model & { readonly says: ReadonlyMap<string, readonly number[]> };
const parrot = (says: ReadonlyMap<string, readonly number[]>): Parrot => ({
  name: "parrot",
  says,
  answer: async (cases) => cases.map((c) => answered(says.get(c.chiefComplaint ?? "") ?? [0, 0, 1, 0, 0])),
});
function answered(counts: readonly number[]): Answer {
  const all = counts.reduce((a, b) => a + b, 0);
  const probabilities = counts.map((n) => (n + 0.01) / (all + 0.05));
  const level = (probabilities.indexOf(Math.max(...probabilities)) + 1) as Level;
  return { level, probabilities, set: [level] };
}
function school() {
  const lessons: Lesson<Parrot>[] = [];
  const tools = {
    deployed: parrot(new Map()),
    teach: async (lesson: Lesson<Parrot>) => {
      lessons.push(lesson);
      const says = new Map([...lesson.from.says].map(([k, v]) => [k, [...v]]));
      for (const { case: c, level, weight = 1 } of lesson.labels) {
        const row = says.get(c.chiefComplaint ?? "") ?? [0, 0, 0, 0, 0];
        row[level - 1] = (row[level - 1] as number) + weight;
        says.set(c.chiefComplaint ?? "", row);
      }
      return { model: parrot(says), seconds: 1, processorSeconds: 1 };
    },
  };
  return { lessons, tools };
}
const right = (answers: readonly Answer[]): number =>
  answers.filter((a, i) => a.level === hospital.reported[i]?.level).length / answers.length;
const idsOf = (cases: readonly { readonly case: TriageCase }[]) => cases.map((c) => c.case.id);

describe("a new hospital", () => {
  it("reports on patients who never arrive, and deals every patient to one part", () => {
    expect(hospital.reported).toHaveLength(100);
    expect(hospital.arrivals).toHaveLength(400);
    expect(new Set([...idsOf(hospital.reported), ...idsOf(hospital.arrivals)]).size).toBe(500);
    const parts = [0, 1, 2, 3, 4].flatMap((part) => idsOf(openHospital(visits, part).reported));
    expect(new Set(parts).size).toBe(500);
    expect(openHospital(visits, 0)).toEqual(hospital);
    expect(() => openHospital(visits, 5)).toThrow(/no part 5/);
  });

  it("has clinicians who follow as often as asked, and two who are wrong", () => {
    const all = (ward: Ward) => hospital.arrivals.map((a) => decide(hospital, a, 3, ward));
    expect(all(OPEN_WARD).map((d) => d.level)).toEqual(hospital.arrivals.map((a) => a.level));
    const led = all({ ...OPEN_WARD, follows: 0.8 });
    const differing = led.filter((_, i) => hospital.arrivals[i]?.level !== 3);
    expect(differing.filter((d) => d.level === 3).length / differing.length).toBeCloseTo(0.8, 1);
    const poisoned = all({ ...OPEN_WARD, wrong: WRONG_PEOPLE });
    const wrong = hospital.arrivals.filter((a, i) => a.level !== poisoned[i]?.level);
    expect(wrong.length / poisoned.length).toBeCloseTo(0.2, 1);
    expect(wrong.every((a) => WRONG_PEOPLE.includes(a.clinician as 0) && !measuresOn(a.clinician))).toBe(
      true,
    );
    // An accepted level asks to count half.
    expect(new Set(led.filter((d) => d.level === 3).map((d) => d.weight))).toEqual(new Set([0.5]));
  });
});

describe("the loop", () => {
  it("learns each label once, never from those who are measured on, and never from a reported patient", async () => {
    const { lessons, tools } = school();
    const points = await playLoop(hospital, [50, 100, 400], way(), tools);
    expect(points.map((p) => p.labels)).toEqual([0, 50, 100, 400]);
    const learned = lessons.flatMap((l) => idsOf(l.labels));
    expect(new Set(learned).size).toBe(learned.length);
    expect(points.at(-1)?.learned).toBe(learned.length);
    const kept = hospital.arrivals.filter((a) => measuresOn(a.clinician)).map((a) => a.case.id);
    expect(kept.length).toBeGreaterThan(50);
    const reported = idsOf(hospital.reported);
    expect(learned.filter((id) => kept.includes(id) || reported.includes(id))).toEqual([]);
    expect(lessons.at(-1)?.validation.map((v) => v.case.id)).toEqual(kept);
    expect(right(points[3]?.answers ?? [])).toBeGreaterThan(right(points[0]?.answers ?? []) + 0.3);
    expect(points[0]?.calibrated).toBeNull();
    expect(points[3]?.calibrated).toHaveLength(100);
  });

  it("learns everything anew from the deployed model where asked", async () => {
    const { lessons, tools } = school();
    await playLoop(hospital, [50, 100], way({ from: "anew" }), tools);
    expect(lessons.every((l) => l.from === tools.deployed)).toBe(true);
    expect(idsOf(lessons[1]?.labels ?? [])).toEqual(expect.arrayContaining(idsOf(lessons[0]?.labels ?? [])));
  });

  it("holds a candidate back whose checks fail, and its labels wait", async () => {
    const { lessons, tools } = school();
    const passes = async () => ["urgent-lost"];
    const points = await playLoop(hospital, [50, 100], way({ held: true }), { ...tools, passes });
    expect(points[2]?.answers).toEqual(points[0]?.answers);
    expect(lessons[1]?.labels.length).toBeGreaterThan(lessons[0]?.labels.length ?? 0);
    const used = await playLoop(hospital, [50, 100], way(), { ...tools, passes });
    expect(used[2]?.answers).not.toEqual(used[0]?.answers);
    expect(used[2]?.failed).toEqual(["urgent-lost"]);
  });

  it("weighs labels by how often suggestions are followed", async () => {
    const led: Ward = { follows: 0.8, wrong: [], readAgain: 0.3 };
    const last = async (of: Partial<Way>) =>
      right((await playLoop(hospital, [400], way(of), school().tools))[1]?.answers ?? []);
    const [free, naive, weighed] = [
      await last({}),
      await last({ ward: led }),
      await last({ ward: led, counting: "following" }),
    ];
    expect(naive).toBeLessThan(free - 0.2);
    expect(weighed).toBeGreaterThan(naive + 0.8 * (free - naive));
  });

  it("is told apart from a calibration, which changes no model", async () => {
    const odd = parrot(new Map());
    const points = await playCalibration(hospital, [20, 400], policy, OPEN_WARD, odd);
    expect(points[1]?.answers).toEqual(points[0]?.answers);
    expect(points[2]?.answers[0]?.probabilities).not.toEqual(points[0]?.answers[0]?.probabilities);
  });
});

describe("what is written of it", () => {
  it("pools parts, and says of every aim whether it was met", async () => {
    const course = async (name: string, part: number, counts: number[], of: Partial<Way> = {}) => {
      const { tools } = school();
      const survey = async (m: Parrot) => ({ kappa: 0.5 - m.says.size / 100, auroc: { admission: 0.8 } });
      return {
        name,
        part,
        points: await playLoop(openHospital(visits, part), counts, way(of), { ...tools, survey }),
      };
    };
    const led: Ward = { follows: 0.8, wrong: [], readAgain: 0.3 };
    const report: LearningReport = {
      model: { name: "m", version: "1", digest: "0".repeat(64) },
      machine: "a machine",
      surveyVisits: 10,
      xgboost: null,
      parts: [0, 1],
      reported: [0, 1].map((part) => openHospital(visits, part).reported.map((p) => p.level)),
      counts: [50, 100, 400],
      oneRun: 400,
      courses: [
        ...(await Promise.all([0, 1].map((part) => course("loop", part, [50, 100, 400])))),
        await course("unled, alike", 0, [400]),
        await course("led, alike", 0, [400], { ward: led }),
        await course("led, following", 0, [400], { ward: led, counting: "following" }),
      ],
    };
    const [loop] = linesOf(report);
    expect(loop?.standings.map((s) => s.labels)).toEqual([0, 50, 100, 400]);
    expect(loop?.standings.at(-1)?.kappa.value).toBeGreaterThan(0.7);
    expect(heldOf(report)?.value).toBeGreaterThan(0.8);
    // Six complaints were learned: 0.06 of kappa lost, and nothing of the area under the curve.
    expect(verdicts(report).map((v) => v.met)).toEqual([true, false, true, true, true]);
    const markdown = learningMarkdown(report);
    expect(markdown).toContain(
      "| at most 0.01 of kappa forgotten on NHAMCS, after any run | 0.0600 | **no** | not measured | - |",
    );
    expect(markdown).toContain("**XGBoost** was left out");
    const plots = plotsOf(report);
    for (const name of Object.keys(plots)) expect(markdown).toContain(`(${name})`);
    expect(Object.values(plots).join("")).not.toMatch(/NaN|undefined/);
  });

  it("asks XGBoost for the labels the loop learns from, and takes its answers", async () => {
    const dir = await tinyArtifact();
    const questions = xgboostQuestions(hospital, [50, 400], await openArtifact(dir));
    const teaching = hospital.arrivals.slice(0, 50).filter((a) => !measuresOn(a.clinician));
    expect(questions.fits[0]?.levels).toEqual(teaching.map((a) => a.level));
    expect(questions.cases[questions.fits[0]?.reported[0] as number]?.complaint).toBe(
      hospital.reported[0]?.case.chiefComplaint,
    );
    const told = {
      version: "9",
      fits: questions.fits.map((f) => ({
        validation: f.validation.map(() => [0.1, 0.1, 0.6, 0.1, 0.1]),
        reported: f.reported.map(() => [0.02, 0.02, 0.06, 0.8, 0.1]),
      })),
    };
    const { points } = xgboostAnswers(hospital, [50, 400], told);
    expect(points[0]?.answers[0]?.level).toBe(4);
    expect(() => xgboostAnswers(hospital, [50, 400], { version: "9", fits: [] })).toThrow(/did not answer/);
  });
});

describe("the model without KTAS", () => {
  it("has no KTAS head and answers on its other scale as before", async () => {
    const dir = await tinyArtifact();
    const out = `${await temporaryFolder()}/without`;
    const { tf } = await loadBackend("wasm");
    await withoutKtas(tf, await openArtifact(dir), out);
    const artifact = await openArtifact(out);
    expect(artifact.config.heads).not.toContain("ktas");
    expect(artifact.calibration.scales.ktas).toBeUndefined();
    await expect(createOnnxEngine(out, { scale: "ktas" })).rejects.toThrow(/no ktas scale/);
    const cases = hospital.reported.slice(0, 20).map((p) => p.case);
    const answers = await Promise.all(
      [dir, out].map(async (d) => {
        const engine = await createOnnxEngine(d);
        const said = await engine.predict(cases);
        await engine.close();
        return said.map((p) => p.expectedSeverity.toFixed(4));
      }),
    );
    expect(answers[1]).toEqual(answers[0]);
  });
});
