import { describe, expect, it } from "vitest";
import { HOUR } from "@/lib/core/clock";
import type { SiteSettings } from "../site";
import { dispositionOf } from "./dispositions";
import type { OutcomeChart } from "./read-outcomes";
import { addOutcomes, isSettled, NOTHING_KNOWN, outcomesOf, saysNothing } from "./visit-outcomes";

const issuer = "https://ehr.test/fhir";
const came = Date.parse("2026-03-01T10:00:00Z");
const at = (hours: number) => new Date(came + hours * HOUR).toISOString();
const about = { subject: { reference: "Patient/p1" } };
const ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const HL7 = "http://terminology.hl7.org/CodeSystem/discharge-disposition";
const UB = "https://www.nubc.org/CodeSystem/PatDischargeStatus";
const V2 = "http://terminology.hl7.org/CodeSystem/v2-0112";
const SCT = "http://snomed.info/sct";
const ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";

const left = (system: string, code: string) => ({
  hospitalization: { dischargeDisposition: { coding: [{ system, code }] } },
});
const visit = (over: object = {}) => ({
  resourceType: "Encounter",
  id: "e1",
  status: "finished",
  class: { system: ACT, code: "EMER" },
  ...about,
  period: { start: at(0), end: at(5) },
  ...over,
});
const stay = (over: object = {}) =>
  visit({
    id: "e2",
    class: { system: ACT, code: "IMP" },
    period: { start: at(5) },
    status: "in-progress",
    ...over,
  });
const patient = (over: object = {}) => ({ resourceType: "Patient", id: "p1", ...over });

type Told = {
  others?: readonly object[] | null;
  person?: object;
  places?: Record<string, object>;
  site?: SiteSettings;
};
function told(encounter: object, hours: number, { others = [], person = {}, places = {}, site }: Told = {}) {
  const chart: OutcomeChart = {
    encounter: encounter as never,
    patient: patient(person) as never,
    others: others === null ? null : ([encounter, ...others] as never),
    places: new Map(Object.entries(places)) as never,
    coverages: [],
  };
  return outcomesOf(chart, {
    issuer,
    arrived: new Date(came),
    now: new Date(came + hours * HOUR),
    ...(site ? { site } : {}),
  });
}
const ward = (code = "HU") => ({
  resourceType: "Location",
  id: "l",
  type: [{ coding: [{ system: ROLE, code }] }],
});
const lies = (id: string, hours: number) => ({
  location: [{ location: { reference: `Location/${id}` }, period: { start: at(hours) } }],
});

describe("how somebody left, as different EHRs write it", () => {
  const is = (system: string, code: string) => dispositionOf({ coding: [{ system, code }] } as never);
  it.each([
    [HL7, "home", "home"],
    [HL7, "hosp", "other-care"],
    [HL7, "aadvice", "left-after-seen"],
    [HL7, "exp", "died"],
    [HL7, "psy", "psychiatric"],
    [UB, "01", "home"],
    [UB, "09", "admitted"],
    [V2, "1", "home"],
    [V2, "20", "died"],
    [V2, "81", "home"],
    [V2, "93", "psychiatric"],
    ["urn:oid:2.16.840.1.113883.12.112", "02", "hospital"],
    [UB, "07", "left"],
    [SCT, "306706006", "admitted"],
    [SCT, "1066391000000105", "critical-care"],
    [SCT, "1066301000000103", "left-before-seen"],
    ["https://fhir.hl7.org.uk/CodeSystem/UKCore-DischargeDestinationEngland", "51", "hospital"],
  ])("%s %s is %s", (system, code, means) => expect(is(system, code)).toBe(means));

  it.each([
    [HL7, "oth"],
    [UB, "30"],
    ["urn:site", "01"],
    ["", "home"],
  ])("%s %s says nothing", (system, code) => expect(is(system, code)).toBeNull());

  it("says nothing where two codes say different things, and takes a site's own by its settings", () => {
    const both = {
      coding: [
        { system: HL7, code: "home" },
        { system: UB, code: "20" },
      ],
    };
    expect(dispositionOf(both as never)).toBeNull();
    // Australia's episode end status: 4, did not wait to be attended.
    const local = [{ system: "urn:au:episode-end", code: "4", means: "left-before-seen" as const }];
    expect(dispositionOf({ coding: [{ system: "urn:au:episode-end", code: "4" }] } as never, local)).toBe(
      "left-before-seen",
    );
  });
});

