import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { reportProblem } from "@/lib/workflows/clinic/report-problem";
import { viewIncident, viewIncidents } from "@/lib/workflows/watch/incidents";
import { signedIn } from "../support/runtime";
import { type Clinic, open, startClinic } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

it("a report from a patient's page is one safety report, tied to the answer shown and to nobody's name", async () => {
  const { rt } = clinic;
  const { auth, view, launchId } = await open(clinic, "nurse1", "enc-030");
  const { encounterId, assessment } = view;
  const input = {
    encounterId,
    launchId,
    requestId: randomUUID(),
    assessmentId: assessment.id,
    words: "Sweating was not read",
  };
  const [first, again] = [await reportProblem(rt, auth, input), await reportProblem(rt, auth, input)];
  expect(again).toEqual(first);

  const steward = await signedIn(rt, "admin", "incident:write");
  const { page } = await viewIncidents(rt, steward, { status: "open" });
  expect(page.items).toHaveLength(1);
  const incident = await viewIncident(rt, steward, page.items[0]?.id ?? "");
  expect(incident).toMatchObject({
    kind: "safety",
    severity: null,
    entries: [{ kind: "reported", words: input.words, by: auth.principal.displayName }],
    links: [
      { what: "assessment", ref: assessment.id, level: assessment.level },
      { what: "model-version", ref: "1.0.0" },
    ],
  });
  expect(JSON.stringify(incident)).not.toContain(view.banner.name);

  const other = await open(clinic, "nurse1", "enc-031");
  const mixed = { ...input, requestId: randomUUID(), assessmentId: other.view.assessment.id };
  await expect(reportProblem(rt, auth, mixed)).rejects.toMatchObject({ code: "not-found" });
  await expect(
    reportProblem(rt, auth, { ...input, requestId: randomUUID(), words: "  " }),
  ).rejects.toMatchObject({ code: "invalid-input" });
});
