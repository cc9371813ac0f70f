import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { JWK } from "jose";
import { MINUTE } from "@/lib/core/clock";
import { type Fault, Faults, isFault, isRefusal, malform, type Refusal } from "./faults";
import type { Principal } from "./fhir/access";
import { capabilityStatement } from "./fhir/capability";
import { loadDefinitions } from "./fhir/definitions";
import { passOn } from "./fhir/elsewhere";
import { type FhirServer, handleFhir } from "./fhir/handler";
import { type NewsForm, Subscriptions } from "./fhir/subscriptions";
import { HttpError, readBody, sendCookiesAcrossSites, sendJson } from "./http";
import { contentSecurityPolicy, currentUser, handlePages, type PageContext, sendPage } from "./pages/routes";
import { messagePage, signInPage } from "./pages/sign-in";
import { row } from "./pages/view";
import { HAPPENINGS, type Happening, happen, isHappening } from "./patients/afterwards";
import { random } from "./patients/random";
import { advance, arrivalsIn, catchUp, waiting } from "./patients/simulation";
import { prepareAuthorization } from "./smart/authorize";
import { smartConfiguration } from "./smart/configuration";
import { handleInteraction, type VisitChoice } from "./smart/interaction";
import { Launches } from "./smart/launches";
import { contextOf, createProvider } from "./smart/provider";
import { loadOrCreateSecrets } from "./smart/secrets";
import { SmartState } from "./smart/state";
import { openStore } from "./store/open";
import type { ResourceStore } from "./store/store";
import { Turnstile } from "./store/turnstile";
import { findUser } from "./users";

export type SandboxOptions = {
  /** 0: any free port. */
  readonly port: number;
  /** Address to listen on; only this machine by default, as there are no passwords. */
  readonly host?: string;
  /** How browsers and the app reach the sandbox; `http://localhost:<port>` by default. */
  readonly publicOrigin?: string;
  /** Folder for records, tokens and keys; null keeps everything in memory. */
  readonly dataDir: string | null;
  readonly seed: number;
  /** Where OpenAcuity runs: launches go to `/launch` there, answers to `/api/smart/callback`. */
  readonly appOrigin: string;
  /** 0: nobody comes and no new vitals are taken. */
  readonly arrivalsPerHour: number;
  readonly accessTokenTtlSeconds?: number;
  /** Secret of the client openacuity-confidential; made up and kept when absent. */
  readonly clientSecret?: string;
  /** Public key of the client openacuity-backend, which acts for itself; none: no such client. */
  readonly backendKey?: JWK;
  /** How it tells of news; by topic unless said otherwise. */
  readonly news?: NewsForm;
  /** Base URL of another FHIR server on this machine: its records stand behind our sign-in, and ours are not served. Tests only. */
  readonly records?: string;
  readonly now?: () => Date;
  /** Test helpers: POST /sandbox/{faults,refusals,chart,happenings,launch,arrivals}, GET /sandbox/patients, GET /sandbox/chart/:patient/:type. */
  readonly faults?: boolean;
  /** The chart offers the app in a frame, too. */
  readonly embed?: boolean;
  readonly warn?: (message: string) => void;
};

export type LaunchRequest = { readonly user: string; readonly patient?: string; readonly encounter?: string };

export type Sandbox = {
  readonly origin: string;
  /** OAuth issuer (`iss` of the id_token). */
  readonly issuer: string;
  /** FHIR base URL, what SMART calls `iss` in a launch. */
  readonly fhirBaseUrl: string;
  readonly clientSecret: string;
  /** The records, for tests. */
  readonly store: ResourceStore;
  createLaunch(request: LaunchRequest): { launch: string; iss: string };
  setFault(mode: Fault, ms?: number): void;
  /** Refuses a patient's record to a user, or to everybody; null ends it. */
  refuse(patient: string, status: Refusal | null, user?: string): void;
  /** Lets something become of a visit: admits, discharges, lets die, leave or come back. */
  happen(encounter: string, what: Happening, at?: Date): Promise<void>;
  /** One step of the simulation now: new vitals that are due, and `arrivals` new patients. */
  advance(arrivals?: number): Promise<void>;
  close(): Promise<void>;
};

