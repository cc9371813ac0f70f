import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { assessFloor } from "./rules";

const fired = (text: string, over: Partial<TriageCase> = {}) =>
  assessFloor({ id: "1", ageYears: 45, chiefComplaint: text, ...over })?.rules.map((rule) => rule.id) ?? [];

describe("other words for a danger", () => {
  it.each<[string, string, Partial<TriageCase>?]>([
    ["can't catch breath", "dyspnea"],
    ["out of breath walking to bathroom", "dyspnea"],
    ["winded and working to breathe", "dyspnea"],
    ["low O2 sat at clinic", "dyspnea"],
    ["desat to 80s per EMS", "dyspnea"],
    ["asthma flare", "dyspnea"],
    ["copd flare", "dyspnea"],
    ["resp arrest at scene", "cardiac-arrest"],
    ["bagged by EMS", "cardiac-arrest"],
    ["heart stopped at home", "cardiac-arrest"],
    ["unresp on floor", "unresponsive-text"],
    ["no response to sternal rub", "unresponsive-text"],
    ["altered per family", "altered-mental-status"],
    ["brain attack", "stroke-signs"],
    ["weakness on left", "stroke-signs"],
    ["slurred words since noon", "stroke-signs"],
    ["can't get words out", "stroke-signs"],
    ["no feeling in L side of face", "stroke-signs"],
    ["not able to feel or move legs", "paralysis"],
    ["2 word sentences", "respiratory-distress"],
    ["inhaled a peanut", "airway-threatened", { ageYears: 2 }],
    ["FB in airway", "airway-threatened"],
    ["swelling in throat", "angioedema"],
    ["tongue feels thick", "angioedema"],
    ["blood in sputum", "hemoptysis"],
    ["bloody BM x3", "gi-bleed"],
    ["bleeding from bowels", "gi-bleed"],
    ["preg w/ VB", "ectopic-risk", { ageYears: 25, sex: "female" }],
    ["spotting, pregnant", "ectopic-risk", { ageYears: 25, sex: "female" }],
    ["in labor", "pregnancy-danger", { ageYears: 25, sex: "female" }],
    ["water broke", "pregnancy-danger", { ageYears: 25, sex: "female" }],
    ["pregnant, baby not moving", "pregnancy-danger", { ageYears: 25, sex: "female" }],
    ["urosepsis", "sepsis-named"],
    ["blood poisoning", "sepsis-named"],
    ["bacteremia, called back", "sepsis-named"],
    ["r/o PE", "pulmonary-embolism-complaint"],
    ["PE", "pulmonary-embolism-complaint"],
    ["fever and headache, exposed to meningitis", "meningitis-signs", { ageYears: 19 }],
    ["does not want to live", "suicidal"],
    ["tried to end life", "suicidal"],
    ["self injury to arms", "suicidal"],
    ["thoughts of suicide", "suicidal"],
    ["child got into pills", "overdose", { ageYears: 2 }],
    ["AVH", "psychosis"],
    ["aching testicle", "torsion", { ageYears: 16, sex: "male" }],
    ["had a convulsion", "seizure"],
    ["LBP, incontinent of urine", "cauda-equina"],
    ["cannot stop bleeding", "bleeding-uncontrolled"],
  ])("%s: %s", (text, rule, over) => {
    expect(fired(text, over)).toContain(rule);
  });

  it.each<[string, Partial<TriageCase>?]>([
    ["stubbed toe on stairs"],
    ["tooth knocked out"],
    ["unable to see doctor until friday"],
    ["exposed to meningitis at school"],
    ["sun poisoning on shoulders"],
    ["eye retraction"],
    ["released from prison, needs meds"],
    ["contusions of knees"],
    ["compulsions and checking"],
    ["altered taste"],
    ["tripped on vehicle step"],
    ["skin infection of arm"],
    ["PE for school", { ageYears: 15 }],
    ["walking boot too tight"],
  ])("%s: no danger", (text, over) => {
    expect(fired(text, over)).toEqual([]);
  });
});