describe("what became of a visit", () => {
  it("is not known while it is under way, and nothing is taken from silence later", () => {
    const open = visit({ status: "in-progress", period: { start: at(0) } });
    expect(saysNothing(told(open, 6))).toBe(true);
    // Ended, with no word of how, nothing after it, and a record that says nothing of death.
    const { answers } = told(visit(), 200);
    expect(answers).toMatchObject({
      admission: "not-known",
      criticalCare: "not-known",
      death: "not-known",
      leftUnseen: "not-known",
    });
    expect(answers.returned).toBe("no");
  });

  it("settles for somebody who went home and did not come back", () => {
    const home = visit(left(HL7, "home"));
    expect(told(home, 6).answers).toEqual({
      admission: "no",
      criticalCare: "no",
      death: "not-known",
      leftUnseen: "no",
      returned: "not-known",
      psychiatric: "no",
    });
    const last = told(home, 97);
    expect(last.answers).toMatchObject({ death: "no", returned: "no" });
    expect(isSettled(last)).toBe(true);
  });

  it("a stay on a ward, told by an encounter of its own", () => {
    const places = { "Location/w": ward() };
    const now = told(visit(), 24, { others: [stay(lies("w", 5))], places });
    expect(now.answers).toMatchObject({
      admission: "yes",
      criticalCare: "not-known",
      leftUnseen: "no",
      returned: "does-not-apply",
    });
    expect(now.within).toEqual({ admission: "4-24h" });
    const later = told(visit(), 97, { others: [stay(lies("w", 5))], places });
    expect(later.answers).toMatchObject({ criticalCare: "no", death: "no" });
    expect(isSettled(later)).toBe(true);
  });

  it("a stay told by the visit's own record that became one (Epic), by partOf, or by the disposition alone", () => {
    const became = visit({
      status: "in-progress",
      class: { system: ACT, code: "IMP" },
      classHistory: [
        { class: { system: ACT, code: "EMER" }, period: { start: at(0), end: at(3) } },
        { class: { system: ACT, code: "IMP" }, period: { start: at(3) } },
      ],
      period: { start: at(0) },
    });
    expect(told(became, 24)).toMatchObject({
      answers: { admission: "yes" },
      within: { admission: "under-4h" },
    });
    const part = stay({ id: "e9", partOf: { reference: "Encounter/e1" }, period: {} });
    expect(told(visit(), 24, { others: [part] }).answers.admission).toBe("yes");
    expect(told(visit(left(UB, "09")), 24, { others: null }).answers).toMatchObject({
      admission: "yes",
      returned: "does-not-apply",
    });
    expect(told(visit(left(UB, "02")), 24).answers).toMatchObject({
      admission: "yes",
      criticalCare: "not-known",
      psychiatric: "not-known",
    });
  });

  it("a stay that was called off, or began a day after somebody went home, is none of this visit's", () => {
    const home = visit(left(HL7, "home"));
    expect(told(home, 97, { others: [stay({ status: "cancelled" })] }).answers.admission).toBe("no");
    expect(told(home, 97, { others: [stay({ period: { start: at(30) } })] }).answers.admission).toBe("no");
  });

  it.each([
    ["by the place's type", { "Location/i": ward("ICU") }, lies("i", 20), undefined],
    [
      "by the CDC's code of the place",
      {
        "Location/i": {
          ...ward(),
          type: [
            {
              coding: [
                {
                  system: "https://www.cdc.gov/nhsn/cdaportal/terminology/codesystem/hsloc.html",
                  code: "1029-8",
                },
              ],
            },
          ],
        },
      },
      lies("i", 20),
      undefined,
    ],
    [
      "by the service",
      {},
      { serviceType: { coding: [{ system: SCT, code: "408478003" }] }, period: { start: at(8) } },
      undefined,
    ],
    [
      "by the site's own number of the ward",
      {
        "Location/i": {
          resourceType: "Location",
          id: "i",
          identifier: [{ system: "urn:wards", value: "4B" }],
        },
      },
      lies("i", 20),
      { criticalCare: [{ system: "urn:wards", code: "4B" }] },
    ],
  ])("critical care %s", (_how, places, over, site) => {
    const now = told(visit(), 24, { others: [stay(over)], places, ...(site ? { site } : {}) });
    expect(now).toMatchObject({ answers: { criticalCare: "yes" }, within: { criticalCare: "4-24h" } });
  });

  it("is not guessed to be critical care, or none, by a ward's name or where the place was refused", () => {
    const named = { "Location/i": { resourceType: "Location", id: "i", name: "Intensive Care" } };
    expect(told(visit(), 97, { others: [stay(lies("i", 5))], places: named }).answers.criticalCare).toBe(
      "not-known",
    );
    const site = { criticalCare: [{ code: "4B" }] };
    expect(told(visit(), 97, { others: [stay(lies("i", 5))], site }).answers.criticalCare).toBe("not-known");
  });

  it("a death: in the department, in the record with its time or without, before they came, long after", () => {
    expect(told(visit(left(V2, "20")), 6)).toMatchObject({
      answers: { death: "yes", admission: "does-not-apply", criticalCare: "does-not-apply" },
      within: { death: "4-24h" },
    });
    const home = visit(left(HL7, "home"));
    const person = (deceased: object) => told(home, 97, { person: deceased });
    expect(person({ deceasedDateTime: at(50) })).toMatchObject({
      answers: { death: "yes" },
      within: { death: "24-72h" },
    });
    expect(person({ deceasedDateTime: at(50).slice(0, 10) }).answers.death).toBe("yes");
    expect(person({ deceasedBoolean: true })).toMatchObject({ answers: { death: "yes" }, within: {} });
    expect(person({ deceasedDateTime: "2019-01-01" }).answers.death).toBe("not-known");
    expect(told(home, 300, { person: { deceasedDateTime: at(250) } }).answers.death).toBe("no");
    expect(told(home, 300, { person: { deceasedBoolean: true } }).answers.death).toBe("not-known");
    expect(told(visit(), 97, { person: { deceasedBoolean: false } }).answers.death).toBe("no");
  });

  it("leaving on their own: before being seen, after, called off, or not said which", () => {
    const unseen = told(visit(left(SCT, "1066301000000103")), 6).answers;
    expect(unseen).toMatchObject({
      leftUnseen: "yes",
      admission: "does-not-apply",
      criticalCare: "does-not-apply",
    });
    expect(told(visit({ status: "cancelled" }), 6).answers.leftUnseen).toBe("yes");
    expect(told(visit(left(HL7, "aadvice")), 6).answers).toMatchObject({
      leftUnseen: "no",
      admission: "does-not-apply",
    });
    expect(told(visit(left(UB, "07")), 6).answers).toMatchObject({
      leftUnseen: "not-known",
      admission: "does-not-apply",
    });
  });

  it("a return: within 72 hours of leaving, to the department, and only by a list that is whole", () => {
    const home = visit(left(HL7, "home"));
    const again = (hours: number, over: object = {}) =>
      visit({ id: "e5", status: "arrived", period: { start: at(hours) }, ...over });
    expect(told(home, 80, { others: [again(5 + 71)] })).toMatchObject({
      answers: { returned: "yes" },
      within: { returned: "24-72h" },
    });
    expect(told(home, 97, { others: [again(5 + 73)] }).answers.returned).toBe("no");
    expect(
      told(home, 97, { others: [again(20, { class: { system: ACT, code: "AMB" } })] }).answers.returned,
    ).toBe("no");
    expect(told(home, 97, { others: [again(20, { status: "planned" })] }).answers.returned).toBe("no");
    expect(told(home, 97, { others: null }).answers.returned).toBe("not-known");
  });

  it("is nothing at all where the visit was entered by mistake", () => {
    expect(saysNothing(told(visit({ status: "entered-in-error", ...left(HL7, "home") }), 97))).toBe(true);
  });

  it("an older answer stands where the EHR falls silent, gives way where it says otherwise, and goes with what it rested on", () => {
    const home = told(visit(left(HL7, "home")), 24);
    expect(addOutcomes(home, told(visit(), 97, { others: null }))).toEqual(home);
    const admitted = addOutcomes(home, told(visit(left(HL7, "home")), 25, { others: [stay()] }));
    expect(admitted.answers).toMatchObject({ admission: "yes", criticalCare: "not-known", leftUnseen: "no" });
    expect(admitted.within).toEqual({ admission: "4-24h" });
    expect(addOutcomes(home, NOTHING_KNOWN)).toEqual(NOTHING_KNOWN);
    expect(addOutcomes(null, home)).toEqual(home);
  });
});
