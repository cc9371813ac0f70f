import { describe, expect, it } from "vitest";
import { triageCaseSchema } from "@/lib/case/triage-case";
import { NOTHING_KNOWN } from "@/lib/fhir/outcomes/visit-outcomes";
import { COLUMNS, toJsonLines } from "./dataset-files";
import { deidentifyCase } from "./label";

const WRITINGS = [
  "3/14/2025",
  "14.03.2025",
  "2025-03-14",
  "March 14",
  "14 March 2025",
  "27/9",
  "Mar 14th, 2025",
];
const named = /date|time|day|month|arriv(?:al|ed)_?at|created|_at$/i;

describe("dates in what is stored for training", () => {
  const stored = deidentifyCase(
    {
      id: "c",
      ageYears: 71.37,
      arrivalMode: "ambulance",
      chiefComplaint: `fell on ${WRITINGS[0]}`,
      note: WRITINGS.map((d) => `seen on ${d}, better since.`).join(" "),
      history: ["stent on 14 March 2025", "asthma"],
    },
    "l",
    [],
  );

  it("are none: a case has no field for one, and its texts lose them in every usual writing", () => {
    expect(Object.keys(triageCaseSchema.shape).filter((key) => named.test(key))).toEqual([]);
    const text = JSON.stringify(stored);
    for (const date of WRITINGS) expect(text).not.toContain(date);
    expect(text).not.toMatch(/march|\b14\b/i);
    expect(stored.note?.match(/\[date\]/g)).toHaveLength(WRITINGS.length);
    expect(stored.ageYears).toBe(71);
  });

  it("are none in a file that is taken away, nor anything that tells which cases are one patient's", () => {
    const names = COLUMNS.map((c) => c.name);
    expect(names.filter((n) => named.test(n) && !n.endsWith("_within"))).toEqual([]);
    expect(names.filter((n) => /patient|encounter|visit|mrn|person/.test(n))).toEqual([]);
    const lines = toJsonLines([
      {
        id: "l",
        case: stored,
        level: 2,
        weight: 1,
        source: "accept",
        assessedLevel: 2,
        outcomes: { ...NOTHING_KNOWN, within: { admission: "4-24h" } },
      },
    ]);
    expect(lines).toContain("4-24h");
    expect(lines).not.toMatch(/(?:19|20)\d\d-\d\d|\d{1,2}\/\d{1,2}/);
  });
});
