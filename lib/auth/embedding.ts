import { isLoopback } from "@/lib/core/address";
import { type SmartIssuer, smartIssuersSchema } from "./issuers";

/**
 * The product inside a frame of the EHR. It may be framed by the pages that the list of issuers names (`frameOrigins`) and by
 * nobody else; where none is named it is not framed at all, and its cookies are those of a page of its own.
 */
export type FrameOrigins = readonly string[];

export const frameOrigins = (issuers: readonly Pick<SmartIssuer, "frameOrigins">[]): FrameOrigins => [
  ...new Set(issuers.flatMap((i) => i.frameOrigins ?? [])),
];

/** The same out of the setting's text, where there is no runtime; what cannot be read allows nobody. */
export function readFrameOrigins(setting: string | undefined): FrameOrigins {
  try {
    const parsed = smartIssuersSchema.safeParse(JSON.parse(setting ?? "[]"));
    return parsed.success ? frameOrigins(parsed.data) : [];
  } catch {
    return [];
  }
}

/** What `frame-ancestors` says (CSP 3, 6.4.2): every page around the frame must be of one of these origins. */
export const frameAncestors = (origins: FrameOrigins): string =>
  origins.length > 0 ? origins.join(" ") : "'none'";

/**
 * X-Frame-Options knows no list. It says DENY where nobody may frame us, and nothing where somebody may: browsers that know
 * `frame-ancestors` go by that alone (CSP 3, 6.4.2.2), and one that obeyed DENY would show the EHR's users an empty frame.
 */
export const frameOptions = (origins: FrameOrigins): "DENY" | null => (origins.length > 0 ? null : "DENY");

export type CookieSite =
  | { readonly sameSite: "lax"; readonly secure: boolean }
  | { readonly sameSite: "none"; readonly secure: true; readonly partitioned: true };

/**
 * Where a cookie of ours is sent. In another site's frame a browser keeps none but `SameSite=None; Secure`, and with
 * `Partitioned` (CHIPS) it keeps that one for this EHR's pages alone: a page of anybody else that asks us has no session. Other
 * sites' forms may then carry it, so what changes something is judged by its origin (own-origin.ts), as before.
 */
export const cookieSite = (appOrigin: string, embedded: boolean): CookieSite =>
  embedded
    ? { sameSite: "none", secure: true, partitioned: true }
    : { sameSite: "lax", secure: appOrigin.startsWith("https://") };

/** Secure cookies exist over https, and in browsers that trust this machine's own address (W3C Secure Contexts). */
export const canBeEmbedded = (appOrigin: string): boolean =>
  appOrigin.startsWith("https://") || isLoopback(appOrigin);
