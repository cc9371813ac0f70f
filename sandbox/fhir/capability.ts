import { getResourceTypes, globalSchema } from "@medplum/core";
import { announced, type NewsForm } from "./subscriptions";
import type { ResourceOf } from "./types";

const SEARCHABLE = ["reference", "string", "token", "uri", "date", "quantity", "number"];
const ADVERTISED = new Set([
  "AllergyIntolerance",
  "Condition",
  "Device",
  "DocumentReference",
  "Encounter",
  "Location",
  "MedicationRequest",
  "MedicationStatement",
  "Observation",
  "Organization",
  "Patient",
  "Practitioner",
  "PractitionerRole",
  "Provenance",
  "RiskAssessment",
  "Subscription",
]);

/** What GET /metadata answers. Other R4 types work alike; the ones an emergency department uses are listed. */
export function capabilityStatement(
  fhirBaseUrl: string,
  authBaseUrl: string,
  news: NewsForm = "topics",
): ResourceOf<"CapabilityStatement"> {
  const interactions = [
    "read",
    "vread",
    "update",
    "patch",
    "delete",
    "history-instance",
    "create",
    "search-type",
  ];
  const statement = {
    resourceType: "CapabilityStatement",
    status: "active",
    date: "2026-11-24",
    kind: "instance",
    software: { name: "OpenAcuity sandbox EHR (synthetic patients)" },
    implementation: { description: "Sandbox EHR", url: fhirBaseUrl },
    fhirVersion: "4.0.1",
    format: ["application/fhir+json"],
    patchFormat: ["application/json-patch+json"],
    rest: [
      {
        mode: "server",
        security: {
          cors: true,
          service: [
            {
              coding: [
                {
                  system: "http://terminology.hl7.org/CodeSystem/restful-security-service",
                  code: "SMART-on-FHIR",
                },
              ],
            },
          ],
          extension: [
            {
              url: "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
              extension: [
                { url: "authorize", valueUri: `${authBaseUrl}/auth` },
                { url: "token", valueUri: `${authBaseUrl}/token` },
                { url: "revoke", valueUri: `${authBaseUrl}/token/revocation` },
              ],
            },
          ],
        },
        interaction: [{ code: "transaction" }, { code: "batch" }],
        resource: getResourceTypes()
          .filter((type) => ADVERTISED.has(type) && (type !== "Subscription" || news !== "none"))
          .sort()
          .map((type) => ({
            type,
            ...(type === "Subscription" ? announced(fhirBaseUrl, news) : {}),
            interaction: interactions.map((code) => ({ code })),
            versioning: "versioned",
            readHistory: true,
            updateCreate: true,
            conditionalCreate: true,
            conditionalRead: "full-support",
            conditionalUpdate: true,
            conditionalDelete: "single",
            referencePolicy: ["literal", "enforced"],
            searchParam: searchParameters(type),
          })),
      },
    ],
  };
  return statement as ResourceOf<"CapabilityStatement">;
}

function searchParameters(type: string) {
  return Object.values(globalSchema.types[type]?.searchParams ?? {})
    .filter((p) => SEARCHABLE.includes(p.type) && p.code !== "_compartment")
    .map((p) => ({ name: p.code, type: p.type }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
