import { describe, expect, it } from "vitest";
import { DAY, HOUR } from "@/lib/core/clock";
import { assembleContext } from "./assemble";
import type { PatientSummary } from "./patient-context";
import { encounter, now, patient } from "./testing/ehr";
import { identityVersion, judgeVisit } from "./visit-state";

const judge = (visit: object, person: object = {}) => {
  const none = {
    observations: [],
    conditions: [],
    medications: [],
    allergies: [],
    documents: [],
    problems: [],
  };
  const context = assembleContext(
    "https://ehr.test/r4",
    { ...none, patient: { ...patient, ...person }, encounter: { ...encounter, ...visit } },
    now,
  );
  if (!context) throw new Error("unreadable");
  return judgeVisit(context, now);
};
const ago = (ms: number) => ({ period: { start: new Date(now.getTime() - ms).toISOString() } });

describe("a visit that nobody can be triaged on", () => {
  it.each([
    [{ status: "finished" }, {}, "finished"],
    [{ status: "cancelled" }, {}, "cancelled"],
    [{ status: "entered-in-error" }, {}, "entered-in-error"],
    // R5
    [{ status: "completed" }, {}, "finished"],
    [{ status: "discharged" }, {}, "finished"],
    [{ status: "discontinued" }, {}, "cancelled"],
    [{}, { link: [{ type: "replaced-by", other: { reference: "Patient/p2" } }] }, "record-replaced"],
    [{}, { active: false }, "record-replaced"],
    [{ status: "finished" }, { active: false }, "record-replaced"],
  ])("%j %j: %s", (visit, person, why) => {
    const { barred, doubts } = judge(visit, person);
    expect(barred).toMatchObject({ why, advice: expect.stringMatching(/launch OpenAcuity/) });
    expect(doubts).toEqual([]);
  });
});

describe("a visit that is looked at first", () => {
  it.each([
    [{}, {}, []],
    [{ status: "triaged" }, {}, []],
    [{ status: "in-progress" }, { active: true }, []],
    [ago(23 * HOUR), {}, []],
    [{ period: {} }, {}, []],
    [ago(-30 * 60_000), {}, []],
    [{ class: { code: "AMB" } }, {}, ["This is an outpatient visit, not an emergency visit."]],
    [{ class: { code: "IMP" } }, {}, ["This is an inpatient stay, not an emergency visit."]],
    [{ class: { code: "13" } }, {}, ["This is another kind of visit, not an emergency visit."]],
    [{ class: undefined }, {}, ["The EHR does not say what kind of visit this is."]],
    [ago(25 * HOUR), {}, ["This visit began 25 hours ago."]],
    [ago(3 * DAY + HOUR), {}, ["This visit began 3 days ago."]],
    [ago(-2 * HOUR), {}, ["The EHR says this visit begins later."]],
    [
      { period: { ...ago(HOUR).period, end: new Date(now.getTime() - 60_000).toISOString() } },
      {},
      ["The EHR gives an end for this visit that has passed."],
    ],
    [{ status: "planned" }, {}, ["The EHR says the patient has not arrived yet."]],
    [{ status: "onleave" }, {}, ["The EHR says the patient is away."]],
    [{ status: "unknown" }, {}, ["The EHR does not say whether this visit is open."]],
    [{ status: undefined }, {}, ["The EHR does not say whether this visit is open."]],
    [{ status: "made-up" }, {}, ["The EHR does not say whether this visit is open."]],
    [{}, { deceasedBoolean: true }, ["The EHR says this patient has died."]],
    [{}, { deceasedDateTime: "2025-12-31" }, ["The EHR says this patient has died."]],
    [{}, { deceasedBoolean: false }, []],
    [
      { class: { code: "AMB" }, ...ago(4 * DAY) },
      {},
      ["This is an outpatient visit, not an emergency visit.", "This visit began 4 days ago."],
    ],
  ])("%j %j", (visit, person, texts) => {
    const { barred, doubts } = judge(visit, person);
    expect(barred).toBeNull();
    expect(doubts.map((d) => d.text)).toEqual(texts);
  });
});

describe("who a record names", () => {
  const person = { name: "Ada Quill", birthDate: "1956-05-04", sex: "female" } as PatientSummary;
  const a = {
    ...person,
    identifiers: [
      { label: "MRN", value: "1" },
      { label: "SSN", value: "2" },
    ],
  };
  it("is the same in whatever order its numbers come", () => {
    expect(identityVersion({ ...a, identifiers: [...a.identifiers].reverse() })).toBe(identityVersion(a));
    expect(identityVersion({ ...a, identifyingTexts: ["x"] })).toBe(identityVersion(a));
  });
  it.each([
    ["name", { name: "Ada Quill-Byrd" }],
    ["birth date", { birthDate: "1956-05-05" }],
    ["sex", { sex: "male" as const }],
    [
      "a number",
      {
        identifiers: [
          { label: "MRN", value: "1" },
          { label: "SSN", value: "3" },
        ],
      },
    ],
    ["a number less", { identifiers: [{ label: "MRN", value: "1" }] }],
  ])("is another with another %s", (_what, change) => {
    expect(identityVersion({ ...a, ...change })).not.toBe(identityVersion(a));
  });
});
