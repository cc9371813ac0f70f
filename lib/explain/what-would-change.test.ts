import { describe, expect, it } from "vitest";
import { normalRange } from "@/lib/case/age-bands";
import { CLINICAL_STEPS, plausibleRange, plausibleValues } from "@/lib/case/clinical-steps";
import { VITAL_KEYS, type VitalKey, vital } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import { type TriageCase, triageCaseSchema, type Vitals } from "@/lib/case/triage-case";
import type { Prediction } from "@/lib/model/prediction";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import { memoryEngine, predictOne } from "./memory-engine.test-support";
import { randomOrder, seededRandom } from "./random";
import { type Change, HOLD, MOST_EVALUATIONS, type Outcome, whatWouldChange } from "./what-would-change";

const patient = (vitals: Vitals, over: Partial<TriageCase> = {}): TriageCase => ({
  id: "c",
  ageYears: 45,
  vitals,
  ...over,
});
const shown = (c: TriageCase, predict: (c: TriageCase) => Prediction = predictOne): Level =>
  applyFloor(predict(c).level, assessFloor(c));

/** A model whose level is what a test says. */
const model =
  (level: (v: Vitals) => number) =>
  (c: TriageCase): Prediction => {
    const l = Math.min(5, Math.max(1, level(c.vitals ?? {})));
    return {
      probabilities: [0, 0, 1, 0, 0],
      expectedSeverity: l,
      level: Math.round(l) as Level,
      set: [3],
      criticalRisk: null,
    };
  };
const ask = (c: TriageCase, predict = predictOne) => whatWouldChange(c, memoryEngine(predict));
const changes = (o: Outcome): readonly Change[] => (o.state === "found" ? o.changes : []);
const first = (o: Outcome): Change => {
  const [change] = changes(o);
  if (!change) throw new Error(`nothing found: ${o.state}`);
  return change;
};

describe("clinical steps", () => {
  it.each(VITAL_KEYS)(
    "%s: plausible within the catalogue's range, around the normal, in its decimals",
    (key) => {
      for (const age of [0.01, 0.5, 2, 5, 9, 11, 15, 16, 45, 90]) {
        const [low, high] = plausibleRange(key, age);
        const range = vital(key).range;
        expect(low).toBeGreaterThanOrEqual(range[0]);
        expect(high).toBeLessThanOrEqual(range[1]);
        const normal = normalRange(key, age);
        expect(low).toBeLessThanOrEqual(normal?.[0] ?? low);
        expect(high).toBeGreaterThanOrEqual(normal?.[1] ?? high);
        const values = plausibleValues(key, age);
        expect([values[0], values.at(-1)]).toEqual([low, high]);
        for (const v of values) expect(Number(v.toFixed(vital(key).decimals))).toBe(v);
      }
      expect(new Set(Object.values(CLINICAL_STEPS).map((s) => s.importance)).size).toBe(VITAL_KEYS.length);
    },
  );
});

/** Written once more, plainly: walk away from the measured value until the level is changed and stays so. */
function bruteForce(c: TriageCase, wanted: (level: Level) => boolean): number | null {
  let best: number | null = null;
  for (const key of VITAL_KEYS) {
    const measured = c.vitals?.[key];
    if (measured === undefined) continue;
    for (const sign of [-1, 1]) {
      const walk = plausibleValues(key, c.ageYears)
        .filter((v) => (v - measured) * sign > 0)
        .sort((a, b) => (a - b) * sign);
      const good = walk.map((v) => wanted(shown({ ...c, vitals: { ...c.vitals, [key]: v } })));
      const at = good.findIndex((_, i) => good.slice(i, i + HOLD + 1).every(Boolean));
      const steps = (at + 1) * (key === "temperature" ? 2 : 1);
      if (at >= 0 && (best === null || steps < best)) best = steps;
    }
  }
  return best;
}

