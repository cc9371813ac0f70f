import { describe, expect, it } from "vitest";
import { formatVital, type VitalKey, vital } from "@/lib/case/features";
import { clauseAround } from "./clauses";
import type { Contribution, Explanation, Group } from "./explanation";
import { groupTotals } from "./groups";
import { lowerFirst, nameContribution } from "./naming";
import { reasonsOf } from "./reasons";
import { secondLook } from "./second-look";
import { type Subject, summarize, unknownSentence } from "./words";

function part(feature: string, shap: number, over: Partial<Contribution> = {}): Contribution {
  return {
    feature,
    group: "vitals",
    label: feature,
    display: null,
    value: null,
    shap,
    standardError: 0,
    levelShap: [0, 0, 0, 0, 0],
    ...over,
  };
}
const reading = (
  key: VitalKey,
  value: number,
  shap: number,
  over: Partial<Contribution> = {},
): Contribution =>
  part(`vitals.${key}`, shap, { label: vital(key).label, display: formatVital(key, value), value, ...over });
const age = (years: number, shap: number): Contribution =>
  part("ageYears", shap, { group: "patient", label: "Age", display: `${years} years`, value: years });
const condition = (label: string, shap: number, index = 0): Contribution =>
  part(`history.${index}`, shap, { group: "history", label, value: label });
/** Pieces of a text with their values, where they first stand. */
function words(group: Group, text: string, pieces: Readonly<Record<string, number>>): Contribution[] {
  return Object.entries(pieces).map(([label, shap], i) => {
    const at = text.indexOf(label);
    if (at < 0) throw new Error(`“${label}” is not in the text`);
    return part(`${group}.${i}`, shap, { group, label, value: label, span: [at, at + label.length] });
  });
}
function explain(contributions: readonly Contribution[], baseValue = 3.4): Explanation {
  return {
    method: "permutation",
    baseValue,
    outputValue: contributions.reduce((sum, c) => sum + c.shap, baseValue),
    baseProbabilities: [0, 0, 1, 0, 0],
    outputProbabilities: [0, 0, 1, 0, 0],
    contributions,
    groups: groupTotals(contributions),
    additivityResidual: 0,
    samples: 1,
    samplesByGroup: {},
    settled: true,
    seed: 1,
    evaluations: 1,
    durationMs: 1,
    by: null,
    lime: null,
  };
}
const subject: Subject = { complaint: null, note: null, missing: [], modelLevel: 2, level: 2 };
const names = (
  contributions: readonly Contribution[],
  complaint: string | null = null,
  note: string | null = null,
) => breaking(reasonsOf({ contributions }, { complaint, note }).map((r) => r.name));

/** Values and units are held together by spaces that do not break. */
const breaking = <T>(text: T): T => JSON.parse(JSON.stringify(text).replaceAll("\u00a0", " "));

describe("names", () => {
  it.each<[Contribution, number | null, string]>([
    [reading("respiratoryRate", 31, -1), 40, "fast breathing 31 /min"],
    [reading("respiratoryRate", 31, -1), 1.5, "normal breathing 31 /min"],
    [reading("respiratoryRate", 31, -1), null, "breathing rate 31 /min"],
    [reading("heartRate", 40, -1), 40, "slow heart rate 40 /min"],
    [reading("heartRate", 205, -1), 0.01, "heart rate 205 /min"],
    [reading("spo2", 85, -1), null, "low oxygen saturation 85 %"],
    [reading("spo2", 100, 1), null, "normal oxygen saturation 100 %"],
    [reading("temperature", 36.8, 1), null, "normal temperature 36.8 °C"],
    [reading("temperature", 37.9, -1), null, "temperature 37.9 °C"],
    [reading("temperature", 39.7, -1), null, "fever 39.7 °C"],
    [reading("systolic", 72, -1), 22, "low systolic blood pressure 72 mmHg"],
    [reading("gcs", 13, -1), null, "reduced Glasgow Coma Scale 13/15"],
    [reading("pain", 0, 1), null, "no pain (0/10)"],
    [reading("pain", 3, 1), null, "mild pain 3/10"],
    [reading("pain", 5, 1), null, "pain 5/10"],
    [reading("pain", 10, -1), null, "severe pain 10/10"],
    [
      part("vitals.consciousness", -1, { label: "Level of consciousness", value: "voice" }),
      null,
      "responding only to voice",
    ],
    [age(22, -1), 22, "age 22 years"],
    [part("sex", 1, { group: "patient", label: "Sex", display: "male", value: "male" }), null, "being male"],
    [part("arrivalMode", -1, { group: "patient", value: "ambulance" }), null, "arrival by ambulance"],
    [part("arrivalMode", 1, { group: "patient", value: "walk-in" }), null, "walking in"],
    [part("injury", 1, { group: "patient", value: true }), null, "an injury"],
    [part("injury", 1, { group: "patient", value: false }), null, "no injury"],
    [condition("Born premature", -1), null, "born premature (history)"],
    [condition("COPD", -1), null, "COPD (history)"],
    [
      part("history.7", -1, { group: "history", label: "3 further history entries", value: 3 }),
      null,
      "3 further history entries",
    ],
    [part("note.1", -1, { group: "note", label: "chest pain" }), null, "“chest pain”"],
  ])("%#", (c, years, name) => expect(breaking(nameContribution(c, { ageYears: years }))).toBe(name));

  it("lowers only plain first words", () => {
    expect(
      ["Heart rate", "Glasgow Coma Scale", "COPD", "End-stage renal disease", "Crohn's disease"].map(
        lowerFirst,
      ),
    ).toEqual(["heart rate", "Glasgow Coma Scale", "COPD", "end-stage renal disease", "Crohn's disease"]);
  });
});

