import type { JWK } from "jose";
import Provider, {
  type ClientMetadata,
  type Configuration,
  errors,
  type KoaContextWithOIDC,
} from "oidc-provider";
import { Html, html } from "../pages/html";
import { layout } from "../pages/layout";
import { findUser } from "../users";
import type { LaunchContext } from "./launches";
import { isResourceScope, OIDC_SCOPES } from "./scopes";
import type { Secrets } from "./secrets";
import { adapterFor, type SmartState } from "./state";

export type SmartUrls = {
  readonly origin: string;
  /** OAuth issuer, also where the authorization server's endpoints live. */
  readonly issuer: string;
  readonly fhirBaseUrl: string;
};

export const PUBLIC_CLIENT = "openacuity";
export const CONFIDENTIAL_CLIENT = "openacuity-confidential";
/** Acts for itself, by a key of its own (SMART Backend Services). */
export const BACKEND_CLIENT = "openacuity-backend";

type Options = {
  readonly urls: SmartUrls;
  readonly appOrigin: string;
  readonly secrets: Secrets;
  readonly state: SmartState;
  readonly accessTokenTtl: number;
  /** Public key of the client that acts for itself; without one there is no such client. */
  readonly backendKey?: JWK | undefined;
};

const DAY = 86_400;
const contextKey = (grantId: string) => `LaunchContext:${grantId}`;

export const saveContext = (state: SmartState, grantId: string, context: LaunchContext): void =>
  state.set(contextKey(grantId), context, 15 * DAY);

export const contextOf = (state: SmartState, grantId: string | undefined): LaunchContext | null =>
  grantId ? ((state.get(contextKey(grantId)) as LaunchContext | undefined) ?? null) : null;

