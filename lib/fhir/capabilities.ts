import { z } from "zod";

/** Subscriptions R5 Backport (hl7.org/fhir/uv/subscriptions-backport): how a server says that it tells by topic, and by which. */
const BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition";
export const BACKPORT_PROFILE = `${BACKPORT}/backport-subscription`;
export const TOPIC_EXTENSION = `${BACKPORT}/capabilitystatement-subscriptiontopic-canonical`;

/**
 * What a server says of itself in its CapabilityStatement (hl7.org/fhir/R4/capabilitystatement.html). It only decides what
 * is asked first: servers leave things out and claim things they refuse, so every question has another way behind it.
 */
export type Capabilities = {
  readonly software: string | null;
  readonly fhirVersion: string | null;
  readonly transaction: boolean | null;
  /** The resource types that are listed. */
  readonly types: ReadonlySet<string>;
  /** By resource type: the search parameters that are listed; a type that lists none is not in it. */
  readonly searches: ReadonlyMap<string, ReadonlySet<string>>;
  /** By resource type: whether `If-None-Exist` is honoured, where it is said. */
  readonly conditionalCreate: ReadonlyMap<string, boolean>;
  /** Whether it can tell of news; null where its Subscriptions are not listed. */
  readonly subscriptions: SubscriptionSupport | null;
};
export type SubscriptionSupport = {
  readonly create: boolean;
  /** By topic (Subscriptions R5 Backport), and by which. */
  readonly byTopic: boolean;
  readonly topics: readonly string[];
};

const list = <T extends z.ZodType>(item: T) => z.array(item).catch([]).default([]);
const text = z.string().optional().catch(undefined);
const statementSchema = z.looseObject({
  resourceType: z.literal("CapabilityStatement"),
  fhirVersion: text,
  software: z.looseObject({ name: text, version: text }).optional().catch(undefined),
  rest: list(
    z.looseObject({
      mode: text,
      interaction: list(z.looseObject({ code: text })),
      resource: list(
        z.looseObject({
          type: text,
          conditionalCreate: z.boolean().optional().catch(undefined),
          interaction: list(z.looseObject({ code: text })),
          supportedProfile: list(z.string()),
          extension: list(z.looseObject({ url: text, valueCanonical: text })),
          searchParam: list(z.looseObject({ name: text })),
        }),
      ),
    }),
  ),
});

/** null when it is no CapabilityStatement. */
export function readCapabilities(statement: unknown): Capabilities | null {
  const parsed = statementSchema.safeParse(statement);
  if (!parsed.success) return null;
  const { software, fhirVersion, rest } = parsed.data;
  const server = rest.find((r) => r.mode !== "client");
  const resources = server?.resource ?? [];
  const interactions = server?.interaction.map((i) => i.code) ?? [];
  return {
    software: [software?.name, software?.version].filter(Boolean).join(" ").slice(0, 80) || null,
    fhirVersion: fhirVersion ?? null,
    transaction: interactions.length === 0 ? null : interactions.includes("transaction"),
    types: new Set(resources.flatMap((r) => r.type ?? [])),
    searches: new Map(
      resources.flatMap((r) => {
        const names = r.searchParam.flatMap((p) => p.name ?? []);
        return r.type && names.length > 0 ? [[r.type, new Set(names)] as const] : [];
      }),
    ),
    conditionalCreate: new Map(
      resources.flatMap((r) =>
        r.type && r.conditionalCreate !== undefined ? [[r.type, r.conditionalCreate] as const] : [],
      ),
    ),
    subscriptions: subscriptionsOf(resources.find((r) => r.type === "Subscription")),
  };
}

type ListedResource = z.infer<typeof statementSchema>["rest"][number]["resource"][number];

function subscriptionsOf(listed: ListedResource | undefined): SubscriptionSupport | null {
  if (!listed) return null;
  const topics = listed.extension
    .filter((e) => e.url === TOPIC_EXTENSION)
    .flatMap((e) => e.valueCanonical ?? []);
  return {
    // A resource that lists no interactions may take any.
    create: listed.interaction.length === 0 || listed.interaction.some((i) => i.code === "create"),
    byTopic: topics.length > 0 || listed.supportedProfile.some((p) => p.split("|")[0] === BACKPORT_PROFILE),
    topics,
  };
}

/** Whether a search may be tried first: what the server lists has all that it needs, or nothing is known. */
export function offers(c: Capabilities | null, type: string, parameters: readonly string[]): boolean {
  const listed = c?.searches.get(type);
  return !listed || parameters.every((p) => p.startsWith("_") || listed.has(p));
}
