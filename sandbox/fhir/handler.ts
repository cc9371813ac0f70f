import type { IncomingMessage, ServerResponse } from "node:http";
import { getStatus, normalizeOperationOutcome } from "@medplum/core";
import { FhirRouter } from "@medplum/fhir-router";
import { HttpError, mediaType, readBody } from "../http";
import type { ResourceStore } from "../store/store";
import type { Turnstile } from "../store/turnstile";
import { Access, type Principal } from "./access";
import { outcome, refuse } from "./outcomes";
import { EhrRepository } from "./repository";
import { checkQuery, checkUrl, formatPairs } from "./search-query";
import type { Bundle, BundleEntry, OperationOutcome, Resource } from "./types";

export type FhirServer = {
  readonly store: ResourceStore;
  readonly turnstile: Turnstile;
  /** Absolute base URL without a slash at the end. */
  readonly baseUrl: string;
  readonly principalOf: (req: IncomingMessage) => Promise<Principal | null>;
  readonly metadata: () => Resource;
  /** Tests only: the status by which a patient's record, or a type of resource, is refused to somebody; null: it is not. */
  readonly refusal?: (principal: Principal, patientOrType: string) => number | null;
  /** Tests only: spoils answers. */
  readonly spoil?: (answer: Resource) => Resource;
};

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Answer = { status: number; body: Resource | null; headers: Record<string, string> };

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": METHODS.join(", "),
  "access-control-allow-headers":
    "authorization, content-type, accept, prefer, if-match, if-none-match, if-none-exist, x-request-id",
  "access-control-expose-headers": "etag, last-modified, location, x-request-id",
};

const router = new FhirRouter();
// GraphQL is not offered, neither by itself nor inside a Bundle.
router.router.routes.splice(
  router.router.routes.findIndex((r) => r.path[0]?.value === "$graphql"),
  1,
);
router.add("GET", "Patient/:id/$everything", async (req, repository) => [
  { resourceType: "OperationOutcome", id: "ok", issue: [{ severity: "information", code: "informational" }] },
  (await (repository as EhrRepository).everything(req.params.id ?? "")) as Resource as never,
]);

/** Answers one request below the FHIR base. `path` is what follows the base, with its query, without the first slash. */
export async function handleFhir(
  server: FhirServer,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<void> {
  let answer: Answer;
  try {
    answer = await respond(server, req, path);
  } catch (error) {
    answer =
      error instanceof HttpError
        ? {
            status: error.status,
            body: outcome(codeOf(error.status), error.message),
            headers: authenticate(error),
          }
        : ofOutcome(normalizeOperationOutcome(error));
  }
  const requestId = req.headers["x-request-id"];
  const headers = {
    ...CORS,
    ...(typeof requestId === "string" ? { "x-request-id": requestId } : {}),
    "cache-control": "no-store",
    ...answer.headers,
  };
  if (!answer.body) {
    res.writeHead(answer.status, headers);
    res.end();
    return;
  }
  res.writeHead(answer.status, { ...headers, "content-type": "application/fhir+json; charset=utf-8" });
  res.end(req.method === "HEAD" ? undefined : JSON.stringify(answer.body));
}

const authenticate = (error: HttpError): Record<string, string> =>
  error.status === 401 ? { "www-authenticate": 'Bearer realm="fhir", error="invalid_token"' } : {};

const codeOf = (status: number): "login" | "too-long" | "not-supported" | "invalid" =>
  status === 401 ? "login" : status === 413 ? "too-long" : status >= 405 ? "not-supported" : "invalid";

async function respond(server: FhirServer, req: IncomingMessage, path: string): Promise<Answer> {
  const verb = req.method ?? "GET";
  if (!METHODS.includes(verb)) throw new HttpError(405, `${verb} is not supported`);
  if (verb === "OPTIONS") return { status: 204, body: null, headers: {} };
  const method = (verb === "HEAD" ? "GET" : verb) as Method;
  const accept = req.headers.accept ?? "*/*";
  if (!/json|\*\/\*|application\/\*/.test(accept)) throw new HttpError(406, "Only JSON is offered");
  if (method === "GET" && /^metadata(\?|$)/.test(path))
    return { status: 200, body: server.metadata(), headers: {} };

  const principal = await server.principalOf(req);
  if (!principal) throw new HttpError(401, "The access token is missing, expired or revoked");
  refuseByTest(server, principal, path);
  const access = new Access(principal, (reference) => server.store.lookup(reference));
  const repository = new EhrRepository(server.store, access, server.baseUrl);

  const body = method === "GET" || method === "DELETE" ? undefined : await parseBody(req, path);
  const ifNoneExist = req.headers["if-none-exist"];
  const request = {
    method,
    url: checkUrl(relative(server, path)),
    pathname: "",
    params: {},
    query: {},
    body: checkBody(server, path, body),
    headers: {
      ...req.headers,
      ...(typeof ifNoneExist === "string"
        ? { "if-none-exist": checkCriteria(server, path.split("?")[0] ?? "", ifNoneExist) }
        : {}),
    },
    config: { transactions: true },
  };
  const [result, resource] = await server.turnstile.run(() =>
    router.handleRequest(request as never, repository),
  );
  return dress(server, repository, req, method, result, resource as Resource | undefined);
}

async function parseBody(req: IncomingMessage, path: string): Promise<unknown> {
  const type = mediaType(req);
  const text = await readBody(req);
  const isSearch = /\/_search(\?|$)/.test(path);
  const allowed = isSearch
    ? ["application/x-www-form-urlencoded"]
    : req.method === "PATCH"
      ? ["application/json-patch+json", "application/json", "application/fhir+json"]
      : ["application/fhir+json", "application/json"];
  if (!allowed.includes(type)) throw new HttpError(415, `Expected content-type ${allowed[0]}`);
  if (isSearch) return text;
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== "object") throw new Error("not an object");
    return value;
  } catch {
    throw new HttpError(400, "The body is not JSON");
  }
}

