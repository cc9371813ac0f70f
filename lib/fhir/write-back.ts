import { AppError } from "@/lib/core/errors";
import type { FhirClient } from "./client";
import { ownId, subjectOf } from "./reference";
import { ESI_CODE, LOINC } from "./reshape/observations";
import { HL7, SYSTEM } from "./systems";

/**
 * What a decision becomes in the EHR: one transaction with the clinician's level (Observation), the model's suggestion
 * (RiskAssessment), which model that was (Device), and who is answerable for what (Provenance). Every resource carries an
 * identifier of ours and is created on condition that none with it exists, so that a retry writes nothing twice.
 */
const ESI = { system: LOINC, code: ESI_CODE, display: "Emergency severity index [ESI]" };
/** As a search asks for it. */
export const ESI_TOKEN = `${LOINC}|${ESI_CODE}`;
/** Answer list LL3056-0 "Emerg Sev Index" (loinc.org/LL3056-0), ESI-1 to ESI-5. */
const ESI_ANSWERS: Readonly<Record<Level, { readonly code: string; readonly display: string }>> = {
  1: { code: "LA21567-5", display: "Requires immediate life-saving intervention" },
  2: {
    code: "LA21752-3",
    display: "High risk or confused/lethargic/disoriented or severe pain/distress",
  },
  3: { code: "LA21753-1", display: "Needs 2 or more resources" },
  4: { code: "LA21754-9", display: "Needs 1 resource" },
  5: { code: "LA21755-6", display: "Needs no resources" },
};
type Level = 1 | 2 | 3 | 4 | 5;

export type WriteBackInput = {
  readonly decisionId: string;
  readonly patientId: string;
  readonly encounterId: string;
  /** "Practitioner/123"; null when the EHR did not say who its user is. */
  readonly practitioner: string | null;
  readonly practitionerName: string;
  readonly level: Level;
  readonly kind: "accept" | "override" | "assign";
  readonly reasonText: string | null;
  /** Why it was given on a visit that is out of the ordinary; null or absent for any other. */
  readonly visitReasonText?: string | null;
  /** The decision that this one takes the place of. Both stay in the record, each as it was made. */
  readonly supersedes?: string | null;
  /** Another decision has taken the place of this one before it was written. */
  readonly replaced?: boolean;
  readonly decidedAt: string;
  /** Null when no model answered: the clinician's level is written alone. */
  readonly suggestion: {
    readonly level: Level;
    readonly probabilities: readonly number[];
    readonly model: { readonly name: string; readonly version: string };
    readonly madeAt: string;
    readonly floorReasons: readonly string[];
  } | null;
  /** Observation references the case was built from. */
  readonly basis: readonly string[];
};

type Entry = {
  fullUrl: string;
  resource: Record<string, unknown>;
  request: { method: "POST"; url: string; ifNoneExist: string };
};

export type WriteBackBundle = {
  readonly resourceType: "Bundle";
  readonly type: "transaction";
  readonly entry: readonly Entry[];
};

type Suggestion = NonNullable<WriteBackInput["suggestion"]>;
export type Part = "device" | "risk" | "observation" | "provenance";
/** How the resources of one decision refer to each other; null: that part is not in the EHR. */
export type PartReferences = (part: Part) => string | null;

export function buildWriteBack(input: WriteBackInput): WriteBackBundle {
  const parts: Part[] = [
    ...(input.suggestion ? (["device", "risk"] as const) : []),
    "observation",
    "provenance",
  ];
  return {
    resourceType: "Bundle",
    type: "transaction",
    entry: parts.map((part) => {
      const resource = resourceOf(input, part, (other) => urn(input, other));
      const { parameter, value } = conditionOf(input, part);
      const [system, code = ""] = value.split("|");
      const ifNoneExist = `${parameter}=${system}|${encodeURIComponent(code)}`;
      return {
        fullUrl: urn(input, part),
        resource,
        request: { method: "POST", url: String(resource.resourceType), ifNoneExist },
      };
    }),
  };
}

/** One resource of a decision, referring to the others by what is given for them. */
export function resourceOf(input: WriteBackInput, part: Part, refers: PartReferences): Entry["resource"] {
  const { suggestion } = input;
  if (part === "observation") return observation(input);
  if (part === "provenance") return provenance(input, refers);
  if (!suggestion) throw new AppError("internal", "no suggestion, so no model to write of");
  return part === "device" ? device(suggestion) : riskAssessment(input, suggestion, refers);
}

