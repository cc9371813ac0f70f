import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { deriveKey, type KeyRing } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { canonicalJson } from "@/lib/core/json";

export const MANIFEST_FILE = "manifest.json";
/** pg_dump's own format, or the embedded database's folder as an archive. */
export const DUMP_FILES = { postgres: "database.dump", pglite: "database.tar.gz" } as const;
export const ANCHORS_FILE = "audit-anchors.jsonl";
export const MODELS_FOLDER = "models";

const hex = z.string().regex(/^[0-9a-f]{64}$/);

const bodySchema = z.strictObject({
  format: z.literal("openacuity-backup/1"),
  createdAt: z.iso.datetime(),
  /** Of the product that made it. */
  release: z.string(),
  database: z.enum(["postgres", "pglite"]),
  /** When the newest migration that is applied was made, ms. */
  migration: z.number(),
  /** Which keys its data needs: never the keys, but for each a word that only it opens. */
  keys: z.array(z.strictObject({ id: z.string(), check: z.string(), retired: z.boolean() })),
  /** The newest entry of the audit log; null: it is empty. */
  audit: z.strictObject({ seq: z.int(), hash: hex, at: z.iso.datetime() }).nullable(),
  /** Model versions whose artifact was not there, or not what was registered, when the backup was made. */
  damaged: z.array(z.string()),
  parts: z.record(
    z.string().regex(/^(?!.*(^|\/)\.\.?(\/|$))[\w][\w.+\-/]*$/),
    z.strictObject({ bytes: z.int().min(0), sha256: hex }),
  ),
  /** The key it is authenticated with. */
  key: z.string(),
});
export type BackupBody = z.infer<typeof bodySchema>;
const manifestSchema = bodySchema.extend({ mac: hex });

const macOf = (ring: KeyRing, body: BackupBody): Buffer => {
  const entry = ring.keys.find((k) => k.id === body.key);
  if (!entry)
    throw new AppError(
      "config-invalid",
      `DATA_KEYS lacks the key "${body.key}", with which this backup is authenticated. Nothing was changed.`,
    );
  return createHmac("sha256", deriveKey(entry.key, "backup")).update(canonicalJson(body)).digest();
};

/** As it is written, authenticated with the newest key. */
export function writeManifest(ring: KeyRing, body: Omit<BackupBody, "key">): string {
  const [newest] = ring.keys;
  if (!newest) throw new AppError("config-invalid", "no encryption key");
  const whole = { ...body, key: newest.id };
  return `${JSON.stringify({ ...whole, mac: macOf(ring, whole).toString("hex") }, null, 2)}\n`;
}

/** @throws AppError("artifact-invalid" | "config-invalid") where it is no manifest, or not made with these keys */
export function readManifest(ring: KeyRing, text: string): BackupBody {
  const { mac, ...body } = parse(text);
  if (!timingSafeEqual(macOf(ring, body), Buffer.from(mac, "hex")))
    throw invalid("The backup’s manifest was changed, or made with other keys. Nothing was changed.");
  return body;
}

function parse(text: string): z.infer<typeof manifestSchema> {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw invalid("This is no backup of OpenAcuity, or of a newer release. Nothing was changed.", cause);
  }
}

export const invalid = (message: string, cause?: unknown): AppError =>
  new AppError("artifact-invalid", message, {
    userMessage: message,
    ...(cause === undefined ? {} : { cause }),
  });

/** @throws AppError("artifact-invalid") naming the first part that is not as it was, missing or too much */
export function assertParts(
  { parts }: Pick<BackupBody, "parts">,
  found: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>,
): void {
  for (const [path, wanted] of Object.entries(parts)) {
    const there = found[path];
    if (!there) throw invalid(`The backup lacks ${path}. Nothing was changed.`);
    if (there.bytes !== wanted.bytes || there.sha256 !== wanted.sha256)
      throw invalid(`${path} in the backup is not what was backed up. Nothing was changed.`);
  }
  const extra = Object.keys(found).find((path) => !Object.hasOwn(parts, path));
  if (extra) throw invalid(`The backup holds ${extra}, which nobody backed up. Nothing was changed.`);
}
