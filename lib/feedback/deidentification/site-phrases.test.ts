import { describe, expect, it } from "vitest";
import { deidentifier } from "./deidentify";
import { whyNotPhrase } from "./site-phrases";

describe("a site's own phrases", () => {
  const clean = (text: string) => deidentifier([], [{ phrase: "Rose Court", kind: "place" }])(text).text;

  it("are found whole, however they are written, and no part of them", () => {
    expect(clean("fell at ROSE-COURT today")).toBe("fell at [place] today");
    expect(clean("from rose  court, rose from bed, court case")).toBe(
      "from [place], rose from bed, court case",
    );
    expect(clean("arose courtly")).toBe("arose courtly");
  });

  it("say which place of the text went, and of which kind", () => {
    const text = "lives in Rosé Court";
    const { removals } = deidentifier([], [{ phrase: "Rose Court", kind: "place" }])(text);
    expect(removals.map((r) => [text.slice(r.start, r.end), r.kind])).toEqual([["Rosé Court", "place"]]);
  });

  it.each([
    ["pain", "clinical"],
    ["ab", "short"],
    ["x ".repeat(60), "longer"],
  ])("are refused where they would take ordinary words: %s", (phrase, why) => {
    expect(whyNotPhrase(phrase)).toContain(why);
  });

  it.each(["Rose Court", "Zenobia", "badge 7714"])("are taken: %s", (phrase) => {
    expect(whyNotPhrase(phrase)).toBeNull();
  });
});
