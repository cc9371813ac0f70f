import { describe, expect, it } from "vitest";
import { buildCase } from "@/lib/case/from-context";
import { assembleContext } from "./assemble";
import { parseSiteFile, type SiteSettings } from "./site";
import { encounter, now, observation, patient, quantity } from "./testing/ehr";
import { judgeVisit } from "./visit-state";

const EHR = "https://ehr.example/r4";
const file = (site: unknown, issuer = EHR) => JSON.stringify({ [issuer]: site });

describe("the file of what is peculiar to a site", () => {
  it("is read by EHR, whatever slash its address ends in", () => {
    const site = {
      codes: [{ system: "urn:site", code: "PLS", loinc: "8867-4" }],
      units: [{ unit: "Schläge", ucum: "/min" }],
      emergencyClasses: [{ system: "urn:classes", code: "3" }],
      waitingPlaces: ["Location/ed-front"],
      waitingLists: ["List/ed.board", "Group/7"],
      timeZone: "Europe/Berlin",
    };
    expect(parseSiteFile(file(site, `${EHR}/`), [EHR]).get(EHR)).toEqual(site);
  });

  it.each([
    ["{", /not valid JSON/],
    [file({}, "ehr"), /FHIR base URLs as names/],
    [file({ codez: [] }), /unknown name codez \(known: codes, units/],
    [
      file({ codes: [{ system: "s", code: "c", loinc: "1234-5" }] }),
      /codes > 0 > loinc: expected the LOINC code/,
    ],
    [file({ codes: [{ system: "s", code: "c", loinc: "?" }] }), /codes > 0 > loinc/],
    [
      file({
        codes: [
          { system: "s", code: "c", loinc: "8867-4" },
          { system: "s", code: "c", loinc: "9279-1" },
        ],
      }),
      /s\|c is mapped twice/,
    ],
    [file({ units: [{ unit: "Grad", ucum: "grad" }] }), /expected a UCUM unit/],
    [file({ units: [{ unit: "°F", ucum: "Cel" }] }), /known already/],
    [
      file({ waitingPlaces: ["ed-front"] }),
      /waitingPlaces > 0: expected the EHR's own address of it, such as Location/,
    ],
    [file({ waitingLists: ["https://other.example/List/7"] }), /such as List\/7 or Group\/7/],
    [file({ timeZone: "Berlin" }), /IANA time zone/],
    [file({}, "https://other.example/r4"), /SMART_ISSUERS does not name this EHR/],
  ])("refuses %s", (text, words) => {
    expect(() => parseSiteFile(text, [EHR])).toThrow(words);
    expect(() => parseSiteFile(text, [EHR])).toThrow(/^EHR_SITE_FILE is not valid/);
  });
});

/** A chart in a site's own words, read with and without its settings. */
function read(raw: { observations?: object[]; encounter?: object }, site: SiteSettings = {}) {
  const context = assembleContext(
    EHR,
    {
      patient,
      encounter: { ...encounter, ...raw.encounter },
      observations: (raw.observations ?? []) as never,
      conditions: [],
      medications: [],
      allergies: [],
      documents: [],
      problems: [],
    },
    now,
    site,
  );
  if (!context) throw new Error("nobody to show");
  const built = buildCase(context, now, "case");
  return {
    context,
    vitals: built.case?.vitals ?? {},
    unknown: built.problems.flatMap((p) => p.unknown ?? []),
  };
}

describe("what a site writes in its own way", () => {
  const pulse = observation({
    code: { coding: [{ system: "urn:site", code: "PLS", display: "Pulse" }] },
    valueQuantity: { value: 128, code: "/min" },
  });

  it("is named as a code to be mapped, and read once it is", () => {
    expect(read({ observations: [pulse] })).toMatchObject({
      vitals: {},
      unknown: [{ kind: "code", system: "urn:site", code: "PLS" }],
    });
    const codes = [{ system: "urn:site", code: "PLS", loinc: "8867-4" }];
    expect(read({ observations: [pulse] }, { codes })).toMatchObject({
      vitals: { heartRate: 128 },
      unknown: [],
    });
  });

  it("is named as a unit with its measure, and read once it is mapped", () => {
    const fever = quantity("8310-5", 39.4, "Grad");
    expect(read({ observations: [fever] })).toMatchObject({
      vitals: {},
      unknown: [{ kind: "unit", system: "8310-5", code: "Grad" }],
    });
    const units = [{ unit: "Grad", ucum: "Cel" }];
    expect(read({ observations: [fever] }, { units })).toMatchObject({
      vitals: { temperature: 39.4 },
      unknown: [],
    });
  });

  it("never asks to map a unit that is known and of another quantity", () => {
    expect(read({ observations: [quantity("8310-5", 39.4, "kg")] }).unknown).toEqual([]);
  });

  it("is an emergency visit once its class is mapped, and out of the ordinary before", () => {
    const local = { class: { system: "urn:oid:1.2.3", code: "3" } };
    const before = read({ encounter: local });
    expect(before.unknown).toEqual([{ kind: "class", system: "urn:oid:1.2.3", code: "3" }]);
    expect(judgeVisit(before.context, now).doubts.map((d) => d.code)).toContain("not-emergency");
    const emergencyClasses = [{ system: "urn:oid:1.2.3", code: "3" }];
    const after = read({ encounter: local }, { emergencyClasses });
    expect(after.unknown).toEqual([]);
    expect(judgeVisit(after.context, now).doubts).toEqual([]);
  });

  it("does not take another system's code for the mapped one", () => {
    const emergencyClasses = [{ system: "urn:oid:1.2.3", code: "3" }];
    const other = read(
      { encounter: { class: { system: "urn:oid:9.9.9", code: "3" } } },
      { emergencyClasses },
    );
    expect(other.context.encounter.classCode).toBe("3");
  });
});
