import { z } from "zod";
import { isLoopback } from "@/lib/core/address";
import { envSchema, SECRETS } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { smartIssuerSchema } from "./issuers";

/**
 * A network: an organisation and its sites, each of them what a whole installation is otherwise. A site has a database and a role
 * of its own, keys of its own and processes of its own; nothing of one can be reached with what another has.
 */

/** What follows from the site itself, or is nothing that differs between them. */
const NOT_A_SITES_OWN = [
  "APP_ORIGIN",
  "BOOTSTRAP_ADMINS",
  "NETWORK_DATABASE_URL",
  "NETWORK_READERS",
  "NETWORK_READER_URL",
  "PORT",
  "SANDBOX",
  "SITE_ID",
  "SITES_FILE",
  "SMART_ISSUERS",
  "TRUSTED_PROXIES",
] as const;

const isSetting = (name: string): boolean =>
  Object.hasOwn(envSchema.shape, name) && !(NOT_A_SITES_OWN as readonly string[]).includes(name);

/** Why a setting may not stand where it does; null: it may. */
export function whyNotHere(name: string, where: "open" | "kept"): string | null {
  if (!Object.hasOwn(envSchema.shape, name)) return `there is no setting ${name}`;
  if (!isSetting(name)) return `${name} is not set for one site`;
  if (where === "open" && (SECRETS as readonly string[]).includes(name))
    return `${name} is a secret and belongs in the site's settingsFile`;
  return null;
}

const siteSchema = z.strictObject({
  /** In lower case; it names the site's database, role and folder, and never changes. */
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,29}$/, { error: "expected a short name such as north-hospital" })
    .refine((id) => id !== "all", { error: '"all" means every site' }),
  name: z.string().trim().min(1).max(80),
  /** The address its clinicians' browsers use; another one for each site. */
  origin: z.string().refine(isOrigin, { error: "expected an origin such as https://triage.north.example" }),
  issuers: z.array(smartIssuerSchema).min(1, { error: "name at least one EHR" }),
  /** issuer|subject: who is admin there before anybody is. */
  admins: z.array(z.string().min(3)).default([]),
  /** issuer|subject: who, signed in here as admin or auditor, sees all sites of the network side by side. */
  network: z.array(z.string().min(3)).default([]),
  /** Settings of this site, by their names. */
  settings: z.record(z.string(), z.string()).default({}),
  /** A file of NAME=value lines with settings that are secret. */
  settingsFile: z.string().min(1).optional(),
});

function isOrigin(text: string): boolean {
  return URL.parse(text)?.origin === text && (text.startsWith("https://") || isLoopback(text));
}

const networkSchema = z
  .strictObject({ organisation: z.string().trim().min(1).max(120), sites: z.array(siteSchema).min(1) })
  .superRefine(({ sites }, context) => {
    const refuse = (at: number, field: string, message: string) =>
      context.addIssue({ code: "custom", path: ["sites", at, field], message });
    const taken = { id: new Set<string>(), origin: new Set<string>(), client: new Set<string>() };
    sites.forEach((site, at) => {
      if (taken.id.has(site.id)) refuse(at, "id", `"${site.id}" is there twice`);
      if (taken.origin.has(site.origin)) refuse(at, "origin", "another site has the same address");
      for (const name of Object.keys(site.settings)) {
        const why = whyNotHere(name, "open");
        if (why) refuse(at, "settings", why);
      }
      for (const person of site.network)
        if (!site.issuers.some(({ issuer }) => isOf(person, issuer)))
          refuse(at, "network", "expected issuer|subject with one of this site's EHRs, as in admins");
      for (const { issuer, clientId } of site.issuers) {
        // One registration has one launch address: what is launched from it is at one site.
        if (taken.client.has(`${issuer}\n${clientId}`))
          refuse(at, "issuers", `another site is "${clientId}" at ${issuer}, too`);
        taken.client.add(`${issuer}\n${clientId}`);
      }
      taken.id.add(site.id);
      taken.origin.add(site.origin);
    });
  });

const isOf = (person: string, issuer: string): boolean => {
  const [of = "", subject, rest] = person.split("|");
  return of.replace(/\/+$/, "") === issuer.replace(/\/+$/, "") && Boolean(subject) && rest === undefined;
};

export type Site = z.infer<typeof siteSchema>;
export type Network = z.infer<typeof networkSchema>;

/** @throws AppError("config-invalid") naming the entry and what is expected; never echoes a secret. */
export function parseNetwork(text: string): Network {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AppError("config-invalid", "SITES_FILE: expected JSON");
  }
  const parsed = networkSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`);
  throw new AppError("config-invalid", `SITES_FILE is not valid:\n  ${lines.join("\n  ")}`);
}

/** @throws AppError("config-invalid") naming the sites there are */
export function siteOf(network: Network, id: string): Site {
  const site = network.sites.find((s) => s.id === id);
  if (site) return site;
  const known = network.sites.map((s) => s.id).join(", ");
  throw new AppError("config-invalid", `SITES_FILE names no site "${id}". Sites: ${known}.`);
}