/** SMART App Launch 2.2 authorization server (hl7.org/fhir/smart-app-launch) on oidc-provider. */
export function createProvider(options: Options): Provider {
  const { urls, appOrigin, secrets, state, accessTokenTtl, backendKey } = options;
  const { fhirBaseUrl, issuer, origin } = urls;
  const client = {
    redirect_uris: [`${appOrigin}/api/smart/callback`],
    post_logout_redirect_uris: [`${appOrigin}/signed-out`, origin],
    response_types: ["code" as const],
    id_token_signed_response_alg: "RS256" as const,
  };
  const configuration: Configuration = {
    adapter: adapterFor(state),
    clients: [
      {
        ...client,
        client_id: PUBLIC_CLIENT,
        client_name: "OpenAcuity",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
      },
      {
        ...client,
        client_id: CONFIDENTIAL_CLIENT,
        client_name: "OpenAcuity (confidential client)",
        client_secret: secrets.clientSecret,
        token_endpoint_auth_method: "client_secret_basic",
        grant_types: ["authorization_code", "refresh_token", "client_credentials"],
      },
      ...(backendKey ? [backendClient(backendKey)] : []),
    ],
    jwks: { keys: [secrets.jwk as never] },
    cookies: { keys: [secrets.cookieKey] },
    // S256 is the only method that oidc-provider knows.
    pkce: { required: () => true },
    scopes: [...OIDC_SCOPES],
    claims: { openid: ["sub"], fhirUser: ["fhirUser"], profile: ["name"] },
    // Claims of the scopes go into the id_token: SMART apps read fhirUser there.
    conformIdTokenClaims: false,
    clientAuthMethods: ["none", "client_secret_basic", "private_key_jwt"],
    enabledJWA: { clientAuthSigningAlgValues: ["RS384", "ES384"] },
    extraParams: {
      launch: null,
      // SMART: "aud" names the FHIR server the app wants to talk to, so that a token cannot be fished by another one.
      aud: (ctx, value) => {
        if (ctx.oidc.route !== "authorization") return;
        if (value !== fhirBaseUrl && value !== `${fhirBaseUrl}/`)
          throw new errors.InvalidRequest("aud must be the FHIR base URL");
      },
    },
    // Wrong-patient guard: only the grant made in this very interaction counts, never one of an earlier launch.
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId;
      return grantId ? ctx.oidc.provider.Grant.find(grantId) : undefined;
    },
    findAccount: (_ctx, id) => {
      const user = findUser(id);
      return user
        ? {
            accountId: id,
            claims: () => ({
              sub: id,
              name: user.name,
              fhirUser: `${fhirBaseUrl}/Practitioner/${user.practitionerId}`,
            }),
          }
        : undefined;
    },
    interactions: { url: (_ctx, interaction) => `${origin}/interaction/${interaction.uid}` },
    issueRefreshToken: (_ctx, c, code) =>
      c.grantTypeAllowed("refresh_token") &&
      (code.scopes.has("offline_access") || code.scopes.has("online_access")),
    expiresWithSession: () => false,
    extraTokenClaims: (_ctx, token) => {
      const context = contextOf(state, "grantId" in token ? token.grantId : undefined);
      return context ? { patient: context.patientId, encounter: context.encounterId } : undefined;
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      // A client asks about, and revokes, its own tokens only.
      introspection: { enabled: true, allowedPolicy: (_ctx, c, token) => token.clientId === c.clientId },
      revocation: { enabled: true, allowedPolicy: (_ctx, c, token) => token.clientId === c.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = page(
            "Sign out of the sandbox EHR?",
            html`${new Html(form)}<button class="button primary" form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
          );
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = page(
            "You are signed out of the sandbox EHR",
            html`<p><a href="${origin}">Back to the patient list</a></p>`,
          );
        },
      },
      resourceIndicators: {
        enabled: true,
        // SMART clients send aud, not resource.
        defaultResource: () => fhirBaseUrl,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => {
          if (resource !== fhirBaseUrl) throw new errors.InvalidTarget();
          return {
            scope: resourceScopes(ctx).join(" "),
            audience: fhirBaseUrl,
            accessTokenTTL: accessTokenTtl,
            // Opaque: looked up at each request, so that revoking works at once.
            accessTokenFormat: "opaque",
          };
        },
      },
    },
    renderError: (ctx, out) => {
      ctx.type = "html";
      ctx.body = page(
        "The EHR refused this request",
        html`<p>${out.error_description ?? out.error}</p><p><a href="${origin}">Back to the patient list</a></p>`,
      );
    },
    ttl: {
      Interaction: 600,
      Session: DAY / 2,
      Grant: 14 * DAY,
      AccessToken: accessTokenTtl,
      AuthorizationCode: 60,
      IdToken: 3600,
      RefreshToken: 14 * DAY,
      ClientCredentials: accessTokenTtl,
    },
  };
  const provider = new Provider(issuer, configuration);
  // Behind a proxy that speaks TLS for it: otherwise it would name itself http in its own documents, and its cookies would not be Secure.
  provider.proxy = issuer.startsWith("https:");
  provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    if (ctx.oidc?.route === "token" && ctx.status === 200) addLaunchContext(ctx, state);
  });
  return provider;
}

const backendClient = (key: JWK): ClientMetadata => ({
  client_id: BACKEND_CLIENT,
  client_name: "OpenAcuity (acting for itself)",
  token_endpoint_auth_method: "private_key_jwt",
  jwks: { keys: [key as never] },
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
});

/** The resource scopes in play: asked for now, or granted earlier to the code or refresh token in use. */
function resourceScopes(ctx: KoaContextWithOIDC): string[] {
  const asked = String(ctx.oidc.params?.scope ?? "").split(" ");
  const { AuthorizationCode, RefreshToken } = ctx.oidc.entities;
  const granted = (AuthorizationCode?.scope ?? RefreshToken?.scope ?? "").split(" ");
  const known =
    ctx.oidc.params?.grant_type === "client_credentials"
      ? asked.filter((s) => s.startsWith("system/"))
      : [...asked, ...granted].filter((s) => !s.startsWith("system/"));
  return [...new Set(known.filter(isResourceScope))];
}

/** SMART: launch context beside the access token, and the scopes that were really granted (RFC 6749, 5.1). */
function addLaunchContext(ctx: KoaContextWithOIDC, state: SmartState): void {
  const body = ctx.body as Record<string, unknown>;
  const context = contextOf(state, ctx.oidc.entities.AccessToken?.grantId);
  if (!context || !body.access_token) return;
  const source = ctx.oidc.entities.AuthorizationCode ?? ctx.oidc.entities.RefreshToken;
  const granted = (source?.scope ?? "").split(" ").filter(Boolean);
  if (context.patientId) body.patient = context.patientId;
  if (context.encounterId) body.encounter = context.encounterId;
  if (context.patientId) body.need_patient_banner = !context.fromEhr;
  body.scope = [
    ...new Set([
      ...String(body.scope ?? "")
        .split(" ")
        .filter(Boolean),
      ...granted.filter((s) => (OIDC_SCOPES as readonly string[]).includes(s)),
    ]),
  ].join(" ");
}

const page = (title: string, body: Html): string =>
  layout({
    title,
    user: null,
    path: "/",
    body: html`<div class="card narrow"><h1>${title}</h1>${body}</div>`,
  });