const TICK = 20_000;
const FHIR_PATH = "/fhir/r4";
const AUTH_PATH = "/auth";

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const now = options.now ?? (() => new Date());
  const warn = options.warn ?? ((message: string) => console.warn(message));
  const host = options.host ?? "127.0.0.1";
  // The port is taken first: two sandboxes on one folder would usually share it, and one of them stops here.
  const server = http.createServer((_req, res) => {
    res.setHeader("Retry-After", "1");
    sendJson(res, 503, { error: "The sandbox EHR is starting." });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, () => resolve());
  });
  try {
    return await assemble(server, options, now, warn, host);
  } catch (error) {
    server.close();
    throw error;
  }
}

async function assemble(
  server: http.Server,
  options: SandboxOptions,
  now: () => Date,
  warn: (message: string) => void,
  host: string,
): Promise<Sandbox> {
  const { port } = server.address() as AddressInfo;
  const origin = options.publicOrigin ?? `http://localhost:${port}`;
  const urls = { origin, issuer: `${origin}${AUTH_PATH}`, fhirBaseUrl: `${origin}${FHIR_PATH}` };
  loadDefinitions();
  const secrets = await loadOrCreateSecrets(options.dataDir, options.clientSecret);
  const opened = await openStore({ dataDir: options.dataDir, seed: options.seed, now, warn });
  const { store, filling } = opened;
  const state = new SmartState(options.dataDir, warn);
  const launches = new Launches(now);
  const subscriptions = new Subscriptions({
    store,
    baseUrl: urls.fhirBaseUrl,
    form: options.news ?? "topics",
    appOrigin: options.appOrigin,
    now,
  });
  const turnstile = new Turnstile();
  const faults = new Faults();
  const chance = random(options.seed, "simulation", now().getTime());
  if (options.arrivalsPerHour > 0 && !opened.fresh)
    await store.transaction(async () => catchUp(store, filling, now(), chance));

  const provider = createProvider({
    urls,
    appOrigin: options.appOrigin,
    secrets,
    state,
    accessTokenTtl: options.accessTokenTtlSeconds ?? 900,
    backendKey: options.backendKey,
  });
  provider.on("server_error", (_ctx, error) => warn(`authorization server: ${error.message}`));
  const authorizationServer = provider.callback();

  const fhir: FhirServer = {
    store,
    turnstile,
    baseUrl: urls.fhirBaseUrl,
    metadata: () => capabilityStatement(urls.fhirBaseUrl, urls.issuer, options.news),
    principalOf,
    refusal: ({ username }, patient) => faults.refusalOf(patient, username),
    spoil: (answer) => (faults.mode === "malformed" ? malform(answer) : answer),
  };
  const pages: PageContext = {
    ...urls,
    store,
    launches,
    appOrigin: options.appOrigin,
    embed: options.embed ?? false,
    now,
  };

  async function principalOf(req: IncomingMessage): Promise<Principal | null> {
    const token = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(req.headers.authorization ?? "")?.[1];
    if (!token) return null;
    const access = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
    if (!access || access.isExpired || ![access.aud].flat().includes(urls.fhirBaseUrl)) return null;
    const user = "accountId" in access ? findUser(String(access.accountId)) : undefined;
    const grantId = "grantId" in access ? String(access.grantId) : undefined;
    return {
      clientId: access.clientId ?? "",
      username: user?.username ?? null,
      role: user?.role ?? null,
      practitionerId: user?.practitionerId ?? null,
      scope: access.scope ?? "",
      patientId: contextOf(state, grantId)?.patientId ?? null,
    };
  }

  const visits = (): VisitChoice[] =>
    waiting(store).map((encounter) => {
      const r = row(store, encounter, now());
      return {
        encounterId: encounter.id,
        patientId: r.patient?.id ?? "",
        label: `${r.name} · ${r.ageSex} · ${r.complaint || "no complaint"}`,
      };
    });

  function createLaunch({ user, patient, encounter }: LaunchRequest): { launch: string; iss: string } {
    if (!findUser(user)) throw new HttpError(400, `Unknown user ${user}`);
    const known = encounter ? store.get("Encounter", encounter) : undefined;
    const subject = (known as { subject?: { reference?: string } } | undefined)?.subject?.reference;
    if (encounter && !known) throw new HttpError(404, `Unknown encounter ${encounter}`);
    const patientId = patient ?? subject?.replace(/^Patient\//, "") ?? null;
    if (patientId && !store.get("Patient", patientId))
      throw new HttpError(404, `Unknown patient ${patientId}`);
    const context = { username: user, patientId, encounterId: encounter ?? null, fromEhr: true };
    return { launch: launches.create(context), iss: urls.fhirBaseUrl };
  }

  const letHappen = (encounter: string, what: Happening, at = now()) =>
    turnstile.run(() => store.transaction(async () => happen(store, encounter, what, at)));

  function setFault(mode: Fault, ms?: number): void {
    if (mode === "expire-tokens") forgetTokens(state);
    else faults.set(mode, ms);
  }

  /** What a test may see without signing in: who is waiting, and what is stored about one of them. */
  function lookInside(path: string): unknown {
    if (path === "/sandbox/patients") {
      return waiting(store).map((encounter) => {
        const r = row(store, encounter, now());
        return { patient: r.patient?.id ?? "", encounter: encounter.id, name: r.name };
      });
    }
    const [, patient = "", type = ""] = /^\/sandbox\/chart\/([\w.-]+)\/([A-Za-z]+)$/.exec(path) ?? [];
    if (!patient) throw new HttpError(404, "No such helper");
    // Provenance names what it is about, not whom.
    return [...store.all(type)].filter(
      (resource) => type === "Provenance" || JSON.stringify(resource).includes(`"Patient/${patient}"`),
    );
  }

  async function testHelpers(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
    if (!options.faults)
      throw new HttpError(404, "Test helpers are off; start the sandbox with faults enabled");
    if (req.method === "GET") return sendJson(res, 200, lookInside(path));
    if (req.method !== "POST") throw new HttpError(405, "Use POST");
    const body = JSON.parse((await readBody(req)) || "{}") as Record<string, unknown>;
    if (path === "/sandbox/launch") return sendJson(res, 200, createLaunch(body as LaunchRequest));
    if (path === "/sandbox/arrivals") {
      await step(Number(body.count) || 1);
      return sendJson(res, 200, { waiting: waiting(store).length });
    }
    if (path === "/sandbox/refusals") {
      const { patient, status, user } = body;
      if (status !== null && !isRefusal(status)) throw new HttpError(400, "Refuse with 403, 404, 410 or 503");
      faults.refuse(String(patient), status, typeof user === "string" ? user : undefined);
      return sendJson(res, 200, { patient, status });
    }
    if (path === "/sandbox/happenings") {
      const { encounter, what } = body;
      if (!isHappening(what)) throw new HttpError(400, `Let happen one of ${HAPPENINGS.join(", ")}`);
      await letHappen(String(encounter), what);
      return sendJson(res, 200, { encounter, what });
    }
    if (path === "/sandbox/chart") {
      store.put(body as never, "PUT");
      return sendJson(res, 200, body);
    }
    if (path !== "/sandbox/faults") throw new HttpError(404, "No such helper");
    if (!isFault(body.mode)) throw new HttpError(400, "Unknown fault mode");
    setFault(body.mode, typeof body.ms === "number" ? body.ms : undefined);
    sendJson(res, 200, { mode: faults.mode });
  }

  async function route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    requireKnownHost(req, origin, host);
    const url = new URL(req.url ?? "/", origin);
    const { pathname } = url;
    if (pathname.startsWith("/sandbox/")) return testHelpers(req, res, pathname);
    const machine =
      pathname.startsWith(`${FHIR_PATH}/`) || pathname === FHIR_PATH || pathname === `${AUTH_PATH}/token`;
    if (machine && (await spoilt(faults, req, res))) return;
    if (pathname === `${FHIR_PATH}/.well-known/smart-configuration`)
      return sendJson(res, 200, smartConfiguration(urls), { "access-control-allow-origin": "*" });
    if (pathname === FHIR_PATH || pathname.startsWith(`${FHIR_PATH}/`)) {
      const path = `${pathname.slice(FHIR_PATH.length + 1)}${url.search}`;
      return options.records
        ? passOn(options.records, urls.fhirBaseUrl, principalOf, req, res, path)
        : handleFhir(fhir, req, res, path);
    }
    if (options.embed) sendCookiesAcrossSites(res);
    if (pathname.startsWith("/interaction/"))
      return handleInteraction(
        {
          provider,
          launches,
          state,
          fhirBaseUrl: urls.fhirBaseUrl,
          visits,
          signInPage: (r, choices, error) => signInPage(currentUser(r), choices, error),
          sendPage: (r, status, html) => sendPage(options.appOrigin, r, status, html),
        },
        req,
        res,
      );
    if (pathname === AUTH_PATH || pathname.startsWith(`${AUTH_PATH}/`)) {
      await prepareAuthorization(req, res, url);
      res.setHeader("content-security-policy", contentSecurityPolicy(options.appOrigin));
      res.setHeader("x-content-type-options", "nosniff");
      // oidc-provider finds its mount point by comparing the two.
      Object.assign(req, { originalUrl: `${url.pathname}${url.search}` });
      req.url = `${url.pathname.slice(AUTH_PATH.length) || "/"}${url.search}`;
      await authorizationServer(req, res);
      return;
    }
    if (await handlePages(pages, req, res, url)) return;
    sendPage(options.appOrigin, res, 404, messagePage("Not found", "There is nothing at this address."));
  }

  server.removeAllListeners("request");
  server.on("request", (req, res) => {
    route(req, res).catch((error: unknown) => {
      const status = error instanceof HttpError ? error.status : statusOf(error);
      if (status >= 500)
        warn(`sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      const text = status >= 500 ? "Something went wrong in the sandbox." : (error as Error).message;
      if (res.headersSent) res.destroy();
      else if (req.headers.accept?.includes("text/html"))
        sendPage(options.appOrigin, res, status, messagePage("The EHR could not do this", text));
      else sendJson(res, status, { error: text });
    });
  });

  const step = (arrivals: number) =>
    turnstile.run(() => store.transaction(async () => advance(store, filling, now(), arrivals)));
  const timer =
    options.arrivalsPerHour > 0
      ? setInterval(() => {
          step(arrivalsIn(TICK, options.arrivalsPerHour, chance)).catch((e: Error) =>
            warn(`simulation: ${e.message}`),
          );
        }, TICK)
      : null;
  timer?.unref();
  const sweeper = setInterval(() => state.compact(), 30 * MINUTE);
  sweeper.unref();

  let closed: Promise<void> | null = null;
  return {
    ...urls,
    clientSecret: secrets.clientSecret,
    store,
    createLaunch,
    setFault,
    refuse: (patient, status, user) => faults.refuse(patient, status, user),
    happen: letHappen,
    advance: (arrivals = 0) => step(arrivals),
    close() {
      closed ??= (async () => {
        if (timer) clearInterval(timer);
        clearInterval(sweeper);
        subscriptions.close();
        await new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeIdleConnections();
          setTimeout(() => server.closeAllConnections(), 500).unref();
        });
        opened.close();
        state.close();
      })();
      return closed;
    },
  };
}

/** oidc-provider's own errors carry a status. */
const statusOf = (error: unknown): number => {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === "number" && status >= 400 && status < 600 ? status : 500;
};

/** A page elsewhere must not reach the sandbox under a name of its own (DNS rebinding). */
function forgetTokens(state: SmartState): void {
  for (const kind of ["AccessToken:", "ClientCredentials:"])
    for (const key of state.keys(kind)) state.delete(key);
}

function requireKnownHost(req: IncomingMessage, origin: string, bind: string): void {
  const name = (req.headers.host ?? "").replace(/:\d+$/, "");
  const known = ["localhost", "127.0.0.1", "[::1]", new URL(origin).hostname, bind];
  if (!known.includes(name)) throw new HttpError(421, "This host name is not served here");
}

/** Applies the fault in force; true when the request is dealt with. */
async function spoilt(faults: Faults, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  switch (faults.mode) {
    case "down":
      req.socket.destroy();
      return true;
    case "slow":
      await new Promise((resolve) => setTimeout(resolve, faults.delayMs));
      return false;
    case "error500":
      sendJson(res, 500, {
        resourceType: "OperationOutcome",
        issue: [{ severity: "fatal", code: "exception", diagnostics: "injected failure" }],
      });
      return true;
    case "not-json":
      res.writeHead(200, { "content-type": "text/html" });
      res.end("<html><body>Maintenance</body></html>");
      return true;
    default:
      return false;
  }
}
