import type { IncomingMessage, ServerResponse } from "node:http";

/** Small helpers over node:http, shared by the FHIR server, the launch routes and the EHR's pages. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const MAX_BODY = 10 * 1024 * 1024;

export async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new HttpError(413, "The body is larger than 10 MB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export const mediaType = (req: IncomingMessage): string =>
  (req.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

export async function readForm(req: IncomingMessage): Promise<URLSearchParams> {
  if (mediaType(req) !== "application/x-www-form-urlencoded") throw new HttpError(415, "Expected a form");
  return new URLSearchParams(await readBody(req));
}

export function sendJson(
  res: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    ...headers,
  });
  res.end(JSON.stringify(value));
}

export function redirect(res: ServerResponse, location: string, headers: Record<string, string> = {}): void {
  res.writeHead(303, { location, "cache-control": "no-store", ...headers });
  res.end();
}

export function cookies(req: IncomingMessage): Map<string, string> {
  const pairs = (req.headers.cookie ?? "").split(/;\s*/).filter(Boolean);
  return new Map(
    pairs.map((pair) => {
      const equals = pair.indexOf("=");
      return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
    }),
  );
}

/**
 * Cookies of an authorization that runs in a frame: the way leads from here to the app, which is another site, and back, and after such
 * a way Firefox sends none that is Lax.
 */
export function sendCookiesAcrossSites(res: ServerResponse): void {
  const set = res.setHeader.bind(res);
  res.setHeader = (name, value) =>
    set(
      name,
      name.toLowerCase() === "set-cookie" ? [value].flat().map((c) => acrossSites(String(c))) : value,
    );
}

const acrossSites = (cookie: string): string =>
  `${cookie.replace(/; *(samesite=\w+|secure)(?=;|$)/gi, "")}; SameSite=None; Secure`;
