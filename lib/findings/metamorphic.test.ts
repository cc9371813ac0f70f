import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { assessFloor } from "@/lib/safety/rules";
import { readFindings } from "./read-findings";

/**
 * Two things said of a patient, in the words of the floor: written together or apart, in one field or in two, loud or
 * quiet, they mean the same.
 */
const SAID: readonly (readonly [string, string])[] = [
  ["Chest pain since noon", "Sweating and short of breath"],
  ["Fell off a ladder", "Hit head, no loss of consciousness"],
  ["Sore throat for three days", "Drooling and cannot swallow"],
  ["Vomiting blood", "Takes warfarin"],
  ["Abdominal pain", "Denies vomiting and fever"],
  ["Headache", "Neck is stiff and light hurts"],
  ["Wants to die", "Took thirty tablets of tylenol"],
  ["Pregnant 9 weeks", "Cramping and spotting"],
  ["Asthma attack", "Tiring, one word at a time"],
  ["Motorcycle crash", "Left leg deformed, foot is cold"],
  ["Seizure this morning", "Still confused"],
  ["Back pain for a month", "Unable to urinate, saddle numbness"],
  ["Allergic reaction after peanuts", "Throat closing"],
  ["Cough for a week", "No chest pain, no fever"],
  ["Medication refill", "Feels well"],
  ["Dialysis missed twice", "Weak and swollen"],
  ["Hearing voices", "Brought by police, combative"],
  ["Cast placed yesterday", "Toes numb and blue"],
  ["Burned by hot oil on the face", "Voice is hoarse"],
  ["Unresponsive at baseline", "Feeding tube came out"],
  ["Dentist can't see him until Monday", "Toothache"],
  ["Mother had a stroke last year", "Here for a flu shot"],
  ["Fainted while running", "Palpitations before it"],
  ["Black tarry stools", "Dizzy when standing"],
  ["Gave birth ten days ago", "Soaking a pad every hour"],
];

const of = (chiefComplaint: string, note?: string): TriageCase => ({
  id: "1",
  ageYears: 41,
  sex: "female",
  chiefComplaint,
  ...(note ? { note } : {}),
});
const meaning = (c: TriageCase): string[] =>
  [...new Set(readFindings(c).map((f) => `${f.key} ${f.assertion}`))].sort();
const level = (c: TriageCase): number => assessFloor(c)?.level ?? 6;
/** A letter swapped within each word of nine letters or more: what a hurried hand does. */
const misspelt = (text: string): string =>
  text.replace(/\b\p{L}{9,}\b/gu, (w) => `${w.slice(0, 4)}${w[5]}${w[4]}${w.slice(6)}`);

describe.each(SAID)("%s / %s", (a, b) => {
  const written = of(a, b);
  it.each<[string, TriageCase]>([
    ["the other way round", of(b, a)],
    ["in one field", of(`${a}. ${b}.`)],
    ["on lines of their own", of(`${a}\n${b}`)],
    ["joined by a semicolon", of(`${a}; ${b}`)],
    ["in the note alone", { ...written, chiefComplaint: "see note", note: `${a}. ${b}.` }],
    ["in capitals", of(a.toUpperCase(), b.toUpperCase())],
    ["in small letters", of(a.toLowerCase(), b.toLowerCase())],
  ])("means the same %s", (_how, told) => {
    expect(meaning(told)).toEqual(meaning(written));
    expect(level(told)).toBe(level(written));
  });

  it("keeps its level when misspelt", () => expect(level(of(misspelt(a), misspelt(b)))).toBe(level(written)));
});
