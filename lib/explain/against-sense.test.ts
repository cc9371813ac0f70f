import { describe, expect, it } from "vitest";
import type { Floor } from "@/lib/safety/floor";
import { againstSense } from "./against-sense";
import type { Contribution, Explanation } from "./explanation";

const LESS = 0.12;
const MORE = -0.12;

/** A text in pieces "words|effect", as the model made of each; joined by blanks. */
function explained(pieces: readonly (readonly [string, number])[], ageYears = 40) {
  let text = "";
  const contributions = pieces.map(([words, shap]) => {
    if (text) text += " ";
    const start = text.length;
    text += words;
    return { group: "complaint", span: [start, text.length], shap, standardError: 0.01 };
  });
  const age = { group: "patient", feature: "ageYears", value: ageYears, shap: 0, standardError: 0 };
  return {
    text,
    explanation: {
      contributions: [age, ...contributions] as unknown as Contribution[],
    } as unknown as Explanation,
  };
}
function against(pieces: readonly (readonly [string, number])[], age?: number, floor: Floor | null = null) {
  const { text, explanation } = explained(pieces, age);
  return againstSense(explanation, { complaint: text, note: null }, floor).map((a) =>
    text.slice(a.start, a.end),
  );
}
const floor = {
  level: 2,
  rules: [{ id: "airway", level: 2, reason: 'Airway: "throat swelling"', source: "a source" }],
} as unknown as Floor;

describe("words that moved the model against what they say", () => {
  it.each<[string, readonly (readonly [string, number])[], number | undefined, string[]]>([
    [
      "a severity that calms",
      [
        ["severe", LESS],
        ["SOB,", MORE],
        ["tripoding", LESS],
      ],
      undefined,
      ["severe", "tripoding"],
    ],
    [
      "what cannot be done, in pieces",
      [
        ["cant", LESS],
        ["speak", LESS],
      ],
      undefined,
      ["cant", "speak"],
    ],
    ["an infant who hangs limp", [["limp", LESS]], 0.05, ["limp"]],
    ["a limp of somebody who walks", [["limp", LESS]], 9, []],
    ["a child who plays", [["playful", MORE]], 3, ["playful"]],
    ["a severity that alarms", [["severe", MORE]], undefined, []],
    ["a child who plays and calms", [["playful", LESS]], 3, []],
    [
      "not playful",
      [
        ["not", MORE],
        ["playful", MORE],
      ],
      3,
      [],
    ],
    [
      "a severity that is denied",
      [
        ["denies", LESS],
        ["severe pain", LESS],
      ],
      undefined,
      [],
    ],
    ["a denial that alarms", [["no fever", MORE]], undefined, ["no fever"]],
    [
      "words that say neither",
      [
        ["since", MORE],
        ["tuesday", LESS],
      ],
      undefined,
      [],
    ],
    ["too little to have a colour", [["severe", 0.01]], undefined, []],
  ])("%s", (_, pieces, age, expected) => expect(against(pieces, age)).toEqual(expected));

  it("are also what an urgent rule quotes, where it calmed", () => {
    expect(against([["throat swelling", LESS]], 40, floor)).toEqual(["throat swelling"]);
    expect(against([["throat swelling", MORE]], 40, floor)).toEqual([]);
  });
});
