import { Client } from "fhir-kit-client";
import { AppError, toAppError } from "@/lib/core/errors";
import { newServerMemory, type ServerMemory } from "./ask-ways";
import { type Capabilities, readCapabilities } from "./capabilities";
import { assertAnswered, entriesOf, hasError, matchesIn, nextLink, pageAddress } from "./search-bundle";
import type { SiteSettings } from "./site";

/** A FHIR resource or bundle as it comes: nothing is known of it but that it is JSON. */
export type Foreign = { readonly resourceType?: unknown; readonly [key: string]: unknown };

export type FhirClient = {
  readonly issuer: string;
  /** What is peculiar to this EHR. */
  readonly site: SiteSettings;
  /** What was learned of this EHR's server. */
  readonly server: ServerMemory;
  /** What the server says of itself, asked for once; null where it does not say. */
  capabilities(): Promise<Capabilities | null>;
  read(resourceType: string, id: string): Promise<Foreign>;
  /**
   * All matches, following `pages` pages at most. What was found before they ended or something went wrong is kept, and said to be
   * a part.
   * @throws when not even the first page could be read, or the token has ended.
   */
  search(
    resourceType: string,
    parameters: Readonly<Record<string, string>>,
    options?: { readonly pages?: number },
  ): Promise<Found>;
  /**
   * Creates one resource unless one with the condition exists. Never retried here.
   * @returns its reference ("Observation/123"), null where the server does not say, and what it stored where it shows that.
   */
  create(resource: Foreign, ifNoneExist: string): Promise<{ reference: string | null; stored: Foreign }>;
  /** Replaces one resource, of that version alone where the version is known. Never retried here. */
  update(resource: Foreign, version: string | null): Promise<Foreign>;
  /** Posts a transaction Bundle. Never retried here: whoever calls decides, knowing the resources are conditional. */
  transaction(bundle: object): Promise<Foreign>;
};

export type Found = {
  readonly resources: readonly Foreign[];
  /** Why this is not all; null when it is. */
  readonly incomplete:
    | "a later page could not be read"
    | "the EHR reported an error"
    | "there are more pages than were asked for"
    | "the EHR says that there are more"
    | "the EHR refused a part of the question"
    | null;
};

export type FhirClientOptions = {
  /** FHIR base URL. */
  readonly issuer: string;
  readonly site?: SiteSettings;
  /** Kept by whoever makes clients for the same EHR again and again. */
  readonly server?: ServerMemory;
  /** A token that is valid now; `fresh` asks for a new one after the EHR refused the last. */
  readonly accessToken: (fresh: boolean) => Promise<string>;
  readonly timeoutMs: number;
  readonly requestId?: string;
  /** The trace a request belongs to, for an EHR that is to be told of it (W3C traceparent). */
  readonly traceparent?: () => string | null;
  readonly observe?: (resource: string, outcome: string, seconds: number) => void;
  readonly sleep?: (ms: number) => Promise<void>;
};

const MAX_PAGES = 40;
/** Some servers answer for a merged record with the one that survived it. Whose data that is must be a person's judgement. */
const MERGED =
  "The EHR answers with another patient's record: this one may have been merged into it. Please launch again from the record that is in use.";
/**
 * HAPI answers a search again from the last minute's result, and proxies keep answers too, unless told not to (RFC 9111
 * §5.2.1.4; Pragma for HTTP/1.0). A saturation of a minute ago must never answer the check before a decision.
 */
const FRESH = { "cache-control": "no-cache", pragma: "no-cache" };
/** A patient page waits no longer than this to hear how best to ask, and asks without knowing. */
const CAPABILITIES_MS = 3_000;
const CAPABILITIES_KEPT_MS = 24 * 60 * 60 * 1000;
const CAPABILITIES_AGAIN_MS = 10 * 60 * 1000;
/** Addresses that are too long are refused so; the same search may then be posted (hl7.org/fhir/R4/http.html#search). */
const TOO_LONG = [414, 431];
const RETRIES = 2;
const BACKOFF_MS = 200;
/** Longest that a Retry-After is obeyed within a page view. */
const LONGEST_WAIT_MS = 2_000;

type HttpFailure = {
  /** null: no answer at all. */
  readonly status: number | null;
  readonly timedOut: boolean;
  /** It answered, but not with FHIR. */
  readonly unreadable: boolean;
  readonly retryAfterMs: number | null;
  readonly cause: unknown;
};