describe("the smallest single change", () => {
  const random = seededRandom(12);
  const within = (low: number, high: number) => Math.round(low + random() * (high - low));
  const cases = Array.from({ length: 40 }, (_, i): [number, TriageCase] => {
    const all: Vitals = {
      heartRate: within(60, 135),
      respiratoryRate: within(12, 30),
      spo2: within(88, 99),
      systolic: within(85, 180),
      temperature: within(358, 400) / 10,
      pain: within(0, 10),
      consciousness: "alert",
    };
    const kept = randomOrder(VITAL_KEYS.length, random)
      .slice(0, 6)
      .map((k) => VITAL_KEYS[k] as VitalKey);
    const vitals = Object.fromEntries(
      Object.entries(all).filter(([k]) => k === "consciousness" || kept.includes(k as VitalKey)),
    ) as Vitals;
    return [i, patient(vitals, { ageYears: within(2, 85), chiefComplaint: i % 3 ? "cough" : "chest pain" })];
  });

  it.each(cases)("equals brute force over every step of every measured vital sign: %i", async (_, c) => {
    const engine = memoryEngine();
    const w = await whatWouldChange(c, engine);
    expect(w.level).toBe(shown(c));
    for (const [outcome, wanted] of [
      [w.moreUrgent, (l: Level) => l < w.level],
      [w.lessUrgent, (l: Level) => l > w.level],
    ] as const) {
      const measured = changes(outcome).filter(
        (x) => x.parts.length === 1 && x.parts[0]?.measured !== null && x.parts[0]?.key !== "consciousness",
      );
      const least = bruteForce(c, wanted);
      expect(measured[0]?.steps ?? null).toBe(least);
      // What is claimed is so: at the value, and at the far end of the stretch.
      for (const { parts, level } of changes(outcome))
        for (const at of [parts[0]?.at, parts[0]?.low, parts[0]?.high]) {
          if (at === null || at === undefined || parts.length > 1) continue;
          const l = shown({ ...c, vitals: { ...c.vitals, [parts[0]?.key as string]: at } });
          expect(wanted(l)).toBe(true);
          if (at === parts[0]?.at) expect(l).toBe(level);
        }
    }
    expect(engine.cases.length).toBe(w.evaluations);
    expect(w.evaluations).toBeLessThanOrEqual(MOST_EVALUATIONS);
    const keys = engine.cases.map((x) => JSON.stringify(x.vitals));
    expect(new Set(keys).size).toBe(keys.length);
    for (const x of engine.cases) expect(triageCaseSchema.safeParse(x).success).toBe(true);
  });

  it("is the nearest in steps, and among equals the clinically weightier", async () => {
    const w = await ask(
      patient({ spo2: 95, heartRate: 100, pain: 5 }),
      model((v) => ((v.spo2 ?? 99) < 94 || (v.heartRate ?? 0) >= 110 || (v.pain ?? 0) >= 8 ? 2 : 3)),
    );
    expect(
      changes(w.moreUrgent)
        .slice(0, 3)
        .map((c) => [c.parts[0]?.key, c.parts[0]?.at, c.steps]),
    ).toEqual([
      ["spo2", 93, 2],
      ["heartRate", 110, 2],
      ["pain", 8, 3],
    ]);
  });

  it("asks in clinical steps, from a value between two of them", async () => {
    const w = await ask(
      patient({ heartRate: 118, temperature: 37.8 }),
      model((v) => ((v.heartRate ?? 0) <= 97 ? 4 : (v.temperature ?? 0) >= 38.7 ? 2 : 3)),
    );
    // At 40 /min and below a safety rule speaks up.
    expect(first(w.lessUrgent)).toMatchObject({
      steps: 5,
      parts: [{ key: "heartRate", at: 95, high: 95, low: 45 }],
    });
    const warmer = changes(w.moreUrgent).find((c) => c.parts[0]?.key === "temperature");
    // Half a degree counts twice.
    expect(warmer).toMatchObject({ steps: 6, parts: [{ at: 39, low: 39, high: null }] });
  });

  it("says the same every time", async () => {
    const c = cases[3]?.[1] as TriageCase;
    expect(await ask(c)).toEqual(await ask(c));
  });
});