describe("clauses", () => {
  it.each([
    ["worst HA of life, sudden onset", "onset", "sudden onset"],
    ["abd pain + vomiting", "vomiting", "vomiting"],
    ["RSV+ , working hard", "RSV", "RSV+"],
    ["temp 39.5 since night", "since", "temp 39.5 since night"],
    ["vag d/c x1wk", "c x1wk", "vag d/c x1wk"],
    ["wound clean. No pus", "No", "No pus"],
    ["bee sting - face swollen", "face", "face swollen"],
  ])("%j: %j stands in %j", (text, piece, clause) => {
    const at = text.indexOf(piece);
    expect(text.slice(...clauseAround(text, [at, at + piece.length]))).toBe(clause);
  });
});

describe("reasons", () => {
  it("add up to what the contributions add up to, and hold each of them once", () => {
    const complaint = "palpitations since yesterday, hx kidney stones";
    const note = "Palpitations since yesterday. Hx Kidney stones.";
    const all = [
      reading("systolic", 199, -0.1, { standardError: 0.03 }),
      reading("diastolic", 110, -0.05, { standardError: 0.04 }),
      age(80, 0.1),
      condition("Kidney stones", -0.2),
      condition("Asthma", 0.1, 1),
      ...words("complaint", complaint, { palpitations: -0.2, yesterday: 0.05, "hx kidney stones": -0.1 }),
      ...words("note", note, { Palpitations: -0.1, yesterday: 0.01, "Hx Kidney stones": -0.1 }),
    ];
    const reasons = reasonsOf({ contributions: all }, { complaint, note });
    expect(reasons.flatMap((r) => r.members)).toHaveLength(all.length);
    expect(new Set(reasons.flatMap((r) => r.members)).size).toBe(all.length);
    const sum = (xs: readonly { shap: number }[]) => xs.reduce((a, b) => a + b.shap, 0);
    expect(sum(reasons)).toBeCloseTo(sum(all), 12);
    expect(breaking(reasons.map((r) => r.name))).toEqual([
      "the history (kidney stones)",
      "“palpitations since yesterday”",
      "high blood pressure 199/110 mmHg",
      "age 80 years",
      "the history (asthma)",
    ]);
    expect(reasons[2]?.standardError).toBeCloseTo(0.05, 12);
  });

  it("quotes the clause a word stands in, and falls back to runs where it is long", () => {
    const text = "worst HA of life, sudden onset";
    expect(names(words("complaint", text, { HA: 0.01, sudden: 0.03, onset: -0.22 }), text)).toEqual([
      "“sudden onset”",
      "“HA”",
    ]);
    const long = "R calf pain and swelling since a long haul flight from somewhere far away";
    expect(names(words("note", long, { "calf pain": 0.2, swelling: 0.1, flight: -0.3 }), null, long)).toEqual(
      ["“calf pain and swelling”", "“flight”"],
    );
  });

  it("says the two scales of consciousness once, unless they disagree", () => {
    const response = (shap: number) =>
      part("vitals.consciousness", shap, { label: "Level of consciousness", value: "unresponsive" });
    expect(names([reading("gcs", 4, -0.3), response(-0.2)])).toEqual([
      "being unresponsive (Glasgow Coma Scale 4/15)",
    ]);
    expect(names([reading("gcs", 4, -0.3), response(0.2)])).toHaveLength(2);
  });

  it("names a long history by its two largest", () => {
    const history = ["Asthma", "Hypertension", "Obesity", "Gout"].map((label, i) =>
      condition(label, -0.1 * (i + 1), i),
    );
    expect(names(history)).toEqual(["the history (gout, obesity, 2 more)"]);
  });

  it("does without texts it was not given, and with spans that do not fit them", () => {
    const pieces = words("complaint", "chest pain, SOB", { "chest pain": -0.3, SOB: -0.1 });
    expect(names(pieces)).toEqual(["“chest pain”", "“SOB”"]);
    expect(names(pieces, "short")).toEqual(["“chest pain”", "“SOB”"]);
  });
});

