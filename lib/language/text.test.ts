import { describe, expect, it } from "vitest";
import { BASE_VOCABULARY, correct, editDistance } from "./spelling";
import { readText } from "./text";

/** "word" affirmed, "-word" negated, "~word" historical, "?word" considered, "%word" hypothetical, "&word" family, "<word" days ago. */
const MARK = {
  affirmed: "",
  negated: "-",
  historical: "~",
  considered: "?",
  hypothetical: "%",
  family: "&",
  "days-ago": "<",
} as const;
const standing = (text: string, word: string) => {
  const found = readText(text).words.filter((w) => w.text === word);
  return found.map((w) => MARK[w.standing] + w.text).join(" ");
};

describe("readText: what a note says about a word", () => {
  it.each([
    // plain statements
    ["CP x2h", "pain"],
    ["c/o SOB", "dyspnea"],
    ["short of breath, wheezing", "dyspnea"],
    // denials and their lists
    ["denies CP", "-pain"],
    ["denies CP, SOB, n/v", "-dyspnea"],
    ["denies CP, SOB, n/v", "-vomiting"],
    ["Pt denies any chest pain or SOB", "-dyspnea"],
    ["no fever", "-fever"],
    ["no CP, SOB, or syncope", "-syncope"],
    ["w/o LOC", "-syncope"],
    ["without fever, chills", "-chills"],
    ["neg for SOB", "-dyspnea"],
    ["negative for chest pain, syncope", "-syncope"],
    ["did not lose consciousness", "-syncope"],
    ["not suicidal", "-suicidal"],
    ["never had a seizure", "-seizure"],
    ["non-pregnant", "-pregnant"],
    // where a denial ends
    ["denies CP but SOB since noon", "dyspnea"],
    ["denies CP. SOB x3d", "dyspnea"],
    ["no fever, CP x2h", "pain"],
    ["no fever, chest pain since 0800", "pain"],
    ["no fever, severe headache", "headache"],
    ["denies fever, reports chest pain", "pain"],
    ["denies LOC; HA", "headache"],
    ["no trauma. syncope today", "syncope"],
    ["denies fever, +SOB", "dyspnea"],
    ["denies fever + SOB", "dyspnea"],
    ["denies pain other than headache", "headache"],
    ["no injury\nseizure at home", "seizure"],
    // a statement of its own after a comma
    ["denies LOC, hit head on floor", "head"],
    ["denies chest pain, fainted in church", "syncope"],
    ["denies SI, took 30 tylenol", "tylenol"],
    ["denies fever, can't move legs", "paralysis"],
    ["no abd pain, pregnant", "pregnant"],
    ["no trauma, syncope while shopping", "syncope"],
    ["no rash, throat closing after shrimp", "throat-closing"],
    ["no weakness, droop noted by wife", "droop"],
    ["denies CP, SOB, she passed out", "syncope"],
    ["no swelling, redness noted", "-redness"],
    ["denies fever, vomiting, syncope", "-syncope"],
    ["no c/o chest pain", "-pain"],
    ["no reports of fever", "-fever"],
    ["denies complaining of SOB", "-dyspnea"],
    ["neither wheezing nor SOB", "-dyspnea"],
    ["no known fever", "-fever"],
    ["no known LOC or seizure", "-seizure"],
    ["no known drug allergies, fever", "fever"],
    ["without known injury or SI", "-suicidal"],
    // signs
    ["fell, -LOC", "-syncope"],
    ["fell -LOC -N/V +HA", "-vomiting"],
    ["fell -LOC +HA", "headache"],
    ["(-) LOC", "-syncope"],
    ["LOC (-)", "-syncope"],
    ["(+) LOC", "syncope"],
    ["- chest pain", "pain"],
    ["24-hour fever", "fever"],
    // what follows denies too
    ["CP: no", "-pain"],
    ["SI: denies", "-suicidal"],
    ["SI denied", "-suicidal"],
    ["stroke ruled out", "-stroke"],
    ["syncope negative", "-syncope"],
    // not a denial
    ["no relief with nitro, chest pain persists", "pain"],
    ["no change in headache", "headache"],
    ["not sure about LOC", "syncope"],
    ["no doubt of overdose", "overdose"],
    ["without warning passed out", "syncope"],
    ["not sure if LOC", "syncope"],
    ["unknown if seizure", "seizure"],
    ["return if seizure", "%seizure"],
    ["same as prior, numb", "numb"],
    ["migraine same as prior syncope", "syncope"],
    // history
    ["hx CHF, stroke", "~stroke"],
    ["h/o seizure", "~seizure"],
    ["PMH: stroke, seizure", "~seizure"],
    ["history of stroke", "~stroke"],
    ["CVA hx", "~stroke"],
    ["prior stroke", "~stroke"],
    ["hx CHF, SOB", "dyspnea"],
    ["hx of stroke, now with weakness", "weakness"],
    ["hx CHF with SOB x3d", "dyspnea"],
    ["s/p stroke", "~stroke"],
    ["s/p seizure", "seizure"],
    ["s/p MVC", "mvc"],
    ["status post overdose", "overdose"],
    ["stroke in 2015", "~stroke"],
    ["MVC 2 wks ago", "~mvc"],
    ["stroke 3 yrs ago, dizzy", "~stroke"],
    ["headache started 2 weeks ago", "headache"],
    ["MVC 3 days ago", "<mvc"],
    ["MVC 1 day ago", "mvc"],
    ["history obtained from wife, seizure", "seizure"],
    // somebody thinks of it
    ["r/o stroke", "?stroke"],
    ["sent to rule out sepsis", "?sepsis"],
    ["worried about overdose", "?overdose"],
    ["possible stroke", "stroke"],
    ["?stroke", "stroke"],
    // conditions and relatives
    ["return if SOB", "%dyspnea"],
    ["risk of seizure", "%seizure"],
    ["mother had a stroke", "&stroke"],
    ["family history of stroke", "&stroke"],
    ["mom reports seizure", "seizure"],
    // shorthand
    ["OD on tylenol", "overdose"],
    ["FB in OD eye", ""],
    ["not breathing", "apnea"],
    ["not breathing well", "dyspnea"],
    ["not responding to antibiotics", ""],
    ["won't wake up", "unresponsive"],
    ["isn't breathing right", "dyspnea"],
    ["isn't breathing", "apnea"],
    ["no response to pain", "unresponsive"],
    ["no response to nebs", ""],
    ["can't feel legs", "numb"],
    ["cannot speak full sentences", "broken-sentences"],
    ["tooth knocked out", ""],
    ["knocked out in fight", "syncope"],
    ["unable to see doctor", ""],
    ["diff. breathing", "dyspnea"],
  ])("%s -> %s", (text, expected) => {
    const word = expected.replace(/^[-~?%&<]/, "") || "overdose";
    expect(standing(text, word)).toBe(expected);
  });

  it("keeps the place of every word in the source, also behind emoji and other scripts", () => {
    const source = "😷 가슴 통증, denies CP; “SOB” x3d";
    for (const w of readText(source).words) expect(source.slice(w.start, w.end).length).toBeGreaterThan(0);
    const sob = readText(source).words.find((w) => w.text === "dyspnea");
    expect(source.slice(sob?.start, sob?.end)).toBe("SOB");
  });

  it.each(["", "   ", "....", "-", "(-)", "🙂🙂", "no", "hx", "r/o", ",,,;;;"])("survives %j", (text) => {
    expect(() => readText(text)).not.toThrow();
  });

  it("reads 20,000 characters in a time like their number", () => {
    const started = process.cpuUsage();
    readText("denies CP, SOB, n/v; unconcious x2h, hx of strok. ".repeat(400));
    // Of the processor; a careless pattern would take minutes.
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(10_000);
  });
});

