import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { wordsFor } from "@/components/testing/words";
import type { Level } from "@/lib/case/level";
import type { SimilarPatient, SimilarPatientsView } from "@/lib/workflows/views";
import { SimilarPatientsList } from "./similar-patients";
import { agreementInWords } from "./similar-words";

const patient = (
  level: Level,
  modelLevel: Level | null,
  over: Partial<SimilarPatient> = {},
): SimilarPatient => ({
  ageBand: "50 to 59 years",
  sex: "female",
  complaint: "chest pain",
  vitals: [{ label: "HR", text: "112 /min" }],
  level,
  modelLevel,
  likeness: "like",
  ...over,
});
const show = (view: SimilarPatientsView): string => renderToStaticMarkup(<SimilarPatientsList view={view} />);

describe("how often the model agreed", () => {
  it.each([
    [[patient(2, 2), patient(2, 2), patient(3, 3), patient(3, 2), patient(2, 2)], "on 4 of these 5."],
    [[patient(2, 2), patient(3, 3)], "on all of these 2."],
    [[patient(2, 3), patient(3, 2)], "on none of these 2."],
    [
      [patient(2, 2), patient(3, null), patient(3, 4)],
      "answered on 2 of these 3 and agreed with the clinicians on 1 of",
    ],
    [[patient(2, null), patient(3, null)], "No model had answered on any of these."],
    [[patient(2, 2)], "The model agreed with the clinicians on this one."],
    [[patient(2, 3)], "did not agree"],
  ] as const)("case %#", (patients, words) => {
    expect(agreementInWords(patients, wordsFor("explanation"))).toContain(words);
  });
});

describe("the list", () => {
  it("gives each patient's level, likeness and the model's answer in words as well as signs", () => {
    const html = show({
      state: "ready",
      patients: [
        patient(2, 2, { likeness: "very-like" }),
        patient(3, 2, { complaint: null, likeness: null }),
      ],
      comparedWith: 40,
      preparing: { done: 40, total: 52 },
    });
    for (const words of [
      "Level 2, ",
      "chest pain",
      "Female, 50 to 59 years",
      "HR 112 /min",
      "Very alike",
      "Model agreed",
      "Model alone said 2",
      "No complaint recorded",
      "Out of 40 decided visits",
      "12 more are being prepared",
    ])
      expect(html).toContain(words);
    expect(html).toContain("<caption");
  });

  it.each([
    [{ state: "none-alike", comparedWith: 9 }, "None of 9 decided visits"],
    [{ state: "empty" }, "No decided patients to compare with yet."],
    [{ state: "preparing", done: 3, total: 9 }, "3 of 9 decided visits so far"],
    [
      { state: "unavailable", why: "Not available for this model version." },
      "Not available for this model version.",
    ],
  ] as const)("says so when it is %j", (view, words) => {
    expect(show(view)).toContain(words);
  });
});