/** fhir-kit-client with what an emergency department needs on top: deadlines, bounded retries, one refresh, no strayed token. */
export function createFhirClient(options: FhirClientOptions): FhirClient {
  const { issuer, timeoutMs } = options;
  const sleep = options.sleep ?? ((ms: number) => new Promise((resolve) => setTimeout(resolve, ms)));
  const client = new Client({
    baseUrl: issuer,
    customHeaders: { ...FRESH, ...(options.requestId ? { "x-request-id": options.requestId } : {}) },
  });

  const attempt = async (
    resource: string,
    call: (request: object) => Promise<unknown>,
    fresh: boolean,
  ): Promise<Foreign> => {
    client.bearerToken = await options.accessToken(fresh);
    const started = performance.now();
    const done = (outcome: string) =>
      options.observe?.(resource, outcome, (performance.now() - started) / 1000);
    try {
      // No redirect is ever followed: the token would follow it.
      const traceparent = options.traceparent?.();
      const answer = await call({
        ...(traceparent ? { headers: { traceparent } } : {}),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: "error",
        cache: "no-store",
      });
      if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
        done("malformed");
        throw new AppError("ehr-malformed", `${resource}: the answer is no JSON object`);
      }
      done("ok");
      return answer as Foreign;
    } catch (error) {
      if (error instanceof AppError) throw error;
      const failure = failureOf(error);
      done(failure.status === null ? "unreachable" : String(failure.status));
      throw failure;
    }
  };

  const run = async (
    resource: string,
    call: (request: object) => Promise<unknown>,
    retries: number,
  ): Promise<Foreign> => {
    let fresh = false;
    for (let tries = 0; ; tries++) {
      try {
        return await attempt(resource, call, fresh);
      } catch (error) {
        if (error instanceof AppError) throw error;
        const failure = error as HttpFailure;
        if (failure.status === 401 && !fresh) {
          fresh = true;
          continue;
        }
        const wait = failure.retryAfterMs ?? BACKOFF_MS * 2 ** tries;
        if (!isTemporary(failure) || tries >= retries || wait > LONGEST_WAIT_MS)
          throw toError(resource, failure);
        await sleep(wait);
      }
    }
  };

  const server = options.server ?? newServerMemory();
  const askCapabilities = async (): Promise<Capabilities | null> => {
    const abort = AbortSignal.timeout(Math.min(timeoutMs, CAPABILITIES_MS));
    try {
      const answer = await run(
        "metadata",
        (request) => client.capabilityStatement({ ...request, signal: abort }),
        0,
      );
      return readCapabilities(answer);
    } catch (error) {
      // Without a token nothing else will be read either; whoever asks next finds out.
      if (toAppError(error).code === "unauthenticated") server.capabilities = undefined;
      return null;
    }
  };

  return {
    issuer,
    site: options.site ?? {},
    server,
    capabilities() {
      const now = Date.now();
      if (!server.capabilities || now - (server.capabilitiesAt ?? 0) > CAPABILITIES_KEPT_MS) {
        server.capabilitiesAt = now;
        server.capabilities = askCapabilities().then((says) => {
          // Asked again sooner where there was no answer.
          if (!says) server.capabilitiesAt = Date.now() - CAPABILITIES_KEPT_MS + CAPABILITIES_AGAIN_MS;
          else server.onLearned?.();
          return says;
        });
      }
      return server.capabilities;
    },
    async read(resourceType, id) {
      const resource = await run(
        resourceType,
        (request) => client.read({ resourceType, id, options: request }),
        RETRIES,
      );
      if (resource.resourceType === "Patient" && resourceType === "Patient" && resource.id !== id)
        throw new AppError("wrong-patient", "Patient: another patient's record than the one asked for", {
          userMessage: MERGED,
        });
      if (resource.resourceType !== resourceType || resource.id !== id) {
        throw new AppError("ehr-malformed", `${resourceType}: another resource than the one asked for`);
      }
      return withVersion(resource);
    },
    async search(resourceType, searchParams, { pages = MAX_PAGES } = {}) {
      const ask = (postSearch: boolean) =>
        run(
          resourceType,
          (request) =>
            client.search({
              resourceType,
              searchParams,
              options: { ...request, ...(postSearch ? { postSearch } : {}) },
            }),
          RETRIES,
        );
      let page = await ask(false).catch((error: unknown) => {
        if (TOO_LONG.includes(Number(toAppError(error).detail.status))) return ask(true);
        throw error;
      });
      assertAnswered(resourceType, page);
      const found = entriesOf(page);
      let matches = matchesIn(page);
      const total = typeof page.total === "number" ? page.total : null;
      let incomplete: Found["incomplete"] = hasError(page) ? "the EHR reported an error" : null;
      const followed = new Set<string>();
      for (let next = nextLink(page); next !== null; next = nextLink(page)) {
        if (followed.size + 1 >= pages && pages < MAX_PAGES)
          return { resources: found, incomplete: incomplete ?? "there are more pages than were asked for" };
        try {
          const url = pageAddress(issuer, resourceType, next);
          if (followed.has(next) || followed.size + 1 >= MAX_PAGES)
            throw new AppError("ehr-malformed", `${resourceType}: pages without end`);
          followed.add(next);
          const bundle = { resourceType: "Bundle", link: [{ relation: "next", url }] };
          page = await run(
            resourceType,
            (request) => client.nextPage({ bundle: bundle as never, options: request }) as Promise<unknown>,
            RETRIES,
          );
          found.push(...entriesOf(page));
          matches += matchesIn(page);
        } catch (error) {
          if (toAppError(error).code === "unauthenticated") throw error;
          return { resources: found, incomplete: "a later page could not be read" };
        }
        if (hasError(page)) incomplete = "the EHR reported an error";
      }
      // The total is of matches on all pages: where fewer came and no page is left, the server stopped at a limit of its own.
      if (total !== null && matches < total) incomplete ??= "the EHR says that there are more";
      return { resources: found, incomplete };
    },
    async create(resource, ifNoneExist) {
      const resourceType = String(resource.resourceType);
      const headers = { ...FRESH, "if-none-exist": ifNoneExist, prefer: "return=representation" };
      const stored = await run(
        resourceType,
        (request) =>
          client.create({ resourceType, body: resource as never, options: { ...request, headers } }),
        0,
      );
      const { response } = (Client.httpFor(stored as never) ?? {}) as { response?: Response };
      const location = response?.headers.get("location") ?? "";
      const id = new RegExp(`${resourceType}/([A-Za-z0-9\\-._]{1,64})(/_history/[^/]+)?/?$`).exec(
        location,
      )?.[1];
      const reference =
        id !== undefined
          ? `${resourceType}/${id}`
          : stored.resourceType === resourceType && typeof stored.id === "string"
            ? `${resourceType}/${stored.id}`
            : null;
      return { reference, stored };
    },
    update(resource, version) {
      const resourceType = String(resource.resourceType);
      const headers = { ...FRESH, ...(version ? { "if-match": `W/"${version}"` } : {}) };
      return run(
        resourceType,
        (request) =>
          client.update({
            resourceType,
            id: String(resource.id),
            body: resource as never,
            options: { ...request, headers },
          }),
        0,
      );
    },
    transaction: (bundle) =>
      run("transaction", (request) => client.transaction({ body: bundle as never, options: request }), 0),
  };
}

