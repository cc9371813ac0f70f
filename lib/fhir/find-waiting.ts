import { DAY } from "@/lib/core/clock";
import { AppError, toAppError } from "@/lib/core/errors";
import { inOrder, isWrongQuestion, learn, learnedWay, type Way } from "./ask-ways";
import type { FhirClient, Foreign } from "./client";
import { mapLimited } from "./concurrency";
import { openEmergencyVisits } from "./find-visit";
import { type Member, membersOf } from "./patient-list";
import { parseReference, subjectOf } from "./reference";
import { EMERGENCY, IN_DEPARTMENT } from "./reshape/encounter";
import { PAGE } from "./sections";

export const CONCURRENCY = 4;

/** A visit of this EHR that is known here: opened from the EHR, or seen on a board before. */
export type KnownVisit = { readonly encounterId: string; readonly patientId: string };
/**
 * How the visits were found: all of the EHR; those at the places, or on the lists, that the site's settings name, with the visits
 * known here; or the known ones alone, as far as the EHR shows them to this person.
 */
export type WaitingFrom = "department" | "places" | "lists" | "opened";
export type FoundVisits = {
  /** Visits and, where the server includes them, their patients. */
  readonly found: Foreign[];
  readonly from: WaitingFrom;
  /** Places and lists that the EHR did not give. */
  readonly missing: readonly string[];
  /** The EHR says that there are more than it gave, and gives no way to them. */
  readonly more: boolean;
};

type Answer = Omit<FoundVisits, "from">;
type Visits = Omit<Answer, "missing">;
type Finder = Way & { readonly from: WaitingFrom; readonly find: () => Promise<Answer> };

const QUESTION = "Waiting patients";
/** Visits that began earlier are not looked for where the server cannot tell emergency visits from others. */
const WITHOUT_CLASS = 3 * DAY;

/**
 * Visits of the department, whichever way the EHR gives them: best first, each refusal followed by the next way, and what worked
 * remembered for a while.
 * @throws the first refusal when every way is refused; what is no refusal at once.
 */
export async function findWaiting(
  client: FhirClient,
  now: Date,
  known?: () => Promise<readonly KnownVisit[]>,
): Promise<FoundVisits> {
  const { server: memory } = client;
  const finders = findersOf(client, now, known);
  // What asks for nothing is refused by nothing: its place is the last, unless it was what worked a moment ago.
  const searches = finders.filter((f) => f.searches.length > 0);
  const ordered = inOrder(searches, QUESTION, "Encounter", { memory, says: await client.capabilities() });
  const learned = finders.filter((f) => f.name === learnedWay(memory, QUESTION));
  let refused: unknown = null;
  for (const finder of new Set([...learned, ...ordered, ...finders]))
    try {
      const answer = await finder.find();
      learn(memory, QUESTION, finder.name);
      return { ...answer, from: finder.from };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused ??= error;
    }
  throw refused;
}

/** Best first. One search a status and class: a server that reads only the first of a list would leave out everybody else. */
function findersOf(
  client: FhirClient,
  now: Date,
  known?: () => Promise<readonly KnownVisit[]>,
): readonly Finder[] {
  const { site } = client;
  const classes = [
    EMERGENCY,
    ...(site.emergencyClasses ?? []).map((c) => (c.system ? `${c.system}|${c.code}` : c.code)),
  ];
  const date = `ge${new Date(now.getTime() - WITHOUT_CLASS).toISOString().slice(0, 10)}`;
  const byKind = IN_DEPARTMENT.flatMap((status) => classes.map((c) => ({ class: c, status })));
  const byStatus = IN_DEPARTMENT.map((status) => ({ status }));
  const wide = (name: string, searches: Way["searches"]): Finder => ({
    name,
    searches,
    from: "department",
    find: async () => ({ ...(await findVisits(client, searches)), missing: [] }),
  });
  const places = site.waitingPlaces ?? [];
  const at = (name: string, searches: Way["searches"]): Finder => ({
    name,
    searches: searches.map((s) => ({ location: "", ...s })),
    from: "places",
    find: () => withKnown(client, atPlaces(client, places, searches), known),
  });
  const lists = site.waitingLists ?? [];
  return [
    wide("by kind of visit and status", byKind),
    wide(
      "by status and date",
      byStatus.map((s) => ({ ...s, date })),
    ),
    ...(places.length > 0
      ? [at("by place and status", byStatus), at("by place and date", [{ date }]), at("by place", [{}])]
      : []),
    ...(lists.length > 0
      ? [
          {
            name: "from a list of patients or visits",
            searches: [],
            from: "lists" as const,
            find: () => withKnown(client, onLists(client, lists), known),
          },
        ]
      : []),
    ...(known
      ? [
          {
            name: "one visit at a time",
            searches: [],
            from: "opened" as const,
            find: async () => ({ found: await readKnown(client, await known()), missing: [], more: false }),
          },
        ]
      : []),
  ];
}

