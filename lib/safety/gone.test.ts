import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { assessFloor } from "./rules";

const floorOf = (chiefComplaint: string, over: Partial<TriageCase> = {}): number | null =>
  assessFloor({ id: "1", ageYears: 45, chiefComplaint, ...over })?.level ?? null;
const woman = { sex: "female", ageYears: 31 } as const;

describe("what is over", () => {
  it.each<[string, number | null, Partial<TriageCase>?]>([
    // Nothing, or less, is left to fear.
    ["choked on chicken yesterday, coughed it up, fine", null],
    ["choked on a grape, cleared it, breathing fine now", null],
    ["choked on a grape, cleared it, breathing fine now", 3, { ageYears: 2 }],
    ["hives and trouble breathing earlier, resolved with benadryl", 2],
    ["anaphylaxis, symptoms resolved after epinephrine", 2],
    ["low blood sugar, corrected by EMS, now 120", 3],
    ["unresponsive for a minute, back to baseline", 2],
    // Something is left of it.
    ["choked on meat, it came up, still cannot swallow", 2],
    ["choked on peanut, coughed it up, still coughing", 2],
    ["choked on hot dog, cleared, turned blue", 1],
    ["anaphylaxis resolved, throat closing again", 1],
    ["low sugar 30, corrected with D50, on glipizide", 2],
    ["unresponsive spell resolved, then unresponsive again", 1],
    // It may come again: it counts as if it were there.
    ["slurred speech for 10 min, resolved", 2],
    ["lost vision in right eye for 5 min, vision back", 2],
    ["passed out, fine now", 3],
    ["passed out, fine now, pacemaker", 2],
    ["seizure stopped, back to baseline", 3],
    ["chest pain this morning, gone now, sweaty", 2],
    ["overdose, narcan given, now awake", 2],
    ["hit head, knocked out, back to normal now", 2],
    ["9 weeks pregnant, vaginal bleeding stopped", 2, woman],
  ])("%s: %s", (text, level, over) => expect(floorOf(text, over)).toBe(level));
});

describe("a child not felt to move", () => {
  it.each<[string, number | null, Partial<TriageCase>?]>([
    ["not felt him kick since last night", 2],
    ["haven't felt him since last night, 34 weeks", 2],
    ["baby hasn't kicked all day", 2],
    ["haven't felt baby since breakfast", 2],
    ["reduced movements felt, 32/40", 2],
    ["haven't felt him since last night", 2, { history: ["30 weeks pregnant"] }],
    ["hasn't kicked since noon", 2, { note: "Pregnant, 35 wk" }],
    // No unborn child is spoken of.
    ["haven't felt him come to bed, can't sleep, wants sleeping tablets", null],
    ["not kicked out of the shelter yet, needs a bed", null],
    ["stopped kicking the ball, sore toe", null],
    ["haven't felt him since last night", null, { history: ["Asthma"] }],
    ["hasn't kicked the habit, smoker's cough", null],
    ["haven't felt him latch, 2 weeks postpartum, sore nipple", null],
  ])("%s: %s", (text, level, over) => expect(floorOf(text, { ...woman, ...over })).toBe(level));
});
