import { BACKPORT_PROFILE, type SubscriptionSupport } from "./capabilities";
import type { Foreign } from "./client";

/**
 * R4 Subscriptions (hl7.org/fhir/R4/subscription.html), by topic where the server takes those (Subscriptions R5 Backport,
 * hl7.org/fhir/uv/subscriptions-backport), else by search criteria. All that is wanted of either is a call that says "look again":
 * ids at most, never content.
 */
const BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition";

/** One thing to be told of. */
export type Wanted = {
  readonly form: "topic" | "criteria";
  /** A topic's canonical address, or a search. */
  readonly criteria: string;
};

/** What a board shows and a server without topics can be asked to watch. */
const SEARCHES = ["Observation?category=vital-signs", "Encounter?class=EMER"];
/** How topics are called that are about what a board shows; where none is, the site names them. */
const ABOUT_THE_BOARD = /encounter|observation|vital|admission/i;

/** A server that says nothing for so long is taken for silent; it repeats itself this often where it can (seconds). */
export const HEARTBEAT_SECONDS = 60;

/**
 * What to ask a server to tell of.
 * @param named topics that the site has chosen; empty: those the server lists that are about what a board shows
 * @returns nothing where it offers no subscriptions
 */
export function whatToAsk(support: SubscriptionSupport | null, named: readonly string[]): Wanted[] {
  if (!support?.create) return [];
  if (named.length > 0) return named.map((criteria) => ({ form: "topic", criteria }));
  const topics = support.byTopic ? support.topics.filter((t) => ABOUT_THE_BOARD.test(t)) : [];
  if (topics.length > 0) return topics.map((criteria) => ({ form: "topic", criteria }));
  return support.byTopic ? [] : SEARCHES.map((criteria) => ({ form: "criteria", criteria }));
}

export type Asked = Wanted & {
  /** Where the server is to call. */
  readonly endpoint: string;
  readonly secret: string;
  readonly end: Date;
  /** The server's id where it has the Subscription already. */
  readonly id?: string;
};

/** The resource that asks for it. Without a payload a plain R4 server calls with an empty body: nothing of a patient travels. */
export function subscriptionOf({ form, criteria, endpoint, secret, end, id }: Asked): Foreign {
  const common = {
    resourceType: "Subscription",
    ...(id ? { id } : {}),
    status: "requested",
    end: end.toISOString(),
    reason: "OpenAcuity's board of waiting patients",
    criteria,
  };
  const channel = { type: "rest-hook", endpoint, header: [`Authorization: Bearer ${secret}`] };
  if (form === "criteria") return { ...common, channel };
  return {
    ...common,
    meta: { profile: [BACKPORT_PROFILE] },
    channel: {
      ...channel,
      extension: [
        { url: `${BACKPORT}/backport-heartbeat-period`, valueUnsignedInt: HEARTBEAT_SECONDS },
        { url: `${BACKPORT}/backport-timeout`, valueUnsignedInt: 10 },
      ],
      payload: "application/fhir+json",
      _payload: { extension: [{ url: `${BACKPORT}/backport-payload-content`, valueCode: "id-only" }] },
    },
  };
}

/**
 * What a call is: a sign of life, or that there is something new. Nothing else is read of it. What cannot be read is news: looking
 * once too often does no harm.
 */
export function kindOfCall(text: string): "sign-of-life" | "news" {
  let bundle: { entry?: { resource?: { parameter?: unknown } }[] };
  try {
    bundle = JSON.parse(text);
  } catch {
    return "news";
  }
  const parameters = bundle?.entry?.[0]?.resource?.parameter;
  if (!Array.isArray(parameters)) return "news";
  const type = (parameters as ({ name?: unknown; valueCode?: unknown } | null)[]).find(
    (p) => p?.name === "type",
  );
  return type?.valueCode === "handshake" || type?.valueCode === "heartbeat" ? "sign-of-life" : "news";
}
