import { parseSearchRequest } from "@medplum/core";
import { isLoopback } from "@/lib/core/address";
import { BACKPORT_PROFILE, TOPIC_EXTENSION } from "@/lib/fhir/capabilities";
import type { Change, ResourceStore } from "../store/store";
import { matchesFilter } from "./search-match";
import { checkUrl } from "./search-query";
import type { Resource, ResourceOf, Stored } from "./types";

/** How the sandbox tells of news: by topic (Subscriptions R5 Backport), by plain R4 criteria, or not at all. */
export type NewsForm = "topics" | "criteria" | "none";

type Subscription = ResourceOf<"Subscription">;
type Options = {
  readonly store: ResourceStore;
  readonly baseUrl: string;
  readonly form: NewsForm;
  /** Calls go to this origin, or stay on this machine. */
  readonly appOrigin: string;
  readonly now: () => Date;
};

const BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition";
const STATUS_PROFILE = `${BACKPORT}/backport-subscription-status-r4`;
const BEAT_LOOK_MS = 5_000;
const CALL_MS = 30_000;
const HANDSHAKES = 30;
const HANDSHAKE_AGAIN_MS = 500;

/** The topics there are, and what is watched for each. */
const topics = (baseUrl: string): Readonly<Record<string, string>> => ({
  [`${baseUrl}/SubscriptionTopic/vital-signs`]: "Observation?category=vital-signs",
  [`${baseUrl}/SubscriptionTopic/emergency-encounters`]: "Encounter?class=EMER",
});

/** What the CapabilityStatement says of Subscription. */
export const announced = (baseUrl: string, form: NewsForm): object =>
  form === "topics"
    ? {
        supportedProfile: [BACKPORT_PROFILE],
        extension: Object.keys(topics(baseUrl)).map((valueCanonical) => ({
          url: TOPIC_EXTENSION,
          valueCanonical,
        })),
      }
    : {};

/** Calls whoever has subscribed when something is written. A call that fails ends the Subscription in error, as R4 lets a server do. */
export class Subscriptions {
  /** By id: events told so far, and when it was last called. */
  private readonly told = new Map<string, { events: number; at: number }>();
  private readonly timer: ReturnType<typeof setInterval>;
  private closed = false;

  constructor(private readonly options: Options) {
    options.store.listen((changes) => this.onCommit(changes));
    this.timer = setInterval(() => this.beat(), BEAT_LOOK_MS);
    this.timer.unref();
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
  }

  private onCommit(changes: readonly Change[]): void {
    if (this.options.form === "none" || this.closed) return;
    for (const { type, version } of changes)
      if (type === "Subscription" && version.resource)
        void this.begin(version.resource as Stored<Subscription>);
    for (const subscription of this.active()) {
      const news = changes.flatMap(({ version }) =>
        version.resource && this.isAbout(subscription, version.resource) ? [version.resource] : [],
      );
      if (news.length > 0) void this.call(subscription, "event-notification", news);
    }
  }

  private active(): Stored<Subscription>[] {
    return ([...this.options.store.all("Subscription")] as Stored<Subscription>[]).filter((s) => {
      if (s.status !== "active") return false;
      if (!s.end || Date.parse(s.end) > this.options.now().getTime()) return true;
      this.set(s, "off");
      return false;
    });
  }

  private async begin(subscription: Stored<Subscription>): Promise<void> {
    if (subscription.status !== "requested") return;
    if (!this.criteriaOf(subscription))
      return this.set(subscription, "error", "not a topic or search of this server");
    const isTopic = this.options.form === "topics";
    const up = !isTopic || (await this.handshake(subscription));
    if (up) this.set(subscription, "active");
  }

  private criteriaOf({ criteria }: Subscription): string | null {
    const { form, baseUrl } = this.options;
    if (form === "topics") return topics(baseUrl)[criteria] ?? null;
    try {
      checkUrl(criteria);
      return criteria;
    } catch {
      return null;
    }
  }

  private isAbout(subscription: Subscription, resource: Resource): boolean {
    const criteria = this.criteriaOf(subscription);
    if (!criteria?.startsWith(`${resource.resourceType}?`)) return false;
    const { filters } = parseSearchRequest(checkUrl(criteria));
    return (filters ?? []).every((f) => matchesFilter(resource, f));
  }

