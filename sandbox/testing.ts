import { createHash, randomBytes } from "node:crypto";
import { type AddressInfo, createServer } from "node:net";
import { type Sandbox, type SandboxOptions, startSandbox } from "./server";

/** Helpers for tests that talk to a sandbox: a browser with a cookie jar, and the app's side of a SMART launch. */
export const APP_ORIGIN = "http://localhost:39999";
export const CALLBACK = `${APP_ORIGIN}/api/smart/callback`;

export const testSandbox = (options: Partial<SandboxOptions> = {}): Promise<Sandbox> =>
  startSandbox({
    port: 0,
    dataDir: null,
    seed: 1,
    appOrigin: APP_ORIGIN,
    arrivalsPerHour: 0,
    faults: true,
    ...options,
  });

/** A port that nobody listens on just now, for a sandbox whose address must be known before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A sandbox in this process or in another one. */
export type Endpoint = Pick<Sandbox, "issuer" | "fhirBaseUrl">;

export type Page = { readonly url: string; readonly status: number; readonly text: string };

/** Follows redirects and keeps cookies by name and path, as a browser does; stops at the app's callback. */
export class TestBrowser {
  private readonly jar = new Map<string, { value: string; path: string }>();

  private cookieHeader(pathname: string): string {
    return [...this.jar.entries()]
      .filter(
        ([, c]) => pathname === c.path || pathname.startsWith(c.path.endsWith("/") ? c.path : `${c.path}/`),
      )
      .map(([key, c]) => `${key.split(";")[0]}=${c.value}`)
      .join("; ");
  }

  async go(url: string, init: { method?: string; body?: URLSearchParams } = {}): Promise<Page> {
    let next = url;
    let { method = "GET", body } = init;
    for (let hop = 0; hop < 15; hop++) {
      if (next.startsWith(APP_ORIGIN)) return { url: next, status: 0, text: "" };
      const response = await fetch(next, {
        method,
        ...(body ? { body } : {}),
        redirect: "manual",
        headers: { cookie: this.cookieHeader(new URL(next).pathname), accept: "text/html" },
      });
      for (const line of response.headers.getSetCookie()) this.keep(line);
      const location = response.headers.get("location");
      if (!location) return { url: next, status: response.status, text: await response.text() };
      next = new URL(location, next).href;
      if (response.status !== 307) [method, body] = ["GET", undefined];
    }
    throw new Error("too many redirects");
  }

  private keep(line: string): void {
    const [pair = "", ...attributes] = line.split(";").map((s) => s.trim());
    const equals = pair.indexOf("=");
    const path = attributes.find((a) => /^path=/i.test(a))?.slice(5) ?? "/";
    const key = `${pair.slice(0, equals)};${path}`;
    const gone = attributes.some((a) => /^max-age=0$/i.test(a) || /^expires=thu, 01 jan 1970/i.test(a));
    if (gone) this.jar.delete(key);
    else this.jar.set(key, { value: pair.slice(equals + 1), path });
  }
}

export type TokenResponse = {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  scope: string;
  expires_in: number;
  patient?: string;
  encounter?: string;
  need_patient_banner?: boolean;
  error?: string;
  error_description?: string;
};

export type Authorization = {
  readonly scope: string;
  readonly launch?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly extra?: Readonly<Record<string, string | null>>;
  /** How the browser sends the authorization request. */
  readonly via?: "GET" | "POST";
  /** What the user fills in on the sign-in page of a standalone launch. */
  readonly form?: Readonly<Record<string, string>>;
};

export type Outcome =
  | { readonly ok: true; readonly tokens: TokenResponse; readonly verifier: string }
  | { readonly ok: false; readonly error: string; readonly page: Page };

/** Runs one authorization from request to tokens. */
export async function authorize(
  sandbox: Endpoint,
  browser: TestBrowser,
  { scope, launch, clientId = "openacuity", clientSecret, extra = {}, via = "GET", form }: Authorization,
): Promise<Outcome> {
  const verifier = randomBytes(32).toString("base64url");
  const params = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope,
    state: randomBytes(8).toString("hex"),
    nonce: randomBytes(8).toString("hex"),
    aud: sandbox.fhirBaseUrl,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...(launch === undefined ? {} : { launch }),
  });
  for (const [key, value] of Object.entries(extra)) {
    if (value === null) params.delete(key);
    else params.set(key, value);
  }
  const endpoint = `${sandbox.issuer}/auth`;
  let page =
    via === "POST"
      ? await browser.go(endpoint, { method: "POST", body: params })
      : await browser.go(`${endpoint}?${params}`);
  if (form && page.url.includes("/interaction/"))
    page = await browser.go(page.url, { method: "POST", body: new URLSearchParams(form) });

  const answer = page.url.startsWith(CALLBACK) ? new URL(page.url).searchParams : null;
  const code = answer?.get("code");
  if (!code) return { ok: false, error: answer?.get("error") ?? `stopped at ${page.status}`, page };
  if (answer?.get("state") !== params.get("state")) throw new Error("state was not returned");
  const tokens = await tokenRequest(
    sandbox,
    { grant_type: "authorization_code", code, redirect_uri: CALLBACK, code_verifier: verifier },
    clientId,
    clientSecret,
  );
  if (tokens.error) return { ok: false, error: tokens.error, page };
  return { ok: true, tokens, verifier };
}

export async function tokenRequest(
  sandbox: Endpoint,
  params: Record<string, string>,
  clientId = "openacuity",
  clientSecret?: string,
): Promise<TokenResponse> {
  const response = await fetch(`${sandbox.issuer}/token`, {
    method: "POST",
    body: new URLSearchParams(clientSecret ? params : { ...params, client_id: clientId }),
    headers: clientSecret ? { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` } : {},
  });
  return (await response.json()) as TokenResponse;
}

/** Tokens of an EHR launch for one visit, or an error. */
export async function ehrLaunch(
  sandbox: Sandbox,
  user: string,
  encounter: string,
  scope: string,
  browser = new TestBrowser(),
): Promise<TokenResponse> {
  const { launch } = sandbox.createLaunch({ user, encounter });
  const outcome = await authorize(sandbox, browser, { scope, launch });
  if (!outcome.ok) throw new Error(`launch failed: ${outcome.error} ${outcome.page.text.slice(0, 400)}`);
  return outcome.tokens;
}

/** Answers of a server under test, looked into without ceremony. */
// biome-ignore lint/suspicious/noExplicitAny: tests assert on foreign JSON, whose shape is what they check
export type Json = any;

export type Answer = { readonly status: number; readonly body: Json; readonly headers: Headers };

/** A bare FHIR client: whatever the server says comes back as it is. */
export const fhirClient =
  (sandbox: Endpoint, token?: string) =>
  async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(
      `${sandbox.fhirBaseUrl}${path.startsWith("/") || path === "" ? path : `/${path}`}`,
      {
        method,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { "content-type": "application/fhir+json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      },
    );
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers };
  };
