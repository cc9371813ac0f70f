import { z } from "zod";
import { isLoopback } from "@/lib/core/address";

const privateKey = z.looseObject({
  kty: z.enum(["RSA", "EC"]),
  alg: z.string().regex(/^(RS|PS|ES)(256|384|512)$/),
  kid: z.string(),
});

const ORIGIN_EXPECTED = "expected an origin such as https://sandbox.cds-hooks.org, without a path";

/** A name or number and a port: in a URL's host `*` and `;` may stand as well, which mean something in a policy. */
const HOST = /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?$/;
/** Of https, or of this machine: what is compared with a browser's `Origin` letter by letter. */
const isOrigin = (text: string): boolean =>
  HOST.test(text) && URL.parse(text)?.origin === text && (text.startsWith("https://") || isLoopback(text));

/**
 * An EHR that may launch the app. The list is the only source of issuers: an `iss` that is not on it is refused before
 * anything is fetched (server-side request forgery, mix-up attacks).
 */
export const smartIssuerSchema = z
  .strictObject({
    /** For screens: "General Hospital EHR". */
    name: z.string().min(1),
    /** FHIR R4 base URL, exactly as the EHR sends it in `iss`; a trailing slash does not matter. */
    issuer: z.url({ protocol: /^https?$/ }).transform((u) => u.replace(/\/+$/, "")),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1).optional(),
    /** Private key (JWK) for private_key_jwt, the way SMART prefers for confidential clients; RS384 or ES384 there. */
    privateKeyJwk: privateKey.optional(),
    /**
     * The product as a client of its own (SMART Backend Services): what a clinician decided reaches the EHR also when that
     * person's launch has ended. Many EHRs register it apart from the launched app; what is absent is that app's.
     */
    backend: z
      .strictObject({ clientId: z.string().min(1).optional(), privateKeyJwk: privateKey.optional() })
      .optional(),
    /**
     * The EHR may ask for suggestions while somebody works in it (CDS Hooks): who it says it is in its tokens (`iss`), and where
     * it publishes its keys.
     */
    cdsHooks: z
      .strictObject({
        issuer: z.string().min(1),
        jwksUri: z.url({ protocol: /^https?$/ }),
        /** Pages that may call from a browser (CORS), as the public CDS Hooks sandbox does; an EHR's server needs none. */
        origins: z.array(z.string().refine(isOrigin, { error: ORIGIN_EXPECTED })).optional(),
      })
      .optional(),
    /**
     * The EHR is asked to say when something is new (R4 Subscriptions), in the product's own name; without topics, of those it
     * lists. Absent: it is asked again and again instead, as any other.
     */
    subscriptions: z.strictObject({ topics: z.array(z.string().min(1)).optional() }).optional(),
    /**
     * Pages of the EHR that may show the product in a frame, by origin, all of them where frames are nested. Absent: none may,
     * and its users open a tab of its own.
     */
    frameOrigins: z
      .array(
        z.string().refine(isOrigin, { error: "expected an origin such as https://ehr.hospital.example" }),
      )
      .min(1)
      .optional(),
    /** Plain HTTP, for the sandbox on this machine only. */
    allowHttp: z.boolean().default(false),
  })
  .refine((i) => i.allowHttp || i.issuer.startsWith("https://"), { error: "the issuer must use https" })
  .refine(
    (i) =>
      !i.cdsHooks ||
      i.cdsHooks.jwksUri.startsWith("https://") ||
      (i.allowHttp && isLoopback(i.cdsHooks.jwksUri)),
    {
      error: "the EHR's keys must come by https",
    },
  )
  .refine((i) => !i.backend || i.backend.privateKeyJwk || i.privateKeyJwk, {
    error: "backend services need a private key",
  })
  .refine((i) => !i.subscriptions || i.backend, {
    error: "subscriptions need the product's own registration (backend)",
  })
  .refine((i) => !i.allowHttp || i.issuer.startsWith("https://") || isLoopback(i.issuer), {
    error: "plain http is for this machine only",
  });

export const smartIssuersSchema = z
  .array(smartIssuerSchema)
  .refine((list) => new Set(list.map((i) => i.issuer)).size === list.length, {
    error: "each issuer may be listed once",
  });
export type SmartIssuer = z.infer<typeof smartIssuerSchema>;

/** The allow-listed issuer with this FHIR base URL, or null. Compares text, never resolves anything. */
export function findIssuer(issuers: readonly SmartIssuer[], iss: string | null): SmartIssuer | null {
  const wanted = iss?.replace(/\/+$/, "");
  return issuers.find((i) => i.issuer === wanted) ?? null;
}
