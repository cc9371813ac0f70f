import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { cookies, HttpError, readForm, redirect } from "../http";
import { waiting } from "../patients/simulation";
import type { Launches } from "../smart/launches";
import type { ResourceStore } from "../store/store";
import { findUser, SANDBOX_USERS, type SandboxUser } from "../users";
import { besidePage } from "./beside";
import { chartPage } from "./chart";
import { filterRows, listPage } from "./list";
import { messagePage } from "./sign-in";
import { row } from "./view";

export type PageContext = {
  readonly store: ResourceStore;
  readonly launches: Launches;
  readonly origin: string;
  readonly appOrigin: string;
  readonly fhirBaseUrl: string;
  /** The chart offers the app in a frame, too. */
  readonly embed: boolean;
  readonly now: () => Date;
};

const asset = (name: string, type: string) => ({
  type,
  body: readFileSync(fileURLToPath(new URL(name, import.meta.url))),
});
const ASSETS: Readonly<Record<string, { type: string; body: Buffer }>> = {
  "/assets/ehr.css": asset("./ehr.css", "text/css; charset=utf-8"),
  "/assets/ehr.js": asset("./ehr.js", "text/javascript; charset=utf-8"),
  "/assets/icon.svg": asset("./icon.svg", "image/svg+xml"),
};

const USER_COOKIE = "ehr_user";

/** Who sits at the EHR's screen: a cookie, as there are no passwords. The first nurse by default. */
export function currentUser(req: IncomingMessage): SandboxUser {
  const user = findUser(cookies(req).get(USER_COOKIE) ?? "") ?? SANDBOX_USERS[0];
  if (!user) throw new Error("the sandbox has no users");
  return user;
}

/**
 * Pages run no foreign code; forms may end at the app, because a launch redirects there, and so may a frame, whose launch leads
 * through our own addresses.
 */
export const contentSecurityPolicy = (appOrigin: string): string =>
  `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; ` +
  `frame-src 'self' ${appOrigin}; form-action 'self' ${appOrigin}; base-uri 'none'; frame-ancestors 'none'`;

export function sendPage(appOrigin: string, res: ServerResponse, status: number, html: string): void {
  res.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": contentSecurityPolicy(appOrigin),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  });
  res.end(html);
}

/** Answers the EHR's own pages; false when the path is none of them. */
export async function handlePages(
  context: PageContext,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
): Promise<boolean> {
  const { store, appOrigin } = context;
  const page = (status: number, html: string) => {
    sendPage(appOrigin, res, status, html);
    return true;
  };
  const file = ASSETS[url.pathname];
  if (file) {
    res.writeHead(200, {
      "content-type": file.type,
      "cache-control": "max-age=300",
      "x-content-type-options": "nosniff",
    });
    res.end(file.body);
    return true;
  }
  const get = req.method === "GET" || req.method === "HEAD";
  if (get && url.pathname === "/") return page(200, list(context, req, url));
  const visit = /^\/visits\/([A-Za-z0-9.-]{1,64})$/.exec(url.pathname)?.[1];
  if (get && visit) {
    const chart = chartPage(store, visit, currentUser(req), context.now(), context.embed);
    return page(
      chart ? 200 : 404,
      chart ??
        messagePage(
          "No such visit",
          "It may be from an earlier day: the sandbox is filled anew now and then.",
        ),
    );
  }
  if (req.method === "POST" && url.pathname === "/user") {
    requireSameOrigin(context, req);
    const form = await readForm(req);
    const user = findUser(form.get("user") ?? "");
    if (!user) throw new HttpError(400, "Unknown user");
    const back = form.get("back") ?? "/";
    redirect(res, /^\/(?![/\\])/.test(back) ? back : "/", {
      "set-cookie": `${USER_COOKIE}=${user.username}; Path=/; SameSite=Lax; HttpOnly`,
    });
    return true;
  }
  if (req.method === "POST" && url.pathname === "/launch") {
    requireSameOrigin(context, req);
    redirect(res, launchUrl(context, currentUser(req), (await readForm(req)).get("encounter") ?? ""));
    return true;
  }
  if (req.method === "POST" && url.pathname === "/beside" && context.embed) {
    requireSameOrigin(context, req);
    const encounter = (await readForm(req)).get("encounter") ?? "";
    const user = currentUser(req);
    const launch = launchUrl(context, user, encounter);
    return page(200, besidePage(store, encounter, user, launch, context.now()));
  }
  return false;
}

function list(context: PageContext, req: IncomingMessage, url: URL): string {
  const now = context.now();
  const rows = waiting(context.store)
    .map((e) => row(context.store, e, now))
    .sort((a, b) => (b.arrivedAt?.getTime() ?? 0) - (a.arrivedAt?.getTime() ?? 0));
  const filter = { query: url.searchParams.get("q") ?? "", status: url.searchParams.get("status") ?? "" };
  return listPage({
    rows: filterRows(rows, filter),
    total: rows.length,
    filter,
    user: currentUser(req),
    standaloneUrl: `${context.appOrigin}/launch?${new URLSearchParams({ iss: context.fhirBaseUrl })}`,
  });
}

/** SMART EHR launch: the app is opened with the FHIR base and a token that stands for what is open here. */
function launchUrl(context: PageContext, user: SandboxUser, encounterId: string): string {
  const encounter = context.store.get("Encounter", encounterId);
  const subject = (encounter as { subject?: { reference?: string } } | undefined)?.subject?.reference;
  if (!encounter || !subject?.startsWith("Patient/")) throw new HttpError(404, "No such visit");
  const launch = context.launches.create({
    username: user.username,
    patientId: subject.slice("Patient/".length),
    encounterId,
    fromEhr: true,
  });
  return `${context.appOrigin}/launch?${new URLSearchParams({ iss: context.fhirBaseUrl, launch })}`;
}

/** Another site must not be able to launch or switch users with a form of its own. */
function requireSameOrigin({ origin }: PageContext, req: IncomingMessage): void {
  const from = req.headers.origin;
  const site = req.headers["sec-fetch-site"];
  if (
    (from !== undefined && from !== "null" && from !== origin && !isLoopbackAlias(from, origin)) ||
    site === "cross-site"
  )
    throw new HttpError(403, "This form was sent from another site");
}

const isLoopbackAlias = (from: string, origin: string): boolean => {
  const [a, b] = [new URL(from), new URL(origin)];
  const loopback = ["localhost", "127.0.0.1", "[::1]"];
  return a.port === b.port && loopback.includes(a.hostname) && loopback.includes(b.hostname);
};
