import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, readdir, rename } from "node:fs/promises";
import { dirname, join, posix, relative, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { Decrypter, Encrypter } from "age-encryption";
import { create, extract } from "tar";
import { AppError } from "@/lib/core/errors";
import { invalid } from "./manifest";

/**
 * A backup is one file: a tar.gz, encrypted by age (https://age-encryption.org/v1), so that `age -d FILE | tar xz` opens it
 * too, without OpenAcuity. `recipient`: a public key (age1…), so that the machine that makes backups cannot read them.
 */
export type Lock =
  | {
      readonly kind: "passphrase";
      readonly passphrase: string;
      /** Base-2 logarithm of scrypt's; age's own where absent. */
      readonly workFactor?: number;
    }
  | { readonly kind: "recipient"; readonly recipient: string };
export type Unlock =
  | { readonly kind: "passphrase"; readonly passphrase: string }
  | { readonly kind: "identity"; readonly identity: string };

/** Packs a folder into the file: all of it is on the disk under that name, or nothing is. */
export async function pack(folder: string, file: string, lock: Lock): Promise<void> {
  const partial = `${file}.partial`;
  const encrypter = new Encrypter();
  try {
    if (lock.kind === "passphrase") {
      encrypter.setPassphrase(lock.passphrase);
      if (lock.workFactor) encrypter.setScryptWorkFactor(lock.workFactor);
    } else encrypter.addRecipient(lock.recipient);
  } catch (cause) {
    throw new AppError("config-invalid", "BACKUP_RECIPIENT is not a public key of age (age1…)", { cause });
  }
  const archive = create({ cwd: folder, gzip: true, portable: true }, (await readdir(folder)).sort());
  const plain = Readable.toWeb(Readable.from(archive)) as globalThis.ReadableStream<Uint8Array>;
  const sealed = await encrypter.encrypt(plain);
  await pipeline(Readable.fromWeb(sealed as ReadableStream), createWriteStream(partial, { mode: 0o600 }));
  await sync(partial);
  await rename(partial, file);
  await sync(dirname(file)).catch(() => {});
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  await handle.sync().finally(() => handle.close());
}

/** @throws AppError("artifact-invalid") where the file is no backup, damaged, or does not open with this */
export async function unpack(file: string, folder: string, unlock: Unlock): Promise<void> {
  const decrypter = new Decrypter();
  if (unlock.kind === "passphrase") decrypter.addPassphrase(unlock.passphrase);
  else decrypter.addIdentity(unlock.identity);
  const sealed = Readable.toWeb(createReadStream(file)) as unknown as globalThis.ReadableStream<Uint8Array>;
  const plain = await decrypter.decrypt(sealed).catch((cause: unknown) => {
    throw invalid(
      "The backup does not open: another passphrase or key, or a damaged file. Nothing was changed.",
      cause,
    );
  });
  const files = (_path: string, entry: object) =>
    ["File", "Directory", "OldFile"].includes(String((entry as { type?: unknown }).type));
  try {
    await pipeline(
      Readable.fromWeb(plain as ReadableStream),
      extract({ cwd: folder, strict: true, filter: files, preserveOwner: false }),
    );
  } catch (cause) {
    if (isFull(cause)) throw cause;
    throw invalid("The backup is damaged or cut off. Nothing was changed.", cause);
  }
}

/** A disk's fault is not the backup's. */
const isFull = (error: unknown): boolean =>
  ["ENOSPC", "EDQUOT", "EROFS", "EACCES"].includes(String((error as { code?: unknown })?.code));

/** Every file in a folder by its path there, with size and digest. */
export async function measure(
  folder: string,
): Promise<Record<string, { readonly bytes: number; readonly sha256: string }>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: Record<string, { bytes: number; sha256: string }> = {};
  for (const entry of entries.filter((e) => e.isFile())) {
    const path = join(entry.parentPath, entry.name);
    found[relative(folder, path).split(sep).join(posix.sep)] = await digestOfFile(path);
  }
  return found;
}

async function digestOfFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest("hex") };
}