describe("spelling", () => {
  const vocabulary = new Set(["seizure", "unconscious", "overdose", "confused", "contusion", "suicidal"]);
  it.each([
    ["sezure", "seizure"],
    ["siezure", "seizure"],
    ["unconcious", "unconscious"],
    ["overdoes", "overdose"],
    ["suicidle", "suicidle"],
    ["contusion", "contusion"],
    ["chest", "chest"],
    ["seizures", "seizures"],
    ["fever", "fever"],
    ["prison", "prison"],
  ])("%s -> %s", (word, corrected) => expect(correct(word, vocabulary)).toBe(corrected));

  // Each was once read as a word of the rules: infarction, trapped, convulsion, poison, stabbed, waking, talking.
  it.each([
    "infection",
    "infections",
    "tripped",
    "slipped",
    "contusions",
    "compulsions",
    "prison",
    "stubbed",
    "walking",
    "taking",
    "failing",
    "driving",
    "convulsion",
    "concussions",
  ])("leaves %s as it is", (word) => {
    expect(readText(`pt ${word} today`, BASE_VOCABULARY).words.map((w) => w.text)).toContain(
      word === "convulsion" ? "seizure" : word,
    );
  });

  it("counts a swap of neighbours as one edit", () => {
    expect(editDistance("siezure", "seizure")).toBe(1);
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("", "abc")).toBe(3);
  });
});
