import { afterEach, expect, it } from "vitest";
import { closeServers, json, serve } from "./testing/ehr";
import { readUserName } from "./user-name";

afterEach(closeServers);

const PEOPLE: Readonly<Record<string, object>> = {
  "Practitioner/n1": {
    name: [
      { use: "old", text: "Nurse Before" },
      { family: "Brook", given: ["Tess"], prefix: ["RN"] },
    ],
  },
  "Practitioner/n2": { name: [{ family: "X" }, { use: "official", text: "Dr. Ines Vale" }] },
  "Practitioner/n3": {},
  "PractitionerRole/r1": { practitioner: { reference: "Practitioner/n2" } },
  "PractitionerRole/r2": { practitioner: { reference: "Practitioner/n1", display: "Tess Brook, triage" } },
  "PractitionerRole/r3": { practitioner: { reference: "https://elsewhere.example/r4/Practitioner/n1" } },
};

it.each([
  ["Practitioner/n1", "RN Tess Brook"],
  ["Practitioner/n2", "Dr. Ines Vale"],
  ["Practitioner/n3", null],
  ["PractitionerRole/r1", "Dr. Ines Vale"],
  ["PractitionerRole/r2", "Tess Brook, triage"],
  // Another server's Practitioner of the same id is somebody else.
  ["PractitionerRole/r3", null],
])("the EHR's user %s is called %s", async (fhirUser, name) => {
  const { client } = await serve((req, res) => {
    const key = (req.url ?? "").replace("/r4/", "");
    const [resourceType, id] = key.split("/");
    return PEOPLE[key] ? json(res, { resourceType, id, ...PEOPLE[key] }) : json(res, {}, 404);
  });
  expect(await readUserName(client, fhirUser)).toBe(name);
});
