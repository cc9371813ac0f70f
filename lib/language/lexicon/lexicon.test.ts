import { describe, expect, it } from "vitest";
import { assessFloor, SAFETY_RULES } from "@/lib/safety/rules";
import { phrasesFor, reasonCodes, UNSAYABLE } from ".";
import { REASON_CODES } from "./reason-codes.test-support";

const everyPhrase = reasonCodes().flatMap((code) => phrasesFor(code).map((phrase) => ({ code, phrase })));

describe("the lexicon", () => {
  it("says every reason of the survey in 6 to 15 ways, but for the uncodable ones", () => {
    const expected = REASON_CODES.filter((code) => !UNSAYABLE.has(code));
    expect([...reasonCodes()].sort()).toEqual([...expected].sort());
    const off = reasonCodes().filter((code) => phrasesFor(code).length < 6 || phrasesFor(code).length > 15);
    expect(off).toEqual([]);
  });

  it("says nothing twice within a reason, whatever the case", () => {
    for (const code of reasonCodes()) {
      const ways = phrasesFor(code).map((p) => p.toLowerCase());
      expect(ways.filter((p, i) => ways.indexOf(p) !== i).map((p) => `${code} ${p}`)).toEqual([]);
    }
  });

  it("puts a phrase as broad as the label first: it stands in for a label cut at the source", () => {
    const broad = {
      "16150": "digestive problem",
      "26500": "stomach disease",
      "27350": "complication of pregnancy",
    };
    for (const [code, phrase] of Object.entries(broad)) expect(phrasesFor(code)[0]).toBe(phrase);
  });

  it("keeps a phrase to one reason, unless the labels truly overlap", () => {
    const OVERLAPS = new Map([["viral infection", "viral diseases 20150, general viral infection 14500"]]);
    const codesOf = new Map<string, Set<string>>();
    for (const { code, phrase } of everyPhrase) {
      const key = phrase.toLowerCase();
      codesOf.set(key, (codesOf.get(key) ?? new Set()).add(code));
    }
    const shared = [...codesOf].filter(([, codes]) => codes.size > 1).map(([phrase]) => phrase);
    expect(shared).toEqual([...OVERLAPS.keys()]);
  });

  it("is made of short, clean phrases with words in them", () => {
    const odd = everyPhrase.filter(
      ({ phrase }) =>
        phrase !== phrase.trim() ||
        /\s\s/.test(phrase) ||
        phrase.length < 2 ||
        phrase.length > 48 ||
        phrase.split(" ").length > 8 ||
        phrase.replace(/\P{L}/gu, "").length < 2 ||
        !/^[\p{L}\p{N} ,./&?+'-]+$/u.test(phrase),
    );
    expect(odd).toEqual([]);
  });

  it("denies nothing: where a phrase says no, the absence is the complaint", () => {
    const ABSENCES =
      /no (energy|appetite|bm|bowel movement|period|menses|complaints?)|not (feeling well|himself|breathing|responding|acting right|hungry|eating|specified)|hasn't (urinated|voided)|won't (heal|bend)|never came down|non (sars|hodgkins)|^none$/;
    const denying = everyPhrase.filter(({ phrase }) => {
      const lower = phrase.toLowerCase();
      const says =
        /\b(no|not|denies|denied|denying|without|w\/o|neg|negative|never|non|none|absent for|free of|hasn't|won't|doesn't|isn't)\b/.test(
          lower,
        );
      return says && !ABSENCES.test(lower) && lower !== "period absent for months";
    });
    expect(denying).toEqual([]);
  });

  it("raises no red flag that the reason's label does not mean", () => {
    const rules = SAFETY_RULES.filter((rule) => rule.family === "complaint");
    const raised = new Map<string, Set<string>>();
    for (const { code, phrase } of everyPhrase)
      for (const sex of ["female", "male"] as const)
        for (const rule of assessFloor({ id: "1", ageYears: 36, sex, chiefComplaint: phrase }, rules)
          ?.rules ?? [])
          raised.set(rule.id, (raised.get(rule.id) ?? new Set()).add(code));
    const unmeant = [...raised].flatMap(([id, codes]) =>
      [...codes].filter((code) => !MEANT[id]?.split(" ").includes(code)).map((code) => `${id}: ${code}`),
    );
    expect(unmeant).toEqual([]);
    // And none is allowed that never fires.
    const idle = Object.entries(MEANT).flatMap(([id, codes]) =>
      codes
        .split(" ")
        .filter((code) => !raised.get(id)?.has(code))
        .map((code) => `${id}: ${code}`),
    );
    expect(idle).toEqual([]);
  });
});

/** The red flags a reason's label itself means: rule -> reason codes. Age 36, so that every adult rule can fire. */
const MEANT: Readonly<Record<string, string>> = {
  "airway-threatened": "56160",
  agitation: "11302",
  "alcohol-withdrawal": "23000",
  "altered-mental-status": "12400 23000 58420",
  angioedema: "14555 15153",
  "arrest-complaint": "58370",
  arrhythmia: "25200",
  "cardiac-arrest": "44010 58360 58370 58390",
  "chest-pain": "10501 10502 25150",
  "chest-pain-high-risk": "10502 25150",
  "diabetic-emergency": "22150",
  dyspnea: "14150 14200 14250 14300 14302 26250 26400",
  "ectopic-risk": "17901 17902 27350",
  "fetal-movement": "17900",
  "frostbite-named": "59200",
  "gi-bleed": "15800 15801 15802 16052",
  gunshot: "58154",
  "hanging-drowning": "58380",
  "heart-attack": "25150",
  hematemesis: "15802",
  hemoptysis: "14701",
  "hip-fracture-signs": "50200",
  "homicidal-violent": "11302 11650 23050",
  "life-saving-intervention": "58360",
  "limb-deformed": "50200 50250 50350 50400 50500",
  "low-pressure-reported": "12800",
  "not-breathing": "58360 58390",
  "open-fracture": "50150 50200",
  overdose: "58201 59000 59002 59100 59160",
  paralysis: "12300",
  "penile-injury": "27100",
  "pregnancy-danger": "17903 27350",
  psychosis: "11550 23000 23050",
  "pulmonary-embolism": "25500",
  "pulmonary-embolism-complaint": "25500",
  seizure: "12050",
  "sepsis-named": "20310 59352",
  "severe-burn": "57050",
  "sexual-assault": "58300 58301",
  "stroke-signs": "12300 12350 12352 12400 25250",
  suicidal: "11650 58180 58200",
  syncope: "10300 58400",
  torsion: "17151 17152",
  "unresponsive-text": "58400",
};
