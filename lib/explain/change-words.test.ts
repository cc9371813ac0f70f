import { describe, expect, it } from "vitest";
import { changeInWords, describeChange } from "./change-words";
import type { Change, VitalChange, WhatWouldChange } from "./what-would-change";

const part = (over: Partial<VitalChange> & Pick<VitalChange, "key" | "at">): VitalChange => ({
  measured: null,
  low: null,
  high: null,
  towards: "abnormal",
  ...over,
});
const change = (...parts: VitalChange[]): Change => ({ parts, level: 2, steps: 2, rule: null });

describe("a change in words", () => {
  it.each<[VitalChange, string]>([
    [part({ key: "spo2", measured: 95, at: 90, high: 90 }), "SpO₂ fell below 91 %"],
    [part({ key: "respiratoryRate", measured: 18, at: 25, low: 25 }), "breathing rate rose above 24 /min"],
    [
      part({ key: "heartRate", measured: 118, at: 95, high: 95, towards: "normal" }),
      "heart rate came down to 95 /min or less",
    ],
    [part({ key: "heartRate", measured: 88, at: 120, low: 120 }), "heart rate rose to 120 /min or more"],
    [
      part({ key: "heartRate", measured: 118, at: 95, high: 95, low: 50, towards: "normal" }),
      "heart rate came down to 95 /min or less, but not below 50 /min",
    ],
    [part({ key: "spo2", measured: 90, at: 96, low: 96, towards: "normal" }), "SpO₂ came up to 96 % or more"],
    [part({ key: "spo2", measured: 90, at: 100, low: 100, towards: "normal" }), "SpO₂ came up to 100 %"],
    [part({ key: "temperature", measured: 38, at: 39.5, low: 39.5 }), "temperature rose to 39.5 °C or more"],
    [part({ key: "pain", measured: 4, at: 8, low: 8 }), "pain score rose to 8/10 or more"],
    [part({ key: "pain", measured: 4, at: 10, low: 10 }), "pain score rose to 10/10"],
    [part({ key: "gcs", measured: 15, at: 13, high: 13 }), "Glasgow Coma Scale fell to 13/15 or less"],
    [
      part({ key: "consciousness", measured: "alert", at: "voice", low: "voice" }),
      "the patient responded only to voice",
    ],
    [
      part({ key: "consciousness", measured: "pain", at: "alert", high: "alert", towards: "normal" }),
      "the patient were alert",
    ],
    [part({ key: "spo2", at: 90, high: 90 }), "an SpO₂ below 91 % were found"],
    [part({ key: "respiratoryRate", at: 25, low: 25 }), "a breathing rate above 24 /min were found"],
    [part({ key: "temperature", at: 39.5, low: 39.5 }), "a temperature of 39.5 °C or more were found"],
    [part({ key: "systolic", at: 90, high: 90 }), "a systolic blood pressure of 90 mmHg or less were found"],
    [part({ key: "heartRate", at: 80, low: 60, high: 95 }), "a heart rate between 60 and 95 /min were found"],
    [part({ key: "pain", at: 10, low: 10 }), "a pain score of 10/10 were found"],
    [part({ key: "pain", at: 2 }), "a pain score were found, whatever its value"],
    [
      part({ key: "consciousness", at: "voice", low: "voice" }),
      "the patient were found to respond only to voice",
    ],
    [part({ key: "consciousness", at: "alert" }), "the level of consciousness were known, whatever it is"],
  ])("%#", (p, words) => expect(describeChange(change(p))).toBe(`Would become level 2 if ${words}`));

  it("joins two", () => {
    const [heart, breathing] = [
      part({ key: "heartRate", measured: 138, at: 130, low: 130, high: 130, towards: "normal" }),
      part({ key: "respiratoryRate", measured: 34, at: 29, low: 29, high: 29, towards: "normal" }),
    ];
    expect(describeChange(change(breathing as VitalChange, heart as VitalChange))).toBe(
      "Would become level 2 if breathing rate came down to 29 /min and heart rate came down to 130 /min",
    );
  });
});

describe("both directions in words", () => {
  const spo2 = part({ key: "spo2", measured: 95, at: 90, high: 90 });
  const rule = {
    id: "hypoxia-x",
    level: 2 as const,
    reason: "Oxygen saturation 90 % (below 92)",
    source: "s",
  };
  const say = (over: Partial<WhatWouldChange>) =>
    changeInWords({
      level: 3,
      evaluations: 1,
      moreUrgent: { state: "none" },
      lessUrgent: { state: "none" },
      ...over,
    });

  it("name the safety rule behind a change", () => {
    const { moreUrgent } = say({ moreUrgent: { state: "found", changes: [{ ...change(spo2), rule }] } });
    expect(moreUrgent.changes[0]).toMatchObject({
      level: 2,
      note: "By the safety rule “hypoxia x”.",
    });
    expect(moreUrgent.message).toBeNull();
  });

  it("say when the level lies close to a border", () => {
    const near = { ...change({ ...spo2, at: 94, high: 94 }), steps: 1 };
    const note = (c: Change) =>
      say({ moreUrgent: { state: "found", changes: [c] } }).moreUrgent.changes[0]?.note;
    expect(note(near)).toBe("One step away: the level lies close to a border.");
    expect(note({ ...near, steps: 2 })).toBeNull();
    expect(note({ ...near, parts: [{ ...spo2, measured: null }] })).toBeNull();
  });

  it("ask for care where a better value makes it more urgent or a worse one less", () => {
    const better = { ...spo2, at: 99, high: null, low: 99, towards: "normal" as const };
    const found = (c: Change) => ({ state: "found" as const, changes: [c] });
    expect(say({ moreUrgent: found(change(better)) }).moreUrgent.changes[0]?.note).toMatch(/judge the level/);
    expect(say({ lessUrgent: found(change(spo2)) }).lessUrgent.changes[0]?.note).toMatch(/judge the level/);
    expect(say({ lessUrgent: found(change(better)) }).lessUrgent.changes[0]?.note).toBeNull();
    const unmeasured = { ...better, measured: null };
    expect(say({ moreUrgent: found(change(unmeasured)) }).moreUrgent.changes[0]?.note).toBeNull();
  });

  it.each([
    [{ moreUrgent: { state: "end" } }, "moreUrgent", "No level is more urgent."],
    [{ lessUrgent: { state: "end" } }, "lessUrgent", "No level is less urgent."],
    [
      { lessUrgent: { state: "held", rules: [rule] } },
      "lessUrgent",
      "The safety rule “hypoxia x” holds the level; no change of a vital sign would make it less urgent.",
    ],
    [
      { lessUrgent: { state: "held", rules: [rule, { ...rule, id: "stroke" }] } },
      "lessUrgent",
      "The safety rules “hypoxia x” and “stroke” hold the level; no change of a vital sign would make it less urgent.",
    ],
    [
      {},
      "moreUrgent",
      "No change of a single vital sign would make it more urgent, and none of two together was found.",
    ],
  ] as const)("say why there is none: %#", (over, direction, message) => {
    const said = say(over as Partial<WhatWouldChange>);
    expect(said[direction]).toEqual({ changes: [], message });
  });

  it("never ask anybody to do anything", () => {
    const everything = JSON.stringify([
      say({ moreUrgent: { state: "found", changes: [change(spo2), change({ ...spo2, measured: null })] } }),
      say({ lessUrgent: { state: "held", rules: [rule] } }),
      say({}),
    ]);
    expect(everything).not.toMatch(
      /\b(re-?measure|measure|check|repeat|enter|correct|should|must|please)\b/i,
    );
  });
});
