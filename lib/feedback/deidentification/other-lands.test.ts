import { describe, expect, it } from "vitest";
import { deidentifyText } from "./deidentify";

/** Kinds that American notes do not show: dates that begin with the day, postal codes with letters, Britain's spelling. */
describe("notes of other lands", () => {
  it.each([
    ["LMP 27/9, cramps", "LMP [date], cramps"],
    ["since 30/10 vomiting", "since [date] vomiting"],
    ["lives at EC1A 1BB, stairs", "lives at [place], stairs"],
    ["moved to K1A 0B1 in spring", "moved to [place] in spring"],
    ["postcode: SW1", "postcode: [place]"],
    ["seen at Quillmere Surgery today", "seen at [place] today"],
  ])("%s", (text, left) => {
    expect(deidentifyText(text, [])).toBe(left);
  });

  it.each([
    "Vision 20/12, pain 15/10 at worst",
    "GCS 14/15 E3 V5 M6, vision 20/10",
    "haematoma and oedema of the paediatric oesophagus, diarrhoea, anaemia, dyspnoea",
    "haemoptysis, leucocytosis, coeliac, gynaecology, orthopaedic, anaesthetised, tumour",
    "L5 S1 disc, C6 C7, T12 L1, FiO2 4L, B12 given",
  ])("keep what is clinical: %s", (text) => {
    expect(deidentifyText(text, [])).toBe(text);
  });
});
