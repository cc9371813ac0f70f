import { toAppError } from "@/lib/core/errors";
import { type Capabilities, offers } from "./capabilities";
import type { FhirClient, Found } from "./client";

/** One way of putting a question: searches whose answers are one answer. All but the first may be refused. */
export type Way = {
  /** For the console. */
  readonly name: string;
  readonly searches: readonly Readonly<Record<string, string>>[];
};

/** What was learned of a server, for as long as it is good. One per EHR and process. */
export type ServerMemory = {
  /** By question: the way that worked last. */
  readonly ways: Map<string, { readonly name: string; readonly at: number }>;
  capabilities?: Promise<Capabilities | null> | undefined;
  capabilitiesAt?: number;
  /** Called when something new was learned. */
  onLearned?: (() => void) | undefined;
};
export const newServerMemory = (): ServerMemory => ({ ways: new Map() });

/** After this the preferred way is tried again: a refusal may have been about one patient, or mended meanwhile. */
const GOOD_FOR = 60 * 60 * 1000;

/** The name of the way that worked last, while that is still good. */
export function learnedWay(memory: ServerMemory, question: string, now = Date.now()): string | undefined {
  const learned = memory.ways.get(question);
  return learned && now - learned.at < GOOD_FOR ? learned.name : undefined;
}

/** The way that worked last, then what the server says it takes, then the rest, each in the order given. */
export function inOrder<T extends Way>(
  ways: readonly T[],
  question: string,
  type: string,
  { memory, says }: { readonly memory: ServerMemory; readonly says: Capabilities | null },
  now = Date.now(),
): T[] {
  const first = ways.filter((w) => w.name === learnedWay(memory, question, now));
  const offered = (w: T) => w.searches.every((s) => offers(says, type, Object.keys(s)));
  const rest = ways.filter((w) => !first.includes(w));
  return [...first, ...rest.filter(offered), ...rest.filter((w) => !offered(w))];
}

export function learn(memory: ServerMemory, question: string, name: string, now = Date.now()): void {
  const known = memory.ways.get(question);
  // The time is of the first success: later ones by habit must not keep the preferred way from being tried again.
  if (known?.name === name && now - known.at < GOOD_FOR) return;
  memory.ways.set(question, { name, at: now });
  if (known?.name !== name) memory.onLearned?.();
}

/** Not a refusal of this person or this patient but of the way it was asked. */
export const isWrongQuestion = (error: unknown): boolean => {
  const { code, detail } = toAppError(error);
  // 501: not implemented, which is no trouble that passes.
  return (code === "ehr-refused" && detail.status !== 403) || detail.status === 501;
};

/**
 * Asks until the server takes a way of asking.
 * @throws the first refusal when it takes none; what is no refusal of the question at once.
 */
export async function askWays(
  client: FhirClient,
  type: string,
  question: string,
  ways: readonly Way[],
  common: Readonly<Record<string, string>>,
): Promise<Found> {
  const says = ways.length > 1 ? await client.capabilities() : null;
  let refused: unknown = null;
  let remarked: Found | null = null;
  for (const way of inOrder(ways, question, type, { memory: client.server, says })) {
    try {
      const found = await askOne(client, type, way, common);
      // Nothing but a remark that something went wrong: some servers refuse a question so.
      if (found.resources.length === 0 && found.incomplete === "the EHR reported an error") {
        remarked ??= found;
        continue;
      }
      if (ways.length > 1) learn(client.server, question, way.name);
      return found;
    } catch (error) {
      if (!isWrongQuestion(error)) throw error;
      refused ??= error;
    }
  }
  if (remarked) return remarked;
  throw refused;
}

async function askOne(
  client: FhirClient,
  type: string,
  { searches: [first, ...more] }: Way,
  common: Readonly<Record<string, string>>,
): Promise<Found> {
  const found = await client.search(type, { ...common, ...first });
  const others: Found[] = [];
  for (const parameters of more)
    try {
      others.push(await client.search(type, { ...common, ...parameters }));
    } catch (error) {
      if (!isWrongQuestion(error)) throw error;
      // A kind of entry that a server does not keep is none; but measurements under no category are found by code alone.
      if (parameters.code)
        others.push({ resources: [], incomplete: "the EHR refused a part of the question" });
    }
  return {
    resources: [found, ...others].flatMap((f) => f.resources),
    incomplete: [found, ...others].find((f) => f.incomplete)?.incomplete ?? null,
  };
}
