import type { IncomingMessage } from "node:http";

/** What is asked of the process and not of the site: an orchestrator asks by address. */
const OF_THE_PROCESS = /^\/api\/(health(\/(live|ready))?|metrics)$/;

/**
 * Whether a request is for another host than a site's own. A session, a launch or an EHR's call counts at the host of its site
 * alone, whoever leads it here.
 */
export function isForAnother(request: IncomingMessage, origin: string, path: string | null): boolean {
  return hostOf(request) !== hostOfOrigin(origin) && !(path !== null && OF_THE_PROCESS.test(path));
}

/** In lower case, as a browser sends it: with the port only where it is not the usual one. Empty: none was sent. */
export const hostOf = ({ headers }: IncomingMessage): string =>
  (headers.host ?? "").toLowerCase().replace(/\.$/, "");

export const hostOfOrigin = (origin: string): string => new URL(origin).host;
