import * as oauth from "oauth4webapi";
import { AppError } from "@/lib/core/errors";
import type { SmartIssuer } from "./issuers";
import { bare } from "./launch-refusals";
import { clientAuthentication, clientOf, httpOptions, type Tokens, toTokens } from "./smart-client";
import { discover } from "./smart-discovery";
import {
  assertMaySubscribe,
  assertMayWriteLevels,
  assertScopes,
  newsScopesToAsk,
  systemScopesToAsk,
} from "./smart-scopes";

/** What a token of the product's own is for: its work with patients' records, or being told of news. */
export type BackendUse = "records" | "news";

/** The product's own registration at this EHR; null where it has none. */
export function backendOf(issuer: SmartIssuer): SmartIssuer | null {
  if (!issuer.backend) return null;
  const { clientId, privateKeyJwk } = issuer.backend;
  const { clientSecret: _never, ...rest } = issuer;
  return {
    ...rest,
    clientId: clientId ?? issuer.clientId,
    privateKeyJwk: privateKeyJwk ?? issuer.privateKeyJwk,
  };
}

/**
 * A token for the product itself, by client credentials and a signed assertion (SMART App Launch 2.2, "Backend Services").
 * @throws AppError("unauthenticated") when the EHR does not let it in or grants too little; AppError("ehr-unavailable") when
 *   it does not answer; AppError("config-invalid") when the key cannot be used.
 */
export async function backendTokens(
  issuer: SmartIssuer,
  now: Date,
  use: BackendUse = "records",
): Promise<Tokens> {
  const own = backendOf(issuer);
  if (!own) throw new AppError("unauthenticated", "not registered at this EHR as a client of its own");
  const server = await discover(own);
  const client = clientOf(own, now);
  const authentication = await clientAuthentication(own, server);
  const scope = use === "news" ? newsScopesToAsk(server) : systemScopesToAsk(server);
  let response: Response;
  try {
    response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      authentication,
      { scope },
      httpOptions(own),
    );
  } catch (cause) {
    throw new AppError("ehr-unavailable", "the token endpoint does not answer", { cause: bare(cause) });
  }
  if (response.status >= 500 || response.status === 429)
    throw new AppError("ehr-unavailable", `token endpoint: ${response.status}`);
  try {
    const result = await oauth.processClientCredentialsResponse(server, client, response);
    const tokens = toTokens(result, { scope }, now);
    if (use === "news") assertMaySubscribe(tokens.scope);
    else {
      assertScopes(tokens.scope, "system");
      assertMayWriteLevels(tokens.scope);
    }
    return tokens;
  } catch (cause) {
    throw new AppError("unauthenticated", "the EHR does not let the product act for itself", {
      cause: bare(cause),
    });
  }
}
