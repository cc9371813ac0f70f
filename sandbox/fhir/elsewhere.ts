import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError, readBody } from "../http";
import type { Principal } from "./access";
import { outcome } from "./outcomes";

/** What a caller says that the other server must hear; its token is for us alone. */
const PASSED_ON = [
  "accept",
  "cache-control",
  "content-type",
  "if-match",
  "if-none-exist",
  "if-none-match",
  "prefer",
  "x-request-id",
];
const PASSED_BACK = ["content-type", "etag", "last-modified", "location", "content-location", "retry-after"];

/**
 * Another FHIR server's records behind the sandbox's sign-in: whoever has a token of ours may ask there. What a scope allows is
 * not looked at; the other server is a stand-in for an EHR's records, run for tests on this machine. Its links carry our address
 * if it heeds the usual `x-forwarded` headers.
 */
export async function passOn(
  records: string,
  baseUrl: string,
  principalOf: (req: IncomingMessage) => Promise<Principal | null>,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<void> {
  const open = req.method === "GET" && /^metadata(\?|$)/.test(path);
  if (!open && !(await principalOf(req))) return refuse(res);
  const base = new URL(baseUrl);
  const headers = new Headers({
    "x-forwarded-host": base.host,
    "x-forwarded-proto": base.protocol.replace(":", ""),
    "x-forwarded-prefix": base.pathname,
  });
  for (const name of PASSED_ON) {
    const value = req.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  const body = req.method === "GET" || req.method === "HEAD" ? undefined : await readBody(req);
  const answer = await fetch(`${records}/${path}`, {
    method: req.method,
    headers,
    body,
    redirect: "manual",
  }).catch((error: unknown) => {
    throw new HttpError(502, `The records do not answer (${error instanceof Error ? error.message : error})`);
  });
  res.statusCode = answer.status;
  for (const name of PASSED_BACK) {
    const value = answer.headers.get(name);
    if (value) res.setHeader(name, value);
  }
  res.end(Buffer.from(await answer.arrayBuffer()));
}

function refuse(res: ServerResponse): void {
  res.writeHead(401, { "content-type": "application/fhir+json", "www-authenticate": "Bearer" });
  res.end(JSON.stringify(outcome("login", "A token of this EHR is needed")));
}
