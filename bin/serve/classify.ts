import type { Bucket } from "./limits";

/** The path as the router will read it: decoded, one slash, no trailing one. Null for what is no address. */
export function pathOf(url: string | undefined): string | null {
  try {
    // Two slashes in front would be read as a server's name.
    const { pathname } = new URL((url ?? "").replace(/^\/+/, "/"), "http://server");
    return decodeURIComponent(pathname)
      .replace(/\/{2,}/g, "/")
      .replace(/(.)\/$/, "$1");
  } catch {
    return null;
  }
}

/** What a request counts towards, the cheapest refusal first. */
export function countsOf(
  request: { readonly method: string; readonly path: string },
  address: string,
  session: string | null,
): (readonly [Bucket, string])[] {
  const { method, path } = request;
  if (/^\/(_next\/static\/|favicon\.ico$|icon\.svg$)/.test(path)) return [["files", session ?? address]];
  if (/^\/api\/(health(\/(live|ready))?|metrics)$/.test(path)) return [["probe", address]];
  // Also for somebody signed in: each launch asks the EHR and leaves a row.
  if (/^\/launch$/i.test(path))
    return [
      ["launch", address],
      ["launches", "all"],
    ];
  if (/^\/api\/cds-services(\/|$)/.test(path)) return [["cds", address]];
  if (/^\/api\/hooks\/ehr(\/|$)/.test(path)) return [["news", address]];
  if (!session) return [["anonymous", address]];
  return [[method === "GET" || method === "HEAD" ? "session" : "action", session]];
}

/** A request as the figures count it. */
export type RequestKind =
  | "read"
  | "action"
  | "launch"
  | "anonymous"
  | "cds"
  | "news"
  | "probe"
  | "files"
  | "malformed";
export function kindOf([first]: readonly (readonly [Bucket, string])[]): RequestKind {
  const bucket = first?.[0] ?? "anonymous";
  if (bucket === "session") return "read";
  return bucket === "launches" ? "launch" : bucket;
}