describe("an answer that is not monotone", () => {
  it("is not taken at its word where it flips back at once", async () => {
    const w = await ask(
      patient({ heartRate: 100 }),
      model((v) => (v.heartRate === 110 || (v.heartRate ?? 0) >= 125 ? 2 : 3)),
    );
    expect(first(w.moreUrgent)).toMatchObject({ parts: [{ key: "heartRate", at: 125 }], steps: 5 });
  });

  it("is said to hold between two values where it turns back later", async () => {
    const w = await ask(
      patient({ heartRate: 100 }),
      model((v) => ((v.heartRate ?? 0) <= 90 && (v.heartRate ?? 0) >= 65 ? 4 : 3)),
    );
    expect(first(w.lessUrgent).parts[0]).toMatchObject({ at: 90, low: 65, high: 90 });
  });

  it("counts at the end of what is plausible, where no further step is left", async () => {
    const w = await ask(
      patient({ pain: 6 }),
      model((v) => ((v.pain ?? 0) >= 10 ? 2 : 3)),
    );
    expect(first(w.moreUrgent).parts[0]).toMatchObject({ key: "pain", at: 10, low: 10, high: null });
  });

  it("marks what leads the unexpected way", async () => {
    const w = await ask(
      patient({ heartRate: 120 }),
      model((v) => ((v.heartRate ?? 0) <= 105 ? 2 : 3)),
    );
    expect(first(w.moreUrgent).parts[0]).toMatchObject({ key: "heartRate", at: 105, towards: "normal" });
  });
});

describe("the ends of the scale", () => {
  it.each<[Level, "moreUrgent" | "lessUrgent"]>([
    [1, "moreUrgent"],
    [5, "lessUrgent"],
  ])("level %i has nothing %s", async (level, direction) => {
    const w = await ask(
      patient({ heartRate: 80 }),
      model(() => level),
    );
    expect(w.level).toBe(level);
    expect(w[direction]).toEqual({ state: "end" });
  });

  it("names the level reached, when it is two away", async () => {
    const w = await ask(
      patient({ spo2: 95 }),
      model((v) => ((v.spo2 ?? 99) <= 92 ? 1 : 3)),
    );
    expect(first(w.moreUrgent)).toMatchObject({ level: 1, parts: [{ key: "spo2", at: 92 }] });
  });
});

describe("the safety floor", () => {
  it("makes a change where the model alone would not, and is named", async () => {
    const w = await ask(
      patient({ systolic: 100 }),
      model(() => 3),
    );
    const bySystolic = changes(w.moreUrgent).find((c) => c.parts[0]?.key === "systolic");
    expect(bySystolic).toMatchObject({ level: 2, parts: [{ at: 90 }], rule: { id: "hypotension-adult" } });
    const byModel = await ask(
      patient({ systolic: 100 }),
      model((v) => ((v.systolic ?? 0) <= 95 ? 2 : 3)),
    );
    expect(first(byModel.moreUrgent)).toMatchObject({ parts: [{ at: 95 }], rule: null });
  });

  it("holds the level by what was said, whatever the vital signs: the rule is named", async () => {
    const c = patient(
      { heartRate: 80, spo2: 98 },
      { chiefComplaint: "throat swelling after bee sting, stridor" },
    );
    const rules = assessFloor(c)?.rules ?? [];
    expect(rules.length).toBeGreaterThan(0);
    const w = await ask(
      c,
      model(() => 5),
    );
    expect(w.level).toBeLessThan(5);
    if (w.lessUrgent.state !== "held") throw new Error(w.lessUrgent.state);
    expect(w.lessUrgent.rules.length).toBeGreaterThan(0);
    for (const r of w.lessUrgent.rules) expect(rules.map((x) => x.id)).toContain(r.id);
  });

  it("lets go where the vital sign that fired it goes back, as far as the model then says", async () => {
    const c = patient({ heartRate: 138 });
    const w = await ask(
      c,
      model(() => 4),
    );
    expect(w.level).toBe(2);
    expect(first(w.lessUrgent)).toMatchObject({ level: 3, parts: [{ key: "heartRate", at: 130 }] });
    const kept = await ask(
      c,
      model(() => 2),
    );
    expect(kept.lessUrgent.state).toBe("none");
  });

  it("held by two vital signs apart takes both", async () => {
    const c = patient({ heartRate: 138, respiratoryRate: 34, spo2: 97, systolic: 140 });
    const w = await ask(
      c,
      model(() => 4),
    );
    expect(w.level).toBe(2);
    const change = first(w.lessUrgent);
    expect(change.parts.map((p) => p.key)).toEqual(["respiratoryRate", "heartRate"]);
    const vitals = Object.fromEntries(change.parts.map((p) => [p.key, p.at]));
    expect(
      shown(
        { ...c, vitals: { ...c.vitals, ...vitals } },
        model(() => 4),
      ),
    ).toBe(change.level);
    expect(change.level).toBeGreaterThan(2);
  });
});