/** The version where it stands in the header alone (RFC 9110 §8.8.3), so that an update can name it. */
function withVersion(resource: Foreign): Foreign {
  const meta = resource.meta as { versionId?: unknown } | undefined;
  const { response } = (Client.httpFor(resource as never) ?? {}) as { response?: Response };
  const versionId = /^(?:W\/)?"([^"]+)"$/.exec(response?.headers.get("etag") ?? "")?.[1];
  return meta?.versionId || !versionId ? resource : { ...resource, meta: { ...meta, versionId } };
}

function failureOf(error: unknown): HttpFailure {
  const response = (error as { response?: { status?: unknown } }).response;
  const status = typeof response?.status === "number" ? response.status : null;
  const headers = (error as { config?: { headers?: Headers } }).config?.headers;
  // fetch gives its TypeErrors a cause; without one it is fhir-kit-client stumbling over an answer such as `null`.
  const stumbled = error instanceof TypeError && error.cause === undefined;
  return {
    status,
    unreadable: stumbled || (status !== null && status < 300),
    timedOut: status === null && (error as { name?: unknown }).name === "TimeoutError",
    retryAfterMs: status === 429 || status === 503 ? retryAfter(headers?.get?.("retry-after")) : null,
    cause: error,
  };
}

/** Seconds or a date (RFC 9110 §10.2.3). */
function retryAfter(text: string | null | undefined): number | null {
  if (!text) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

/** What may be over in a moment. Not a timeout: whoever waits has waited long enough, and the EHR is busy as it is. */
const isTemporary = ({ status, timedOut, unreadable }: HttpFailure): boolean =>
  (status === null && !timedOut && !unreadable) ||
  status === 429 ||
  status === 502 ||
  status === 503 ||
  status === 504;

/** The EHR's own words stay out: they may quote the patient. Status and resource type are all that is passed on. */
function toError(resource: string, { status, unreadable, cause }: HttpFailure): AppError {
  const strip = new Error(cause instanceof Error ? cause.name : "unknown");
  const detail = { resource, status };
  if (unreadable) return new AppError("ehr-malformed", `${resource}: not JSON`, { cause: strip, detail });
  if (status === null)
    return new AppError("ehr-unavailable", `${resource}: no answer`, { cause: strip, detail });
  if (status === 401)
    return new AppError("unauthenticated", `${resource}: the EHR did not accept the token`, {
      cause: strip,
      detail,
    });
  if (status === 404 || status === 410)
    return new AppError("not-found", `${resource}: ${status}`, { cause: strip, detail });
  // Request timeout, conflict, locked, too early, too many: asked again later the answer may be another.
  if (status >= 500 || [408, 409, 423, 425, 429].includes(status))
    return new AppError("ehr-unavailable", `${resource}: ${status}`, { cause: strip, detail });
  return new AppError("ehr-refused", `${resource}: ${status}`, { cause: strip, detail });
}