describe("sentences", () => {
  const say = (e: Explanation, about: Subject) => breaking(summarize(e, about));
  const sick = [reading("spo2", 85, -0.6), reading("respiratoryRate", 31, -0.3), age(22, 0.1)];

  it("three: for, against, not known", () => {
    expect(say(explain(sick), { ...subject, missing: ["Temperature", "Pain score"] })).toEqual([
      "Level 2 mostly because of low oxygen saturation 85 % and fast breathing 31 /min.",
      "Speaking against it (less urgent): age 22 years.",
      "Not known: temperature and pain score.",
    ]);
  });

  it("explains the model's own level where a safety rule set the one shown", () => {
    expect(say(explain(sick), { ...subject, level: 1 })[0]).toMatch(
      /^The model alone says level 2, mostly because of low oxygen/,
    );
  });

  it("turns round when the patient is less urgent than unknown", () => {
    const well = explain([reading("pain", 0, 0.4), reading("spo2", 90, -0.1)]);
    expect(say(well, { ...subject, modelLevel: 5, level: 5 }).slice(0, 2)).toEqual([
      "Level 5 mostly because of no pain (0/10).",
      "Speaking against it (more urgent): low oxygen saturation 90 %.",
    ]);
  });

  it("does not say “mostly” of the small part of many", () => {
    const many = explain(Array.from({ length: 9 }, (_, i) => part(`f${i}`, -0.1)));
    expect(say(many, subject)[0]).toBe("Level 2 for many small reasons, first of all f0, f1 and f2.");
  });

  it("says that findings balance out instead of choosing a side", () => {
    const even = explain([reading("spo2", 85, -0.5), age(5, 0.48)]);
    expect(say(even, subject).slice(0, 2)).toEqual([
      "Level 2: what makes it more urgent and what makes it less urgent balance out.",
      "More urgent: low oxygen saturation 85 %. Less urgent: age 5 years.",
    ]);
  });

  it("does not call noise or a trifle a reason", () => {
    const noisy = explain(sick.map((c) => ({ ...c, standardError: 10 })));
    expect(say(noisy, subject).slice(0, 2)).toEqual([
      "Level 2: no single finding stands out.",
      "Nothing clearly speaks against it.",
    ]);
    const trifle = explain([reading("spo2", 85, -0.6), age(22, 0.05)]);
    expect(say(trifle, subject)[1]).toBe("Little speaks against it.");
  });

  it("says nothing when the parts do not add up", () => {
    expect(say({ ...explain(sick), additivityResidual: 0.01 }, subject)).toEqual([]);
  });

  it.each([
    [[], "Nothing is missing that the model looks at."],
    [["Pain score"], "Not known: pain score."],
    [
      ["Systolic blood pressure", "Diastolic blood pressure", "Pain score"],
      "Not known: blood pressure and pain score.",
    ],
    [["Systolic blood pressure"], "Not known: systolic blood pressure."],
    [
      [
        "Heart rate",
        "Breathing rate",
        "Systolic blood pressure",
        "Diastolic blood pressure",
        "Temperature",
        "Oxygen saturation",
        "Pain score",
        "Level of consciousness",
      ],
      "Not known: all vital signs and level of consciousness.",
    ],
    [
      ["Chief complaint", "How the patient arrived"],
      "Not known: chief complaint and how the patient arrived.",
    ],
  ])("%#: what was not known", (missing, text) => expect(unknownSentence(missing)).toBe(text));
});

const rule = (level: 2 | 3, reason: string) => ({ id: "r", level, reason, source: "s" });
const FLOOR = {
  level: 2,
  rules: [rule(2, 'Anaphylaxis: "allergic rxn, throat swelling"'), rule(3, 'Seizure: "seizure"')],
} as const;

