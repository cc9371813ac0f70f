import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "@/lib/core/clock";
import { dueAt, evaluateTriggers, type PastRun, type TrainingFacts, toStart, usedOf } from "./evaluate";
import { defaultPolicy, describePolicyChanges, type TrainingPolicy, trainingPolicySchema } from "./policy";

const NOW = new Date("2026-03-10T12:00:00Z");
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const FACTS: TrainingFacts = {
  champion: "0.1.0",
  runOpen: false,
  labels: { all: 60, toTrainOn: 48 },
  runs: [],
  performance: { value: null, n: 0 },
  drifts: [],
  outcomes: 0,
  scheduledSince: ago(1 * DAY),
};
const run = (triggers: PastRun["triggers"], requestedAt: Date, minutes = 10): PastRun => ({
  triggers,
  requestedAt,
  startedAt: requestedAt,
  finishedAt: new Date(requestedAt.getTime() + minutes * MINUTE),
});
const ALL_ON: TrainingPolicy = {
  ...defaultPolicy(50, true),
  performance: { ...defaultPolicy(50).performance, on: true },
  outcomes: { on: true, least: 20, cooldownHours: 24 },
  schedule: { on: true, everyDays: 7, hour: 3 },
};
const of = (policy: TrainingPolicy, facts: Partial<TrainingFacts>, now = NOW) => {
  const verdicts = evaluateTriggers(policy, { ...FACTS, ...facts }, now);
  return Object.fromEntries(verdicts.map((v) => [v.trigger, v]));
};

