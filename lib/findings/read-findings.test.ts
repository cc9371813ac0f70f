import { describe, expect, it } from "vitest";
import { assessFloor } from "@/lib/safety/rules";
import type { FindingKey } from "./catalogue";
import type { Assertion } from "./finding";
import { readFindings } from "./read-findings";

const read = (chiefComplaint: string, note?: string, ageYears = 45) =>
  readFindings({ id: "1", ageYears, chiefComplaint, ...(note ? { note } : {}) });
const assertionsOf = (text: string, key: FindingKey) => [
  ...new Set(
    read(text)
      .filter((f) => f.key === key)
      .map((f) => f.assertion),
  ),
];

describe("what the text says about a finding", () => {
  it.each<[string, FindingKey, Assertion]>([
    ["short of breath since breakfast", "dyspnea", "present"],
    ["denies shortness of breath", "dyspnea", "denied"],
    ["no vomiting, no diarrhea", "diarrhea", "denied"],
    ["r/o stroke", "stroke-sign", "uncertain"],
    ["possible seizure at the mall", "seizure", "uncertain"],
    ["had a stroke in 2012", "stroke-sign", "past"],
    ["weak arm since stroke 6 years ago", "stroke-sign", "past"],
    ["hx seizures", "seizure", "past"],
    ["unresponsive at baseline", "unresponsive", "baseline"],
    ["always confused per the home", "altered-mental-status", "baseline"],
    ["chronic left sided weakness", "stroke-sign", "baseline"],
    ["confused, more than baseline", "altered-mental-status", "present"],
    ["left sided weakness, chronic, now worse", "stroke-sign", "present"],
    ["not at his baseline, confused", "altered-mental-status", "present"],
    ["mother has chest pain, patient worried", "chest-pain", "other-person"],
    ["brother had a seizure yesterday", "seizure", "other-person"],
    ["husband found her unresponsive", "unresponsive", "present"],
    ["exposed to someone with meningitis, no symptoms", "meningitis", "other-person"],
    ["return if chest pain", "chest-pain", "hypothetical"],
    ["chest pain clinic tomorrow", "chest-pain", "logistics"],
    ["surgeon can't see her until Thursday", "vision-loss", "logistics"],
    ["can't see out of left eye", "vision-loss", "present"],
    ["chest pain, now resolved", "chest-pain", "resolved"],
    ["chest pain not resolved by rest", "chest-pain", "present"],
    ["intubated for asthma 3 years ago", "airway-secured", "past"],
    ["gave birth 3 weeks ago", "postpartum", "present"],
    ["gave birth 3 years ago", "postpartum", "past"],
  ])("%s: %s is %s", (text, key, assertion) => expect(assertionsOf(text, key)).toEqual([assertion]));

  it("says where it stands, which side, how bad and since when", () => {
    const [finding] = read("Severe R flank pain x 6 hours").filter((f) => f.key === "abdominal-pain");
    expect(finding).toMatchObject({
      severity: "severe",
      side: "right",
      onsetHours: 6,
      field: "chiefComplaint",
      quote: "flank pain",
      start: 9,
      end: 19,
    });
  });

  it("knows what stands in the history from what today is about", () => {
    const found = readFindings({
      id: "1",
      ageYears: 60,
      chiefComplaint: "cough",
      history: ["Stroke 2019", "no diabetes"],
    });
    expect(found.filter((f) => f.field === "history").map((f) => [f.key, f.assertion])).toEqual([
      ["stroke-sign", "past"],
      ["diabetes", "denied"],
    ]);
  });
});

/** Level of the floor alone; 6 where no rule fires. */
const floorOf = (chiefComplaint: string, note?: string, over: object = {}) =>
  assessFloor({ id: "1", ageYears: 45, chiefComplaint, ...(note ? { note } : {}), ...over })?.level ?? 6;

describe("rules combine findings over the whole case", () => {
  it.each<[string, string, string, number, object?]>([
    ["throat", "tonsillitis", "Spitting into a cup, drooling.", 2],
    ["throat, voice and jaw", "throat infection", "Trismus, muffled voice.", 2],
    ["crash and speed", "car accident", "High speed, airbag out.", 2],
    ["cast and numb fingers", "splint check", "Fingers tingling and cold.", 2],
    ["smoke and voice", "smoke inhalation", "Hoarse, coughing soot.", 1],
    ["birth and breath", "trouble breathing", "Csection 2 weeks ago.", 2, { sex: "female", ageYears: 31 }],
    ["skiing, belly", "skiing, hit a tree", "Left upper belly pain.", 2],
    ["asthma, tiring", "asthma attack", "One word at a time, getting tired.", 1],
    ["psychosis in traffic", "hearing voices", "Was running in traffic.", 2],
    [
      "bleed and pressure",
      "black stools",
      "Dizzy when standing.",
      1,
      { vitals: { systolic: 84, heartRate: 118 } },
    ],
    ["clammy and low", "indigestion", "Skin cold and clammy.", 1, { vitals: { systolic: 82 } }],
    ["overdose and saturation", "took something", "Somnolent.", 1, { vitals: { spo2: 87 } }],
    ["cancer pain", "pain uncontrolled", "Writhing.", 2, { history: ["Pancreatic cancer"] }],
    ["old belly", "stomach pain", "Severe, came on at noon.", 2, { ageYears: 79, vitals: { pain: 8 } }],
    ["child with sugar", "weight loss", "Drinking lots of water, peeing all night.", 3, { ageYears: 11 }],
    ["newborn", "won't wake to feed", "Mottled, listless.", 1, { ageYears: 0.05 }],
  ])("%s", (_name, complaint, note, level, over) => {
    expect(floorOf(complaint, note, over)).toBeLessThanOrEqual(level);
    expect(floorOf(`${complaint}. ${note}`, undefined, over)).toBe(floorOf(complaint, note, over));
    expect(floorOf(note, complaint, over)).toBe(floorOf(complaint, note, over));
  });

  it.each<[string, number, object?]>([
    // Interventions under way or just done.
    ["intubated in the field", 1],
    ["on BiPAP per medics", 1],
    ["needle decompression left chest", 1],
    ["levophed drip from outside hospital", 1],
    ["AED delivered 2 shocks", 1],
    ["being paced, capture at 80 mA", 1],
    ["massive transfusion started", 1],
    // What is spoken of, long done or for later is none of these.
    ["uses CPAP at home, mask broken", 6],
    ["cardioversion scheduled Monday, here for labs", 6],
    ["never intubated, mild cough", 6],
    ["CPR class tomorrow, needs TB test", 6],
    ["pacing around the room, wants discharge", 6],
    // Danger to others in any words.
    ["says he will stab his roommate", 2],
    ["planning to shoot his boss", 2],
    ["domestic violence shelter form", 6],
    // Limb, organ, mechanism.
    ["hand severed at wrist by saw", 2],
    ["thigh deformed, femur broken", 2],
    ["dove into shallow pool, neck pain", 2],
    ["penis snapped during intercourse", 2],
    ["thrown from horse", 2],
    // Errands and baselines.
    ["podiatrist can't see her till next week", 6],
    ["stroke education class form", 6],
    ["g-tube clogged, nonverbal and unresponsive at baseline", 6],
    ["chronic confusion, unchanged, needs med refill", 6],
    ["wound check, paralyzed legs for 10 years", 6],
  ])("%s: floor at most %i", (text, level, over) => {
    const floor = floorOf(text, undefined, over);
    if (level === 6) expect(floor).toBe(6);
    else expect(floor).toBeLessThanOrEqual(level);
  });
});