describe("a second look", () => {
  const odd = (level: 2 | 3 | 4, ...contributions: Contribution[]) =>
    breaking(
      secondLook(explain([age(40, 0), ...contributions]), {
        complaint: null,
        note: null,
        floor: FLOOR,
        modelLevel: level,
        level,
      }),
    );
  const said = (label: string, shap: number) => part("note.0", shap, { group: "note", label });

  it.each<[string, Contribution[], string[]]>([
    [
      "a denial that alarms",
      [said("denies SOB/CP", -0.3)],
      ["“denies SOB/CP” counted as more urgent, though by itself it calms."],
    ],
    [
      "a word that calms, alarming",
      [said("comfortable", -0.2)],
      ["“comfortable” counted as more urgent, though by itself it calms."],
    ],
    ["a calming word turned round", [said("not feeding well", -0.2)], []],
    ["a good thing denied", [said("not yet immunised", -0.2)], []],
    ["a denial that calms", [said("denies SOB/CP", 0.3)], []],
    ["a lack that is a finding", [said("no relief", -0.3)], []],
    ["a finding", [said("chest pain", -0.3)], []],
    ["a normal rate that alarms, as it does in every child", [reading("respiratoryRate", 16, -0.2)], []],
    [
      "a bad value that calms",
      [reading("spo2", 85, 0.2)],
      ["Low oxygen saturation 85 % counted as less urgent."],
    ],
    ["a bad value that alarms", [reading("spo2", 85, -0.2)], []],
    ["mild pain that calms", [reading("pain", 8, 0.2)], []],
    [
      "what an urgent rule rests on, calming",
      [said("throat swelling", 0.18)],
      ["“throat swelling” counted as less urgent."],
    ],
    ["what an urgent rule rests on, alarming", [said("throat swelling", -0.18)], []],
    ["what a milder rule rests on", [said("seizure", 0.18)], []],
    ["words of which a rule quotes only some", [said("ear swelling", 0.18)], []],
    ["a small oddity", [said("comfortable", -0.1)], []],
    ["an uncertain one", [{ ...said("denies CP", -0.3), standardError: 0.2 }], []],
  ])("%s", (_, contributions, sentences) => expect(odd(3, ...contributions)).toEqual(sentences));

  it("keeps quiet where the level does not hang on it", () => {
    // Nobody is taken before anybody by a level 4 that would otherwise be a 5.
    expect(odd(4, said("denies CP", -0.3))).toEqual([]);
    // It is urgent all the same.
    expect(odd(2, reading("spo2", 85, 0.3))).toEqual([]);
    // A safety rule has the last word.
    const raised = { complaint: null, note: null, floor: FLOOR, modelLevel: 3, level: 2 } as const;
    expect(secondLook(explain([said("throat swelling", 0.3)]), raised)).toEqual([]);
  });

  it("says the same words once, and small oddities together", () => {
    const [once] = odd(3, said("denies CP", -0.2), said("denies CP", -0.3), said("comfortable", -0.08));
    expect(once).toBe(
      "“denies CP” and “comfortable” counted as more urgent, though by themselves they calm.",
    );
  });

  it("keeps quiet when the parts do not add up", () => {
    const look = { complaint: null, note: null, floor: null, modelLevel: 3, level: 3 } as const;
    expect(secondLook({ ...explain([said("denies CP", -0.3)]), additivityResidual: 1 }, look)).toEqual([]);
  });
});

describe("what pulled the other way than it says", () => {
  const said = (label: string, shap: number) => part("note.0", shap, { group: "note", label });
  const urgent = (...contributions: Contribution[]) =>
    breaking(summarize(explain([age(40, 0), ...contributions]), { ...subject, floor: FLOOR }));

  it("is no reason for urgency", () => {
    expect(urgent(said("comfortable", -0.4), said("chest pain", -0.5))[0]).toBe(
      "Level 2 mostly because of “chest pain”.",
    );
  });
  it("counts in how much of the pull is named", () => {
    expect(urgent(said("denies CP", -0.6), said("chest pain", -0.2))[0]).toBe(
      "Level 2 for many small reasons, first of all “chest pain”.",
    );
  });
  it("is nothing that speaks against it either", () => {
    expect(urgent(said("chest pain", -0.5), said("throat swelling", 0.2))[1]).toBe(
      "Nothing clearly speaks against it.",
    );
  });
});
