import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { readForm } from "../http";
import { findUser } from "../users";
import type { LaunchContext, Launches } from "./launches";
import { saveContext } from "./provider";
import { isResourceScope, OIDC_SCOPES } from "./scopes";
import type { SmartState } from "./state";

/** A visit that a standalone launch can choose. */
export type VisitChoice = {
  readonly encounterId: string;
  readonly patientId: string;
  readonly label: string;
};

type Deps = {
  readonly provider: Provider;
  readonly launches: Launches;
  readonly state: SmartState;
  readonly fhirBaseUrl: string;
  readonly visits: () => readonly VisitChoice[];
  readonly signInPage: (
    req: IncomingMessage,
    choices: readonly VisitChoice[] | null,
    error: string | null,
  ) => string;
  readonly sendPage: (res: ServerResponse, status: number, html: string) => void;
};

type Refusal = { readonly error: string; readonly error_description: string };
const refusal = (error: string, error_description: string): Refusal => ({ error, error_description });

/**
 * The step between the app's authorization request and its answer. An EHR launch brings user, patient and visit in
 * its launch token and goes straight through; a standalone launch shows a page on which the user says who they are,
 * and picks the patient when the scopes are about one.
 */
export async function handleInteraction(
  deps: Deps,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { provider, launches } = deps;
  const { params } = await provider.interactionDetails(req, res);
  const scopes = String(params.scope ?? "")
    .split(" ")
    .filter(Boolean);
  const finish = (result: Parameters<Provider["interactionFinished"]>[2]) =>
    provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });

  if (params.launch !== undefined || scopes.includes("launch")) {
    const context = launches.redeem(String(params.launch ?? ""));
    if (!scopes.includes("launch"))
      return finish(refusal("invalid_scope", "an EHR launch needs the scope launch"));
    if (!context) return finish(refusal("invalid_request", "unknown, used or expired launch"));
    return finish(await grantTo(deps, params, scopes, context));
  }

  const needsPatient = scopes.some(
    (s) => s === "launch/patient" || s === "launch/encounter" || s.startsWith("patient/"),
  );
  const choices = needsPatient ? deps.visits() : null;
  if (req.method !== "POST") return deps.sendPage(res, 200, deps.signInPage(req, choices, null));

  const form = await readForm(req);
  if (form.get("cancel")) return finish(refusal("access_denied", "the user cancelled"));
  const user = findUser(form.get("user") ?? "");
  const visit = choices?.find((v) => v.encounterId === form.get("visit"));
  if (!user || (choices && !visit)) {
    const wrong = user ? "Choose a patient." : "Choose who you are.";
    return deps.sendPage(res, 400, deps.signInPage(req, choices, wrong));
  }
  return finish(
    await grantTo(deps, params, scopes, {
      username: user.username,
      patientId: visit?.patientId ?? null,
      encounterId: visit && scopes.includes("launch/encounter") ? visit.encounterId : null,
      fromEhr: false,
    }),
  );
}

/** A new grant for this launch alone, with the launch context bound to it. */
async function grantTo(
  { provider, state, fhirBaseUrl }: Deps,
  params: Record<string, unknown>,
  scopes: readonly string[],
  context: LaunchContext,
) {
  const grant = new provider.Grant({ accountId: context.username, clientId: String(params.client_id) });
  grant.addOIDCScope(scopes.filter((s) => (OIDC_SCOPES as readonly string[]).includes(s)).join(" "));
  grant.addOIDCClaims(["sub", "fhirUser", "name"]);
  const resource = scopes.filter((s) => isResourceScope(s) && !s.startsWith("system/"));
  if (resource.length > 0) grant.addResourceScope(fhirBaseUrl, resource.join(" "));
  const grantId = await grant.save();
  saveContext(state, grantId, context);
  return { login: { accountId: context.username }, consent: { grantId } };
}
