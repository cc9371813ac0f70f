import { describe, expect, it } from "vitest";
import { type Cause, nameCauses } from "./causes";
import { compareWindow } from "./compare";
import type { Observation } from "./observation";
import { type RecentPatient, remember, summarizeRecent } from "./recent";
import { adder, addTallies, LEAST_PATIENTS, newTally, parseReference, summarizeReference } from "./reference";
import { WATCH } from "./settings";
import { madeUpDecisions, madeUpPatients } from "./testing/made-up-patients";
import { createWatch, WATCH_START } from "./watch";

const OF = { description: "made-up patients", model: null };
const reference = summarizeReference(
  madeUpPatients(8_000, "reference"),
  madeUpDecisions(4_000, "reference", 0.1),
  OF,
);
const watch = createWatch(reference.tally, WATCH);

/** Plays patients one by one until the watch speaks. */
function play(patients: readonly Observation[]): { after: number; causes: Cause[] } | null {
  let state = WATCH_START;
  let recent: RecentPatient[] = [];
  for (const [i, p] of patients.entries()) {
    state = watch.patient(state, p);
    recent = remember(recent, p, reference.tally.words);
    const alarm = watch.alarm(state);
    if (alarm) {
      const since = alarm.moved[0]?.since ?? 1;
      return { after: i + 1, causes: nameCauses(alarm, summarizeRecent(recent, since), reference.tally) };
    }
  }
  return null;
}
const withNumbers = (p: Observation, numbers: Record<string, number>): Observation => ({
  ...p,
  numbers: { ...p.numbers, ...numbers },
});
const without = (p: Observation, key: string): Observation => {
  const { [key]: _gone, ...numbers } = p.numbers;
  return { ...p, numbers };
};

describe("the watch", () => {
  it("is silent while patients are what they were", () => {
    expect(play(madeUpPatients(6_000, "quiet"))).toBeNull();
  });

  it("hears a thermometer that changes to Fahrenheit within a few patients, and names the unit", () => {
    const found = play(
      madeUpPatients(300, "fahrenheit", (p) =>
        withNumbers(p, { temperature: Math.round(10 * ((p.numbers.temperature as number) * 1.8 + 32)) / 10 }),
      ),
    );
    expect(found?.after).toBeLessThan(20);
    expect(found?.causes[0]).toMatchObject({ kind: "unit", feature: "temperature" });
    expect(found?.causes[0]?.words).toBe("Temperature seems to come in degrees Fahrenheit");
  });

  it("hears one thermometer of five", () => {
    const found = play(
      madeUpPatients(600, "one of five", (p, i) => (i % 5 === 0 ? withNumbers(p, { temperature: 98.6 }) : p)),
    );
    expect(found?.after).toBeLessThan(60);
    expect(found?.causes[0]).toMatchObject({ kind: "unit", feature: "temperature" });
  });

  it("recognises a unit most of whose values are possible", () => {
    const found = play(
      madeUpPatients(300, "months", (p) => withNumbers(p, { ageYears: (p.numbers.ageYears as number) * 12 })),
    );
    expect(found?.causes[0]?.words).toBe("Age seems to come in months");
  });

  it("hears a feed that has gone", () => {
    const found = play(madeUpPatients(300, "no feed", (p) => without(p, "spo2")));
    expect(found?.after).toBeLessThan(40);
    expect(found?.causes[0]?.words).toBe("Oxygen saturation no longer arrives");
  });

  it("hears complaints in other words, and says which", () => {
    const found = play(
      madeUpPatients(300, "renamed", (p, i) => (i % 4 === 0 ? { ...p, words: ["cpx", "resp"] } : p)),
    );
    expect(found?.after).toBeLessThan(40);
    expect(found?.causes.map((c) => c.kind)).toContain("words");
    expect(found?.causes.find((c) => c.kind === "words")?.words).toContain('"cpx"');
  });

  it("says that many things moved where they did", () => {
    const found = play(
      madeUpPatients(300, "elsewhere", (p) => ({
        ...without(without(p, "spo2"), "respiratoryRate"),
        words: ["anders"],
        categories: { ...p.categories, arrivalMode: "ambulance", consciousness: "alert" },
      })),
    );
    expect(found?.after).toBeLessThan(40);
    expect(found?.causes.length).toBe(3);
  });

  it("hears overrides, by direction", () => {
    let state = WATCH_START;
    for (const d of madeUpDecisions(400, "overridden", 0.5)) state = watch.decision(state, d);
    const alarm = watch.alarm(state);
    expect(alarm?.moved[0]).toMatchObject({ feature: "override", value: "less urgent" });
  });

  it("hears probabilities that no longer hold", () => {
    let state = WATCH_START;
    for (const d of madeUpDecisions(800, "calibration", 0.1))
      state = watch.decision(state, { ...d, urgent: Math.max(0, (d.urgent as number) - 0.2) });
    const alarm = watch.alarm(state);
    expect(alarm?.moved.map((m) => m.feature)).toContain("calibration");
  });

  it("goes on from what it remembers as if it had never stopped", () => {
    const patients = madeUpPatients(200, "restart", (p) => without(p, "spo2"));
    let [whole, stopped] = [WATCH_START, WATCH_START];
    for (const [i, p] of patients.entries()) {
      whole = watch.patient(whole, p);
      stopped = watch.patient(stopped, p);
      if (i % 37 === 0) stopped = JSON.parse(JSON.stringify(stopped));
    }
    expect(stopped).toEqual(whole);
  });

  it("reads words that are names of nothing else", () => {
    let state = WATCH_START;
    for (const p of madeUpPatients(20, "names", (q) => ({ ...q, words: ["constructor", "tostring"] })))
      state = watch.patient(state, p);
    expect(state.detectors["words:unlisted"]?.since).toBe(20);
  });
});