describe("triggers of retraining", () => {
  it("start a run by the number of labels as released, and by nothing else", () => {
    const verdicts = evaluateTriggers(defaultPolicy(50), { ...FACTS, drifts: ["Moved"], outcomes: 999 }, NOW);
    expect(toStart(verdicts)).toEqual([
      { trigger: "label-count", state: "ready", words: "60 of 50 new labels.", until: null },
    ]);
    expect(verdicts.filter((v) => v.state === "off").map((v) => v.trigger)).toEqual([
      "performance",
      "drift",
      "outcomes",
      "schedule",
    ]);
    expect(trainingPolicySchema.safeParse(defaultPolicy(50)).success).toBe(true);
  });

  it("say each why not", () => {
    const verdicts = of(ALL_ON, { labels: { all: 12, toTrainOn: 11 } });
    expect(verdicts).toMatchObject({
      "label-count": { state: "waiting", words: "12 of 50 new labels." },
      performance: { state: "waiting", words: expect.stringContaining("Too few to tell: 0 of the last 28") },
      drift: { state: "waiting" },
      outcomes: { state: "waiting", words: "0 of 20 outcomes not learned from." },
      schedule: { state: "waiting", until: new Date("2026-03-16T03:00:00Z") },
      manual: { state: "ready" },
    });
  });

  it("call performance low only when all of its interval is", () => {
    const low = { value: 0.6, low: 0.5, high: 0.7, n: 200 };
    expect(of(ALL_ON, { performance: low }).performance).toMatchObject({
      state: "ready",
      words:
        "Urgent patients found 60 % (50 % to 70 %; 200 of the last 28 days, second readings) is below 80 %.",
    });
    const perhaps = { value: 0.75, low: 0.65, high: 0.84, n: 200 };
    expect(of(ALL_ON, { performance: perhaps }).performance?.state).toBe("waiting");
    const under: TrainingPolicy = {
      ...ALL_ON,
      performance: { ...ALL_ON.performance, measure: "under-triage", limit: 0.1 },
    };
    expect(of(under, { performance: { value: 0.2, low: 0.15, high: 0.3, n: 90 } }).performance).toMatchObject(
      {
        state: "ready",
        words: expect.stringContaining("is above 10 %."),
      },
    );
  });

  it.each([
    ["no champion", { champion: null }, /no version in use/],
    ["a run under way", { runOpen: true }, /under way/],
    ["too few to train on", { labels: { all: 60, toTrainOn: 9 } }, /9 new labels to learn from.*at least 10/],
    [
      "runs used up",
      { runs: Array.from({ length: 21 }, () => run(["manual"], ago(6 * DAY))) },
      /21 of 21 runs/,
    ],
    ["minutes used up", { runs: [run(["manual"], ago(2 * DAY), 1500)] }, /1500 of 1440 minutes/],
  ] as const)("are held back by %s", (_, facts, why) => {
    const verdict = of(ALL_ON, facts)["label-count"];
    expect(verdict).toMatchObject({ state: "held", words: expect.stringMatching(why) });
    expect(of(ALL_ON, facts).manual?.state).toBe("held");
  });

  it("pause each after its own run, and not after one from a clock that was set back", () => {
    const runs = [run(["drift"], ago(71 * HOUR))];
    const verdicts = of(ALL_ON, { runs, drifts: ["Fewer readings"], outcomes: 20 });
    expect(verdicts.drift).toMatchObject({ state: "pausing", until: ago(-1 * HOUR) });
    expect(verdicts.outcomes?.state).toBe("ready");
    expect(of(ALL_ON, { runs, drifts: ["x"] }, ago(-1 * HOUR)).drift?.state).toBe("ready");
    expect(of(ALL_ON, { runs: [run(["drift"], ago(-9 * DAY))], drifts: ["x"] }).drift?.state).toBe("ready");
  });

  it("start one run for all that are due at the same time", () => {
    const verdicts = evaluateTriggers(
      ALL_ON,
      { ...FACTS, drifts: ["Moved", "Gone"], outcomes: 25, scheduledSince: ago(9 * DAY) },
      NOW,
    );
    expect(toStart(verdicts).map((v) => v.trigger)).toEqual(["label-count", "drift", "outcomes", "schedule"]);
  });

  it("keep the schedule by its last run, or by when it was set", () => {
    const schedule = { on: true, everyDays: 7, hour: 3 };
    const scheduledSince = new Date("2026-03-02T23:30:00Z");
    expect(dueAt(schedule, { runs: [], scheduledSince })).toEqual(new Date("2026-03-09T03:00:00Z"));
    const runs = [run(["manual"], ago(0)), run(["schedule"], new Date("2026-03-09T03:00:40Z"))];
    expect(dueAt(schedule, { runs, scheduledSince })).toEqual(new Date("2026-03-16T03:00:00Z"));
    // Switched on again after a year: not at once.
    const old = [run(["schedule"], ago(365 * DAY))];
    expect(dueAt(schedule, { runs: old, scheduledSince })).toEqual(new Date("2026-03-09T03:00:00Z"));
  });

  it("count a week's budget, the run under way included", () => {
    const open: PastRun = {
      triggers: ["manual"],
      requestedAt: ago(HOUR),
      startedAt: ago(30 * MINUTE),
      finishedAt: null,
    };
    const waiting: PastRun = { ...open, startedAt: null };
    expect(usedOf([open, waiting, run(["drift"], ago(DAY), 12), run(["drift"], ago(8 * DAY))], NOW)).toEqual({
      runs: 3,
      minutes: 42,
    });
  });
});

describe("a change of the policy", () => {
  it("is said in words", () => {
    const before = defaultPolicy(50);
    const after: TrainingPolicy = {
      ...before,
      drift: { on: true, cooldownHours: 72 },
      outcomes: { ...before.outcomes, least: 300 },
      budget: { runsAWeek: 3, minutesAWeek: 90 },
    };
    expect(describePolicyChanges(before, after)).toEqual([
      "Drift: off → a confirmed drift, a pause of 72 h",
      "Outcomes: its settings while off",
      "Budget: 21 runs and 1440 minutes a week → 3 runs and 90 minutes a week",
    ]);
    expect(describePolicyChanges(before, { ...before })).toEqual([]);
  });
});
