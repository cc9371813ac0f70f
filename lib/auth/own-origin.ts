/** Where a browser says a request comes from. */
export type SentFrom = { readonly origin: string | null; readonly fetchSite: string | null };

/**
 * Whether a request that changes something was sent by a page of ours. `Origin` is compared with APP_ORIGIN and with nothing
 * a proxy or an attacker can set (Host, X-Forwarded-Host). A browser that withholds it sends "null" or nothing; then only
 * its own word that the page is of the same origin counts (Fetch Metadata, `Sec-Fetch-Site`), and without that: no.
 */
export function isOwnOrigin({ origin, fetchSite }: SentFrom, appOrigin: string): boolean {
  if (origin !== null && origin !== "null") return origin === new URL(appOrigin).origin;
  return fetchSite === "same-origin";
}

export const sentFrom = (headers: Pick<Headers, "get">): SentFrom => ({
  origin: headers.get("origin"),
  fetchSite: headers.get("sec-fetch-site"),
});
