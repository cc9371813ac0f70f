import { AppError, toAppError } from "@/lib/core/errors";
import type { Capabilities } from "./capabilities";
import { carries } from "./carries";
import type { FhirClient, Foreign } from "./client";
import { markReplaced } from "./mark-replaced";
import type { SiteFacts } from "./site-facts";
import {
  assertStoredSubject,
  buildWriteBack,
  conditionOf,
  ESI_TOKEN,
  type Part,
  resourceOf,
  sendWriteBack,
  type WriteBackInput,
} from "./write-back";

/**
 * A decision written as far as the EHR's server takes it. All at once where it takes transactions; else one resource after
 * another, the clinician's level first and, if need be, alone. Nothing beside that level may keep it from being written: a
 * Device stored twice, an author or a measurement that the server does not have, a kind of resource it refuses.
 */
type Outcome = "taken" | number;
export type Written = {
  /** "Observation/1" and the others, of what is in the EHR now. */
  readonly refs: readonly string[];
  readonly learned: NonNullable<SiteFacts["writeBack"]>;
};
export type WriteOptions = {
  readonly learned: SiteFacts["writeBack"] | null;
  /** An earlier attempt may have been written without anybody noting it. */
  readonly mayBeThere: boolean;
  /** The Observation of the decision that this one takes the place of, where that is in the EHR. */
  readonly superseded: { readonly reference: string; readonly decisionId: string } | null;
  /** Asked before anything is sent. @throws when somebody else has taken over. */
  readonly assertHeld: () => Promise<void>;
  readonly now: Date;
};

const TYPES: Readonly<Record<Part, string>> = {
  observation: "Observation",
  device: "Device",
  risk: "RiskAssessment",
  provenance: "Provenance",
};

/** @throws what kept the clinician's level from being written; refusals of anything else are in the answer. */
export async function writeDecision(
  client: FhirClient,
  input: WriteBackInput,
  options: WriteOptions,
): Promise<Written> {
  const says = await client.capabilities();
  const written = await writeParts(client, input, options, says);
  const level = written.refs.find((r) => r.startsWith("Observation/"));
  const replaced =
    input.replaced && level
      ? await markReplaced(client, { reference: level, decisionId: input.decisionId }, input.patientId)
      : null;
  const earlier = options.superseded
    ? await markReplaced(client, options.superseded, input.patientId, options.assertHeld)
    : null;
  const outcome = earlier ?? replaced;
  return {
    refs: written.refs,
    learned: {
      ...written.learned,
      ...(outcome === null ? pick(options.learned?.replaced) : { replaced: outcome }),
      at: options.now.toISOString(),
    },
  };
}

const pick = (replaced: Outcome | undefined) => (replaced === undefined ? {} : { replaced });

type Parts = { refs: string[]; learned: Omit<NonNullable<SiteFacts["writeBack"]>, "at"> };

async function writeParts(
  client: FhirClient,
  input: WriteBackInput,
  options: WriteOptions,
  says: Capabilities | null,
): Promise<Parts> {
  if (options.learned?.way === "single" || says?.transaction === false)
    return writeSingly(client, input, options, says);
  try {
    return await writeAtOnce(client, input, options);
  } catch (error) {
    if (!mayGoOnSingly(error)) throw error;
    // Refused for what it points to? Then the transaction is good without.
    const resolved = isRefusal(error) ? await withoutDeadReferences(client, input) : input;
    if (resolved !== input)
      try {
        return await writeAtOnce(client, resolved, options);
      } catch (again) {
        if (!mayGoOnSingly(again)) throw again;
      }
    // An answer that is none may have been a success: looked for first, and never created again on a guess.
    const mayBeThere = options.mayBeThere || !isRefusal(error);
    const single = await writeSingly(client, resolved, { ...options, mayBeThere }, says);
    // What was wrong with this one decision is no reason to give up transactions.
    const ofThisOne = resolved !== input || [409, 412].includes(Number(toAppError(error).detail.status));
    return ofThisOne ? { ...single, learned: { ...single.learned, way: "transaction" } } : single;
  }
}