/** By what a resource of ours is known to be there already. */
export function conditionOf(
  { decisionId, suggestion }: WriteBackInput,
  part: Part,
): { readonly parameter: "identifier" | "_tag"; readonly value: string } {
  if (part === "provenance") return { parameter: "_tag", value: `${SYSTEM}:decision|${decisionId}` };
  const value =
    part === "observation"
      ? `decision|${decisionId}`
      : part === "risk"
        ? `suggestion|${decisionId}`
        : `device|${suggestion ? deviceName(suggestion) : ""}`;
  return { parameter: "identifier", value: `${SYSTEM}:${value}` };
}

const deviceName = ({ model }: Suggestion): string => `${model.name}@${model.version}`;

const device = (suggestion: Suggestion) => ({
  resourceType: "Device",
  identifier: [{ system: `${SYSTEM}:device`, value: deviceName(suggestion) }],
  status: "active",
  manufacturer: "OpenAcuity",
  deviceName: [{ name: `OpenAcuity ${suggestion.model.name}`, type: "model-name" }],
  version: [{ value: suggestion.model.version }],
});

/** The model's suggestion, as it was shown. Nobody's acuity: that is the Observation alone. */
const riskAssessment = (input: WriteBackInput, suggestion: Suggestion, refers: PartReferences) => ({
  resourceType: "RiskAssessment",
  identifier: [{ system: `${SYSTEM}:suggestion`, value: input.decisionId }],
  status: "final",
  method: { text: `OpenAcuity ${suggestion.model.name} ${suggestion.model.version}` },
  code: { coding: [ESI], text: "Suggested ESI level (machine learning model)" },
  ...about(input),
  occurrenceDateTime: suggestion.madeAt,
  performer: modelOf(suggestion, refers),
  ...(input.basis.length > 0 ? { basis: references(input.basis) } : {}),
  prediction: suggestion.probabilities.map((probability, i) => ({
    outcome: esiLevel((i + 1) as Level),
    probabilityDecimal: Number(probability.toFixed(4)),
    ...(i + 1 === suggestion.level && suggestion.floorReasons.length > 0
      ? { rationale: suggestion.floorReasons.join("; ") }
      : {}),
  })),
  mitigation: `Suggestion shown to a clinician: level ${suggestion.level}. The clinician decides.`,
});

/** By reference where the EHR has the Device, else by name. */
function modelOf(suggestion: Suggestion, refers: PartReferences) {
  const reference = refers("device");
  return reference ? { reference } : { display: `OpenAcuity ${deviceName(suggestion)}` };
}

/** The clinician's level. */
function observation(input: WriteBackInput): Entry["resource"] {
  const notes = [
    ...(input.reasonText ? [`Differs from the suggested level: ${input.reasonText}`] : []),
    ...(input.visitReasonText
      ? [`Given although the visit is out of the ordinary: ${input.visitReasonText}`]
      : []),
    ...(input.supersedes
      ? [`Replaces the level recorded earlier (${SYSTEM}:decision|${input.supersedes}).`]
      : []),
  ];
  return {
    resourceType: "Observation",
    identifier: [{ system: `${SYSTEM}:decision`, value: input.decisionId }],
    status: input.replaced ? "amended" : "final",
    category: [{ coding: [{ system: `${HL7}/observation-category`, code: "survey", display: "Survey" }] }],
    code: { coding: [ESI], text: "Emergency Severity Index" },
    ...about(input),
    effectiveDateTime: input.decidedAt,
    issued: input.decidedAt,
    performer: [authorOf(input)],
    valueCodeableConcept: esiLevel(input.level),
    ...(notes.length > 0 ? { note: notes.map((text) => ({ text })) } : {}),
    ...(input.basis.length > 0 ? { derivedFrom: references(input.basis) } : {}),
  };
}

/** The clinician answers for the level; the model's suggestion was a source of it, no more. */
const provenance = (input: WriteBackInput, refers: PartReferences) => ({
  resourceType: "Provenance",
  target: [{ reference: refers("observation") }],
  recorded: input.decidedAt,
  activity: { coding: [{ system: `${HL7}/v3-DataOperation`, code: "CREATE" }] },
  agent: [
    { type: participant("author"), who: authorOf(input) },
    ...(input.suggestion ? [{ type: participant("assembler"), who: modelOf(input.suggestion, refers) }] : []),
  ],
  // Provenance has no identifier in R4: a tag carries ours, and the condition on it keeps a retry from doubling it.
  meta: { tag: [{ system: `${SYSTEM}:decision`, code: input.decisionId }] },
  ...(input.suggestion && refers("risk")
    ? { entity: [{ role: "source", what: { reference: refers("risk") } }] }
    : {}),
});

