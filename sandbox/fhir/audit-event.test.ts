import { validateResource } from "@medplum/core";
import { beforeAll, describe, expect, it } from "vitest";
import { auditEventResource } from "@/lib/fhir/audit-event";
import { checkCodes } from "./codes";
import { loadDefinitions } from "./definitions";

beforeAll(() => loadDefinitions());

const ACCESS = {
  seq: 7,
  at: "2026-11-30T05:00:00.000Z",
  actor: { id: "0b5e2c1e-0000-4000-8000-000000000001", name: "Nurse One (demo)", role: "clinician" },
  event: "encounter.viewed",
  words: "A patient's page was opened",
  subject: { type: "encounter", id: "0b5e2c1e-0000-4000-8000-000000000002" },
  requestId: "0b5e2c1e-0000-4000-8000-000000000003",
};
const PATIENT = { issuer: "https://ehr.test/fhir", patientId: "pat-1" };
const made = (over: Partial<typeof ACCESS> | object = {}) =>
  auditEventResource({ ...ACCESS, ...over }, PATIENT, "https://triage.test");

describe("an entry of the audit log as a FHIR AuditEvent", () => {
  it.each([
    ["a look", {}],
    ["a deed without a request", { event: "decision.recorded", requestId: null }],
    ["an entry about nothing of ours", { event: "list.exported", subject: null }],
  ])("is valid R4: %s", (_what, over) => {
    expect(() => validateResource(made(over) as never)).not.toThrow();
    expect(() => checkCodes(made(over) as never)).not.toThrow();
  });

  it("says who did what to whose record, by the slices of Basic Audit Log Patterns", () => {
    const { action, agent, entity } = made();
    expect(action).toBe("R");
    expect(agent.map((a) => [a.type.coding[0]?.code, a.requestor])).toEqual([
      ["IRCP", true],
      ["110153", false],
    ]);
    expect(entity.map((e) => e.type.code)).toEqual(["1", "2", "XrequestId"]);
    expect(made({ event: "decision.recorded" }).action).toBe("C");
    expect(made({ event: "suggestion.alerted" }).action).toBe("E");
  });
});
