import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { parseSiteFile } from "@/lib/fhir/site";
import type { EhrSiteView } from "@/lib/workflows/views";
import { EhrNews } from "./ehr-news";
import { NotUnderstood } from "./not-understood";
import { ServerFacts } from "./server-facts";
import { siteLines } from "./site-lines";

const issuer = "https://ehr.example/r4";
const row = (over: Partial<EhrSiteView["unknown"][number]>): EhrSiteView["unknown"][number] => ({
  kind: "code",
  system: "urn:site",
  code: "PLS",
  of: null,
  visits: 3,
  readings: 7,
  lastAt: "2026-01-01T12:00:00.000Z",
  mapped: false,
  ...over,
});
const rows = [
  row({}),
  row({ kind: "unit", system: "8310-5", code: "Grad", of: "Temperature" }),
  row({ kind: "class", system: "urn:oid:1.2.3", code: "3" }),
  row({ code: "DONE", mapped: true }),
];
const site: EhrSiteView = {
  issuer,
  name: "Test EHR",
  hasFile: false,
  unknown: rows,
  measures: [{ loinc: "8867-4", label: "Heart rate" }],
  facts: null,
  news: null,
  cards: null,
};

describe("the lines to write into the settings file", () => {
  it("are a file as soon as somebody has said what each means, and refused before", () => {
    const lines = siteLines(issuer, rows) ?? "";
    expect(lines).not.toContain("DONE");
    expect(() => parseSiteFile(lines, [issuer])).toThrow(/loinc: expected the LOINC code/);
    const said = lines.replace('"loinc": "?"', '"loinc": "8867-4"').replace('"ucum": "?"', '"ucum": "Cel"');
    expect(parseSiteFile(said, [issuer]).get(issuer)).toEqual({
      codes: [{ system: "urn:site", code: "PLS", loinc: "8867-4" }],
      units: [{ unit: "Grad", ucum: "Cel" }],
      emergencyClasses: [{ system: "urn:oid:1.2.3", code: "3" }],
    });
  });

  it("are none where everything is mapped", () => {
    expect(siteLines(issuer, [row({ mapped: true })])).toBeNull();
  });
});

describe("the console's page of an EHR", () => {
  it("names what was not understood, and says when there is nothing", () => {
    const html = renderToStaticMarkup(<NotUnderstood site={site} />);
    for (const words of ["PLS", "for temperature", "Kind of visit", "Yes, since then", "no file is set yet"])
      expect(html).toContain(words);
    expect(renderToStaticMarkup(<NotUnderstood site={{ ...site, unknown: [] }} />)).toContain(
      "Nothing so far",
    );
  });

  it("says how the server is asked and what it refused", () => {
    const facts = {
      says: {
        software: "HAPI 8",
        fhirVersion: "4.0.1",
        transaction: false,
        readAt: "2026-01-01T12:00:00.000Z",
      },
      searches: { "Vital signs": "by category and date, and by code" },
      writeBack: {
        way: "single" as const,
        parts: { Observation: "taken" as const, RiskAssessment: 403 },
        replaced: 405,
        at: "2026-01-01T12:00:00.000Z",
      },
    };
    const html = renderToStaticMarkup(<ServerFacts facts={facts} />);
    for (const words of [
      "HAPI 8",
      "by category and date",
      "one resource after another",
      "refused (status 403)",
      "refused (status 405)",
    ])
      expect(html).toContain(words);
    expect(renderToStaticMarkup(<ServerFacts facts={null} />)).toContain("not said yet");
  });

  it("says whether the EHR tells of news by itself, and why not", () => {
    const news = {
      criteria: "Encounter?class=EMER",
      state: "active" as const,
      errorCode: null,
      endsAt: "2026-01-02T12:00:00.000Z",
      heardAt: "2026-01-01T12:00:00.000Z",
      calls: 1234,
      silent: false,
    };
    const page = (...rows: NonNullable<EhrSiteView["news"]>) =>
      renderToStaticMarkup(<EhrNews news={rows} facts={null} />);
    expect(page(news)).toMatch(/Tells.*1,234/);
    expect(page({ ...news, silent: true })).toContain("Silent for too long");
    expect(page({ ...news, state: "refused", errorCode: "ehr-refused" })).toContain("Refused: the EHR");
    expect(page()).toContain("it has not said yet");
    expect(renderToStaticMarkup(<EhrNews news={null} facts={null} />)).toContain("is not asked to");
  });
});
