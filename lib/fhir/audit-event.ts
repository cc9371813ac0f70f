import { HL7, SYSTEM } from "./systems";

/** One entry of the audit log about a patient, as it is told in FHIR. */
export type AuditedAccess = {
  readonly seq: number;
  readonly at: string;
  readonly actor: { readonly id: string; readonly name: string; readonly role: string };
  /** Our name of the event, and its words. */
  readonly event: string;
  readonly words: string;
  /** What it was about, by our id. */
  readonly subject: { readonly type: string; readonly id: string } | null;
  readonly requestId: string | null;
};

export type AuditedPatient = {
  /** FHIR base URL of the EHR. */
  readonly issuer: string;
  readonly patientId: string;
};

const DCM = "http://dicom.nema.org/resources/ontology/DCM";
const BALP_ENTITY = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType";
/** R4 `action`: what a person's look or deed did. Whatever is not named was carried out (E). */
const ACTIONS: Readonly<Record<string, "C" | "R" | "U" | "D">> = {
  "encounter.viewed": "R",
  "similar.viewed": "R",
  "reading.viewed": "R",
  "assessment.explained": "R",
  "assessment.created": "C",
  "decision.recorded": "C",
  "reading.saved": "C",
  "decision.undone": "D",
};

/**
 * FHIR R4 AuditEvent, with the codes and slices of IHE's Basic Audit Log Patterns (user, server, patient, data, transaction).
 * The profile itself is not claimed: it asks for the network address of the client, which the audit log does not keep.
 * @param origin the product's own address, as the source that observed it
 */
export function auditEventResource(access: AuditedAccess, patient: AuditedPatient, origin: string) {
  const { seq, at, actor, event, words, subject, requestId } = access;
  const product = { identifier: { value: origin }, display: "OpenAcuity" };
  return {
    resourceType: "AuditEvent",
    id: `openacuity-${seq}`,
    type: { system: DCM, code: "110110", display: "Patient Record" },
    subtype: [{ system: `${SYSTEM}:audit-event`, code: event, display: words }],
    action: ACTIONS[event] ?? "E",
    recorded: at,
    outcome: "0",
    agent: [
      {
        type: coded(`${HL7}/v3-ParticipationType`, "IRCP", "information recipient"),
        who: { identifier: { system: `${SYSTEM}:person`, value: actor.id }, display: actor.name },
        name: actor.name,
        role: [{ text: actor.role }],
        requestor: true,
      },
      {
        type: coded(DCM, "110153", "Source Role ID"),
        who: product,
        requestor: false,
        network: { address: origin, type: "5" },
      },
    ],
    source: {
      observer: product,
      type: [{ system: `${HL7}/security-source-type`, code: "4", display: "Application Server" }],
    },
    entity: [
      {
        what: { reference: `${patient.issuer}/Patient/${patient.patientId}` },
        type: { system: `${HL7}/audit-entity-type`, code: "1", display: "Person" },
        role: { system: `${HL7}/object-role`, code: "1", display: "Patient" },
      },
      ...(subject
        ? [
            {
              what: { identifier: { system: `${SYSTEM}:${subject.type}`, value: subject.id } },
              type: { system: `${HL7}/audit-entity-type`, code: "2", display: "System Object" },
              role: { system: `${HL7}/object-role`, code: "4", display: "Domain Resource" },
            },
          ]
        : []),
      ...(requestId
        ? [
            {
              what: { identifier: { value: requestId } },
              type: { system: BALP_ENTITY, code: "XrequestId" },
            },
          ]
        : []),
    ],
  };
}

const coded = (system: string, code: string, display: string) => ({ coding: [{ system, code, display }] });