async function writeAtOnce(client: FhirClient, input: WriteBackInput, o: WriteOptions): Promise<Parts> {
  const bundle = buildWriteBack(input);
  await o.assertHeld();
  const refs = await sendWriteBack(client, bundle);
  const parts = Object.fromEntries(
    bundle.entry.map((e) => [String(e.resource.resourceType), "taken" as const]),
  );
  return { refs, learned: { way: "transaction", parts: { ...(o.learned?.parts ?? {}), ...parts } } };
}

/** The Observation first: without it there is nothing to write about. */
async function writeSingly(
  client: FhirClient,
  input: WriteBackInput,
  o: WriteOptions,
  says: Capabilities | null,
): Promise<Parts> {
  const refs = new Map<Part, string>();
  const parts: Record<string, Outcome> = { ...(o.learned?.parts ?? {}) };
  const refers = (part: Part) => refs.get(part) ?? null;
  const level = await writeLevel(client, input, o, says);
  refs.set("observation", level);
  parts.Observation = "taken";
  const beside: Part[] = [...(input.suggestion ? (["device", "risk"] as const) : []), "provenance"];
  for (const part of beside) {
    const type = TYPES[part];
    // Refused lately: not asked again with every decision.
    if (o.learned?.way === "single" && typeof o.learned.parts[type] === "number") continue;
    try {
      refs.set(part, await createOnce(client, input, part, resourceOf(input, part, refers), o, says));
      parts[type] = "taken";
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Too much of one patient's says nothing of what the server takes.
      if (toAppError(error).detail.unsaid === "cut") continue;
      parts[type] = Number(toAppError(error).detail.status) || 400;
    }
  }
  return { refs: [...refs.values()], learned: { way: "single", parts } };
}

/** As it is; then without what it points to and the server does not have; then by itself. */
async function writeLevel(
  client: FhirClient,
  input: WriteBackInput,
  o: WriteOptions,
  says: Capabilities | null,
): Promise<string> {
  const create = (of: WriteBackInput) =>
    createOnce(
      client,
      of,
      "observation",
      resourceOf(of, "observation", () => null),
      o,
      says,
    );
  try {
    return await create(input);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const resolved = await withoutDeadReferences(client, input);
    const bare = { ...input, practitioner: null, basis: [] };
    for (const of of resolved === input ? [bare] : [resolved, bare])
      try {
        return await create(of);
      } catch (again) {
        if (!isRefusal(again)) throw again;
      }
    throw error;
  }
}

/** Why it is not known whether something is there: the server will not say, did not get to the end, or there is too much of it. */
type Unsaid = "refused" | "broken" | "cut";

/** Looked for first: not every server heeds the condition of a create, and an earlier attempt may have come through. */
async function createOnce(
  client: FhirClient,
  input: WriteBackInput,
  part: Part,
  resource: Record<string, unknown>,
  o: WriteOptions,
  says: Capabilities | null,
): Promise<string> {
  const { there, unsaid } = await lookUp(client, input, part);
  if (there) {
    assertStoredSubject(resource, there, client.issuer);
    return `${there.resourceType}/${there.id}`;
  }
  const type = TYPES[part];
  if (unsaid && o.mayBeThere && says?.conditionalCreate.get(type) !== true)
    // A broken answer passes and is asked for again; what the server refuses to say, or says without an end, stays so.
    throw new AppError(
      unsaid === "broken" ? "ehr-malformed" : "ehr-refused",
      `${type}: whether it is there already cannot be found out${unsaid === "cut" ? ": there are too many to look through" : ""}`,
      { detail: { resource: type, unsaid } },
    );
  const { parameter, value } = conditionOf(input, part);
  const [system, code = ""] = value.split("|");
  await o.assertHeld();
  const { reference, stored } = await client.create(
    resource as Foreign,
    `${parameter}=${system}|${encodeURIComponent(code)}`,
  );
  assertStoredSubject(resource, stored, client.issuer);
  if (reference) return reference;
  // Created, says the server, and not under which id.
  const { there: found } = await lookUp(client, input, part);
  if (!found) throw new AppError("ehr-malformed", `${type}: the EHR does not say what it stored`);
  return `${found.resourceType}/${found.id}`;
}