/** Of several searches some may be refused: a status or a kind of visit that the server does not know. */
async function findVisits(client: FhirClient, searches: Way["searches"]): Promise<Visits> {
  let refused: unknown = null;
  let more = false;
  const found = await mapLimited(searches, CONCURRENCY, async (search) => {
    const parameters = { ...search, _count: PAGE };
    try {
      const { resources, incomplete } =
        (await unlessRefused(client.search("Encounter", { ...parameters, _include: "Encounter:patient" }))) ??
        (await client.search("Encounter", parameters));
      // Nothing but a remark that something went wrong: some servers refuse a question so.
      if (resources.length === 0 && incomplete === "the EHR reported an error")
        throw new AppError("ehr-refused", "the list of visits: an error in place of an answer");
      // Some servers count wrong each time: no board would ever be whole.
      if (incomplete === "the EHR says that there are more") more = true;
      // A board on which somebody is missing looks like one on which nobody is: better the last whole one.
      else if (incomplete)
        throw new AppError("ehr-malformed", `the list of visits is not whole: ${incomplete}`, {
          userMessage: "The EHR gave only a part of the waiting patients.",
        });
      return resources;
    } catch (error) {
      if (!isWrongQuestion(error)) throw error;
      refused ??= error;
      return null;
    }
  });
  const answered = found.filter((f) => f !== null);
  if (answered.length === 0) throw refused;
  return { found: onceEach(answered.flat()), more };
}

/** A visit may change its status between two searches, and some servers answer each with all of them. */
const onceEach = (resources: readonly Foreign[]): Foreign[] => [
  ...new Map(resources.map((r) => [`${r.resourceType}/${r.id}`, r])).values(),
];

const atPlaces = (
  client: FhirClient,
  places: readonly string[],
  searches: Way["searches"],
): Promise<Answer> =>
  asFarAsGiven(places, (location) =>
    findVisits(
      client,
      searches.map((s) => ({ ...s, location })),
    ),
  );

const onLists = (client: FhirClient, lists: readonly string[]): Promise<Answer> =>
  asFarAsGiven(lists, async (list) => {
    const { type, id } = parseReference(list) ?? { type: "", id: "" };
    const members = membersOf(await client.read(type, id), client.issuer);
    if (!members) throw new AppError("ehr-refused", `${type}: names nobody of this EHR, or is not in use`);
    const visits = await mapLimited(members, CONCURRENCY, (m) => unlessRefused(visitsOfMember(client, m)));
    if (members.length > 0 && visits.every((v) => v === null))
      throw new AppError("ehr-refused", `${type}: nobody on it may be read`);
    return { found: visits.flatMap((v) => v?.found ?? []), more: visits.some((v) => v?.more) };
  });

const visitsOfMember = async (client: FhirClient, member: Member): Promise<Visits> =>
  member.type === "Encounter"
    ? { found: [await client.read("Encounter", member.id)], more: false }
    : openEmergencyVisits(client, member.id);

/** One that is refused or gone costs itself alone. @throws the first refusal when none is given. */
async function asFarAsGiven(
  names: readonly string[],
  find: (name: string) => Promise<Visits>,
): Promise<Answer> {
  let refused: unknown = null;
  const missing: string[] = [];
  const given: Visits[] = [];
  for (const name of names)
    try {
      given.push(await find(name));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused ??= error;
      missing.push(name);
    }
  if (missing.length === names.length) throw refused;
  return { found: onceEach(given.flatMap((g) => g.found)), missing, more: given.some((g) => g.more) };
}

/** Somebody launched from the EHR is on the board, whatever its lists and places say of them. */
async function withKnown(
  client: FhirClient,
  asked: Promise<Answer>,
  known?: () => Promise<readonly KnownVisit[]>,
): Promise<Answer> {
  const { found, ...how } = await asked;
  const there = new Set(found.flatMap((r) => (r.resourceType === "Encounter" ? [r.id] : [])));
  const others = ((await known?.()) ?? []).filter((v) => !there.has(v.encounterId));
  return { found: onceEach([...found, ...(await readKnown(client, others))]), ...how };
}

/** Each visit by itself; one that this person may not see, or that has moved to another patient, is not theirs to list. */
async function readKnown(client: FhirClient, known: readonly KnownVisit[]): Promise<Foreign[]> {
  const read = await mapLimited(known, CONCURRENCY, async ({ encounterId, patientId }) => {
    const visit = await unlessRefused(client.read("Encounter", encounterId));
    return visit && subjectOf(visit, client.issuer) === patientId ? visit : null;
  });
  return read.filter((r) => r !== null);
}

/** The server does not allow or know the question: another may be answered. */
const isRefusal = (error: unknown): boolean => {
  const { code } = toAppError(error);
  return code === "ehr-refused" || code === "not-found" || isWrongQuestion(error);
};

/** null where the server does not allow or know the question, or answers for somebody else; other failures are thrown. */
export async function unlessRefused<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isRefusal(error) || toAppError(error).code === "wrong-patient") return null;
    throw error;
  }
}