describe("a reference", () => {
  it("is read back as it was written, and refuses what is none", () => {
    expect(parseReference(JSON.parse(JSON.stringify(reference)))).toEqual(reference);
    expect(() => parseReference({ ...reference, tally: {} })).toThrow("drift reference");
  });

  it("holds no cell and no word of fewer than ten patients", () => {
    const odd = madeUpPatients(3_000, "odd", (p, i) =>
      i < 5 ? { ...withNumbers(p, { heartRate: 240 + i }), words: ["ferdinand"] } : p,
    );
    const { tally } = summarizeReference(odd, [], OF);
    expect(Object.keys(tally.words)).not.toContain("ferdinand");
    for (const [key, { counts }] of Object.entries(tally.numbers))
      if (counts.length > 1) expect(Math.min(...counts), key).toBeGreaterThanOrEqual(LEAST_PATIENTS);
  });

  it("adds up over days", () => {
    const days = ["a", "b"].map((day) => {
      const tally = newTally(reference.tally);
      for (const p of madeUpPatients(100, day)) adder(reference.tally)(tally, p);
      return tally;
    });
    const both = newTally(reference.tally);
    for (const day of ["a", "b"]) for (const p of madeUpPatients(100, day)) adder(reference.tally)(both, p);
    expect(addTallies(days[0] as never, days[1] as never)).toEqual(both);
  });
});

describe("a window against the reference", () => {
  const windowOf = (patients: readonly Observation[]) => {
    const tally = newTally(reference.tally);
    const add = adder(reference.tally);
    for (const p of patients) add(tally, p);
    return tally;
  };

  it("finds no move in patients like the reference's", () => {
    const rows = compareWindow(reference.tally, windowOf(madeUpPatients(500, "window")));
    expect(rows?.filter((r) => r.size !== "none")).toEqual([]);
    expect(rows?.length).toBeGreaterThan(10);
  });

  it("puts the greatest move first and says its size", () => {
    const moved = madeUpPatients(500, "window", (p, i) => {
      const faster = withNumbers(p, { heartRate: (p.numbers.heartRate as number) + 12 });
      return i % 2 ? without(faster, "spo2") : faster;
    });
    const [first, second] = compareWindow(reference.tally, windowOf(moved)) ?? [];
    expect([first, second].map((r) => r?.feature).sort()).toEqual(["heartRate", "spo2"]);
    expect([first, second].map((r) => r?.size)).toEqual(["large", "large"]);
    const heart = [first, second].find((r) => r?.feature === "heartRate");
    expect(heart?.shift).toBeGreaterThan(10);
    expect(heart?.shift).toBeLessThan(14);
  });

  it("says nothing of a few", () => {
    expect(compareWindow(reference.tally, windowOf(madeUpPatients(49, "few")))).toBeNull();
  });
});
