import { describe, expect, it } from "vitest";
import { EVIDENCE, type Evidence } from "@/lib/measures/evidence";
import { GUARDS, sayVerdict } from "@/lib/monitoring/canary/guard";
import { DIMENSION_LABELS, GROUPS, readWatchFilter } from "@/lib/monitoring/charts/filter";
import { ABOUT_ATTRIBUTE, NOT_READ } from "@/lib/monitoring/fairness/attributes";
import { BY_WORDS } from "@/lib/monitoring/fairness/filter";
import { VERDICTS } from "@/lib/monitoring/fairness/in-words";
import { ABOUT_MEASURE, FAIR_MEASURES } from "@/lib/monitoring/fairness/measures";
import { SMALL_CELLS } from "@/lib/monitoring/fairness/pictures";
import { evaluateTriggers, type TrainingFacts } from "@/lib/monitoring/triggers/evaluate";
import {
  defaultPolicy,
  describePolicyChanges,
  sayPolicy,
  TRIGGERS,
  type TrainingPolicy,
} from "@/lib/monitoring/triggers/policy";
import { MEASURES } from "@/lib/monitoring/watch/measures";
import { measureOverTime, type PerformanceInput } from "@/lib/monitoring/watch/performance";
import { SEQUENCES } from "@/lib/monitoring/watch/pictures";
import { ABOUT_REFERENCE, REFERENCES } from "@/lib/monitoring/watch/references";
import { acceptance } from "@/lib/monitoring/watch/usage";
import { CANARY_ENDS } from "@/lib/registry/canary";
import { checkGates } from "@/lib/registry/gates/check-gates";
import { DEFAULT_GATE_POLICY } from "@/lib/registry/gates/default-policy";
import { describeChanges, MEASURED_ON, problemsOf } from "@/lib/registry/gates/policy-changes";
import { objectionToLabels, objectionToPromoting, objectionToReturning } from "@/lib/registry/gates/standing";
import { SHADOW_ENDS } from "@/lib/registry/shadow";
import { inWordsOf } from "./said-in";
import { tellIn } from "./tell-in";

const tell = inWordsOf("es");
/** Words that no Spanish sentence has. */
const ENGLISH =
  /\b(?:the|and|with|of|or|is|was|not|above|below|less|more|from|without|by|share|patients|visits)\b/i;
const leftInEnglish = (texts: readonly (string | null)[]): string[] =>
  texts.filter((text): text is string => text !== null && (tell(text) === text || ENGLISH.test(tell(text))));

describe("what lib says on the console's charts can be told in Spanish", () => {
  it("names of groups, measures and references, with what they are", () => {
    const references = REFERENCES.map((r) => ABOUT_REFERENCE[r]);
    expect(
      leftInEnglish([
        ...GROUPS.map((g) => g.label),
        ...Object.values(DIMENSION_LABELS),
        ...references.flatMap((r) => [r.name, r.inWords, r.measuredOn, r.warning]),
        ...references.flatMap((r) => MEASURES.map((m) => m.definition(r.inWords))),
        ...references.flatMap((r) => FAIR_MEASURES.map((m) => ABOUT_MEASURE[m].definition(r.inWords))),
        ...MEASURES.map((m) => m.title),
        ...FAIR_MEASURES.map((m) => ABOUT_MEASURE[m].title),
        ...Object.values(ABOUT_ATTRIBUTE).flatMap((a) => [a.title, a.source]),
        ...BY_WORDS.map(([, words]) => words),
        ...Object.values(VERDICTS),
        NOT_READ,
        SMALL_CELLS,
        SEQUENCES,
      ]),
    ).toEqual([]);
  });

  it("whole pictures, whatever narrows them", () => {
    const frame = {
      filter: readWatchFilter((name) => (name === "from" ? "2026-09-02" : undefined), "2026-11-30"),
      today: "2026-11-30",
      narrowed: "version 0.3.0, female",
      usage: [],
      compared: null,
      unitName: (issuer: string) => issuer,
      events: [{ day: "2026-10-01", label: "0.3.0 put into use" }],
    };
    const input: PerformanceInput = {
      ...frame,
      against: "decided",
      levels: [],
      before: [],
      groups: [],
      keys: [],
      contenders: [],
    };
    const pictures = [
      ...MEASURES.map((m) => measureOverTime(input, m.name)),
      acceptance({ ...frame, people: () => 12 }),
    ];
    for (const picture of pictures) {
      const { title, about, lines, events } = tellIn(picture, tell);
      const said = [title, about.definition, about.measuredOn, about.window, about.intervals ?? ""];
      expect(said.filter((text) => ENGLISH.test(text))).toEqual([]);
      expect([...lines.map((l) => l.name), ...(events ?? []).map((e) => e.label)].join()).not.toMatch(
        ENGLISH,
      );
      expect(about.window).toContain("2 sept 2026 a 30 nov 2026, por semanas");
    }
  });
});

