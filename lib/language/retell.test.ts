import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { augment, vary } from "@/lib/training/text/augment";
import { phrasesFor, reasonCodes } from "./lexicon";
import { DENIABLE, JOINED, MECHANISMS, SUSPECTED } from "./lexicon/modifiers";
import { denied, kindOf, tell } from "./retell";

const adult: TriageCase = { id: "1", ageYears: 40, sex: "female", arrivalMode: "other" };
const told = (codes: readonly string[], c: TriageCase, seed: number) => {
  const { complaint, note } = tell(
    codes.map((code) => ({ code, label: phrasesFor(code)[0] as string })),
    [],
    c,
    random(seed, ...codes),
    { paraphrase: 1, spoil: (text) => text },
  );
  return `${complaint} | ${note}`;
};
const many = (codes: readonly string[], c: TriageCase, n = 400) =>
  Array.from({ length: n }, (_, i) => told(codes, c, i));

describe("telling a coded visit", () => {
  it("keeps every table of the modifiers to reasons that exist", () => {
    const known = new Set(reasonCodes());
    const used = [...JOINED.flatMap((j) => j.codes), ...Object.keys(MECHANISMS), ...Object.keys(SUSPECTED)];
    expect(used.filter((code) => !known.has(code))).toEqual([]);
    for (const { contradicts } of DENIABLE)
      for (const stem of contradicts.split(" "))
        expect(
          [...known].some((code) => code.startsWith(stem)),
          stem,
        ).toBe(true);
  });

  it("never denies what any of its reasons is said as", () => {
    // "Hay fever", "fever blister", "road rash": the word, not the finding.
    const OTHER_MEANING = /hay fever|fever blister|road rash/;
    const wrong = reasonCodes().flatMap((code) =>
      DENIABLE.filter(
        ({ contradicts }) => !contradicts.split(" ").some((stem) => code.startsWith(stem)),
      ).flatMap(({ says }) =>
        says.flatMap((finding) => {
          const word = new RegExp(`(?<![\\w/])${finding.toLowerCase()}(?![\\w/])`);
          return phrasesFor(code)
            .map((phrase) => phrase.toLowerCase())
            .filter((phrase) => word.test(phrase) && !OTHER_MEANING.test(phrase))
            .map((phrase) => `${code} ${phrase}: ${finding}`);
        }),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ["a fever that was measured", { temperature: 39 }, /fever|f\/c|chills/i],
    ["breathlessness with a low saturation", { spo2: 86 }, /\bSOB\b|breath|dyspnea|wheezing|resp distress/i],
  ])("does not deny %s", (_what, vitals, words) => {
    for (let i = 0; i < 500; i++)
      expect(denied(["19251"], random(i), { ...adult, vitals })).not.toMatch(words);
    const without = Array.from({ length: 500 }, (_, i) => denied(["19251"], random(i), adult));
    expect(without.some((text) => words.test(text))).toBe(true);
  });

  it("denies pregnancy and bleeding of women only, and little of babies", () => {
    const man: TriageCase = { id: "1", ageYears: 40, sex: "male" };
    const baby: TriageCase = { id: "1", ageYears: 0.5, sex: "female" };
    for (let i = 0; i < 500; i++) {
      expect(denied(["19251"], random(i), man)).not.toMatch(/pregnan|vag/i);
      expect(denied(["19251"], random(i), baby)).not.toMatch(/pregnan|vag|numb|SI|chest pain|dizz|ETOH/);
    }
  });

  it("names an ambulance, a parent or a walk only where the case has one", () => {
    const ambulance = /\b(BIBA|EMS|medics)\b/;
    const parent = /\b(mom|mother|parents?|dad)\b/;
    const walked = /walked in|ambulatory|POV/;
    const texts = many(["15451"], adult);
    expect(texts.filter((t) => ambulance.test(t) || parent.test(t) || walked.test(t))).toEqual([]);
    expect(many(["15451"], { ...adult, arrivalMode: "ambulance" }).some((t) => ambulance.test(t))).toBe(true);
    expect(many(["15451"], { ...adult, arrivalMode: "walk-in" }).some((t) => walked.test(t))).toBe(true);
    expect(many(["15451"], { id: "1", ageYears: 3 }).some((t) => parent.test(t))).toBe(true);
  });

  it("says how long only of what lasts", () => {
    expect(kindOf("14400")).toBe("symptom");
    expect(kindOf("58050")).toBe("event");
    expect(kindOf("45550")).toBe("care");
    expect(kindOf("58370")).toBe("arrest");
    expect(many(["14400"], adult).some((t) => /\bx ?\d/.test(t))).toBe(true);
    expect(many(["58050"], adult).filter((t) => /\bx ?\d|for \d|on and off/.test(t))).toEqual([]);
    expect(many(["45550"], adult).filter((t) => /\bx ?\d|today|since/.test(t))).toEqual([]);
  });

  it("writes the past the case has, and only that", () => {
    const heart = many(["14400"], { ...adult, history: ["CHF"] });
    expect(heart.some((t) => /(hx|h\/o|PMH)\b.*CHF/.test(t))).toBe(true);
    expect(heart.filter((t) => /no (PMH|sig hx)|denies PMH|healthy/.test(t))).toEqual([]);
    expect(many(["14400"], { ...adult, history: [] }).some((t) => /no PMH|denies PMH/.test(t))).toBe(true);
    expect(many(["14400"], adult).filter((t) => /\bPMH|hx\b/i.test(t))).toEqual([]);
  });

  it("puts one side, and the same, to the places of a visit", () => {
    const texts = many(["19251", "19301"], adult);
    const left = /\b(L|left|lt|Lt)\b/;
    const right = /\b(R|right|rt|Rt)\b/;
    expect(texts.filter((t) => left.test(t) && right.test(t))).toEqual([]);
    expect(texts.some((t) => left.test(t))).toBe(true);
    expect(many(["59050"], adult).filter((t) => left.test(t) || right.test(t))).toEqual([]);
  });

  it("says together what is said in one breath", () => {
    expect(many(["15250", "15300", "15950"], adult).some((t) => /n\/v\/d/i.test(t))).toBe(true);
    expect(many(["58100", "19251"], adult).some((t) => /s\/p (mech )?fall/.test(t))).toBe(true);
  });
});

describe("spoiling", () => {
  it("never loses a word that denies, or the one after it", () => {
    const own: TriageCase = {
      id: "1",
      ageYears: 50,
      chiefComplaint: "belly ache x2d, denies CP, no SOB, LOC denied",
    };
    const always = {
      paraphrase: 1,
      dropVitals: [0, 0] as const,
      dropWord: 0.9,
      typo: 0,
      keepCircumstance: 1,
    };
    for (let i = 0; i < 300; i++) {
      const text = vary(own, random(i), always).chiefComplaint;
      if (text === undefined) continue;
      expect(text).toContain("denies CP,");
      expect(text).toContain("no SOB,");
      expect(text).toContain("LOC denied");
    }
  });

  it("leaves a short complaint its words, hidden at most", () => {
    const visit: SourceVisit = {
      source: "ktas",
      key: "1",
      year: null,
      case: { id: "1", ageYears: 50, chiefComplaint: "chest pain" },
      reasons: [],
      level: null,
      critical: null,
      nurseLevel: null,
      raceEthnicity: null,
    };
    const o = { paraphrase: 1, dropVitals: [0, 0] as const, dropWord: 0.5, typo: 0, keepCircumstance: 1 };
    for (let i = 0; i < 100; i++) {
      const text = augment(visit, random(i), o).chiefComplaint;
      if (text !== undefined) expect(text.split(" ")).toHaveLength(2);
    }
  });
});
