import { basename, dirname, join } from "node:path";
import { deriveKey, parseKeyRing } from "@/lib/core/crypto";
import { envSchema } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { type Site, whyNotHere } from "./sites";

export type Settings = Readonly<Record<string, string | undefined>>;

/** What one site has of its own; another never gets it by default. */
const NOT_INHERITED = [
  "BOOTSTRAP_ADMINS",
  "EHR_SITE_FILE",
  // Readings of one hospital's patients are no other's to hear.
  "MQTT_PASSWORD",
  "MQTT_URL",
  "MQTT_USERNAME",
  "SMART_ISSUERS",
] as const;

const wrong = (message: string) => new AppError("config-invalid", message);

/** The longest name PostgreSQL keeps whole. */
const LONGEST_NAME = 63;

/** What the site's database and its role are called, by the installation's database: `openacuity_north`. */
export function databaseNameOf(databaseUrl: string, siteId: string): string {
  const base = decodeURIComponent(new URL(databaseUrl).pathname.slice(1)) || "openacuity";
  const name = `${base}_${siteId.replaceAll("-", "_")}`;
  if (name.length > LONGEST_NAME) throw wrong(`the database's name ${name} is too long`);
  return name;
}

const derived = (secret: string, site: string, purpose: string): string =>
  deriveKey(Buffer.from(secret), `site/${site}/${purpose}`).toString("base64url");

/** The password of the site's role; it follows from NEXTAUTH_SECRET, so that none has to be kept. */
export const databasePasswordOf = (secret: string, siteId: string): string =>
  derived(secret, siteId, "database");

/** `url` with the site's database, role and password in the place of the installation's. */
export function siteDatabaseUrl(url: string, site: Pick<Site, "id">, secret: string): string {
  const name = databaseNameOf(url, site.id);
  return databaseAt(url, { name, role: name, password: databasePasswordOf(secret, site.id) });
}

type Place = { readonly name: string; readonly role: string; readonly password: string };
/** Another database of the same server, as another role. */
function databaseAt(url: string, { name, role, password }: Place): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  other.username = role;
  other.password = password;
  return other.href;
}

/** What the database is called in which sites tell how they are, and the role that reads it. No site's name can be the same: an id begins with a letter. */
export const networkNameOf = (databaseUrl: string): string => databaseNameOf(databaseUrl, "_network");

export const networkPasswordOf = (secret: string): string =>
  deriveKey(Buffer.from(secret), "network/database").toString("base64url");

/** By which a site tells the others' reader how it is, and, where somebody here may read that, by which it is read. */
function networkSettings(site: Site, url: string, secret: string): Record<string, string> {
  const name = networkNameOf(url);
  const teller = { name, role: databaseNameOf(url, site.id), password: databasePasswordOf(secret, site.id) };
  const reader = { name, role: name, password: networkPasswordOf(secret) };
  return {
    NETWORK_DATABASE_URL: databaseAt(url, teller),
    NETWORK_READERS: site.network.join(","),
    NETWORK_READER_URL: site.network.length > 0 ? databaseAt(url, reader) : "",
  };
}

/** Keys of the same ids, of which none tells anything of another site's or of the installation's. */
const siteKeys = (material: string, site: string): string =>
  parseKeyRing(material)
    .keys.map(({ id, key }) => `${id}:${deriveKey(key, `site/${site}/data`).toString("base64")}`)
    .join(",");

/**
 * The settings of one site's processes, complete: the installation's, the site's own in their place, and secrets that follow from
 * the installation's without giving them away. What a site does not have is empty and not absent, so that no .env brings it back.
 *
 * @param kept the lines of the site's settingsFile
 * @throws AppError("config-invalid")
 */
export function siteSettings(site: Site, base: Settings, kept: Settings = {}): Record<string, string> {
  const { DATABASE_URL, DATABASE_DIRECT_URL, NEXTAUTH_SECRET, DATA_KEYS } = base;
  if (!DATABASE_URL)
    throw wrong(
      "SITES_FILE needs DATABASE_URL: many sites need PostgreSQL, the embedded database holds one.",
    );
  if (!NEXTAUTH_SECRET || NEXTAUTH_SECRET.length < 32)
    throw wrong("NEXTAUTH_SECRET: expected at least 32 random characters");
  if (!DATA_KEYS) throw wrong("DATA_KEYS is missing");
  for (const name of ["SMART_ISSUERS", "BOOTSTRAP_ADMINS"] as const)
    if (base[name]) throw wrong(`${name} is set, but with SITES_FILE each site names its own there.`);
  for (const name of Object.keys(kept)) {
    const why = whyNotHere(name, "kept");
    if (why) throw wrong(`the settingsFile of ${site.id}: ${why}`);
  }
  const dataDir = base.DATA_DIR || ".data";
  const anchors = base.AUDIT_ANCHOR_FILE;
  const own = { ...site.settings, ...kept };
  return clean({
    ...base,
    ...Object.fromEntries(NOT_INHERITED.map((name) => [name, ""])),
    DATABASE_URL: siteDatabaseUrl(DATABASE_URL, site, NEXTAUTH_SECRET),
    // One that is given for the site alone has no other way past its pooler than what is given with it.
    DATABASE_DIRECT_URL:
      DATABASE_DIRECT_URL && !own.DATABASE_URL
        ? siteDatabaseUrl(DATABASE_DIRECT_URL, site, NEXTAUTH_SECRET)
        : "",
    DATA_DIR: join(dataDir, site.id),
    ...(anchors ? { AUDIT_ANCHOR_FILE: join(dirname(anchors), site.id, basename(anchors)) } : {}),
    NEXTAUTH_SECRET: derived(NEXTAUTH_SECRET, site.id, "session"),
    DATA_KEYS: siteKeys(DATA_KEYS, site.id),
    ...own,
    APP_ORIGIN: site.origin,
    NEXTAUTH_URL: site.origin,
    SMART_ISSUERS: JSON.stringify(site.issuers),
    BOOTSTRAP_ADMINS: site.admins.join(","),
    ...networkSettings(site, DATABASE_URL, NEXTAUTH_SECRET),
    SITE_ID: site.id,
    SITES_FILE: "",
  });
}

/** Whether the site brings a database of its own, which is then not this installation's to make. */
export const bringsDatabase = (kept: Settings): boolean => Boolean(kept.DATABASE_URL);

/** NAME=value lines; an empty line or one that begins with # says nothing. @throws AppError("config-invalid") */
export function parseSettingsFile(text: string, site: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  return Object.fromEntries(
    lines.map((line, i) => {
      const [, name, value] = /^\s*([A-Z0-9_]+)=(.*?)\s*$/.exec(line) ?? [];
      if (!name || value === undefined || !Object.hasOwn(envSchema.shape, name))
        throw wrong(`the settingsFile of ${site}: setting ${i + 1} is not NAME=value of a setting there is`);
      return [name, value];
    }),
  );
}

const clean = (settings: Settings): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
