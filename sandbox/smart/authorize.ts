import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError, readForm } from "../http";

/**
 * Prepares a request for oidc-provider's authorization endpoint so that no launch can inherit anything from an earlier
 * one in the same browser:
 *
 * - The authorization server's session cookie is taken away, both when an authorization starts and when it resumes:
 *   who the user is, and which patient, is settled anew in every launch. (Left in place, a second launch silently
 *   reuses the first one's user and grant, and so its patient.)
 * - `prompt=consent` is added, as oidc-provider otherwise drops offline_access. `prompt=none` is left alone and then
 *   fails with login_required, as there is no session.
 * - POST (SMART's authorize-post) becomes GET, so that there is one path to keep right.
 */
export async function prepareAuthorization(
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
): Promise<void> {
  const path = url.pathname;
  if (path !== "/auth/auth" && !path.startsWith("/auth/auth/")) return;
  const kept = (req.headers.cookie ?? "").split(/;\s*/).filter((c) => !c.startsWith("_session"));
  req.headers.cookie = kept.join("; ");
  res.setHeader("set-cookie", [
    "_session=; Path=/; Max-Age=0; HttpOnly",
    "_session.sig=; Path=/; Max-Age=0; HttpOnly",
  ]);
  if (path !== "/auth/auth") return;

  if (req.method === "POST") {
    const form = await readForm(req);
    for (const [key, value] of form) url.searchParams.append(key, value);
    req.method = "GET";
    delete req.headers["content-length"];
    delete req.headers["transfer-encoding"];
  }
  if (req.method !== "GET") throw new HttpError(405, "Use GET or POST");
  if (url.searchParams.get("prompt") !== "none") url.searchParams.set("prompt", "consent");
}
