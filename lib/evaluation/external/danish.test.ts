import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { triageCaseSchema } from "@/lib/case/triage-case";
import type { Prediction } from "@/lib/model/prediction";
import { type DanishVisit, danishVisit, loadDanish } from "@/lib/training/sources/danish";
import type { Row } from "@/lib/training/sources/visit";
import { externalSection } from "../outcomes/outcomes-report";
import { evaluateExternal } from "./evaluate-external";

const row = (over: Row = {}): Row => ({
  triage: "orange",
  bts: "105",
  puls: "126",
  sat: "100",
  rf: "25",
  age: "81.0",
  sex: "1.0",
  mort30: "0.0",
  ev_intensiv: "0",
  ...over,
});

describe("rows of the Danish department", () => {
  it("become vital signs, an age, a colour and what happened", () => {
    expect(danishVisit(row({ mort30: "1.0" }), 4)).toEqual({
      case: {
        id: "danish-5",
        ageYears: 81,
        vitals: { heartRate: 126, respiratoryRate: 25, systolic: 105, spo2: 100 },
      },
      colour: 3,
      diedWithin30Days: true,
      intensiveCare: false,
    });
  });

  it.each([
    ["a sign that was not taken", { puls: "", sat: "0" }, { vitals: { systolic: 105, respiratoryRate: 25 } }],
  ])("leave out %s", (_what, over, expected) => {
    expect(danishVisit(row(over), 0)?.case).toMatchObject(expected);
    expect(danishVisit(row(over), 0)?.case.vitals).not.toHaveProperty("spo2");
  });

  it("have no colour where none was given, and are no visit without age or outcome", () => {
    expect(danishVisit(row({ triage: "" }), 0)?.colour).toBeNull();
    expect(danishVisit(row({ age: "" }), 0)).toBeNull();
    expect(danishVisit(row({ mort30: "" }), 0)).toBeNull();
  });
});

describe("measured elsewhere", () => {
  const answer = (expectedSeverity: number): Prediction => ({
    probabilities: [0.2, 0.2, 0.2, 0.2, 0.2],
    expectedSeverity,
    level: 3,
    set: [3],
    criticalRisk: 1 / expectedSeverity,
  });
  const visits = Array.from({ length: 60 }, (_, i) =>
    danishVisit(
      row({ mort30: i % 6 === 0 ? "1" : "0", triage: i === 7 ? "" : i % 2 ? "orange" : "green" }),
      i,
    ),
  ) as DanishVisit[];

  it("compares all on the visits that have a colour, and says who is ahead", () => {
    const e = evaluateExternal(
      visits,
      visits.map((v) => answer(v.diedWithin30Days ? 1.5 : 4)),
      50,
    );
    const [death] = e.outcomes;
    expect([death?.visits, death?.positives]).toEqual([59, 10]);
    expect(death?.contenders.map((c) => [c.name, c.figures.figures[0]?.value])).toMatchObject([
      ["model, expected severity", 1],
      ["model, critical-care risk", 1],
      ["triage colour", expect.any(Number)],
      ["NEWS2", 0.5],
    ]);
    const overNews = death?.differences.find((d) => d.against === "NEWS2")?.figures.figures[0];
    expect(overNews?.low).toBeGreaterThan(0);
    expect(externalSection(e)).toMatch(/59 visits[\s\S]+\| death within 30 days \| 10 \| 1\.000/);
  });
});

const DATA = process.env.DATA_SOURCES ?? "../shared/data";
describe.skipIf(!existsSync(join(DATA, "danish-ed")))("the published file (skipped: it is not here)", () => {
  it("reads whole, every case valid", async () => {
    const visits = await loadDanish(DATA);
    expect(visits).toHaveLength(6380);
    expect(visits.filter((v) => v.intensiveCare)).toHaveLength(105);
    for (const v of visits) expect(triageCaseSchema.safeParse(v.case).success).toBe(true);
  }, 60_000);
});