describe("what was not measured", () => {
  const low = model((v) => (v.spo2 !== undefined && v.spo2 <= 91 ? 2 : 3));
  it("is asked about as found, from the normal outwards", async () => {
    const w = await ask(
      patient({ heartRate: 80, respiratoryRate: 16, systolic: 130, diastolic: 80, gcs: 15, temperature: 37 }),
      low,
    );
    const spo2 = changes(w.moreUrgent).find((c) => c.parts[0]?.key === "spo2");
    // 94 is the first below normal: 91 is the fourth, and finding it out is a step of its own.
    expect(spo2).toMatchObject({ steps: 5, parts: [{ measured: null, at: 91, high: 91, low: null }] });
  });

  it("may matter whatever is found, or within normal only", async () => {
    const any = await ask(
      patient({}),
      model((v) => (v.pain === undefined ? 3 : 4)),
    );
    expect(first(any.lessUrgent)).toMatchObject({
      steps: 1,
      parts: [{ key: "pain", low: null, high: null }],
    });
    const normal = await ask(
      patient({}),
      model((v) => ((v.spo2 ?? 0) >= 93 ? 4 : 3)),
    );
    expect(first(normal.lessUrgent)).toMatchObject({
      steps: 1,
      parts: [{ key: "spo2", low: 93, high: null }],
    });
  });

  it("all of it: still answers, for any age", async () => {
    for (const ageYears of [0.01, 4, 70])
      expect((await ask({ id: "x", ageYears })).evaluations).toBeLessThanOrEqual(MOST_EVALUATIONS);
  });
});

describe("vital signs that hang together", () => {
  it("takes the diastolic pressure along when the systolic falls to it", async () => {
    const engine = memoryEngine(model(() => 3));
    await whatWouldChange(patient({ systolic: 120, diastolic: 85 }), engine);
    for (const { vitals } of engine.cases)
      expect((vitals?.systolic ?? 0) - (vitals?.diastolic ?? 0)).toBeGreaterThanOrEqual(10);
    expect(engine.cases.some((c) => c.vitals?.systolic === 80)).toBe(true);
  });

  it("never asks of a patient who is alert with a GCS of 5, or unresponsive with 15", async () => {
    const engine = memoryEngine(model(() => 3));
    await whatWouldChange(patient({ gcs: 15, consciousness: "alert" }), engine);
    for (const { vitals } of engine.cases) {
      if (vitals?.consciousness === "alert") expect(vitals.gcs).toBeGreaterThanOrEqual(13);
      if (vitals?.consciousness === "unresponsive") expect(vitals.gcs).toBeLessThanOrEqual(7);
    }
    expect(engine.cases.some((c) => c.vitals?.gcs === 5)).toBe(true);
  });
});

