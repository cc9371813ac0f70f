import { DAY } from "@/lib/core/clock";
import { AppError, toAppError } from "@/lib/core/errors";
import { askWays } from "../ask-ways";
import type { FhirClient, Foreign } from "../client";
import { mapLimited } from "../concurrency";
import { ownId, subjectOf } from "../reference";
import { encounterSchema, patientSchema } from "../reshape/schemas";

/** What is read to learn what became of a visit. */
export type OutcomeChart = {
  readonly encounter: Foreign;
  readonly patient: Foreign;
  /** All of the patient's visits since; null: the list was refused, not whole, or does not name the visit itself. */
  readonly others: readonly Foreign[] | null;
  /** Places by the reference that names them; those that were refused are missing. */
  readonly places: ReadonlyMap<string, Foreign>;
  /** Who is expected to pay (Coverage); empty where that was refused or is not kept. */
  readonly coverages: readonly Foreign[];
};

const CONCURRENCY = 4;
const MOST_PLACES = 12;
const PAGE = "100";

/**
 * Reads a visit again, with what came after it.
 * @throws AppError("wrong-patient") when the visit is another patient's now, or the patient's record was replaced: nothing of it may be
 *   attached to anybody. "not-found", "ehr-unavailable", "ehr-refused", "unauthenticated": nothing was learned.
 */
export async function readOutcomes(
  client: FhirClient,
  { encounterId, patientId, arrived }: { encounterId: string; patientId: string; arrived: Date },
): Promise<OutcomeChart> {
  const encounter = await client.read("Encounter", encounterId);
  if (subjectOf(encounter, client.issuer) !== patientId)
    throw new AppError("wrong-patient", "the visit is another patient's now");
  const patient = await client.read("Patient", patientId);
  const parsed = patientSchema.safeParse(patient);
  if (!parsed.success || parsed.data.link.some((l) => l.type === "replaced-by"))
    throw new AppError("wrong-patient", "the patient's record was replaced by another one");
  const others = await otherVisits(client, encounterId, patientId, arrived);
  const since = (others ?? []).filter((r) => isSince(r, arrived));
  return {
    encounter,
    patient,
    others,
    places: await placesOf(client, [encounter, ...since]),
    coverages: await coveragesOf(client, patientId),
  };
}

async function coveragesOf(client: FhirClient, patientId: string): Promise<readonly Foreign[]> {
  const ways = [
    { name: "by patient", searches: [{ patient: patientId }] },
    { name: "by beneficiary", searches: [{ beneficiary: `Patient/${patientId}` }] },
  ];
  const found = await unlessRefused(askWays(client, "Coverage", "Coverage", ways, { _count: PAGE }));
  return found?.resources ?? [];
}

async function otherVisits(
  client: FhirClient,
  encounterId: string,
  patientId: string,
  arrived: Date,
): Promise<Foreign[] | null> {
  const from = new Date(arrived.getTime() - DAY).toISOString().slice(0, 10);
  const ways = [
    { name: "by date", searches: [{ date: `ge${from}` }] },
    { name: "all of the patient", searches: [{}] },
  ];
  const asked = askWays(client, "Encounter", "Visits since", ways, { patient: patientId, _count: PAGE });
  const found = await unlessRefused(asked);
  if (!found || found.incomplete) return null;
  // A server may ignore what it was asked: nothing of another patient is looked at.
  const own = found.resources.filter((r) => subjectOf(r, client.issuer) === patientId);
  return own.some((r) => r.id === encounterId) ? own : null;
}

const isSince = (visit: Foreign, arrived: Date): boolean => {
  const { start } = (visit.period ?? {}) as { start?: unknown };
  return typeof start === "string" && Date.parse(start) >= arrived.getTime() - DAY;
};

async function placesOf(client: FhirClient, visits: readonly Foreign[]): Promise<Map<string, Foreign>> {
  const references = visits.flatMap((raw) => {
    const parsed = encounterSchema.safeParse(raw);
    return parsed.success ? parsed.data.location.map((l) => l.location?.reference ?? "") : [];
  });
  const read = await mapLimited([...new Set(references)].slice(0, MOST_PLACES), CONCURRENCY, async (ref) => {
    const id = ownId(ref, "Location", client.issuer);
    const place = id ? await unlessRefused(client.read("Location", id)) : null;
    return place ? ([ref, place] as const) : null;
  });
  return new Map(read.filter((r) => r !== null));
}

async function unlessRefused<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    const { code } = toAppError(error);
    if (code === "ehr-refused" || code === "not-found" || code === "ehr-malformed") return null;
    throw error;
  }
}