  private beat(): void {
    if (this.options.form !== "topics") return;
    for (const subscription of this.active()) {
      const every = subscription.channel.extension?.find(
        (e) => e.url === `${BACKPORT}/backport-heartbeat-period`,
      )?.valueUnsignedInt;
      const last = this.told.get(subscription.id)?.at ?? 0;
      if (every && Date.now() - last >= every * 1000) void this.call(subscription, "heartbeat", []);
    }
  }

  /** Whoever subscribes as it starts may not listen yet: where nobody answers at all it is tried for a while. */
  private async handshake(subscription: Stored<Subscription>): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      const failure = await this.post(subscription, "handshake", []);
      if (!failure) return true;
      if (!isRefusedConnection(failure) || tries >= HANDSHAKES || this.closed) {
        this.set(subscription, "error", failure.message);
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, HANDSHAKE_AGAIN_MS).unref());
    }
  }

  private async call(
    subscription: Stored<Subscription>,
    type: "heartbeat" | "event-notification",
    news: readonly Resource[],
  ): Promise<void> {
    const failure = await this.post(subscription, type, news);
    if (failure) this.set(subscription, "error", failure.message);
  }

  private async post(
    subscription: Stored<Subscription>,
    type: "handshake" | "heartbeat" | "event-notification",
    news: readonly Resource[],
  ): Promise<Error | null> {
    const { endpoint = "", header = [], payload } = subscription.channel;
    const told = this.told.get(subscription.id) ?? { events: 0, at: 0 };
    this.told.set(subscription.id, told);
    told.at = Date.now();
    if (news.length > 0) told.events++;
    try {
      if (!isLoopback(endpoint) && URL.parse(endpoint)?.origin !== this.options.appOrigin)
        throw new Error("the endpoint is on another machine");
      const headers = Object.fromEntries(header.map((h) => h.split(/:\s*(.*)/s).slice(0, 2)));
      const response = await fetch(endpoint, {
        method: "POST",
        headers: { ...headers, ...(payload ? { "content-type": payload } : {}) },
        ...(payload ? { body: JSON.stringify(this.notice(subscription, type, news, told.events)) } : {}),
        redirect: "error",
        signal: AbortSignal.timeout(CALL_MS),
      });
      if (!response.ok) throw new Error(`the endpoint answered ${response.status}`);
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error("no answer");
    }
  }

  private set(subscription: Stored<Subscription>, status: "active" | "error" | "off", error?: string): void {
    const current = this.options.store.get("Subscription", subscription.id) as
      | Stored<Subscription>
      | undefined;
    if (this.closed || !current || current.status === status || current.status === "off") return;
    this.options.store.put({ ...current, status, ...(error ? { error } : {}) } as Stored, "PUT");
  }

  /** Notification of the backport for R4: a history Bundle that begins with the status as Parameters; ids of what is new, nothing more. */
  private notice(
    { id, criteria }: Stored<Subscription>,
    type: string,
    news: readonly Resource[],
    events: number,
  ): object {
    const { baseUrl, now } = this.options;
    const url = (r: Resource) => `${baseUrl}/${r.resourceType}/${r.id}`;
    const status = {
      resourceType: "Parameters",
      meta: { profile: [STATUS_PROFILE] },
      parameter: [
        { name: "subscription", valueReference: { reference: `${baseUrl}/Subscription/${id}` } },
        { name: "topic", valueCanonical: criteria },
        { name: "status", valueCode: type === "handshake" ? "requested" : "active" },
        { name: "type", valueCode: type },
        { name: "events-since-subscription-start", valueString: String(events) },
        ...news.map((r) => ({
          name: "notification-event",
          part: [
            { name: "event-number", valueString: String(events) },
            { name: "timestamp", valueInstant: now().toISOString() },
            { name: "focus", valueReference: { reference: url(r) } },
          ],
        })),
      ],
    };
    return {
      resourceType: "Bundle",
      type: "history",
      timestamp: now().toISOString(),
      entry: [
        {
          resource: status,
          request: { method: "GET", url: `${baseUrl}/Subscription/${id}/$status` },
          response: { status: "200" },
        },
        ...news.map((r) => ({
          fullUrl: url(r),
          request: { method: "PUT", url: `${r.resourceType}/${r.id}` },
          response: { status: "200" },
        })),
      ],
    };
  }
}

/** fetch hides what the system said in the error's cause. */
const isRefusedConnection = ({ cause }: Error): boolean =>
  (cause as { code?: unknown } | undefined)?.code === "ECONNREFUSED";