describe("pairs", () => {
  const sick: Vitals = { temperature: 39, pain: 8, heartRate: 105, spo2: 95, systolic: 130 };
  const normal = { temperature: 37, pain: 0, heartRate: 80, spo2: 98 };
  type Key = keyof typeof normal;
  const KEYS = Object.keys(normal) as Key[];

  /** Level 3 that becomes 4 when enough of the distance from normal is gone; additive, monotone, no floor on the way. */
  const additive = (weight: Readonly<Record<Key, number>>, enough: number) => {
    const gone = (v: Vitals) =>
      KEYS.reduce((sum, k) => {
        const start = Math.abs((sick[k] as number) - normal[k]);
        const signed = ((v[k] ?? normal[k]) - normal[k]) * Math.sign((sick[k] as number) - normal[k]);
        return sum + weight[k] * (1 - Math.max(0, signed) / start);
      }, 0);
    return model((v) => 3 + (gone(v) >= enough - 1e-9 ? 1 : 0.3 * gone(v)));
  };
  const stepsTo = (k: Key, value: number) =>
    plausibleValues(k, 45).filter((v) => (v - value) * ((sick[k] as number) - v) >= 0 && v !== sick[k])
      .length * CLINICAL_STEPS[k].size;

  const random = seededRandom(77);
  const weights = Array.from({ length: 12 }, (_, i): [number, Record<Key, number>] => [
    i,
    { temperature: random(), pain: random(), heartRate: random(), spo2: random() },
  ]);
  it.each(weights)(
    "are searched when no single vital sign does it, and are as small as any: %i",
    async (_, weight) => {
      const [most = 0, second = 0] = Object.values(weight).sort((a, b) => b - a);
      const enough = most + second * 0.55;
      const predict = additive(weight, enough);
      let least = Number.POSITIVE_INFINITY;
      KEYS.forEach((a, i) => {
        for (const b of KEYS.slice(i + 1))
          for (const x of plausibleValues(a, 45))
            for (const y of plausibleValues(b, 45)) {
              const steps = stepsTo(a, x) + stepsTo(b, y);
              if (steps < least && shown(patient({ ...sick, [a]: x, [b]: y }), predict) === 4) least = steps;
            }
      });
      const engine = memoryEngine(predict);
      const w = await whatWouldChange(patient(sick), engine);
      expect(w.level).toBe(3);
      const change = first(w.lessUrgent);
      expect(change.parts).toHaveLength(2);
      expect(change).toMatchObject({ steps: least, level: 4 });
      const then = Object.fromEntries(change.parts.map((p) => [p.key, p.at]));
      expect(shown(patient({ ...sick, ...then }), predict)).toBe(4);
      expect(engine.cases.length).toBeLessThanOrEqual(MOST_EVALUATIONS);
    },
  );

  it("are not searched when a single one does it", async () => {
    const engine = memoryEngine(additive({ temperature: 1, pain: 0.5, heartRate: 0.5, spo2: 0.5 }, 0.9));
    const w = await whatWouldChange(patient(sick), engine);
    expect(first(w.lessUrgent).parts).toHaveLength(1);
    const differing = (v: Vitals) => KEYS.filter((k) => v[k] !== sick[k]).length;
    expect(Math.max(...engine.cases.map((c) => differing(c.vitals ?? {})))).toBe(1);
  });

  it("gives up within its budget where nothing changes the level", async () => {
    const all: Vitals = {
      heartRate: 80,
      respiratoryRate: 16,
      systolic: 130,
      diastolic: 80,
      temperature: 37,
      spo2: 98,
      pain: 3,
      gcs: 15,
      consciousness: "alert",
    };
    const engine = memoryEngine(model(() => 2));
    const w = await whatWouldChange(patient(all), engine);
    expect(w.lessUrgent).toEqual({ state: "none" });
    expect(engine.cases.length).toBeLessThanOrEqual(MOST_EVALUATIONS);
  });
});

it("passes the engine's failure on", async () => {
  const broken = { predict: async () => Promise.reject(new Error("no runtime")) };
  await expect(whatWouldChange(patient({}), broken)).rejects.toThrow("no runtime");
  await expect(whatWouldChange(patient({}), { predict: async () => [] })).rejects.toThrow(/fewer/);
});
