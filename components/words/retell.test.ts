import { describe, expect, it } from "vitest";
import { reteller } from "./retell";

const english = {
  a: { hr: "Heart rate", fast: "fast heart rate", asthma: "Asthma or COPD", fever: "Fever" },
  b: {
    vital: "{saidVital} {value} ({saidWhy})",
    above: "above {limit}",
    because: "{saidStart} mostly because of {reasons}.",
    level: "Level {level}",
    with: "{saidName} {number}",
    away: "The EHR is away.",
  },
};
const spanish = {
  a: {
    hr: "Frecuencia cardíaca",
    fast: "frecuencia cardíaca rápida",
    asthma: "Asma o EPOC",
    fever: "infección",
  },
  b: {
    vital: "{saidVital} {value} ({saidWhy})",
    above: "por encima de {limit}",
    because: "{saidStart} sobre todo por {reasons}.",
    level: "Nivel {level}",
    with: "{saidName} {number}",
    away: "La HCE no está.",
  },
};
const tell = reteller(english, spanish, "y");

describe("a sentence told again", () => {
  it.each([
    ["Heart rate", "Frecuencia cardíaca"],
    ["heart rate", "frecuencia cardíaca"],
    ["Fast heart rate", "Frecuencia cardíaca rápida"],
    ["Heart rate 142 /min (above 130.5)", "Frecuencia cardíaca 142 /min (por encima de 130,5)"],
    [
      "Level 2 mostly because of fast heart rate 142\u00a0/min, “pain, worse and worse” and asthma or COPD.",
      "Nivel 2 sobre todo por frecuencia cardíaca rápida 142 /min, “pain, worse and worse” y asma o EPOC.",
    ],
    ["Level 2 mostly because of “onset” and fever.", "Nivel 2 sobre todo por “onset” e infección."],
    ["The EHR is away. Level 3", "La HCE no está. Nivel 3"],
  ])("%s", (text, told) => expect(tell(text)).toBe(told));

  it.each([
    // Half a sentence is worse than one in another language.
    "Heart rate 142 /min (because I say so)",
    "Blood sugar 142 (above 130)",
    "The EHR is away. Nobody knows this.",
    "fast heart rate fast",
    "",
  ])("stays as it is where it is not known whole: %j", (text) => expect(tell(text)).toBe(text));
});