const about = ({ patientId, encounterId }: WriteBackInput) => ({
  subject: { reference: `Patient/${patientId}` },
  encounter: { reference: `Encounter/${encounterId}` },
});
const references = (list: readonly string[]) => list.map((reference) => ({ reference }));

const esiLevel = (level: Level) => ({
  coding: [{ system: LOINC, ...ESI_ANSWERS[level] }],
  text: `ESI level ${level}`,
});

/** By reference where the EHR said who its user is and that is somebody who may perform an Observation; else by name. */
const authorOf = ({ practitioner, practitionerName }: WriteBackInput) =>
  practitioner && /^Practitioner(Role)?\//.test(practitioner)
    ? { reference: practitioner, display: practitionerName }
    : { display: practitionerName };

const participant = (code: string) => ({
  coding: [{ system: `${HL7}/provenance-participant-type`, code }],
});

/** Four stable names for the four resources of a decision, in the shape of a UUID, for references within the bundle. */
function urn({ decisionId }: WriteBackInput, part: Part): string {
  const index = (["device", "risk", "observation", "provenance"] as const).indexOf(part);
  return `urn:uuid:${decisionId.slice(0, -1)}${index.toString(16)}`;
}

/**
 * The same person everywhere, or nothing is written: the launch's patient (when it has one), the page's encounter, the
 * encounter as the EHR has it now, and every resource in the bundle.
 * @throws AppError("wrong-patient") naming where they part, never who they are.
 */
export function assertSamePatient(people: Readonly<Record<string, string | null>>): void {
  const known = Object.entries(people).filter((e): e is [string, string] => e[1] !== null);
  const [first] = known;
  const other = first && known.find(([, id]) => id !== first[1]);
  if (first && other)
    throw new AppError("wrong-patient", `${first[0]} and ${other[0]} are about different patients`);
}

/** Subjects of the resources in a bundle that have one, for the check above. */
export function bundleSubjects(
  bundle: { entry: readonly { resource: Record<string, unknown> }[] },
  issuer: string,
): Record<string, string | null> {
  return Object.fromEntries(
    bundle.entry.flatMap(({ resource }) => {
      const subject = resource.subject as { reference?: string } | undefined;
      return subject
        ? [[String(resource.resourceType), ownId(subject.reference, "Patient", issuer) ?? "unreadable"]]
        : [];
    }),
  );
}

/**
 * Posts the bundle and reads the answer: every resource confirmed, in order, of its own kind, and about the same patient
 * where the server shows what it stored.
 * @returns references ("Observation/123") of what was written or was there already.
 */
export async function sendWriteBack(client: FhirClient, bundle: WriteBackBundle): Promise<string[]> {
  const answer = await client.transaction(bundle);
  const entries = Array.isArray(answer.entry) ? (answer.entry as (AnswerEntry | null)[]) : [];
  const accepted = entries.filter((e) => /^(200|201|304)\b/.test(String(e?.response?.status ?? "")));
  if (
    answer.resourceType !== "Bundle" ||
    entries.length !== bundle.entry.length ||
    accepted.length !== bundle.entry.length
  )
    throw new AppError(
      "ehr-malformed",
      `the EHR confirmed ${accepted.length} of ${bundle.entry.length} resources`,
    );
  return bundle.entry.flatMap(({ resource }, i) => {
    const stored = entries[i];
    const reference = referenceTo(stored);
    if (reference && !reference.startsWith(`${resource.resourceType}/`))
      throw new AppError(
        "ehr-malformed",
        `the EHR confirmed another resource than the ${resource.resourceType}`,
      );
    assertStoredSubject(resource, stored?.resource, client.issuer);
    return reference ? [reference] : [];
  });
}

type AnswerEntry = {
  readonly response?: { readonly status?: unknown; readonly location?: unknown };
  readonly resource?: { readonly [key: string]: unknown };
};

/** "https://ehr/r4/Observation/1/_history/1" or the stored resource -> "Observation/1"; null when the server shows neither. */
function referenceTo(entry: AnswerEntry | null | undefined): string | null {
  const location = /([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(
    String(entry?.response?.location ?? ""),
  )?.[1];
  const { resourceType, id } = entry?.resource ?? {};
  return location ?? (resourceType && id ? `${resourceType}/${id}` : null);
}

/** @throws AppError("wrong-patient") */
export function assertStoredSubject(
  sent: Record<string, unknown>,
  stored: AnswerEntry["resource"],
  issuer: string,
): void {
  const who = (resource: { readonly [key: string]: unknown }) => subjectOf(resource, issuer);
  if (stored?.subject && who(stored) !== who(sent))
    throw new AppError("wrong-patient", `the EHR stored the ${sent.resourceType} for another patient`);
}
