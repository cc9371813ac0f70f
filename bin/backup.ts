// `npm run backup`: database, model versions and audit anchors into one encrypted file.
// Exit status: 0 done, 1 not done (what was there before is untouched).
import { join, resolve } from "node:path";
import { openDatabase } from "@/db/client";
import { parseKeyRing } from "@/lib/core/crypto";
import { sayError } from "@/lib/core/describe-error";
import { AppError } from "@/lib/core/errors";
import { readRelease } from "@/lib/core/release";
import type { Lock } from "@/lib/workflows/govern/backup/container";
import { makeBackup } from "@/lib/workflows/govern/backup/make-backup";
import { noteBackup } from "@/lib/workflows/govern/backup/note-backup";
import { readSetup, storedKeys } from "./start/key-setup";
import { commandLine } from "./start/site";

const HELP = `npm run backup -- --to DIR

Backs up the database as it is at one moment, the model versions it knows and the audit log's anchors into one file in DIR,
encrypted by age (age-encryption.org) with BACKUP_PASSPHRASE, or for the public key in BACKUP_RECIPIENT. Of the encryption
keys (DATA_KEYS) it holds only which are needed: keep them, and the passphrase, in another place than the backups.

With DATABASE_URL the app may go on meanwhile; PostgreSQL's client programs must be installed (PG_BIN names their folder).
With the embedded database stop the app first. "npm run restore -- --from FILE --check" says whether a backup is whole.

Exit status: 0 done, 1 not done.
`;

function lockOf(env: NodeJS.ProcessEnv): Lock {
  if (env.BACKUP_RECIPIENT) return { kind: "recipient", recipient: env.BACKUP_RECIPIENT };
  const passphrase = env.BACKUP_PASSPHRASE ?? "";
  if (passphrase.length >= 16) return { kind: "passphrase", passphrase };
  throw new AppError(
    "config-invalid",
    "set BACKUP_PASSPHRASE (16 characters or more) or BACKUP_RECIPIENT: backups are never written unencrypted",
  );
}

async function main(): Promise<void> {
  const args = await commandLine();
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return;
  }
  const [flag, to, rest] = args;
  if (flag !== "--to" || !to || rest !== undefined)
    throw new AppError("invalid-input", "expected --to and a folder (--help says more)");
  const setup = readSetup();
  const lock = lockOf(process.env);
  const keys = parseKeyRing(setup.given ?? storedKeys(setup.dataDir));
  const started = performance.now();
  const { databaseUrl, dataDir } = setup;
  const handle = await openDatabase({ databaseUrl, dataDir, keys, migrate: false });
  try {
    const made = await makeBackup({
      handle,
      keys,
      dataDir,
      anchorFile: resolve(process.env.AUDIT_ANCHOR_FILE ?? join(dataDir, "audit-anchors.jsonl")),
      to: resolve(to),
      lock,
      release: readRelease(),
      now: new Date(),
      onStep: (step) => console.log(`${step} …`),
    });
    const { file, bytes, body } = made;
    await noteBackup(handle, made, new Date()).catch((error: unknown) =>
      console.error(`The backup is whole; the audit log could not be told of it: ${sayError(error)}`),
    );
    for (const version of body.damaged)
      console.log(
        `Model version ${version}: its files are not what was registered, and are backed up as they are.`,
      );
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`Done in ${seconds} s: ${file} (${(bytes / 1e6).toFixed(1)} MB), as of ${body.createdAt}.`);
    console.log(
      `It needs the keys ${body.keys
        .filter((k) => !k.retired)
        .map((k) => k.id)
        .join(", ")} of DATA_KEYS.`,
    );
  } finally {
    await handle.close();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(`There is no new backup: ${sayError(error)}`);
    process.exit(1);
  },
);