describe("what lib says of checks and versions can be told in Spanish", () => {
  const { gates } = DEFAULT_GATE_POLICY;
  const evidence = (value: number, before: number | null, cases: number): Evidence[] =>
    EVIDENCE.map((kind) => {
      const figures = (v: number) => gates.map((g) => ({ name: g.figure, value: v }));
      const dataset = "Benchmark of release 0.2.0 (made-up visits)";
      return {
        kind,
        dataset,
        cases,
        urgent: cases,
        shownUrgent: cases,
        had: cases,
        before: before === null ? null : { dataset, cases, figures: figures(before) },
        after: { dataset, cases, figures: figures(value) },
        difference: gates.map((g) => ({ name: g.figure, value: 0, low: -0.5, high: 0.5 })),
      };
    });

  it("every finding of every check, whatever was measured", () => {
    const findings = [
      ...[0.1, 0.4, 0.6, 0.97].flatMap((value) =>
        [null, 0.2, 0.55, 0.99].flatMap((before) =>
          checkGates(DEFAULT_GATE_POLICY, evidence(value, before, 12_345)),
        ),
      ),
      ...checkGates(DEFAULT_GATE_POLICY, evidence(0.5, 0.5, 3)),
      ...checkGates(DEFAULT_GATE_POLICY, []),
    ];
    expect(leftInEnglish([...new Set(findings.map((f) => f.text))])).toEqual([]);
    expect(tell(checkGates(DEFAULT_GATE_POLICY, evidence(0.1, 0.2, 12_345))[0]?.text ?? "")).toContain(
      "12.345 casos",
    );
  });

  it("what a change of the checks would mean, and why it cannot come into force", () => {
    const tighter = gates.map((g) => ({
      ...g,
      least: { ...g.least, count: g.least.count + 1 },
      ...(g.worse ? { worse: { warn: g.worse.warn / 2, fail: g.worse.fail / 2 } } : {}),
      ...(g.limit ? { limit: { warn: g.limit.fail, fail: g.limit.warn } } : {}),
    }));
    const unlimited = gates.map(({ worse: _w, limit: _l, ...g }) => g);
    const policy = (of: typeof gates) => ({ format_version: 1, version: 1, gates: of });
    expect(
      leftInEnglish([
        ...gates.map((g) => g.words),
        ...Object.values(MEASURED_ON),
        ...describeChanges({ gates }, { gates: tighter }),
        ...describeChanges({ gates }, { gates: unlimited }),
        ...describeChanges({ gates }, { gates: [] }),
        ...describeChanges({ gates: [] }, { gates }),
        ...problemsOf(policy(tighter)),
        ...problemsOf(policy(unlimited)),
        ...problemsOf(policy([...gates, ...gates])),
      ]),
    ).toEqual([]);
  });

  it("what stands against putting a version into use, and why it stopped answering", () => {
    const v = { version: "0.2.1", digest: "d" };
    const check = {
      digest: "d",
      against: "0.2.0",
      source: "check",
      status: "succeeded",
      verdict: "failed",
      policy: "p",
      servedWith: null,
      findings: checkGates(DEFAULT_GATE_POLICY, evidence(0.1, 0.99, 999)),
      error: null,
    } as const;
    const now = { champion: "0.2.0", policy: "p", served: null };
    const objections = [
      objectionToPromoting(v, [check], now),
      objectionToPromoting(v, [], now),
      objectionToPromoting(v, [], { ...now, served: "c" }),
      objectionToPromoting(v, [], { ...now, champion: null }),
      objectionToPromoting(v, [], { ...now, policy: null }),
      objectionToReturning(v, []),
      objectionToReturning(v, [check]),
      objectionToLabels(v, 1),
      objectionToLabels(v, 12),
    ];
    const arm = { value: 0.4, low: 0.3, high: 0.5, n: 50 };
    expect(
      leftInEnglish([
        ...objections.map((o) => o?.words ?? null),
        ...Object.values(CANARY_ENDS),
        ...Object.values(SHADOW_ENDS),
        ...GUARDS.map((guard) => sayVerdict({ guard, canary: arm, champion: arm, state: "worse" })),
      ]),
    ).toEqual([]);
  });
});

