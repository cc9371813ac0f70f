import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { listEmergencyEncounters } from "./list-encounters";
import { readPatientContext, readVisitHead } from "./read-patient";
import { bundle, closeServers, encounter, json, now, patient, quantity, serve } from "./testing/ehr";

afterEach(closeServers);

/**
 * An EHR that answers an equal search again from what it found a moment ago, unless told not to: HAPI's default for a
 * minute (hapifhir/hapi-fhir#2277).
 */
function caching() {
  const observations = [quantity("59408-5", 97, "%", { id: "before" })];
  const found = new Map<string, unknown>();
  const asked: (string | undefined)[] = [];
  const handler = (req: IncomingMessage, res: ServerResponse) => {
    const url = req.url ?? "";
    asked.push(req.headers["cache-control"]);
    const answer = () => {
      if (/\/Encounter\/e1/.test(url)) return { ...encounter };
      if (/\/Patient\/p1/.test(url)) return { ...patient };
      if (url.includes("/Encounter?")) return bundle([encounter]);
      if (url.includes("/Patient?")) return bundle([patient]);
      return bundle(url.includes("/Observation?") ? [...observations] : []);
    };
    const fresh = /\bno-cache\b/.test(req.headers["cache-control"] ?? "");
    if (fresh || !found.has(url)) found.set(url, answer());
    json(res, found.get(url));
  };
  return { observations, handler, asked };
}

describe("an EHR that answers from its cache", () => {
  it("is asked for what is true now, every time", async () => {
    const ehr = caching();
    const { client } = await serve(ehr.handler);
    const read = () => readPatientContext(client, { encounterId: "e1" }, now);
    expect((await read()).readings.map((r) => r.value)).toEqual([97]);
    // A minute later the saturation has fallen. The check before a decision must see it.
    ehr.observations.push(
      quantity("59408-5", 72, "%", { id: "after", effectiveDateTime: "2026-01-01T11:59:00Z" }),
    );
    expect((await read()).readings.map((r) => r.value)).toEqual([97, 72]);
    const [onBoard] = await listEmergencyEncounters(client, now);
    expect(onBoard?.readings.map((r) => r.value)).toEqual([97, 72]);
    await readVisitHead(client, { encounterId: "e1" }, now);
    expect(ehr.asked.length).toBeGreaterThan(10);
    for (const header of ehr.asked) expect(header).toMatch(/\bno-cache\b/);
  });
});
