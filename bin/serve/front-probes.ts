import type { IncomingMessage, ServerResponse } from "node:http";
import { holdsToken } from "@/lib/auth/bearer";
import { pathOf } from "./classify";
import type { Door } from "./front";

const ASKED_WITHIN_MS = 10_000;

/** Health and figures of all sites together, for what asks the machine and not a site. @returns false for anything else */
export async function answerForAll(
  request: IncomingMessage,
  response: ServerResponse,
  doors: readonly Door[],
  metricsToken: string | null,
): Promise<boolean> {
  const path = pathOf(request.url);
  if (request.method !== "GET" || path === null) return false;
  if (path === "/api/health/live") return send(response, 200, { ok: true });
  if (path === "/api/health" || path === "/api/health/ready") {
    const sites = await Promise.all(doors.map((door) => healthOf(door, path)));
    // A site that is away is no reason to take the others away: only without any of them is there nothing here.
    const ok = path === "/api/health" ? sites.every((s) => s.ok) : sites.some((s) => s.ok);
    return send(response, ok ? 200 : 503, { ok, sites });
  }
  if (path !== "/api/metrics" || !metricsToken) return false;
  if (!holdsToken(request.headers.authorization ?? null, metricsToken))
    return send(response, 401, { ok: false });
  const texts = await Promise.all(doors.map(figuresOf));
  response.writeHead(200, {
    "content-type": "text/plain; version=0.0.4; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(joinFigures(texts));
  return true;
}

function send(response: ServerResponse, status: number, body: object): true {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
  return true;
}

const ask = ({ port }: Door, path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { headers, signal: AbortSignal.timeout(ASKED_WITHIN_MS) });

async function healthOf(
  door: Door,
  path: string,
): Promise<{ site: string; ok: boolean; status: number | null }> {
  try {
    const { status, body } = await ask(door, path);
    await body?.cancel();
    return { site: door.id, ok: status === 200, status };
  } catch {
    return { site: door.id, ok: false, status: null };
  }
}

type Figures = { readonly site: string; readonly text: string | null };

async function figuresOf(door: Door): Promise<Figures> {
  try {
    const answer = await ask(door, "/api/metrics", { authorization: `Bearer ${door.metricsToken}` });
    return { site: door.id, text: answer.ok ? await answer.text() : null };
  } catch {
    return { site: door.id, text: null };
  }
}

/**
 * The figures of several processes in one text (Prometheus' exposition format, version 0.0.4), each sample with its site: all samples of a
 * name stand together, under the words that come first. `openacuity_site_up` says whose could be had.
 */
export function joinFigures(all: readonly Figures[]): string {
  const families = new Map<string, { head: string[]; samples: string[] }>();
  for (const { site, text } of all) {
    let name = "";
    for (const line of (text ?? "").split("\n")) {
      if (line === "") continue;
      const head = /^# (?:HELP|TYPE) (\S+)/.exec(line);
      if (head) name = head[1] ?? "";
      const family = families.get(name) ?? { head: [], samples: [] };
      families.set(name, family);
      if (!head) family.samples.push(withSite(line, site));
      else if (!family.head.some((known) => known.startsWith(head[0]))) family.head.push(line);
    }
  }
  const up = all.map(({ site, text }) => `openacuity_site_up{site="${site}"} ${text === null ? 0 : 1}`);
  const lines = [
    "# HELP openacuity_site_up Whether the site's process gave its figures.",
    "# TYPE openacuity_site_up gauge",
    ...up,
    ...[...families.values()].flatMap(({ head, samples }) => [...head, ...samples]),
  ];
  return `${lines.join("\n")}\n`;
}

/** A site's process says whose it is by itself; one that does not is told apart here. An id is of letters, digits and dashes: nothing in it is to be escaped. */
const withSite = (line: string, site: string): string => {
  const [, name = "", labels, rest = ""] = /^([^\s{]+)(?:\{(.*)\})?(\s.*)$/.exec(line) ?? [];
  if (/(^|,)site="/.test(labels ?? "")) return line;
  return name ? `${name}{${labels ? `${labels},` : ""}site="${site}"}${rest}` : line;
};
