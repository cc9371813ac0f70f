import { AppError } from "@/lib/core/errors";
import type { Foreign } from "./client";

/** What a search is answered with: its entries, the server's remarks among them, and where the next page is. */

/** @throws AppError("ehr-refused") where a search is answered by a remark that it went wrong, under a status that says it did not. */
export function assertAnswered(resourceType: string, answer: Foreign): void {
  if (answer.resourceType === "OperationOutcome" && saysError(answer))
    throw new AppError("ehr-refused", `${resourceType}: an error in place of an answer`, {
      detail: { resource: resourceType, status: 400 },
    });
}

/** How many of a page's entries were asked for, not brought along or remarked upon. */
export function matchesIn(bundle: Foreign): number {
  const entries = Array.isArray(bundle.entry)
    ? (bundle.entry as ({ resource?: Foreign; search?: { mode?: unknown } } | null)[])
    : [];
  return entries.filter(
    (e) =>
      e?.resource?.resourceType !== "OperationOutcome" &&
      e?.search?.mode !== "include" &&
      e?.search?.mode !== "outcome",
  ).length;
}

/** The resources of a search Bundle; operation outcomes among them are the server's remarks, not results. */
export function entriesOf(bundle: Foreign): Foreign[] {
  if (bundle.resourceType !== "Bundle")
    throw new AppError("ehr-malformed", "a search was not answered by a Bundle");
  const entries = Array.isArray(bundle.entry) ? (bundle.entry as { resource?: Foreign }[]) : [];
  return entries
    .map((e) => e?.resource)
    .filter(
      (r): r is Foreign => typeof r === "object" && r !== null && r.resourceType !== "OperationOutcome",
    );
}

/** Whether a Bundle carries the server's word that something went wrong, as Epic and Oracle Health send it with what they found. */
export function hasError(bundle: Foreign): boolean {
  const entries = Array.isArray(bundle.entry) ? (bundle.entry as ({ resource?: Foreign } | null)[]) : [];
  return entries.some((e) => e?.resource?.resourceType === "OperationOutcome" && saysError(e.resource));
}

const saysError = ({ issue }: Foreign): boolean =>
  Array.isArray(issue) &&
  (issue as ({ severity?: unknown } | null)[]).some(
    (i) => i?.severity === "error" || i?.severity === "fatal",
  );

export function nextLink(bundle: Foreign): string | null {
  const links = Array.isArray(bundle.link) ? (bundle.link as { relation?: unknown; url?: unknown }[]) : [];
  const url = links.find((l) => l?.relation === "next")?.url;
  return typeof url === "string" ? url : null;
}

/**
 * Where the next page is. fhir-kit-client would send the token wherever the link points: only to the server we launched from. A
 * link without a server is of the search ("?page=2"), of the host ("/fhir/Observation?…") or of the FHIR base.
 */
export function pageAddress(issuer: string, resourceType: string, link: string): string {
  const base = new URL(issuer);
  const path = base.pathname.replace(/\/+$/, "");
  const isBelow = (url: URL) => url.pathname === path || url.pathname.startsWith(`${path}/`);
  let target: URL;
  try {
    target = new URL(link, link.startsWith("?") ? `${issuer}/${resourceType}` : `${issuer}/`);
    if (link.startsWith("/") && !link.startsWith("//") && !isBelow(target))
      target = new URL(`${issuer}${link}`);
  } catch (cause) {
    throw new AppError("ehr-malformed", "the next page's address is none", { cause });
  }
  // Behind a proxy that ends TLS a server may not know that it is asked by https.
  if (
    target.protocol === "http:" &&
    base.protocol === "https:" &&
    target.host === base.hostname &&
    base.port === ""
  )
    target.protocol = "https:";
  if (target.origin !== base.origin || target.username !== "" || !isBelow(target)) {
    throw new AppError("ehr-malformed", "the next page is on another server");
  }
  return target.href;
}