describe("what lib says of when a run starts can be told in Spanish", () => {
  const base = defaultPolicy(50, true);
  const allOn: TrainingPolicy = {
    ...base,
    performance: { ...base.performance, on: true },
    outcomes: { on: true, least: 20, cooldownHours: 24 },
    schedule: { on: true, everyDays: 7, hour: 3 },
    stopping: { ...base.stopping, on: true },
  };
  const now = new Date("2026-03-10T12:00:00Z");
  const facts: TrainingFacts = {
    champion: "0.1.0",
    runOpen: false,
    labels: { all: 60, toTrainOn: 48 },
    runs: [],
    performance: { value: null, n: 0 },
    drifts: [],
    outcomes: 25,
    scheduledSince: new Date("2026-03-01T00:00:00Z"),
  };

  it("why each trigger waits, pauses, is held back or starts one", () => {
    const past = (startedAt: Date, minutes: number) => ({
      triggers: TRIGGERS,
      requestedAt: startedAt,
      startedAt,
      finishedAt: new Date(startedAt.getTime() + minutes * 60_000),
    });
    const recent = past(new Date("2026-03-10T11:40:00Z"), 10);
    const measured = { value: 0.6, low: 0.5, high: 0.7, n: 200 };
    const situations: Partial<TrainingFacts>[] = [
      {},
      { labels: { all: 12, toTrainOn: 3 }, outcomes: 2 },
      { champion: null },
      { runOpen: true },
      { runs: [recent] },
      { runs: Array.from({ length: 30 }, () => past(new Date("2026-03-06T00:00:00Z"), 1)) },
      { runs: [past(new Date("2026-03-06T00:00:00Z"), 2000)] },
    ];
    const policies = (["sensitivity", "accuracy", "kappa", "under-triage"] as const).flatMap((measure) =>
      [0.05, 0.65, 0.95].map((limit) => ({
        ...allOn,
        performance: { ...allOn.performance, measure, limit },
      })),
    );
    const verdicts = [
      ...situations.flatMap((s) => evaluateTriggers(allOn, { ...facts, ...s }, now)),
      ...policies.flatMap((p) => evaluateTriggers(p, { ...facts, performance: measured }, now)),
      ...evaluateTriggers(base, facts, now),
    ];
    expect(leftInEnglish([...new Set(verdicts.map((v) => v.words))])).toEqual([]);
    expect(
      leftInEnglish([
        ...policies.flatMap((p) => Object.values(sayPolicy(p))),
        ...policies.flatMap((p) => describePolicyChanges(base, p)),
        ...describePolicyChanges(base, { ...base, outcomes: { ...base.outcomes, least: 300 } }),
      ]),
    ).toEqual([]);
  });
});

it("leaves names of figures as they are: they are looked up by them", () => {
  const set = { dataset: "Benchmark", figures: [{ name: "Under-triage", value: 0.1 }] };
  expect(tellIn({ metrics: [set] }, tell)).toEqual({ metrics: [set] });
});

it("tells only what is said to a person, and leaves ids and numbers alone", () => {
  expect(
    tellIn({ id: "Under-triage", key: "Sex", title: "Sex", rows: [{ name: "Female", n: 3 }] }, tell),
  ).toEqual({
    id: "Under-triage",
    key: "Sex",
    title: "Sexo",
    rows: [{ name: "Mujeres", n: 3 }],
  });
});

it("leaves codes that share a key with sentences: the page finds its own message by them", () => {
  const check = { source: "run", of: "urgent", why: "withdrawn", what: "run" };
  expect(tellIn({ check }, tell)).toEqual({ check });
  expect(tellIn({ source: "Run" }, tell)).not.toEqual({ source: "Run" });
});