/** Absolute URLs below our own base mean the same as relative ones. */
const relative = (server: FhirServer, text: string): string =>
  text
    .replaceAll(encodeURIComponent(`${server.baseUrl}/`), "")
    .replaceAll(`${server.baseUrl}/`, "")
    .replace(/^\//, "");

const checkCriteria = (server: FhirServer, type: string, criteria: string): string =>
  formatPairs(checkQuery(type, new URLSearchParams(relative(server, criteria).replace(/^[^?=]*\?/, ""))));

/** Checks every query hidden in a body: a form search, and the entries of a Bundle. */
function checkBody(server: FhirServer, path: string, body: unknown): unknown {
  if (typeof body === "string") {
    const type = path.split("/")[0] ?? "";
    const query: Record<string, string[]> = {};
    for (const [key, value] of checkQuery(type, new URLSearchParams(relative(server, body)))) {
      query[key] = [...(query[key] ?? []), value];
    }
    return query;
  }
  const bundle = body as Bundle | undefined;
  if (bundle?.resourceType !== "Bundle" || path.split("?")[0] !== "") return body;
  if (bundle.entry !== undefined && !Array.isArray(bundle.entry))
    throw refuse.badRequest("Bundle.entry is no list");
  for (const entry of bundle.entry ?? []) {
    const request = entry?.request;
    if (!request || typeof request.url !== "string") continue;
    request.url = checkUrl(relative(server, request.url));
    if (request.ifNoneExist)
      request.ifNoneExist = checkCriteria(server, request.url.split("?")[0] ?? "", request.ifNoneExist);
  }
  return body;
}

function dress(
  server: FhirServer,
  repository: EhrRepository,
  req: IncomingMessage,
  method: Method,
  result: OperationOutcome,
  resource: Resource | undefined,
): Answer {
  if (!resource) {
    if (method === "DELETE" && getStatus(result) === 200) return { status: 204, body: null, headers: {} };
    return ofOutcome(result);
  }
  if (resource.resourceType === "Bundle") {
    if (resource.type.endsWith("-response")) dressEntries(server, repository, resource as Bundle);
    return { status: 200, body: server.spoil?.(resource) ?? resource, headers: {} };
  }
  const { versionId, lastUpdated } = resource.meta ?? {};
  const reference = `${resource.resourceType}/${resource.id}`;
  const status = repository.createdByUpdate.has(reference) ? 201 : getStatus(result);
  const etag = `W/"${versionId}"`;
  const headers: Record<string, string> = {
    ...(versionId ? { etag } : {}),
    ...(lastUpdated ? { "last-modified": new Date(lastUpdated).toUTCString() } : {}),
    ...(status === 201 ? { location: `${server.baseUrl}/${reference}/_history/${versionId}` } : {}),
  };
  if (method === "GET" && req.headers["if-none-match"] === etag) return { status: 304, body: null, headers };
  const minimal = method !== "GET" && String(req.headers.prefer ?? "").includes("return=minimal");
  return { status, body: minimal ? null : (server.spoil?.(resource) ?? resource), headers };
}

/** R4 wants status, location, etag and lastModified of each entry; the router gives a bare status. */
function dressEntries(server: FhirServer, repository: EhrRepository, bundle: Bundle): void {
  for (const entry of (bundle.entry ?? []) as BundleEntry[]) {
    const { resource, response } = entry;
    if (!resource?.meta?.versionId || !response) continue;
    const reference = `${resource.resourceType}/${resource.id}`;
    if (repository.createdByUpdate.has(reference)) response.status = "201";
    response.etag = `W/"${resource.meta.versionId}"`;
    response.lastModified = resource.meta.lastUpdated;
    response.location = `${reference}/_history/${resource.meta.versionId}`;
    entry.fullUrl = `${server.baseUrl}/${reference}`;
  }
}

const ofOutcome = (result: OperationOutcome): Answer => {
  const { id: _id, ...body } = result;
  return { status: getStatus(result), body: body as Resource, headers: {} };
};

/** Reading a patient or one of their visits by id, or anything of a type that is refused as a whole. */
function refuseByTest(server: FhirServer, principal: Principal, path: string): void {
  const [, type = "", id = ""] = /^([A-Za-z]+)(?:\/([A-Za-z0-9\-.]+))?/.exec(path) ?? [];
  const visit = type === "Encounter" && id ? server.store.get("Encounter", id) : undefined;
  const subject = (visit as { subject?: { reference?: string } } | undefined)?.subject?.reference;
  const patient = type === "Patient" ? id : subject?.replace(/^Patient\//, "");
  const status = server.refusal?.(principal, patient || type);
  if (status) throw new HttpError(status, "This record is not for you");
}