/** Pages of a look-up, of 50 each; the questions grow narrower meanwhile. */
const LOOK_UP_PAGES = 4;
/** Server and decision may not agree about the day. */
const DAY_MS = 86_400_000;

/**
 * What is asked to find something of ours, one after the other until an answer is whole. A server may take the first for "all there
 * are", and then there may be more of the patient's than can be looked through: then the same of this kind, since the day before.
 */
function questionsFor(input: WriteBackInput, part: Part): readonly Readonly<Record<string, string>>[] {
  const { parameter, value } = conditionOf(input, part);
  const ours = { [parameter]: value };
  if (part === "device") return [ours];
  const patient = { patient: input.patientId };
  const since = (when: string) => `ge${new Date(Date.parse(when) - DAY_MS).toISOString().slice(0, 10)}`;
  switch (part) {
    case "observation": {
      const code = { ...patient, code: ESI_TOKEN };
      return [ours, patient, code, { ...code, date: since(input.decidedAt) }];
    }
    case "risk":
      return [ours, patient, { ...patient, date: since(input.suggestion?.madeAt ?? input.decidedAt) }];
    case "provenance":
      return [ours, patient, { ...patient, recorded: since(input.decidedAt) }];
  }
}

/** What the server has of it, and why it does not say so where it does not. Of several the first: a Device may be stored twice. */
async function lookUp(
  client: FhirClient,
  input: WriteBackInput,
  part: Part,
): Promise<{ readonly there: Foreign | null; readonly unsaid: Unsaid | null }> {
  const { value } = conditionOf(input, part);
  const isOurs = (r: Foreign): boolean => r.resourceType === TYPES[part] && carries(r, value);
  let unsaid: Unsaid = "refused";
  // What does not carry our identifier is not ours, whatever was asked.
  for (const question of questionsFor(input, part))
    try {
      const { resources, incomplete } = await client.search(
        TYPES[part],
        { ...question, _count: "50" },
        { pages: LOOK_UP_PAGES },
      );
      const found = resources.find(isOurs);
      if (found) return { there: found, unsaid: null };
      if (!incomplete) return { there: null, unsaid: null };
      unsaid = incomplete === "there are more pages than were asked for" ? "cut" : "broken";
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  return { there: null, unsaid };
}

/** The same decision without references to what the server says it does not have. The very same object: all are there. */
async function withoutDeadReferences(client: FhirClient, input: WriteBackInput): Promise<WriteBackInput> {
  const isThere = async (reference: string): Promise<boolean> => {
    const [type = "", id = ""] = reference.split("/");
    try {
      await client.read(type, id);
      return true;
    } catch (error) {
      if (!isRefusal(error) && toAppError(error).code !== "ehr-malformed") throw error;
      return false;
    }
  };
  const basis: string[] = [];
  for (const reference of input.basis) if (await isThere(reference)) basis.push(reference);
  const named = input.practitioner !== null && (await isThere(input.practitioner));
  if (basis.length === input.basis.length && named === (input.practitioner !== null)) return input;
  return { ...input, basis, practitioner: named ? input.practitioner : null };
}

/** The server turned it down, for good as far as it says. 501: it does not know the request at all. */
function isRefusal(error: unknown): boolean {
  const { code, detail } = toAppError(error);
  return code === "ehr-refused" || code === "not-found" || detail.status === 501;
}

/** Also an answer that is none to a transaction: what of it came through is found by looking. */
const mayGoOnSingly = (error: unknown): boolean =>
  isRefusal(error) || toAppError(error).code === "ehr-malformed";
