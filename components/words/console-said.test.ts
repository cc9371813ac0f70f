import { describe, expect, it } from "vitest";
import { DIMENSION_LABELS, GROUPS, readWatchFilter } from "@/lib/monitoring/charts/filter";
import { ABOUT_ATTRIBUTE, NOT_READ } from "@/lib/monitoring/fairness/attributes";
import { BY_WORDS } from "@/lib/monitoring/fairness/filter";
import { VERDICTS } from "@/lib/monitoring/fairness/in-words";
import { ABOUT_MEASURE, FAIR_MEASURES } from "@/lib/monitoring/fairness/measures";
import { SMALL_CELLS } from "@/lib/monitoring/fairness/pictures";
import { MEASURES } from "@/lib/monitoring/watch/measures";
import { measureOverTime, type PerformanceInput } from "@/lib/monitoring/watch/performance";
import { SEQUENCES } from "@/lib/monitoring/watch/pictures";
import { ABOUT_REFERENCE, REFERENCES } from "@/lib/monitoring/watch/references";
import { acceptance } from "@/lib/monitoring/watch/usage";
import { inWordsOf } from "./said-in";
import { tellIn } from "./tell-in";

const tell = inWordsOf("es");
/** Words that no Spanish sentence has. */
const ENGLISH =
  /\b(?:the|and|with|of|or|is|was|not|above|below|less|more|from|without|by|share|patients|visits)\b/i;
const leftInEnglish = (texts: readonly (string | null)[]): string[] =>
  texts.filter((text): text is string => text !== null && (tell(text) === text || ENGLISH.test(tell(text))));

describe("what lib says on the console's charts can be told in Spanish", () => {
  it("names of groups, measures and references, with what they are", () => {
    const references = REFERENCES.map((r) => ABOUT_REFERENCE[r]);
    expect(
      leftInEnglish([
        ...GROUPS.map((g) => g.label),
        ...Object.values(DIMENSION_LABELS),
        ...references.flatMap((r) => [r.name, r.inWords, r.measuredOn, r.warning]),
        ...references.flatMap((r) => MEASURES.map((m) => m.definition(r.inWords))),
        ...references.flatMap((r) => FAIR_MEASURES.map((m) => ABOUT_MEASURE[m].definition(r.inWords))),
        ...MEASURES.map((m) => m.title),
        ...FAIR_MEASURES.map((m) => ABOUT_MEASURE[m].title),
        ...Object.values(ABOUT_ATTRIBUTE).flatMap((a) => [a.title, a.source]),
        ...BY_WORDS.map(([, words]) => words),
        ...Object.values(VERDICTS),
        NOT_READ,
        SMALL_CELLS,
        SEQUENCES,
      ]),
    ).toEqual([]);
  });

  it("whole pictures, whatever narrows them", () => {
    const frame = {
      filter: readWatchFilter((name) => (name === "from" ? "2026-09-02" : undefined), "2026-11-30"),
      today: "2026-11-30",
      narrowed: "version 0.3.0, female",
      usage: [],
      compared: null,
      unitName: (issuer: string) => issuer,
      events: [{ day: "2026-10-01", label: "0.3.0 put into use" }],
    };
    const input: PerformanceInput = {
      ...frame,
      against: "decided",
      levels: [],
      before: [],
      groups: [],
      keys: [],
      contenders: [],
    };
    const pictures = [
      ...MEASURES.map((m) => measureOverTime(input, m.name)),
      acceptance({ ...frame, people: () => 12 }),
    ];
    for (const picture of pictures) {
      const { title, about, lines, events } = tellIn(picture, tell);
      const said = [title, about.definition, about.measuredOn, about.window, about.intervals ?? ""];
      expect(said.filter((text) => ENGLISH.test(text))).toEqual([]);
      expect([...lines.map((l) => l.name), ...(events ?? []).map((e) => e.label)].join()).not.toMatch(
        ENGLISH,
      );
      expect(about.window).toContain("2 sept 2026 a 30 nov 2026, por semanas");
    }
  });
});

it("tells only what is said to a person, and leaves ids and numbers alone", () => {
  expect(
    tellIn({ id: "Under-triage", key: "Sex", title: "Sex", rows: [{ name: "Female", n: 3 }] }, tell),
  ).toEqual({
    id: "Under-triage",
    key: "Sex",
    title: "Sexo",
    rows: [{ name: "Mujeres", n: 3 }],
  });
});
