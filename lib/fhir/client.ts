import { Client } from "fhir-kit-client";
import { AppError } from "@/lib/core/errors";

/** A FHIR resource or bundle as it comes: nothing is known of it but that it is JSON. */
export type Foreign = { readonly resourceType?: unknown; readonly [key: string]: unknown };

export type FhirClient = {
  readonly issuer: string;
  read(resourceType: string, id: string): Promise<Foreign>;
  /** All matches, following pages. @throws AppError("ehr-malformed") rather than give a part of endless pages as the whole. */
  search(resourceType: string, parameters: Readonly<Record<string, string>>): Promise<Foreign[]>;
  /** Posts a transaction Bundle. Never retried here: whoever calls decides, knowing the resources are conditional. */
  transaction(bundle: object): Promise<Foreign>;
};

export type FhirClientOptions = {
  /** FHIR base URL. */
  readonly issuer: string;
  /** A token that is valid now; `fresh` asks for a new one after the EHR refused the last. */
  readonly accessToken: (fresh: boolean) => Promise<string>;
  readonly timeoutMs: number;
  readonly requestId?: string;
  readonly observe?: (resource: string, outcome: string, seconds: number) => void;
  readonly sleep?: (ms: number) => Promise<void>;
};

const MAX_PAGES = 40;
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
    customHeaders: options.requestId ? { "x-request-id": options.requestId } : {},
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
      const answer = await call({ signal: AbortSignal.timeout(timeoutMs), redirect: "error" });
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

  return {
    issuer,
    async read(resourceType, id) {
      const resource = await run(
        resourceType,
        (request) => client.read({ resourceType, id, options: request }),
        RETRIES,
      );
      if (resource.resourceType !== resourceType || resource.id !== id) {
        throw new AppError("ehr-malformed", `${resourceType}: another resource than the one asked for`);
      }
      return resource;
    },
    async search(resourceType, searchParams) {
      let page = await run(
        resourceType,
        (request) => client.search({ resourceType, searchParams, options: request }),
        RETRIES,
      );
      const found = entriesOf(page);
      const followed = new Set<string>();
      for (let next = nextLink(page); next !== null; next = nextLink(page)) {
        assertSameServer(issuer, next);
        if (followed.has(next) || followed.size + 1 >= MAX_PAGES)
          throw new AppError("ehr-malformed", `${resourceType}: pages without end`);
        followed.add(next);
        const bundle = page;
        page = await run(
          resourceType,
          (request) => client.nextPage({ bundle: bundle as never, options: request }) as Promise<unknown>,
          RETRIES,
        );
        found.push(...entriesOf(page));
      }
      return found;
    },
    transaction: (bundle) =>
      run("transaction", (request) => client.transaction({ body: bundle as never, options: request }), 0),
  };
}

/** The resources of a search Bundle; operation outcomes among them are the server's remarks, not results. */
function entriesOf(bundle: Foreign): Foreign[] {
  if (bundle.resourceType !== "Bundle")
    throw new AppError("ehr-malformed", "a search was not answered by a Bundle");
  const entries = Array.isArray(bundle.entry) ? (bundle.entry as { resource?: Foreign }[]) : [];
  return entries
    .map((e) => e?.resource)
    .filter(
      (r): r is Foreign => typeof r === "object" && r !== null && r.resourceType !== "OperationOutcome",
    );
}

function nextLink(bundle: Foreign): string | null {
  const links = Array.isArray(bundle.link) ? (bundle.link as { relation?: unknown; url?: unknown }[]) : [];
  const url = links.find((l) => l?.relation === "next")?.url;
  return typeof url === "string" ? url : null;
}

/** fhir-kit-client would send the token wherever the link points: only to the server we launched from. */
function assertSameServer(issuer: string, link: string): void {
  let target: URL;
  try {
    target = new URL(link, `${issuer}/`);
  } catch (cause) {
    throw new AppError("ehr-malformed", "the next page's address is none", { cause });
  }
  const base = new URL(issuer);
  const path = base.pathname.replace(/\/+$/, "");
  const below = target.pathname === path || target.pathname.startsWith(`${path}/`);
  if (target.origin !== base.origin || target.username !== "" || !below) {
    throw new AppError("ehr-malformed", "the next page is on another server");
  }
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
